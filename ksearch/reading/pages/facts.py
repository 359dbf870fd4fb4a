"""Date, reporters, paper and section, from the lines around an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from ksearch.model.names import NO_NAMES, people_in

from ..dates import find_date
from . import kinds
from .bounds import Bounds, last_prose
from .domains import publisher_of_domain
from .lines import PageLine
from .looks import cached_if_short, suffix_in
from .vocabulary import COPYRIGHT_PATTERN, DATE_LABEL, ROLE, SECTIONS

_PERSON = r"(?P<name>[가-힣]{2,4})"
_NAMED_PERSON = re.compile(
    rf"(?<![가-힣]){_PERSON}\s?(?:(?:인턴|수습|객원|선임|전문|문화|경제|사진|영상|국제|정치|사회|의학|과학|체육|스포츠|본지|온라인|디지털)\s?)?(?P<role>{ROLE})(?![가-힣]{{2,}}\s?{ROLE}?[가-힣]|[회단협상장실증])"
)
_NAME_LIST = re.compile(
    rf"(?<![가-힣])((?:[가-힣]{{2,4}}\s?[,·ㆍ/]\s?)+[가-힣]{{2,4}})\s?(?:{ROLE})"
)
_CREDIT = re.compile(
    r"(?:(?:글|(?<!영상)(?<!영상 )취재|기사|작성자|글쓴이|By|by)\s?[=:|]\s?|^By\s)"
    r"([가-힣]{2,4})(?![가-힣])"
)
_DATELINE = re.compile(
    rf"^[\[(【<]?\s?(?P<place>[가-힣·\s]{{2,16}})\s?=\s?(?P<press>[가-힣A-Za-z0-9]{{2,12}})?\s?[\])】>]?\s*(?P<who>[가-힣·,\s]{{2,20}}\s?{ROLE})?\s?="
)
#: ``[들샘=대전, 김가람 기자]``: an agency, a place, and the reporter.
_BRACKETED_DATELINE = re.compile(
    rf"^[\[(【<]\s?[가-힣A-Za-z0-9]{{2,12}}\s?=\s?[가-힣]{{2,8}},?\s(?P<who>[가-힣·,\s]{{2,20}}\s?{ROLE})"
    r"\s?[\])】>]"
)
#: ``김가람 / 사진출처 …``, ``들꽃TV 김가람 (garam@…)``: a short last line with one name in it.
_NAMED_AT_END = re.compile(
    r"^(?:[A-Za-z가-힣0-9]{2,12}\s)?([가-힣]{3})(?:\s?[/|]\s?(?:사진|영상|디자인|일러스트|편집|출처).{0,40}"
    r"|\s?\([\w.+-]+@[\w.-]+\))$"
)
_ROLE = re.compile(ROLE)
_ROLE_ONLY = re.compile(rf"[\s|/·]*{ROLE}[\s|/·]*")
_NAME_ONLY = re.compile(r"(?:글\s?)?([가-힣]{2,4})\s?(?:\([\w.]+\))?")
_NAME_AND_DATE = re.compile(
    r"([가-힣]{2,4})\s+20\d\d[.-]\s?\d{1,2}[.-]\s?\d{1,2}\.?\s+\d{1,2}:\d\d$"
)
_NAME_AND_ID = re.compile(r"([가-힣]{2,4})\s?\([A-Za-z][\w.-]+\)")
_SIGNED_OFF = re.compile(
    r"(?:뉴스|방송|[A-Z]{3,4})\s?(?:뉴스\s)?([가-힣]{2,4})(?:이었|였)?[입습]니다\.?$"
)
_MONTHLESS = re.compile(r"\d{1,2}:\d\d")

_PAPER_PATTERN = (
    r"[가-힣A-Za-z0-9·&]{1,14}(?:일보|신문|뉴스|경제|방송|타임스|타임즈|저널|미디어|통신|투데이|데일리|매거진|포스트|비즈|헤럴드|헤럴드경제|"
    r"메트로|이코노미|리뷰|닷컴|프레스|뉴스룸|시사|매일|TV|인사이트|와이어|Times|News|NEWS|Daily|Herald|Journal|Post|Today|Economy)"
)
_OWNER = re.compile(
    r"(?:저작권자|Copyright|COPYRIGHT|ⓒ|©|\(c\)|\(C\)|@)[\s:ⓒ©()cC20\d,.\-–~]*(?:by\s)?(?:주식회사|\(주\)|㈜)?\s*(?P<owner>(?:(?:월간|주간|계간|격월간)\s)?[가-힣A-Za-z0-9·&]{2,20}(?:\s(?:Times|Daily|Herald|Post|Journal|News))?)",
)
_NAMED_PAPER = re.compile(rf"(?<![가-힣A-Za-z]){_PAPER_PATTERN}(?![가-힣A-Za-z])")
_DOMAIN = re.compile(
    r"(?:@|https?://|www\.|(?<![\w.@]))([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:co\.kr|com|kr|net|or\.kr|tv|news|org|press))\b"
)
_PATH = re.compile(r"\s*[>〉»›<]\s*")
_URL = re.compile(r"https?://[^\s<>\"')\]]+")


_MAX_LABEL = 16
#: Lines at either end of a plain text among which its date is looked for.
_MAX_EDGE_LINES = 6
_DATED_KINDS = frozenset(
    (kinds.DATE, kinds.BYLINE, kinds.COPYRIGHT, kinds.PHRASE, kinds.CONTROL, kinds.MENU)
)


def find_published(lines: Sequence[PageLine], bounds: Bounds, title: int | None) -> datetime | None:
    """Return when the article was published, by the likeliest of the date lines around it.

    A date that is labelled (승인, 입력, 등록) is believed before one that is not, a date of
    publication before one of change, a date with a time before one without, and a date under the
    headline before one over it, which may be today's. An unlabelled one is not the date of
    publication if it is in the future, nor, in a text without furniture, if there is anything else
    in its line.
    """
    best: tuple[float, datetime] | None = None
    latest = datetime.now(UTC) + timedelta(days=1)
    for index in _around(lines, bounds):
        line = lines[index]
        if line.kind not in _DATED_KINDS or _is_year_of_copyright(line):
            continue
        dates = _dates_in(line.text)
        if dates and not dates[0][1] and index and _is_label(lines[index - 1].text):
            dates = [(dates[0][0], _label_of(lines[index - 1].text), dates[0][2]), *dates[1:]]
        for moment, label, timed in dates:
            if not label and (moment > latest or not _may_date(line, index, lines, bounds)):
                continue
            score = {"first": 4.0, "english": 3.0, "later": 1.0}.get(label, 2.0)
            score += 0.7 * timed + 0.5 * (title is not None and index > title)
            score -= 1.0 * (line.kind is kinds.PHRASE) + 0.4 * (index >= bounds.end)
            if best is None or score > best[0]:
                best = (score, moment)
    return best[1] if best else None


def _may_date(line: PageLine, index: int, lines: Sequence[PageLine], bounds: Bounds) -> bool:
    """Return whether a line may have the date of its article without a label."""
    if bounds.furnished:
        return True
    at_edge = index < _MAX_EDGE_LINES or index >= len(lines) - _MAX_EDGE_LINES
    return at_edge and line.kind in (kinds.DATE, kinds.BYLINE)


def _is_year_of_copyright(line: PageLine) -> bool:
    if line.kind is not kinds.COPYRIGHT or "20" not in line.text:
        return False
    return _MONTHLESS.search(line.text) is None


def _is_label(text: str) -> bool:
    if len(text) > _MAX_LABEL + 4:
        return False
    found = DATE_LABEL.search(text)
    return found is not None and len(text) <= found.end() - found.start() + 4


def _label_of(text: str) -> str:
    """Return the kind of the last label in a text, or nothing."""
    label = ""
    for found in DATE_LABEL.finditer(text):
        label = str(found.lastgroup)
    return label


@cached_if_short
def _dates_in(text: str) -> Sequence[tuple[datetime, str, bool]]:
    """Return the dates of a line, each with the kind of its label and whether it has a time."""
    found: list[tuple[datetime, str, bool]] = []
    position = 0
    while (date := find_date(text, position)) is not None:
        moment, start, end = date
        written = text[start:end]
        timed = _MONTHLESS.search(written) is not None or "시" in written
        found.append((moment, _label_of(text[position:start]), timed))
        position = end
    return found


def _around(lines: Sequence[PageLine], bounds: Bounds) -> Iterable[int]:
    """The lines before the first paragraph, and some around the article's end."""
    yield from range(min(bounds.start, len(lines)))
    last = last_prose(lines, bounds, default=bounds.start)
    yield from range(max(last + 1, bounds.start), min(len(lines), max(bounds.end, last + 1) + 4))


