"""Which line is the headline, and which are its subheads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .bounds import Bounds
from .lines import Kind, PageLine
from .vocabulary import PAPER
from .wording import Wording

#: What a page's title bears after the headline: ``제목 - 중도일보``, ``제목 < 사회 < …``.
SUFFIX = re.compile(
    rf"\s+[<>〈〉|│]\s.{{2,60}}$|\s*(?:[:\-–—]|::)\s+(?:.{{2,20}}\s[:\-–—|<]\s)?{PAPER}(?:\s뉴스)?\s*$"
)
_PAPER_ONLY = re.compile(rf"{PAPER}(?:\s뉴스)?")
_LIKELY = frozenset((Kind.PHRASE, Kind.CAPTION, Kind.LIST_HEADING, Kind.PROMOTION, Kind.PROSE))


def wording_of(lines: Sequence[PageLine], bounds: Bounds) -> Wording:
    """Return the words of the prose between the bounds."""
    return Wording(
        line.text for line in lines[bounds.start : bounds.end] if line.kind is Kind.PROSE
    )


def find_title(lines: Sequence[PageLine], bounds: Bounds, wording: Wording) -> int | None:
    """Return the index of the headline, or None if the text has none."""
    if not bounds.furnished:
        return _title_of_plain_text(lines)
    counts: dict[str, int] = {}
    for line in lines:
        bare = without_suffix(line.core)
        counts[bare] = counts.get(bare, 0) + 1
    best: tuple[float, int] | None = None
    rank = 0
    for index in range(min(bounds.start, len(lines))):
        line = lines[index]
        if line.kind not in _LIKELY or not 5 <= len(line.core) <= 130:
            continue
        rank += 1
        score = _title_score(lines, index, counts, wording) - 0.12 * min(rank, 12)
        if best is None or score > best[0]:
            best = (score, index)
    return best[1] if best is not None else None


def _title_score(
    lines: Sequence[PageLine], index: int, counts: dict[str, int], wording: Wording
) -> float:
    line = lines[index]
    bare = without_suffix(line.core)
    about = min(1.0, wording.share(bare) / 0.5)
    score = 2.0 * about
    score += 0.6 * (counts[bare] > 1)
    score += 0.5 * (10 <= len(bare) <= 70)
    score += 1.6 * (index == 0 and len(bare) >= 12 and about > 0) + 0.3 * (bare != line.core)
    score -= 0.8 * bool(line.bullet) + 1.0 * line.cut * (len(line.core) > 60)
    score -= 1.5 * (line.kind is Kind.CAPTION) + 1.2 * (line.kind in (Kind.PROMOTION, Kind.PROSE))
    score -= 0.8 * (line.kind is Kind.LIST_HEADING) + 0.6 * (len(bare) < 10) + 0.6 * (len(bare) < 7)
    score -= 1.5 * (_PAPER_ONLY.fullmatch(bare) is not None)
    following = next((after for after in lines[index + 1 :] if after.kind is not Kind.MARK), None)
    if following is not None and following.kind in (Kind.DATE, Kind.BYLINE):
        score += 0.4
    return score


def _title_of_plain_text(lines: Sequence[PageLine]) -> int | None:
    """Take the first line of a plain article for its headline, unless it is a paragraph."""
    for index, line in enumerate(lines[:3]):
        if line.kind in (Kind.MARK, Kind.DATE, Kind.BYLINE, Kind.CONTROL, Kind.MENU):
            continue
        alone = len(lines) == index + 1
        if line.kind is Kind.PROSE and (line.sentences and line.text[-1:] == "."):
            return None
        return index if len(line.text) <= 100 and not alone else None
    return None


def find_subheads(
    lines: Sequence[PageLine], bounds: Bounds, title: int | None, wording: Wording
) -> list[int]:
    """Return the indexes of the lines between headline and first paragraph that belong to them."""
    if title is None or title >= bounds.start:
        return []
    headline = without_suffix(lines[title].core)
    subheads: list[int] = []
    said = {headline}
    for index in range(title + 1, bounds.start):
        line = lines[index]
        if line.core in said or without_suffix(line.core) in said:
            continue
        if not bounds.furnished or _is_subhead(lines, index, title, wording):
            subheads.append(index)
            said.add(line.core)
    return subheads


def _is_subhead(lines: Sequence[PageLine], index: int, title: int, wording: Wording) -> bool:
    line = lines[index]
    if line.kind not in (Kind.PHRASE, Kind.PROSE) or (line.cut and len(line.core) > 60):
        return False
    if len(line.core) < 6 or len(line.core) > 150:
        return False
    beside_title = all(
        between.kind in (Kind.PHRASE, Kind.MARK, Kind.PROSE) for between in lines[title:index]
    )
    needed = 0.25 if beside_title else 0.34
    return wording.share(line.core) >= needed + 0.1 * bool(line.bullet)


def without_suffix(text: str) -> str:
    """Return a page's title without the name of the paper behind it."""
    found = SUFFIX.search(text)
    return text[: found.start()].strip() if found and found.start() >= 6 else text
