"""Where in a page its article begins and ends.

The lines are weighed: prose speaks for the article by its length, furniture against it. The end
is where what follows weighs most as furniture, if a line stands there that could end an article;
the beginning is found the same way from the top. So a copyright line in mid-article, a list of
links between paragraphs, or a single button decides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .lines import FURNITURE, Kind, PageLine
from .wording import Wording

_WEIGHTS = {
    Kind.MARK: 0.0,
    Kind.PHRASE: 0.35,
    Kind.CONTROL: 1.0,
    Kind.MENU: 0.8,
    Kind.LIST_HEADING: 2.5,
    Kind.COPYRIGHT: 3.0,
    Kind.IMPRINT: 1.5,
    Kind.DATE: 0.5,
    Kind.BYLINE: 1.0,
    Kind.CAPTION: 0.1,
    Kind.PROMOTION: 1.2,
    Kind.READER: 1.2,
}
#: Lines at which an article can end.
_ENDS = frozenset(_WEIGHTS) - {Kind.MARK, Kind.CAPTION, Kind.PHRASE}

#: Lines behind which other stories may stand.
_MARKERS = frozenset((Kind.LIST_HEADING, Kind.COPYRIGHT, Kind.IMPRINT, Kind.READER))

#: Lines that close an article. Before one has been seen, a list of other stories may stand between
#: the article's paragraphs, and what follows it is trusted more.
_CLOSERS = frozenset((Kind.BYLINE, Kind.COPYRIGHT, Kind.IMPRINT, Kind.READER))
_LEAST_TRUST = {False: 0.75, True: 0.15}

#: Furniture that a page must weigh before anything of it is dropped.
_FURNISHED = 2.5
_EVIDENCE = {
    Kind.CONTROL: 1.0,
    Kind.MENU: 0.4,
    Kind.LIST_HEADING: 1.2,
    Kind.COPYRIGHT: 1.5,
    Kind.IMPRINT: 1.0,
    Kind.PROMOTION: 0.8,
    Kind.READER: 0.7,
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The article's place among the lines.

    Attributes:
        furnished: the text is a page with furniture; otherwise nothing of it is to be dropped.
        start: the first line of prose.
        end: one past the last line that may belong to the article.
    """

    furnished: bool
    start: int
    end: int


def find_bounds(lines: Sequence[PageLine], surely_page: bool = False) -> Bounds:
    """Find where the article stands among the lines of a page."""
    if not surely_page and not is_furnished(lines):
        return Bounds(False, _first_prose(lines, 0, len(lines)), _end_of_plain_text(lines))
    if not any(line.kind is Kind.PROSE for line in lines) or _is_list(lines):
        return _bounds_without_prose(lines)
    weights = _weights(lines)
    end = _find_end(lines, weights)
    start = _first_prose(lines, _find_beginning(lines, weights, end), end)
    return Bounds(True, start, end)


def _is_list(lines: Sequence[PageLine]) -> bool:
    """Tell an article that is a list (appointments, obituaries, hearings) by its bullets."""
    bounds = _bounds_without_prose(lines)
    rows = lines[bounds.start : bounds.end]
    bulleted = sum(bool(line.bullet) for line in rows)
    size = sum(len(line.text) for line in rows)
    if len(rows) < 4 or size < 150 or bulleted < 0.6 * len(rows):
        return False
    return not any(line.kind is Kind.PROSE for line in lines[: bounds.start])


def _bounds_without_prose(lines: Sequence[PageLine]) -> Bounds:
    """Take the longest run of fragments before any list of other stories: names, results, rows."""
    listed = (i for i, line in enumerate(lines) if i and line.kind in _MARKERS)
    last = next(listed, len(lines))
    best, best_size, start, size = (last, last), 0, 0, 0
    for index in range(last + 1):
        if index < last and lines[index].kind in (Kind.PHRASE, Kind.CAPTION, Kind.MARK):
            size += len(lines[index].text)
            continue
        if size > best_size:
            best, best_size = (start, index), size
        start, size = index + 1, 0
    return Bounds(True, *best)


def is_furnished(lines: Sequence[PageLine]) -> bool:
    """Tell a page with its furniture from an article that somebody wrote down."""
    counts = Counter(line.kind for line in lines)
    evidence = sum(weight * min(counts[kind], 4) for kind, weight in _EVIDENCE.items())
    sorts = sum(1 for kind in _EVIDENCE if counts[kind]) + (counts[Kind.CONTROL] >= 3)
    if any(line.kind is Kind.DATE for line in lines[:40]):
        evidence, sorts = evidence + 0.7, sorts + 1
    return sorts >= 2 and evidence >= _FURNISHED


