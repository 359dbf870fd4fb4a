"""Date, reporters, paper and section, from the lines around an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from ..dates import find_date
from .bounds import Bounds
from .domains import publisher_of_domain
from .headline import SUFFIX
from .lines import Kind, PageLine
from .vocabulary import COPYRIGHT, DATE_LABEL, ROLE, SECTIONS, words

_NAME = r"(?P<name>[가-힣]{2,4})"
_NAMED = re.compile(
    rf"(?<![가-힣]){_NAME}\s?(?:(?:인턴|수습|객원|선임|전문|문화|경제|사진|영상|국제|정치|사회|의학|과학|체육|스포츠|본지|온라인|디지털)\s?)?(?P<role>{ROLE})(?![가-힣]{{2,}}\s?{ROLE}?[가-힣])"
)
_NAME_LIST = re.compile(
    rf"(?<![가-힣])((?:[가-힣]{{2,4}}\s?[,·ㆍ/]\s?)+[가-힣]{{2,4}})\s?(?:{ROLE})"
)
_CREDIT = re.compile(r"(?:글|취재|기사|작성자|글쓴이|By|by)\s?[=:|]\s?([가-힣]{2,4})(?![가-힣])")
_DATELINE = re.compile(
    rf"^[\[(【<]?\s?(?P<place>[가-힣·\s]{{2,16}})\s?=\s?(?P<press>[가-힣A-Za-z0-9]{{2,12}})?\s?[\])】>]?\s*(?P<who>[가-힣·,\s]{{2,20}}\s?{ROLE})?\s?="
)
_ROLE = re.compile(ROLE)
_ROLE_ONLY = re.compile(rf"[\s|/·]*{ROLE}[\s|/·]*")
_NAME_ONLY = re.compile(r"(?:글\s?)?([가-힣]{2,4})\s?(?:\([\w.]+\))?")
_SIGNED_OFF = re.compile(
    r"(?:뉴스|방송|[A-Z]{3,4})\s?(?:뉴스\s)?([가-힣]{2,4})(?:이었|였)?[입습]니다\.?$"
)
_MONTHLESS = re.compile(r"\d{1,2}:\d\d")

#: Words that stand where a name would, before 기자 and the like.
_NO_NAMES = words(
    """
    본지 취재 촬영 담당 현장 인턴 객원 선임 전문 사진 영상 시민 명예 수습 온라인 디지털 편집
    정치 경제 사회 문화 국제 체육 스포츠 의학 과학 해당 동료 다른 모든 외신 일부 여러 한국 미국
    중국 일본 이날 기획 탐사 특별 각사 출입 방송 신문 지역 주재 전국 산업 금융 증권 연예 교육
    환경 노동 법조 여성 선배 후배 전직 현직 수석 대표 심의 운영 자문 상임 전국부 최고 고충처리
    비상임 논설 편집위 독자 시청자 네이버 구독 인기 추천 워싱턴 베이징 도쿄 파리 런던 뉴욕
    모스크바 부위 집행
    """
)

_PAPER = (
    r"[가-힣A-Za-z0-9·&]{1,14}(?:일보|신문|뉴스|경제|방송|타임스|타임즈|저널|미디어|통신|투데이|데일리|매거진|포스트|비즈|헤럴드|헤럴드경제|"
    r"메트로|이코노미|리뷰|닷컴|프레스|뉴스룸|시사|매일|TV|인사이트|와이어|Times|News|NEWS|Daily|Herald|Journal|Post|Today|Economy)"
)
_OWNER = re.compile(
    r"(?:저작권자|Copyright|COPYRIGHT|ⓒ|©|\(c\)|\(C\)|@)[\s:ⓒ©()cC20\d,.\-–~]*(?:by\s)?(?:주식회사|\(주\)|㈜)?\s*(?P<owner>(?:(?:월간|주간|계간|격월간)\s)?[가-힣A-Za-z0-9·&]{2,20}(?:\s(?:Times|Daily|Herald|Post|Journal|News))?)",
)
_NAMED_PAPER = re.compile(rf"(?<![가-힣A-Za-z]){_PAPER}(?![가-힣A-Za-z])")
_DOMAIN = re.compile(
    r"(?:@|https?://|www\.|(?<![\w.@]))([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:co\.kr|com|kr|net|or\.kr|tv|news|org|press))\b"
)
_URL = re.compile(r"https?://[^\s<>\"')\]]+")


def find_published(lines: Sequence[PageLine], bounds: Bounds, title: int | None) -> datetime | None:
    """Return when the article was published, by the likeliest of the date lines around it.

    A date that is labelled (승인, 입력, 등록) is believed before one that is not, a date of
    publication before one of change, a date with a time before one without, and a date under the
    headline before one over it, where the page's own clock stands.
    """
    best: tuple[float, datetime] | None = None
    for index in _around(lines, bounds):
        line = lines[index]
        labelled_before = index > 0 and _is_label(lines[index - 1].text)
        if line.kind not in (
            Kind.DATE,
            Kind.BYLINE,
            Kind.COPYRIGHT,
            Kind.PHRASE,
            Kind.CONTROL,
            Kind.MENU,
        ):
            continue
        if (
            line.kind is Kind.COPYRIGHT
            and "20" in line.text
            and _MONTHLESS.search(line.text) is None
        ):
            continue
        for moment, label, timed in _dates_in(
            line.text, lines[index - 1].text if labelled_before else ""
        ):
            score = {"first": 4.0, "english": 3.0, "later": 1.0}.get(label, 2.0)
            score += 0.7 * timed + 0.5 * (title is not None and index > title)
            score -= 1.0 * (line.kind is Kind.PHRASE) + 0.4 * (index >= bounds.end)
            if best is None or score > best[0]:
                best = (score, moment)
    return best[1] if best else None


def _is_label(text: str) -> bool:
    found = DATE_LABEL.search(text)
    return found is not None and len(text) <= found.end() - found.start() + 4


def _dates_in(text: str, label_before: str) -> list[tuple[datetime, str, bool]]:
    """Return the dates of a line, each with the kind of its label and whether it has a time."""
    found: list[tuple[datetime, str, bool]] = []
    position = 0
    before = label_before + " "
    while (date := find_date(text, position)) is not None:
        moment, start, end = date
        labels = list(DATE_LABEL.finditer(before + text[position:start]))
        label = str(labels[-1].lastgroup) if labels else ""
        found.append(
            (
                moment,
                label,
                _MONTHLESS.search(text[start:end]) is not None or "시" in text[start:end],
            )
        )
        position, before = end, ""
    return found


def _around(lines: Sequence[PageLine], bounds: Bounds) -> Iterable[int]:
    """The lines before the first paragraph, and some around the article's end."""
    yield from range(min(bounds.start, len(lines)))
    last = _last_prose(lines, bounds)
    yield from range(max(last + 1, bounds.start), min(len(lines), max(bounds.end, last + 1) + 4))


