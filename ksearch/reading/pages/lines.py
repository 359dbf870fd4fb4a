"""What can be told of each line of a page by looking at it alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from ..dates import find_date
from .vocabulary import (
    CAPTION,
    CONTROLS,
    COPYRIGHT,
    DATE_LABEL,
    IMPRINT,
    LIST_HEADING,
    PROMOTION,
    ROLE,
    SECTIONS,
)


class Kind(Enum):
    """What a line looks like; the value is what the report says if it is dropped for that."""

    PROSE = "prose"
    PHRASE = "a headline or fragment"
    MARK = "no words"
    CONTROL = "a button or share bar"
    MENU = "a menu"
    LIST_HEADING = "the heading of other stories"
    COPYRIGHT = "a copyright line"
    IMPRINT = "the publisher's small print"
    DATE = "a date line"
    BYLINE = "a reporter's line"
    CAPTION = "a picture's caption"
    PROMOTION = "a request to subscribe, report or look elsewhere"
    READER = "a reader's comment"

    __hash__ = object.__hash__  # members are looked up for each line; Enum's own is slow


#: Lines that only a page has, never an article written down by itself.
FURNITURE = frozenset(
    (
        Kind.CONTROL,
        Kind.MENU,
        Kind.LIST_HEADING,
        Kind.COPYRIGHT,
        Kind.IMPRINT,
        Kind.PROMOTION,
        Kind.READER,
    )
)


@dataclass(slots=True)
class PageLine:
    """A line with words on it, and what it looks like.

    Attributes:
        number: its number in the page, from 0.
        text: without the spaces around it.
        core: without bullets in front.
        bullet: the bullet or rank in front, if any.
        kind: what it looks like.
        sentences: how many sentences end in it.
        cut: it ends in dots, as a teaser does.
        after_blank: a blank line stands before it.
        repeats: the index of the earlier line that says the same, if any.
    """

    number: int
    text: str
    core: str
    bullet: str
    kind: Kind
    sentences: int
    cut: bool
    after_blank: bool
    repeats: int | None = None


#: The longest line that is looked at for a page's phrases; beyond that it is a paragraph or a
#: menu on one line.
_SHORT = 200

#: No headline is longer than this; rows of names and dates are, though they hold no sentence.
_LONG = 80

#: Lines up to this length are remembered.
_OFTEN_SEEN = 60

_BULLET = re.compile(
    r"^(?:[\s•·∙ㆍ\-–—*▶▷►▸☞👉➤➜→■□◆◇○●◎▪▫△▲▽▼※★☆◈◉>»|│┃✔✓]+|\d{1,2}(?:[.)]|위)?\s+(?=\S))+"
)
_WORDS = re.compile(r"[가-힣A-Za-z一-鿿ぁ-ヿ]")
_SENTENCE_END = re.compile(
    r"[다요까죠네라자음함임됨군지오][.?!]+[\"'”’」』)\]]*(?=\s|$|[\"'“‘”’(<\[가-힣▲△◇])"
    r"|다[\"”’」][.]?(?=\s|$)|[a-z]{2}[.?!][\"”’)]*(?=\s|$)"
)
_HEADLINE_END = re.compile(r"(?:[\"'”’」』]|[?!]+[\"'”’」』)\]]*|\.{2,}|…)$")
_CUT = re.compile(r"(?:\.{2,}|…|⋯)\s*(?:더\s?보기|전체보기|\[더보기\])?\s*$")
_SEPARATOR = re.compile(r"[\s|│/·ㆍ•,>:;〉》«»‹›\-–—*()\[\]{}<&+]+")
_BRACKETED_RIGHTS = re.compile(r"[\[(<【〈][^\])>】〉]*(?:ⓒ|©|무단|저작권)[^\])>】〉]*[\])>】〉]")
_CREDITED = re.compile(
    r"^[▲△▼◀▶].*(?:ⓒ|©|모습|제공|출처|촬영|/\s?\S+$)|\S\s?[ⓒ©]\s?[가-힣A-Za-z0-9 ]{2,16}$"
)
_RIGHTS_HINTS = ("ⓒ", "©", "저작권", "무단", "opy", "OPY", "eserved", "(c)", "재배포", "전재", "AI")
_CREDIT_HINTS = (
    "사진",
    "제공",
    "=",
    "ⓒ",
    "©",
    "/",
    "▲",
    "△",
    "▼",
    "◀",
    "▶",
    "캡처",
    "갈무리",
)
#: … 하세요, 바랍니다, 기다립니다; of statements in 다 only those in 니다 speak to somebody.
_POLITE_ENDS = frozenset("요오시기")
_COUNT = re.compile(r"^[\d,.]+(?:개|건|명|회|위|만|천|k|K|%|분|초)?$")
_SHARE = re.compile(
    r"(?:으로|로|에)\s?(?:기사\s?)?(?:공유|보내기|퍼가기|내보내기|전송|스크랩)|(?:공유|복사|보내기|듣기|인쇄|스크랩|저장|구독|추천|사용|이용|확인|설정|신청|참여)하기\W*$"
    r"|(?:글자|글씨|폰트|글꼴)\s?(?:크기|사이즈)|(?:새\s?창|본문\s?바로가기|SNS\s?공유)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]*")
_BYLINE = re.compile(
    rf"(?:^|[\s=/·,\[(<|▲■:ㆍ])[가-힣]{{2,4}}\s?(?:[가-힣]{{1,8}}\s?)?{ROLE}(?:$|[\s/·,\])>|:=ㆍ(]|[가-힣]{{2,4}}\s?기자)"
    r"|(?:글|사진|취재|영상\s?취재|영상\s?편집|촬영|그래픽|구성|정리|번역)[·ㆍ,/&\s]*(?:글|사진|영상|편집)?\s?[=:|]\s?[가-힣]{2,4}"
    r"|^By\s[A-Z][\w .,]{2,40}$"
)
_FINISHED = re.compile(r"[.?!][\"'”’)\]]*$")
_HEADLINE_MARKS = re.compile("[…‘’“”\"'?!]|\\.\\.")
_TIME_AGO = re.compile(r"(?:\d+\s?(?:초|분|시간|일|주|개월)\s?전|방금\s?전|어제)$")
_READER = re.compile(
    r"^[\w가-힣*.\-]{2,16}\s?\(?[*\w]*\)?\s+(?:20)?\d\d[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}\.?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?\W*$|^[\w가-힣]{1,8}\*{2,}|(?:답글|찬성|반대|공감|추천|비추천)\s*\d+"
)
_PARTICLE = re.compile(
    r"[가-힣](?:은|는|이|가|을|를|에|의|로|와|과|도|서|고|며|한|할|된|인|라|면|던|해)(?=[\s,.])"
)


def page_lines(text: str) -> list[PageLine]:
    """Return the lines of a page that hold anything, with what each looks like."""
    lines: list[PageLine] = []
    first_of: dict[str, int] = {}
    after_blank = False
    for number, raw in enumerate(text.split("\n")):
        stripped = raw.strip()
        if not stripped:
            after_blank = True
            continue
        line = look_at(stripped, number, after_blank)
        if line.kind is not Kind.MARK:
            earlier = first_of.setdefault(line.core, len(lines))
            if earlier != len(lines):
                line.repeats = earlier
        lines.append(line)
        after_blank = False
    _join_wrapped_prose(lines)
    _join_captions(lines)
    return lines


def look_at(text: str, number: int = 0, after_blank: bool = False) -> PageLine:
    """Return what a line looks like by itself."""
    look = _look_at_short(text) if len(text) <= _OFTEN_SEEN else _look_at(text)
    return PageLine(number, text, *look, after_blank)


_Look = tuple[str, str, "Kind", int, bool]


def _look_at(text: str) -> _Look:
    match = _BULLET.match(text)
    bullet = match.group().strip() if match else ""
    core = text[match.end() :] if match else text
    sentences = sum(1 for _ in _SENTENCE_END.finditer(text)) if len(text) > 4 else 0
    cut = text[-1] in ".…⋯기]" and _CUT.search(text) is not None
    kind = _kind(text, core, sentences) if len(text) <= _SHORT else _kind_of_long(text, sentences)
    return core, bullet, kind, sentences, cut


#: Menus, buttons and lists are the same on all pages of a paper.
_look_at_short = lru_cache(maxsize=1 << 15)(_look_at)


def _kind(text: str, core: str, sentences: int) -> Kind:
    if _WORDS.search(core) is None:
        date_only = len(core) >= 6 and find_date(text) is not None
        return Kind.DATE if date_only else Kind.MARK
    labels = None if sentences else _labels(core)
    if labels is not None:
        return labels
    if sentences >= 2 and len(text) > 110:
        return Kind.PROSE
    if (
        _holds(text, _RIGHTS_HINTS)
        and COPYRIGHT.search(text)
        and (not sentences or len(text) < 110)
        and _is_copyright(text)
    ):
        return Kind.COPYRIGHT
    if not sentences and _holds(text, ":：|=.") and IMPRINT.search(text):
        return Kind.IMPRINT
    if not sentences and len(text) <= 100 and _is_date(text):
        return Kind.DATE
    if not sentences and _is_byline(text):
        return Kind.BYLINE
    if len(core) <= 40 and LIST_HEADING.match(core.strip("[]<>【】《》「」〈〉()# ")):
        return Kind.LIST_HEADING
    if not sentences and (_READER.search(text) or _TIME_AGO.search(text)):
        return Kind.READER
    if _speaks_to_reader(text, sentences) and PROMOTION.search(text):
        return Kind.PROMOTION
    if _SHARE.search(text) and not sentences and len(text) < 60:
        return Kind.CONTROL
    if (text[-1] != "." or _holds(text, _CREDIT_HINTS)) and _is_caption(text, sentences):
        return Kind.CAPTION
    if sentences and not _reads_as_headline(text):
        return Kind.PROSE
    long = len(text) > _LONG or (len(text) > 60 and _reads_as_prose(text))
    return Kind.PROSE if long else Kind.PHRASE


def _kind_of_long(text: str, sentences: int) -> Kind:
    if sentences or _reads_as_prose(text):
        return Kind.PROSE
    if COPYRIGHT.search(text):
        return Kind.COPYRIGHT
    if IMPRINT.search(text):
        return Kind.IMPRINT
    tokens = [token for token in _SEPARATOR.split(text) if token]
    known = sum(token.lower() in SECTIONS or token.lower() in CONTROLS for token in tokens)
    return Kind.MENU if known > 0.4 * len(tokens) else Kind.PHRASE


def _labels(core: str) -> Kind | None:
    """Recognise a line made of nothing but labels: of buttons, or of sections."""
    if len(core) > 120:
        return None
    whole = core.replace(" ", "").lower()
    if whole in SECTIONS:
        return Kind.MENU
    if whole in CONTROLS:
        return Kind.CONTROL
    if core[0] in "[<【(《":
        return None
    tokens = [token for token in _SEPARATOR.split(core.lower()) if token]
    words = [token for token in tokens if not _COUNT.match(token)]
    if not words:
        return None
    if words[0] in ("home", "홈") and re.search("[>〉»]", core):
        return Kind.MENU
    known = [word for word in words if word in CONTROLS or word.rstrip("0123456789") in CONTROLS]
    sections = [word for word in words if word in SECTIONS]
    if len(known) == len(words):
        return Kind.CONTROL
    if len(words) >= 4 and len(known) >= 0.75 * len(words):
        return Kind.CONTROL
    if len(sections) + len(known) >= (len(words) if len(words) < 4 else 0.7 * len(words)):
        return Kind.MENU
    return None


def _holds(text: str, hints: Iterable[str]) -> bool:
    """Tell cheaply whether a costly pattern could match."""
    return any(hint in text for hint in hints)


def _is_copyright(text: str) -> bool:
    """Tell a line of its own from a sentence about copyright and from a picture's credit."""
    beside = _BRACKETED_RIGHTS.sub("", text)
    if len(beside) >= 40 and _SENTENCE_END.search(beside) and not COPYRIGHT.search(beside):
        return False
    found = COPYRIGHT.findall(text)
    if len(found) == 1 and found[0] in "ⓒ©":
        return text[0] not in "▲△▼◀▶" and text.index(found[0]) <= 3
    return len(found) >= 2 or _SENTENCE_END.search(text) is None or "니다" in text[-6:]