_SIGNED_KINDS = frozenset((kinds.BYLINE, kinds.DATE, kinds.COPYRIGHT, kinds.CONTROL))


def find_authors(lines: Sequence[PageLine], bounds: Bounds) -> str | None:
    """Return the reporters, in the order in which they are named, separated by commas."""
    names: dict[str, None] = {}
    last = last_prose(lines, bounds, default=bounds.start)
    for index in _around(lines, bounds):
        line = lines[index]
        text, kind = line.text, line.kind
        if text[-1] == ")" and index < bounds.start and _is_dated(lines, index):
            signed = _NAME_AND_ID.fullmatch(text)
            names.update(dict.fromkeys(signed.groups() if signed else ()))
        if len(text) < 16 and _says_role_only(text):
            names.update(dict.fromkeys(_name_over_role(lines, index)))
        if kind is kinds.DATE and index < bounds.start:
            names.update(dict.fromkeys(_name_before_date(text)))
        named = kind in _SIGNED_KINDS or (kind is kinds.PHRASE and len(text) < 40)
        if named and text[0] not in "ⓒ©" and (found := _names_in(text)):  # ⓒ: of a picture
            names.update(dict.fromkeys(found))
    if bounds.start < len(lines):
        for index in dict.fromkeys((bounds.start, min(bounds.start + 1, last))):
            head = lines[index].text[:80]
            opening = _BRACKETED_DATELINE.match(head) or _DATELINE.match(head)
            if opening is not None and opening["who"]:
                names.update(dict.fromkeys(_names_in(opening["who"])))
        names.update(dict.fromkeys(_names_in(_signature(lines[last].text))))
        names.update(dict.fromkeys(_SIGNED_OFF.findall(lines[last].text[-40:])))
        if not names:
            names.update(dict.fromkeys(_named_at_end(lines, last)))
    return ", ".join(names) or None