def _last_prose(lines: Sequence[PageLine], bounds: Bounds) -> int:
    for index in range(min(bounds.end, len(lines)) - 1, bounds.start - 1, -1):
        if lines[index].kind is Kind.PROSE:
            return index
    return bounds.start


def find_authors(lines: Sequence[PageLine], bounds: Bounds) -> str | None:
    """Return the reporters, in the order in which they are named, separated by commas."""
    names: dict[str, None] = {}
    last = _last_prose(lines, bounds)
    for index in _around(lines, bounds):
        line = lines[index]
        names.update(dict.fromkeys(_name_over_role(lines, index)))
        if line.kind in (Kind.BYLINE, Kind.DATE, Kind.COPYRIGHT, Kind.CONTROL) or (
            line.kind is Kind.PHRASE and len(line.text) < 40
        ):
            names.update(dict.fromkeys(_names_in(line.text)))
    if bounds.start < len(lines):
        for index in dict.fromkeys((bounds.start, min(bounds.start + 1, last))):
            opening = _DATELINE.match(lines[index].text[:80])
            if opening is not None and opening["who"]:
                names.update(dict.fromkeys(_names_in(opening["who"])))
        names.update(dict.fromkeys(_names_in(_signature(lines[last].text))))
        names.update(dict.fromkeys(_SIGNED_OFF.findall(lines[last].text[-40:])))
    return ", ".join(names) or None


def _name_over_role(lines: Sequence[PageLine], index: int) -> list[str]:
    """Return the name in a line of its own over a line that says only 기자 or the like."""
    if not index or _ROLE_ONLY.fullmatch(lines[index].text) is None:
        return []
    name = _NAME_ONLY.fullmatch(lines[index - 1].text)
    return [name.group(1)] if name and name.group(1) not in _NO_NAMES else []


def _signature(paragraph: str) -> str:
    """Return what stands after a paragraph's last sentence: ``… 말했다. 홍길동 기자 hong@…``."""
    end = max(
        paragraph.rfind(mark) for mark in (". ", ".\u00a0", ".”", ".)", ".[", "./", ".<", "다/")
    )
    rest = paragraph[end + 1 :] if end >= 0 else ""
    return rest if 0 < len(rest) < 60 else ""