def _is_date(text: str) -> bool:
    found = find_date(text)
    label = DATE_LABEL.match(text.lstrip("•·-–[(< |:※▲■"))
    if found is None:
        return label is not None and label.end() >= len(text.rstrip(" :：|]")) - 1
    _, start, end = found
    rest = text[:start] + text[end:]
    if label is not None or DATE_LABEL.search(text[:start][-12:]):
        return True
    return len(_WORDS.findall(rest)) <= max(6, 0.4 * (end - start))


def _is_caption(text: str, sentences: int) -> bool:
    """Tell a caption from a paragraph that mentions a picture, or bears its credit in front."""
    if sentences > 1 or len(text) > 160:
        return False
    if not sentences:
        return CAPTION.search(text) is not None or _CREDITED.search(text) is not None
    found = CAPTION.search(text) or _CREDITED.search(text)
    return found is not None and (found.end() >= len(text) - 30 or text[0] in "▲△▼◀▶")


def _reads_as_headline(text: str) -> bool:
    """Tell a headline that ends in a quotation or a question from a sentence."""
    return len(text) < 60 and _HEADLINE_END.search(text) is not None and ". " not in text


def _is_byline(text: str) -> bool:
    if len(text) > 90:
        return False
    email = _EMAIL.search(text)
    if email is not None and len(text) - len(email.group()) < 40:
        return True
    found = _BYLINE.search(text) if len(text) < 50 else None
    if found is None or _HEADLINE_MARKS.search(text):
        return False
    return len(found.group().strip()) >= 0.35 * len(text)