def _weights(lines: Sequence[PageLine]) -> list[float]:
    """Weigh the lines: positive for furniture, negative for what speaks for the article."""
    weights = []
    first = _first_marker(lines)
    opening = Wording(line.text for line in lines[:first] if line.kind is Kind.PROSE)
    told = closed = listed_others = False
    for index, line in enumerate(lines):
        if line.kind is Kind.PROSE:
            told = True
            doubtful = closed or (listed_others and _stands_alone(lines, index))
            trust = 1.0 if index < first else opening.likeness(line.text, _LEAST_TRUST[doubtful])
            weights.append(-_prose_weight(lines, index, trust))
            continue
        closed = closed or (told and line.kind in _CLOSERS)
        listed_others = listed_others or (told and line.kind is Kind.LIST_HEADING)
        weight = _WEIGHTS[line.kind]
        if line.kind is Kind.PHRASE:
            listed = 0.25 * bool(line.bullet) + 0.3 * _among_phrases(lines, index)
            weight = weight + listed if index > first or not told else 0.1
        if told and not closed and line.kind in (Kind.PHRASE, Kind.LIST_HEADING):
            weight *= 0.5
        weights.append(weight + 0.3 * (line.repeats is not None))
    return weights


def _end_of_plain_text(lines: Sequence[PageLine]) -> int:
    """Return one past an article's last line: before the copyright lines that close it."""
    end = len(lines)
    while end > 1 and lines[end - 1].kind in (Kind.COPYRIGHT, Kind.MARK):
        end -= 1
    return end if end < len(lines) and lines[end].kind is Kind.COPYRIGHT else len(lines)


def _first_marker(lines: Sequence[PageLine]) -> int:
    """Return where lists of other stories may begin: the first marker after some prose."""
    prose = False
    for index, line in enumerate(lines):
        prose = prose or line.kind is Kind.PROSE
        if prose and line.kind in _MARKERS:
            return index
    return len(lines)


def _prose_weight(lines: Sequence[PageLine], index: int, trust: float) -> float:
    """How much a line of prose speaks for standing in the article.

    A teaser speaks against it: cut short, or under a headline that is said twice. So does a
    paragraph that has been said before. `trust` is how far a paragraph behind a marker has words in
    common with the article's opening.
    """
    line = lines[index]
    if line.repeats is not None:
        return -1.0
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if line.cut and (before is None or before.kind is not Kind.PROSE or before.cut):
        return -0.8
    weight = max(1.2, min(len(line.text), 500) / 50)
    if before is not None and before.kind is Kind.PHRASE and before.repeats is not None:
        return 0.2 * weight
    if trust == 1.0:
        return weight
    beside = (near for near in (before, after) if near is not None)
    strange = sum(near.kind in FURNITURE or near.kind is Kind.DATE for near in beside)
    return weight * trust * ((1.0, 0.6, 0.25)[strange] if trust < 0.75 else 1.0)


def _stands_alone(lines: Sequence[PageLine], index: int) -> bool:
    """Tell a lone paragraph under a headline, as lists of other stories have them."""
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(lines))
    return all(lines[i].kind is not Kind.PROSE for i in beside)


def _among_phrases(lines: Sequence[PageLine], index: int) -> bool:
    near = [lines[i].kind for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return bool(near) and all(kind is not Kind.PROSE for kind in near)


def _find_end(lines: Sequence[PageLine], weights: Sequence[float]) -> int:
    """Return the line at which what follows weighs most as furniture."""
    own = [max(0.0, -weight) for weight in weights]
    total = sum(own)
    after = list(accumulate(reversed(weights), initial=0.0))[::-1]
    said = list(accumulate(own, initial=0.0))
    best, best_weight = len(lines), 0.0
    for index in range(1, len(lines)):
        if not _can_end(lines, index) or said[index] < 0.35 * total or not said[index]:
            continue
        if after[index] > best_weight + 1e-9:
            best, best_weight = index, after[index]
    return best


def _can_end(lines: Sequence[PageLine], index: int) -> bool:
    line = lines[index]
    if line.kind in _ENDS:
        return True
    if line.kind is Kind.PROSE:
        return line.cut or line.repeats is not None
    return line.kind is Kind.PHRASE and lines[index - 1].kind is Kind.PROSE


def _find_beginning(lines: Sequence[PageLine], weights: Sequence[float], end: int) -> int:
    """Return the line up to which what precedes weighs most as furniture."""
    total = sum(max(0.0, -weight) for weight in weights[:end])
    best, best_weight, weight, said = 0, 0.0, 0.0, 0.0
    for index in range(end):
        weight += weights[index]
        said += max(0.0, -weights[index])
        if said > 0.35 * total:
            break
        if lines[index].kind is not Kind.PROSE and weight >= best_weight:
            best, best_weight = index + 1, weight
    return best


def _first_prose(lines: Sequence[PageLine], start: int, end: int) -> int:
    for wanted in (_is_paragraph, _is_caption, _is_long_phrase):
        for index in range(start, end):
            if wanted(lines[index]):
                return index
    return min(start, end)


def _is_paragraph(line: PageLine) -> bool:
    return line.kind is Kind.PROSE and not (line.cut and line.sentences == 0)


def _is_caption(line: PageLine) -> bool:
    return line.kind is Kind.CAPTION and len(line.text) > 30


def _is_long_phrase(line: PageLine) -> bool:
    return line.kind is Kind.PHRASE and len(line.text) > 30