def _named_at_end(lines: Sequence[PageLine], last: int) -> list[str]:
    """Return the person in a short line under the last paragraph, without a role."""
    for line in lines[last : last + 4]:
        signed = _NAMED_AT_END.match(line.text) if len(line.text) <= 80 else None
        if signed is not None and people_in(signed.group(1)):
            return [signed.group(1)]
    return []


@cached_if_short
def _name_before_date(text: str) -> Sequence[str]:
    """Return the name in ``홍길동 2025. 2. 24. 08:15``."""
    signed = _NAME_AND_DATE.match(text)
    if signed is None or DATE_LABEL.match(text) or signed.group(1) in NO_NAMES:
        return ()
    return signed.groups()


def _is_dated(lines: Sequence[PageLine], index: int) -> bool:
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(lines))
    return any(lines[i].kind is kinds.DATE for i in beside)


@cached_if_short
def _says_role_only(text: str) -> bool:
    return _ROLE_ONLY.fullmatch(text) is not None


def _name_over_role(lines: Sequence[PageLine], index: int) -> list[str]:
    """Return the name in the line over a line with only 기자 or another role."""
    if not index:
        return []
    name = _NAME_ONLY.fullmatch(lines[index - 1].text)
    return [name.group(1)] if name and name.group(1) not in NO_NAMES else []


def _signature(paragraph: str) -> str:
    """Return the text after the last sentence of a paragraph: ``… 말했다. 홍길동 기자 hong@…``."""
    end = max(
        paragraph.rfind(mark) for mark in (". ", ".\u00a0", ".”", ".)", ".[", "./", ".<", "다/")
    )
    rest = paragraph[end + 1 :] if end >= 0 else ""
    return rest if 0 < len(rest) < 60 else ""


@cached_if_short
def _names_in(text: str) -> Sequence[str]:
    if _ROLE.search(text) is None and _CREDIT.search(text) is None:
        return []
    found: dict[str, int] = {}
    for listed in _NAME_LIST.finditer(text):
        for name in re.findall(r"[가-힣]{2,4}", listed.group(1)):
            found.setdefault(name, listed.start() + listed.group(1).find(name))
    for named in _NAMED_PERSON.finditer(text):
        found.setdefault(named["name"], named.start())
    for credit in _CREDIT.finditer(text):
        found.setdefault(credit.group(1), credit.start())
    return [
        name for name, _ in sorted(found.items(), key=lambda item: item[1]) if name not in NO_NAMES
    ]


_OF_PAPER = frozenset((kinds.COPYRIGHT, kinds.BYLINE, kinds.IMPRINT))


def find_publisher(lines: Sequence[PageLine], bounds: Bounds) -> str | None:
    """Return the paper: by its copyright line, the page's title, the dateline, or its domain."""
    ranked: dict[str, float] = {}

    def vote(name: str | None, weight: float) -> None:
        if name:
            ranked[name] = ranked.get(name, 0.0) + weight

    for index, line in enumerate(lines):
        inside = bounds.start <= index < bounds.end
        if inside and line.kind is kinds.PROSE:
            continue
        if line.kind is kinds.COPYRIGHT:
            vote(*_owner_in(line.text))
        if "." in line.text and (line.kind in _OF_PAPER or (not inside and index < 60)):
            for paper in _papers_by_domain(line.text):
                vote(paper, 1.5)
        if index < bounds.start and (line.bare is not line.core or len(line.core) <= 16):
            for paper, titled in _papers_over_article(line.core):
                if titled or line.kind is not kinds.PROSE:
                    vote(paper, 2.0 if titled else 1.2)
        if line.kind is kinds.IMPRINT:
            title = re.search(r"제호\s?[:：|]?\s?([가-힣A-Za-z0-9]{2,16})", line.text)
            vote(title.group(1) if title else None, 3.0)
    if bounds.start < len(lines):
        opening = _DATELINE.match(lines[bounds.start].text[:80])
        if opening is not None and opening["press"] and _NAMED_PAPER.fullmatch(opening["press"]):
            vote(opening["press"], 2.0)
    return max(ranked, key=lambda name: ranked[name]) if ranked else None


