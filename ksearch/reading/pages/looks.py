"""Features of a line of a page that depend on the line alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from itertools import islice
from typing import TypeVar

from ..dates import find_date
from . import kinds
from .kinds import LineKind
from .vocabulary import (
    CAPTION_PATTERN,
    CONTROLS,
    COPYRIGHT_PATTERN,
    DATE_LABEL,
    IMPRINT_PATTERN,
    LIST_HEADING_PATTERN,
    PAPER,
    PROMOTIONS,
    ROLE,
    SECTIONS,
)

#: Most characters of a line that is searched for phrases of pages; a longer one is a paragraph, or
#: a menu on one line.
_MAX_PHRASE_LINE_CHARS = 200

#: Most characters of a headline; rows of names and dates are longer, without a sentence in them.
_MAX_HEADLINE_CHARS = 80

#: Most characters of a headline with the title of a page behind it.
_FAR_TOO_LONG = 200

#: Most characters of a line whose features are cached.
_OFTEN_SEEN = 100

_BULLET = re.compile(
    r"^(?:[\s•·∙ㆍ\-–—*▶▷►▸☞👉➤➜→■□◆◇○●◎▪▫△▲▽▼※★☆◈◉>»|│┃✔✓①-⑳]+|\d{1,2}(?:[.)]|위)?\s+(?=\S))+"
)
_WORD_LETTER = re.compile(r"[가-힣A-Za-z一-鿿ぁ-ヿ]")
_SENTENCE_END = re.compile(
    r"[다요까죠네라자음함임됨군지오][.?!]+[\"'”’」』)\]]*(?=\s|$|[\"'“‘”’(<\[가-힣▲△◇^~ㅋㅎㅜㅠ])"
    r"|다[\"”’」][.]?(?=\s|$)|(?<![A-Z])[a-z]{2}[.?!][\"”’)]*(?=\s|$)"
)
_HEADLINE_END = re.compile(r"(?:[\"'”’」』]|[?!]+[\"'”’」』)\]]*|\.{2,}|…)$")
#: ``“값이 올랐다”…상인들 한숨``: a quotation, and then no sentence.
_QUOTING_HEADLINE = re.compile(
    r"[다요까죠네][.?!]?[\"'”’](?:…|\.{2,}|⋯)?\s?[^\"'”’]{2,30}(?<![다요까죠네.?!])$"
    r"|[\"'”’](?:…|\.{2,3}|⋯)[^\"'”’]{2,30}[^.?!]$"
)
_CUT_END = re.compile(r"(?:\.{2,}|…|⋯)\s*(?:더\s?보기|전체보기|\[더보기\])?\s*$")
_LABEL_SEPARATOR = re.compile(r"[\s|│/·ㆍ•,>:;〉》«»‹›\-–—*()\[\]{}<&+]+")
_BRACKETED_RIGHTS = re.compile(r"[\[(<【〈][^\])>】〉]*(?:ⓒ|©|무단|저작권)[^\])>】〉]*[\])>】〉]")
#: Endings of sentences that claim rights, as opposed to news about rights.
_OF_RIGHTS = re.compile("금지|금합|금하|불허|귀속|있습니다|가능합니다|보호|처벌|제재|따릅")
_CREDITED = re.compile(
    r"^[▲△▼◀▶].*(?:ⓒ|©|모습|제공|출처|촬영|/\s?\S+$)|\S\s?[ⓒ©]\s?[가-힣A-Za-z0-9 ]{2,16}$"
)
# Cheap preconditions of costlier patterns: literals that must occur in the line.
_RIGHTS_HINT = re.compile("[ⓒ©]|저작권|공공누리|무단|opy|OPY|eserved|\\(c\\)|재배포|전재|AI")
_CREDIT_HINT = re.compile("[=ⓒ©/▲△▼◀▶]|사진|제공|캡처|갈무리")
_PRESS_HINT = re.compile(r"[.)\]>|:：＝]|재판매")
#: The last words of the caption of an agency; it may have a dateline, like an article.
_PRESS_END = re.compile(r"재판매\s?및\s?DB\s?금지\W*$")
_IMPRINT_HINT = re.compile("[:：|=.]")
_ANY_DIGIT = re.compile(r"\d")
_ROLE_HINT = re.compile(ROLE + "|[=:|]")
#: … 하세요, 바랍니다, 기다립니다; of statements in 다, only those in 니다 address somebody.
_POLITE_ENDS = frozenset("요오시기")
_COUNT_LABEL = re.compile(r"^[\d,.]+(?:개|건|명|회|위|만|천|k|K|%|분|초)?$")
_SHARE = re.compile(
    r"(?:으로|로|에)\s?(?:기사\s?)?(?:공유|보내기|퍼가기|내보내기|전송|스크랩)|(?:공유|복사|보내기|듣기|인쇄|스크랩|저장|구독|추천|사용|이용|확인|설정|신청|참여)하기\W*$"
    r"|(?:글자|글씨|폰트|글꼴)\s?(?:크기|사이즈)|(?:새\s?창|본문\s?바로가기|SNS\s?공유)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]*")
_BYLINE = re.compile(
    rf"(?:^|[\s=/·,\[(<|▲■:ㆍ])[가-힣]{{2,4}}\s?(?:[가-힣]{{1,8}}\s?)?{ROLE}(?:$|[\s/·,\])>|:=ㆍ(]|[가-힣]{{2,4}}\s?기자)"
    r"|(?:글|사진|취재|영상\s?취재|영상\s?편집|촬영|그래픽|구성|정리|번역)[·ㆍ,/&\s]*(?:글|사진|영상|편집)?\s?[=:|]\s?[가-힣]{2,4}"
    r"|^By\s[A-Z가-힣][\w .,]{1,40}$"
)
_HEADLINE_MARKS = re.compile("[…‘’“”\"'?!]|\\.\\.")
_TIME_AGO = re.compile(r"(?:\d+\s?(?:초|분|시간|일|주|개월)\s?전|방금\s?전|어제)$")
_READER = re.compile(
    r"^[\w가-힣*.\-]{2,16}\s?\(?[*\w]*\)?\s+(?:20)?\d\d[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}\.?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\W*$|^[\w가-힣]{1,8}\*{2,}|(?:답글|찬성|반대|공감|추천|비추천)\s*\d+"
)
PARTICLE = re.compile(
    r"[가-힣](?:은|는|이|가|을|를|에|의|로|와|과|도|서|고|며|한|할|된|인|라|면|던|해)(?=[\s,.])"
)


#: Features of a line: core, bare, bullet, kind, sentences, cut (see `lines.PageLine`).
Look = tuple[str, str, str, LineKind, int, bool]

#: Suffixes of a page's title after the headline: ``제목 - 중도일보``, ``제목 < 사회 < …``.
SUFFIX = re.compile(
    rf"\s+[<>〈〉|│]\s.{{2,60}}$|\s*(?:[:\-–—]|::)\s+(?:.{{2,20}}\s[:\-–—|<]\s)?{PAPER}(?:\s뉴스)?\s*$"
)
_SUFFIX_HINT = re.compile(r"[<>〈〉|│:\-–—]\s")

_Fact = TypeVar("_Fact")


def cached_if_short(of_line: Callable[[str], _Fact]) -> Callable[[str], _Fact]:
    """Make a function of a line remember the short ones.

    Menus, buttons and lists are the same on all pages of a paper; paragraphs are not, and would
    fill the memory.
    """
    known = lru_cache(maxsize=1 << 14)(of_line)

    @wraps(of_line)
    def recall(text: str) -> _Fact:
        return known(text) if len(text) <= _OFTEN_SEEN else of_line(text)

    return recall


@cached_if_short
def look_at(text: str) -> Look:
    """Return the features of a line, without its context."""
    match = None if "가" <= text[0] <= "힣" else _BULLET.match(text)
    bullet = match.group().strip() if match else ""
    core = text[match.end() :] if match else text
    sentences = _count_sentences(text) if len(text) > 4 else 0
    cut = (text[-1] in "…⋯기]" or text[-2:] == "..") and _CUT_END.search(text) is not None
    kind = (
        _kind(text, core, sentences)
        if len(text) <= _MAX_PHRASE_LINE_CHARS
        else _kind_of_long(text, sentences)
    )
    bare = without_suffix(core) if len(text) <= _FAR_TOO_LONG else core
    return core, bare, bullet, kind, sentences, cut


def _count_sentences(text: str) -> int:
    """Count up to three sentences; in a long line, whether there is one says enough."""
    if len(text) > _MAX_PHRASE_LINE_CHARS:
        return int(_SENTENCE_END.search(text) is not None)
    return len(list(islice(_SENTENCE_END.finditer(text), 3)))


def without_suffix(text: str) -> str:
    """Return a page's title without the name of the paper behind it."""
    found = suffix_in(text)
    return text[: found.start()].strip() if found and found.start() >= 6 else text


