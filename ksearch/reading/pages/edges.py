"""The two ends of an article: notices of the page, and short lines of the article itself.

A notice in whole sentences looks like a paragraph, and a quoted sentence looks like a headline;
their neighbours decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import kinds
from .lines import PageLine, is_korean
from .wording import Wording

#: Most characters of a polite sentence that may occur twice in an article.
_LONGEST_SAYING = 20

_REQUEST = re.compile(
    r"(?:[세시]요|십시오|바랍니다|(?<!인사)(?<!감사)(?<!축하)(?<!말씀)드립니다|드려요|받습니다"
    r"|기다립니다|[을를할될] 수 있습니다|부탁\S*니다|가능합니다|필요합니다|됐습니다|되었습니다"
    r"|클릭|바로가기)[.!~\s]*$"
)

#: Most lines of a notice over an article.
_LONGEST_NOTICE = 4

#: Beginnings of unspecific verbs in polite forms: 있습니다, 합니다, 바랍니다.
_POLITE_STEMS = frozenset(("있습", "합니", "입니", "됩니", "니다", "바랍"))

_HEADING_BULLETS = frozenset("■□◆◇●○▲△▼★☆◎")
_SPOKEN = re.compile(r"[다요죠까네][.?!]+[\"”]?$")
#: Words of a page's notices: about itself, its buttons and its readers.
OF_PAGE = re.compile(
    "기사|뉴스|구독|댓글|콘텐츠|제보|클릭|링크|로그인|회원|서비스|제공|재생|음성|번역|요약|브라우저|"
    "글자|글씨|이미지|동영상|본지|필진|인용|불러오|설정|광고|알림|채널|문의|신청|다운로드|카카오톡|페이지|버튼|검색|저작|무단|출처|게시물|쿠키"
)
_OF_STORIES = re.compile("기사|뉴스|구독|댓글|콘텐츠")
_QUOTED_SENTENCE = re.compile(r"[\"“][^\"”]{4,80}[다요죠까네][.?!]+[\"”]")


def is_notice(line: PageLine) -> bool:
    """Return whether a line is a short sentence to the reader, as notices of a page are."""
    return len(line.text) < 50 and is_polite(line)


def is_polite(line: PageLine) -> bool:
    """Return whether a line ends in a polite form; reports do not, unless they quote."""
    return line.text.endswith(("니다.", "니다", "세요.", "세요", "십시오."))


def is_short_saying(line: PageLine) -> bool:
    """Return whether a sentence is so short and polite that it may occur twice: ``감사합니다.``"""
    return len(line.text) <= _LONGEST_SAYING and line.sentences > 0 and is_polite(line)


def asks_reader(line: PageLine) -> bool:
    """Return whether a sentence asks its reader to do something, or offers something."""
    return _REQUEST.search(line.text) is not None


def end_of_notice(lines: Sequence[PageLine], start: int, end: int) -> int:
    """Return one past the notice of the page over an article, or `start` if there is none.

    The notice of a player or a summary is in polite style or in another language, and is among the
    buttons. It is not a first paragraph if it has no words in common with the text below.
    """
    behind = start
    while behind < end and lines[behind].kind is kinds.PROSE:
        line = lines[behind]
        if len(line.text) > 200 or not (is_of_page(line) or not is_korean(line.text)):
            return start
        behind += 1
    if not start < behind <= start + _LONGEST_NOTICE:
        return start
    rest = [line for line in lines[behind:end] if line.kind is kinds.PROSE]
    if sum(len(line.text) for line in rest) <= sum(len(line.text) for line in lines[start:behind]):
        return start  # the whole article is an announcement
    polite = sum(map(is_polite, rest)) >= 0.5 * len(rest)
    said = (stem for line in lines[start:behind] for stem in line.stems())
    stems = [stem for stem in said if stem not in _POLITE_STEMS]
    share = Wording(line.stems() for line in rest).share_of(stems)
    return behind if share < (0.15 if polite else 0.34) else start


def is_of_page(line: PageLine) -> bool:
    """Return whether a polite sentence mentions parts of a page: buttons, readers."""
    return is_polite(line) and OF_PAGE.search(line.text) is not None


def is_spoken(line: PageLine) -> bool:
    """Return whether a line as short as a headline is a sentence: ``좋겠죠?``."""
    if line.kind is not kinds.PHRASE or line.cut or _OF_STORIES.search(line.text) is not None:
        return False
    return _SPOKEN.search(line.text) is not None


def goes_on_speaking(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a short sentence is directly under a paragraph, so not a headline."""
    before = lines[index - 1]
    return is_spoken(lines[index]) and (before.kind is kinds.PROSE or is_spoken(before))


def opens_with_item(lines: Sequence[PageLine], start: int, end: int) -> bool:
    """Return whether an article of several items begins with the heading of the first one."""
    bullet = lines[start - 1].bullet if 0 < start < len(lines) else ""
    if not bullet or bullet[0] not in _HEADING_BULLETS or lines[start - 1].kind is not kinds.PHRASE:
        return False
    return any(line.bullet == bullet for line in lines[start + 1 : end])


def opens_with_speech(lines: Sequence[PageLine], start: int) -> bool:
    """Return whether an article begins with a line of speech, under its date."""
    if not 2 <= start < len(lines) or _QUOTED_SENTENCE.fullmatch(lines[start - 1].text) is None:
        return False
    over = [line.kind for line in lines[max(0, start - 12) : start - 1]]
    return kinds.DATE in over and over[-1] is not kinds.PHRASE