@cached_if_short
def _papers_by_domain(text: str) -> Sequence[str]:
    domains = _DOMAIN.findall(text[:200].lower())
    return [paper for paper in map(publisher_of_domain, domains) if paper]


@cached_if_short
def _papers_over_article(core: str) -> Sequence[tuple[str, bool]]:
    """Return the papers in a line over the article, and whether they follow a headline."""
    suffix = suffix_in(core)
    if suffix is not None:
        return [(paper, True) for paper in _NAMED_PAPER.findall(suffix.group())]
    alone = _NAMED_PAPER.fullmatch(core.removesuffix(" 뉴스")) if len(core) <= 16 else None
    return [(alone.group(), False)] if alone else ()


@cached_if_short
def _owner_in(text: str) -> tuple[str | None, float]:
    """Return the owner in a copyright line, and how certain it is that it is the paper."""
    papers = [paper for paper in _NAMED_PAPER.findall(text) if paper not in _NOT_PAPERS]
    if papers:
        return str(papers[0]), 1.1 if papers[0].endswith("닷컴") else 3.0
    owner = _OWNER.search(text)
    if owner is None:
        return None, 0.0
    name = owner["owner"].strip()
    if name.lower() in _NOT_OWNERS or COPYRIGHT_PATTERN.search(name):
        return None, 0.0
    return name, 0.8 if name.isascii() else 2.0


_NOT_PAPERS = frozenset(("뉴스", "기사", "관련뉴스", "이뉴스"))
_NOT_OWNERS = frozenset(
    (
        "all",
        "rights",
        "reserved",
        "copyright",
        "무단전재",
        "무단",
        "의",
        "by",
        "저작권자",
        "is",
        "was",
    )
)


def find_section(lines: Sequence[PageLine], bounds: Bounds, title: int | None) -> str | None:
    """Return the section that stands alone, or as a path, over or under the headline."""
    last = min(bounds.start, len(lines))
    for index in range(last):
        if (section := _section_of_path(lines[index].text)) is not None:
            return section
    runs: list[list[int]] = []
    for index in range(last):
        if lines[index].kind is kinds.MENU and lines[index].core.lower() in SECTIONS:
            if runs and runs[-1][-1] == index - 1:
                runs[-1].append(index)
            else:
                runs.append([index])
    alone = [run for run in runs if len(run) <= 2]
    if (said_twice := _section_said_twice(lines, title)) is not None or not alone:
        return said_twice
    anchor = title if title is not None else last
    nearest = min(alone, key=lambda run: abs(run[0] - anchor))
    return lines[nearest[0]].core


def _section_said_twice(lines: Sequence[PageLine], title: int | None) -> str | None:
    """Return the section one or two lines over the headline that is also in the menu."""
    if title is None:
        return None
    for over in reversed(lines[max(0, title - 2) : title]):
        if len(over.core) > _MAX_LABEL:
            return None
        if over.repeats is not None and _is_section(lines, over.repeats):
            return over.core
    return None


def _is_section(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a name in the menu is a section: a known one, or one beside known ones."""
    core = lines[index].core
    if core.lower() in SECTIONS:
        return lines[index].kind is kinds.MENU
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(lines))
    listed = any(lines[i].kind is kinds.MENU for i in beside)
    return listed and len(core) <= 8 and core.isalpha() and not _NAMED_PAPER.fullmatch(core)


@cached_if_short
def _section_of_path(text: str) -> str | None:
    path = _PATH.split(text)
    named = [part.strip() for part in path if part.strip().lower() in SECTIONS]
    if len(path) < 2 or not named:
        return None
    return named[0] if "<" in text else _top_of(path)


def _top_of(path: Sequence[str]) -> str:
    return next(
        part.strip()
        for part in path
        if part.strip().lower() not in ("home", "홈", "뉴스홈", "뉴스", "")
    )


def find_url(lines: Sequence[PageLine], bounds: Bounds) -> str | None:
    """Return the address in a line outside the article's text, if there is only one."""
    found = {
        match.group().rstrip(".,")
        for index in _around(lines, bounds)
        if lines[index].kind is not kinds.PROSE and "://" in lines[index].text
        for match in _URL.finditer(lines[index].text)
    }
    deep = [url for url in found if url.count("/") > 3 or "?" in url]
    return deep[0] if len(deep) == 1 else None