def suffix_in(text: str) -> re.Match[str] | None:
    """Find what follows the headline in a page's title."""
    return SUFFIX.search(text) if _SUFFIX_HINT.search(text) else None


def _kind(text: str, core: str, sentences: int) -> LineKind:
    if _WORD_LETTER.search(core) is None:
        date_only = len(core) >= 6 and find_date(text) is not None
        return kinds.DATE if date_only else kinds.MARK
    labels = None if sentences else _labels(core)
    if labels is not None:
        return labels
    if "재판매" in text and sentences <= 2 and _PRESS_END.search(text):
        return kinds.CAPTION
    if sentences >= 2 and len(text) > 110:
        return kinds.PROSE
    if (
        _RIGHTS_HINT.search(text)
        and COPYRIGHT_PATTERN.search(text)
        and (not sentences or len(text) < 110)
        and _is_copyright(text)
    ):
        return kinds.COPYRIGHT
    if not sentences and _IMPRINT_HINT.search(text) and IMPRINT_PATTERN.search(text):
        return kinds.IMPRINT
    if not sentences and len(text) <= 100 and _is_date(text):
        return kinds.DATE
    if not sentences and _is_byline(text):
        return kinds.BYLINE
    if len(core) <= 40 and LIST_HEADING_PATTERN.match(core.strip("[]<>【】《》「」〈〉()# ")):
        return kinds.LIST_HEADING
    if not sentences and _is_of_reader(text):
        return kinds.READER
    if _speaks_to_reader(text, sentences) and _is_promotion(text):
        return kinds.PROMOTION
    if not sentences and len(text) < 60 and _SHARE.search(text):
        return kinds.CONTROL
    if _is_caption(text, sentences):
        return kinds.CAPTION
    if sentences and not _reads_as_headline(text):
        return kinds.PROSE
    long = len(text) > _MAX_HEADLINE_CHARS or (len(text) > 60 and _reads_as_prose(text))
    return kinds.PROSE if long else kinds.PHRASE