def _speaks_to_reader(text: str, sentences: int) -> bool:
    """Tell whether a line could be addressed to readers: reports do not end in polite forms."""
    if len(text) > 130 or sentences > 2:
        return False
    return not sentences or text.rstrip(".!~) \"'”’")[-1:] in _POLITE_ENDS or "니다" in text[-6:]


def _reads_as_prose(text: str) -> bool:
    """Tell running text from a row of headlines by its particles."""
    words = text.count(" ") + 1
    return len(_PARTICLE.findall(text)) >= 0.3 * words


def _join_wrapped_prose(lines: Sequence[PageLine]) -> None:
    """Take fragments between the halves of a hard-wrapped sentence for prose as well."""
    for index in range(1, len(lines)):
        line, before = lines[index], lines[index - 1]
        if (
            line.kind is Kind.PROSE
            and before.kind is Kind.PHRASE
            and not line.after_blank
            and not before.bullet
            and len(before.text) >= 25
            and abs(len(before.text) - len(line.text)) <= 12
            and _PARTICLE.search(before.text + " ")
            and not _FINISHED.search(line.text)
        ):
            before.kind = Kind.PROSE


def _join_captions(lines: Sequence[PageLine]) -> None:
    """Take a fragment right over a credit of its own line for the caption that it is."""
    for index in range(1, len(lines)):
        line, before = lines[index], lines[index - 1]
        credit = line.kind is Kind.CAPTION and len(line.text) < 40 and line.text[0] in "[(<【사/ⓒ"
        if credit and before.kind is Kind.PHRASE and not line.after_blank:
            before.kind = Kind.CAPTION