def _names_in(text: str) -> list[str]:
    if _ROLE.search(text) is None and _CREDIT.search(text) is None:
        return []
    found: dict[str, int] = {}
    for listed in _NAME_LIST.finditer(text):
        for name in re.findall(r"[가-힣]{2,4}", listed.group(1)):
            found.setdefault(name, listed.start() + listed.group(1).find(name))
    for named in _NAMED.finditer(text):
        found.setdefault(named["name"], named.start())
    for credit in _CREDIT.finditer(text):
        found.setdefault(credit.group(1), credit.start())
    return [
        name for name, _ in sorted(found.items(), key=lambda item: item[1]) if name not in _NO_NAMES
    ]


def find_publisher(lines: Sequence[PageLine], bounds: Bounds) -> str | None:
    """Return the paper: by its copyright line, the page's title, the dateline, or its domain."""
    ranked: dict[str, float] = {}

    def vote(name: str | None, weight: float) -> None:
        if name:
            ranked[name] = ranked.get(name, 0.0) + weight

    for index, line in enumerate(lines):
        inside = bounds.start <= index < bounds.end
        if line.kind is Kind.COPYRIGHT:
            vote(*_owner_in(line.text))
        if line.kind in (Kind.COPYRIGHT, Kind.BYLINE, Kind.IMPRINT) or (not inside and index < 60):
            for domain in _DOMAIN.findall(line.text[:200].lower()):
                vote(publisher_of_domain(domain), 1.5)
        if index < bounds.start and len(line.text) < 140:
            suffix = SUFFIX.search(line.core)
            if suffix is not None:
                for paper in _NAMED_PAPER.findall(suffix.group()):
                    vote(paper, 2.0)
            elif (
                line.kind is not Kind.PROSE
                and len(line.core) <= 16
                and (paper_only := _NAMED_PAPER.fullmatch(line.core.removesuffix(" 뉴스")))
            ):
                vote(paper_only.group(), 1.2)
        if line.kind is Kind.IMPRINT:
            title = re.search(r"제호\s?[:：|]?\s?([가-힣A-Za-z0-9]{2,16})", line.text)
            vote(title.group(1) if title else None, 3.0)
    if bounds.start < len(lines):
        opening = _DATELINE.match(lines[bounds.start].text[:80])
        if opening is not None and opening["press"] and _NAMED_PAPER.fullmatch(opening["press"]):
            vote(opening["press"], 2.0)
    return max(ranked, key=lambda name: ranked[name]) if ranked else None


def _owner_in(text: str) -> tuple[str | None, float]:
    """Return whom a copyright line names, and how surely it is the paper."""
    papers = [paper for paper in _NAMED_PAPER.findall(text) if paper not in _NOT_PAPERS]
    if papers:
        return str(papers[0]), 3.0
    owner = _OWNER.search(text)
    if owner is None:
        return None, 0.0
    name = owner["owner"].strip()
    if name.lower() in _NOT_OWNERS or COPYRIGHT.search(name):
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
        path = re.split(r"\s*[>〉»›<]\s*", lines[index].text)
        named = [part.strip() for part in path if part.strip().lower() in SECTIONS]
        if len(path) > 1 and named:
            return named[0] if "<" in lines[index].text else _top_of(path)
    runs: list[list[int]] = []
    for index in range(last):
        if lines[index].kind is Kind.MENU and lines[index].core.lower() in SECTIONS:
            if runs and runs[-1][-1] == index - 1:
                runs[-1].append(index)
            else:
                runs.append([index])
    alone = [run for run in runs if len(run) <= 2]
    if not alone:
        return None
    anchor = title if title is not None else last
    nearest = min(alone, key=lambda run: abs(run[0] - anchor))
    return lines[nearest[0]].core


def _top_of(path: Sequence[str]) -> str:
    return next(
        part.strip()
        for part in path
        if part.strip().lower() not in ("home", "홈", "뉴스홈", "뉴스", "")
    )


def find_url(lines: Sequence[PageLine], bounds: Bounds) -> str | None:
    """Return the address that a line outside the article's text gives, if it gives but one."""
    found = {
        match.group().rstrip(".,")
        for index in _around(lines, bounds)
        if lines[index].kind is not Kind.PROSE
        for match in _URL.finditer(lines[index].text)
    }
    deep = [url for url in found if url.count("/") > 3 or "?" in url]
    return deep[0] if len(deep) == 1 else None