def _kind_of_long(text: str, sentences: int) -> LineKind:
    if sentences or _reads_as_prose(text):
        return kinds.PROSE
    if COPYRIGHT_PATTERN.search(text):
        return kinds.COPYRIGHT
    if IMPRINT_PATTERN.search(text):
        return kinds.IMPRINT
    tokens = [token for token in _LABEL_SEPARATOR.split(text) if token]
    known = sum(token.lower() in SECTIONS or token.lower() in CONTROLS for token in tokens)
    return kinds.MENU if known > 0.4 * len(tokens) else kinds.PHRASE


def _labels(core: str) -> LineKind | None:
    """Return whether a line consists of labels only: of buttons, or of sections."""
    if len(core) > 120:
        return None
    if core[0] == "#" and all(word[0] == "#" for word in core.split()):
        return kinds.MENU
    whole = core.replace(" ", "").lower()
    if whole in SECTIONS:
        return kinds.MENU
    if whole in CONTROLS:
        return kinds.CONTROL
    if core[0] in "[<【(《":
        return None
    tokens = [token for token in _LABEL_SEPARATOR.split(core.lower()) if token]
    words = [token for token in tokens if not _COUNT_LABEL.match(token)]
    if not words:
        return None
    if words[0] in ("home", "홈") and re.search("[>〉»]", core):
        return kinds.MENU
    known = [word for word in words if word in CONTROLS or word.rstrip("0123456789") in CONTROLS]
    sections = [word for word in words if word in SECTIONS]
    if len(known) == len(words):
        return kinds.CONTROL
    if len(words) >= 4 and len(known) >= 0.75 * len(words):
        return kinds.CONTROL
    if len(sections) + len(known) >= (len(words) if len(words) < 4 else 0.7 * len(words)):
        return kinds.MENU
    return None


def _is_copyright(text: str) -> bool:
    """Return whether a line is a copyright line, not a sentence about one or a picture credit."""
    if _ends_paragraph(text):
        return False
    beside = _BRACKETED_RIGHTS.sub("", text)
    if len(beside) >= 40 and _SENTENCE_END.search(beside) and not COPYRIGHT_PATTERN.search(beside):
        return False
    found = COPYRIGHT_PATTERN.findall(text)
    if len(found) == 1 and found[0] in "ⓒ©":
        return text[0] not in "▲△▼◀▶" and text.index(found[0]) <= 3
    if len(found) >= 2 or _SENTENCE_END.search(text) is None:
        return True
    return "니다" in text[-6:] and _OF_RIGHTS.search(text[-24:]) is not None


def _ends_paragraph(text: str) -> bool:
    """Return whether a line is a paragraph that a copyright line is glued to."""
    found = COPYRIGHT_PATTERN.search(text)
    before = text[: found.start()] if found else text
    return len(before) >= 25 and "저작권" not in before and bool(_SENTENCE_END.search(before))


def _is_date(text: str) -> bool:
    found = find_date(text)
    bare = text.lstrip("•·-–[(< |:※▲■")
    label = DATE_LABEL.match(bare) if found or len(text) < 40 else None
    if found is None:
        return label is not None and label.end() >= len(text.rstrip(" :：|]")) - 1
    _, start, end = found
    rest = text[:start] + text[end:]
    if label is not None or DATE_LABEL.search(text[:start][-12:]):
        return True
    return len(_WORD_LETTER.findall(rest)) <= max(6, 0.4 * (end - start))


def _is_caption(text: str, sentences: int) -> bool:
    """Return whether a line is a caption, not a paragraph that mentions a picture or its credit."""
    if sentences > 1 or len(text) > 160 or (sentences and text.endswith("니다.")):
        return False
    if not _CREDIT_HINT.search(text) and (text[-1] == "." or not _PRESS_HINT.search(text)):
        return False
    found = CAPTION_PATTERN.search(text) or _CREDITED.search(text)
    if found is None or not sentences:
        return found is not None
    return found.end() >= len(text) - 30 or text[0] in "▲△▼◀▶"


def _is_of_reader(text: str) -> bool:
    """Return whether a line is the head of a comment or reaction: its author and time."""
    if text[-1] in "전제" and text.count("|") < 2 and _TIME_AGO.search(text):
        return True
    return (_ANY_DIGIT.search(text) is not None or "**" in text) and _READER.search(
        text
    ) is not None


def _is_promotion(text: str) -> bool:
    return any(find(text) for find in PROMOTIONS)


def _reads_as_headline(text: str) -> bool:
    """Return whether a line that ends in a quotation or a question is a headline."""
    if len(text) >= 60 or ". " in text:
        return False
    return _HEADLINE_END.search(text) is not None or _QUOTING_HEADLINE.search(text) is not None


def _is_byline(text: str) -> bool:
    if len(text) > 90:
        return False
    email = _EMAIL.search(text) if "@" in text else None
    if email is not None and len(text) - len(email.group()) < 40:
        return True
    likely = len(text) < 50 and (_ROLE_HINT.search(text) or text.startswith("By"))
    found = _BYLINE.search(text) if likely else None
    if found is None or _HEADLINE_MARKS.search(text):
        return False
    return len(found.group().strip()) >= 0.35 * len(text)


def _speaks_to_reader(text: str, sentences: int) -> bool:
    """Return whether a line could be addressed to readers: reports do not end in polite forms."""
    if len(text) > 130 or sentences > 2 or (sentences > 1 and len(text) > 60):
        return False
    return not sentences or text.rstrip(".!~) \"'”’")[-1:] in _POLITE_ENDS or "니다" in text[-6:]


def _reads_as_prose(text: str) -> bool:
    """Return whether a line is running text, not a row of headlines: it has particles."""
    words = text.count(" ") + 1
    return len(PARTICLE.findall(text)) >= 0.3 * words
