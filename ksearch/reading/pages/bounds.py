"""Where in a page its article begins and ends.

Every line has a weight: negative for prose, by its length, and positive for furniture (menus,
buttons, lists of other stories). The end is the line, among those that could end an article, after
which the weights sum up to the most; the beginning is found the same way from the top. So a
copyright line in mid-article, a list of links between paragraphs, or a single button does not
decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from . import kinds
from .edges import (
    end_of_notice,
    goes_on_speaking,
    is_notice,
    is_of_page,
    is_short_saying,
    opens_with_item,
    opens_with_speech,
)
from .kinds import FURNITURE, LineKind
from .lines import PageLine, is_signed_caption
from .wording import Wording

_WEIGHTS = {
    kinds.MARK: 0.0,
    kinds.PHRASE: 0.35,
    kinds.CONTROL: 1.0,
    kinds.MENU: 0.8,
    kinds.LIST_HEADING: 2.5,
    kinds.COPYRIGHT: 3.0,
    kinds.IMPRINT: 1.5,
    kinds.DATE: 0.5,
    kinds.BYLINE: 1.0,
    kinds.CAPTION: 0.1,
    kinds.PROMOTION: 1.2,
    kinds.READER: 1.2,
    kinds.FOREIGN: 0.5,
}
#: Lines at which an article can end.
_ENDS = frozenset(_WEIGHTS) - {kinds.MARK, kinds.CAPTION, kinds.PHRASE}

#: Weight of a labelled item (when, where, how much) under the paragraphs of an article.
_ANNOUNCED = -0.3

#: Lines after which other stories may follow.
_MARKERS = frozenset((kinds.LIST_HEADING, kinds.COPYRIGHT, kinds.IMPRINT, kinds.READER))

#: Lines that close an article. Before one has been seen, a list of other stories may be between the
#: article's paragraphs, and the prose after the list is trusted more.
_CLOSERS = frozenset((kinds.BYLINE, kinds.COPYRIGHT, kinds.IMPRINT, kinds.READER))
_MIN_TRUST = {False: 0.75, True: 0.15}
_LISTED = frozenset((kinds.PHRASE, kinds.LIST_HEADING))

#: Least weight of the furniture of a page before anything of it is dropped.
_FURNISHED = 2.5
_KIND_WEIGHTS = {
    kinds.CONTROL: 1.0,
    kinds.MENU: 0.4,
    kinds.LIST_HEADING: 1.2,
    kinds.COPYRIGHT: 1.5,
    kinds.IMPRINT: 1.0,
    kinds.PROMOTION: 0.8,
    kinds.READER: 0.7,
}


#: ``소띠 : …``, ``[13:45] …``, ``10:00 …``, ``Q. …``
_LABELLED = re.compile(
    r"\S{1,8}(?: \S{1,8})?\s?[:：=]\s|\[[^\]]{0,8}\d[^\]]{0,8}\]\s|[012]?\d:[0-5]\d\s|[A-Z]\d?\.\s"
)

#: Label of a list of rows: ``[정치]``.
_BRACKETED = re.compile(r"[\[<【〈][^\]>】〉]{1,8}[\]>】〉]")

_MIN_LIST = 80

#: Least sentences of an announcement over a list; a player's or a summary's own text has one.
_MIN_ANNOUNCEMENT = 2

#: Short lines over an article's first paragraph that may open it.
_LONGEST_OPENING = 8

#: Least characters of a headline; shorter lines, such as the names of speakers, may be repeated.
_MIN_HEADLINE = 8
_FRAGMENTS = frozenset((kinds.PHRASE, kinds.CAPTION, kinds.MARK))
_ITEMS = frozenset((kinds.PHRASE, kinds.DATE, kinds.CAPTION))
_ITEM_BULLETS = frozenset("▲△■□●○◆◇◈•·-")
_ROW_KINDS = _FRAGMENTS | {kinds.PROSE}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The place of the article among the lines of a page.

    Attributes:
        furnished: the text is a page with furniture; otherwise nothing of it is to be dropped.
        start: the first line of prose.
        end: one past the last line that may belong to the article.
        listed: the article is a list, of names, results or appointments, and holds no prose.
    """

    furnished: bool
    start: int
    end: int
    listed: bool = False


def find_bounds(lines: Sequence[PageLine], surely_page: bool = False) -> Bounds:
    """Find where the article is among the lines of a page."""
    if not surely_page and not is_furnished(lines):
        return plain_bounds(lines)
    if not any(line.kind is kinds.PROSE for line in lines):
        return _bounds_without_prose(lines)
    if (listed := _find_list(lines)) is not None:
        return listed
    weights = _weights(lines)
    end = _find_end(lines, weights)
    start = _first_prose(lines, _find_beginning(lines, weights, end), end)
    while (behind := end_of_notice(lines, start, end)) > start:
        start = _first_prose(lines, behind, end)
    while start < end < len(lines) and goes_on_speaking(lines, end):
        end += 1
    above = opens_with_speech(lines, start) or opens_with_item(lines, start, end)
    return Bounds(True, start - above, end)


def plain_bounds(lines: Sequence[PageLine]) -> Bounds:
    """Return the bounds of a plain text: all of it except a copyright line at the end."""
    return Bounds(False, _first_prose(lines, 0, len(lines)), _end_of_plain_text(lines))


def with_opening(lines: Sequence[PageLine], bounds: Bounds) -> Bounds:
    """Move the beginning up to include the short lines that open an article in its own element.

    There, ``둥글고 노란 빛깔,`` is not a headline of another story. A line of the page itself (a
    button, a caption) or a repeated line ends the opening.
    """
    start = bounds.start
    for index in range(bounds.start - 1, max(0, bounds.start - _LONGEST_OPENING - 1), -1):
        line = lines[index]
        if line.kind in (kinds.DATE, kinds.BYLINE):
            continue  # the date or reporter is among the lines that open it
        if not _may_open(line):
            break
        start = index
    return replace(bounds, start=start) if start < bounds.start else bounds


def _may_open(line: PageLine) -> bool:
    return line.kind in (kinds.PHRASE, kinds.PROSE) and line.repeats is None and not line.cut


def _find_list(lines: Sequence[PageLine]) -> Bounds | None:
    """Find an article that is a list (appointments, obituaries, hearings), by its rows.

    Its rows are alike and are together, over any list of other stories; no prose is before them,
    and what follows does not matter.
    """
    start, end = _longest_run(lines, _ROW_KINDS)
    while start < end and lines[start].kind is kinds.PHRASE and not _is_row(lines[start]):
        start += 1
    rows = lines[start:end]
    size = sum(len(line.text) for line in rows)
    if size < _MIN_LIST or sum(map(_is_row, rows)) < max(4, 0.6 * len(rows)):
        return None
    in_sentences = sum(len(line.text) for line in rows if line.sentences and not _is_row(line))
    spoken = sum(len(line.text) for line in rows if line.sentences >= 2)
    if in_sentences > 0.3 * size or spoken > 0.5 * size:
        return None
    if any(line.kind is kinds.PROSE and not is_notice(line) for line in lines[:start]):
        return None
    if _is_announced(lines, start):
        return None
    return Bounds(True, start, end, listed=True)


def _is_announced(lines: Sequence[PageLine], start: int) -> bool:
    """Return whether sentences directly over the rows of a list announce it."""
    announcing = 0
    while start > 0 and lines[start - 1].kind in (kinds.PROSE, kinds.PROMOTION):
        start -= 1
        announcing += lines[start].kind is kinds.PROSE and not is_of_page(lines[start])
    return announcing >= _MIN_ANNOUNCEMENT


def _is_announced_item(line: PageLine) -> bool:
    """Return whether a line gives the date, place or price of what is announced above it."""
    return line.kind in _ITEMS and line.bullet[:1] in _ITEM_BULLETS and is_labelled_item(line)


def _is_row(line: PageLine) -> bool:
    """Return whether a line is a row of a list: it has columns, a bullet, a time or a label."""
    if line.bullet or line.text.count("|") >= 2 or _BRACKETED.fullmatch(line.text):
        return True
    return _LABELLED.match(line.text) is not None


def _bounds_without_prose(lines: Sequence[PageLine]) -> Bounds:
    """Take the longest run of fragments before any list of other stories: names, results, rows."""
    return Bounds(True, *_longest_run(lines, _FRAGMENTS), listed=True)


def _longest_run(lines: Sequence[PageLine], wanted: Collection[LineKind]) -> tuple[int, int]:
    """Return the longest run of such lines before the first list of other stories."""
    head = _end_of_head(lines)
    listed = (i for i, line in enumerate(lines) if i > head and line.kind in _MARKERS)
    last = next(listed, len(lines))
    best, best_size, start, size = (last, last), 0, 0, 0
    for index in range(last + 1):
        if index < last and lines[index].kind in wanted:
            size += len(lines[index].text)
            continue
        if size > best_size:
            best, best_size = (start, index), size
        start, size = index + 1, 0
    return best


def _end_of_head(lines: Sequence[PageLine]) -> int:
    """Return the date line of the article if it is in the upper half: menus are above it."""
    upper = lines[: len(lines) // 2]
    return next((i for i, line in enumerate(upper) if line.kind is kinds.DATE), 0)


def is_furnished(lines: Sequence[PageLine]) -> bool:
    """Return whether a text is a page with its furniture, not a plain article."""
    counts = Counter(line.kind for line in lines)
    evidence = sum(weight * min(counts[kind], 4) for kind, weight in _KIND_WEIGHTS.items())
    sorts = sum(1 for kind in _KIND_WEIGHTS if counts[kind]) + (counts[kinds.CONTROL] >= 3)
    if any(line.kind is kinds.DATE for line in lines[:40]):
        evidence, sorts = evidence + 0.7, sorts + 1
    return sorts >= 2 and evidence >= _FURNISHED


def _weights(lines: Sequence[PageLine]) -> list[float]:
    """Return the weight of each line: positive for furniture, negative for the article."""
    weights = []
    first = _first_marker(lines)
    opening = Wording(line.stems() for line in lines[:first] if line.kind is kinds.PROSE)
    after_prose = closed = listed_others = False
    signed = _signature(lines)
    for index, line in enumerate(lines):
        if line.kind is kinds.PROSE:
            after_prose = True
            doubtful = closed or (listed_others and _stands_alone(lines, index))
            trust = 1.0
            if index >= first and index >= signed:
                trust = opening.likeness(line.stems(), _MIN_TRUST[doubtful])
            weights.append(-_prose_weight(lines, index, trust))
            continue
        closed = closed or (after_prose and line.kind in _CLOSERS)
        listed_others = listed_others or (after_prose and line.kind is kinds.LIST_HEADING)
        weight = _WEIGHTS[line.kind]
        if after_prose and not (closed or listed_others) and _is_announced_item(line):
            weights.append(_ANNOUNCED)
            continue
        if line.kind is kinds.PHRASE:
            listed = 0.25 * bool(line.bullet) + 0.3 * _among_phrases(lines, index)
            weight = weight + listed if index > first or not after_prose else 0.1
        if after_prose and (index < signed or (not closed and line.kind in _LISTED)):
            weight *= 0.5
        weights.append(weight + 0.3 * (line.repeats is not None))
    return weights


def _signature(lines: Sequence[PageLine]) -> int:
    """Return the line of the reporter's name after the last paragraph, or 0.

    A reporter's line with an e-mail address, or the one also found over the article, is a signature
    if nothing has closed the article before it. All prose above it belongs to the article, even
    after a list of other stories or an advertisement.
    """
    after_prose = False
    for index, line in enumerate(lines):
        after_prose = after_prose or line.kind is kinds.PROSE
        if not after_prose or line.kind not in _CLOSERS:
            continue
        signature = line.kind is kinds.BYLINE and ("@" in line.text or line.repeats is not None)
        return index if signature else 0
    return 0


def _end_of_plain_text(lines: Sequence[PageLine]) -> int:
    """Return one past an article's last line: before the copyright lines that close it."""
    end = len(lines)
    while end > 1 and lines[end - 1].kind in (kinds.COPYRIGHT, kinds.MARK):
        end -= 1
    return end if end < len(lines) and lines[end].kind is kinds.COPYRIGHT else len(lines)


def _first_marker(lines: Sequence[PageLine]) -> int:
    """Return where lists of other stories may begin: the first marker after some prose."""
    prose = False
    for index, line in enumerate(lines):
        prose = prose or line.kind is kinds.PROSE
        if prose and line.kind in _MARKERS:
            return index
    return len(lines)


def _prose_weight(lines: Sequence[PageLine], index: int, trust: float) -> float:
    """Return the weight of a line of prose in favour of the article.

    A teaser, which is cut short or under a repeated headline, counts against the article, and so
    does a repeated paragraph. `trust` is the share of words that a paragraph after a marker has in
    common with the beginning of the article.
    """
    line = lines[index]
    if line.repeats is not None and not is_short_saying(line):
        return -1.0
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if line.cut and (before is None or before.kind is not kinds.PROSE or before.cut):
        return -0.8
    weight = max(1.2, min(len(line.text), 500) / 50)
    if before is not None and before.kind is kinds.PHRASE and _is_repeated_headline(before):
        return 0.2 * weight
    if trust == 1.0:
        return weight
    beside = (near for near in (before, after) if near is not None)
    strange = sum(near.kind in FURNITURE or near.kind is kinds.DATE for near in beside)
    return weight * trust * ((1.0, 0.6, 0.25)[strange] if trust < 0.75 else 1.0)


def _is_repeated_headline(line: PageLine) -> bool:
    return line.repeats is not None and len(line.core) >= _MIN_HEADLINE


def _stands_alone(lines: Sequence[PageLine], index: int) -> bool:
    """Return whether a paragraph stands alone under a headline, as in lists of other stories."""
    beside = (i for i in (index - 1, index + 1) if 0 <= i < len(lines))
    return all(lines[i].kind is not kinds.PROSE for i in beside)


def _among_phrases(lines: Sequence[PageLine], index: int) -> bool:
    near = [lines[i].kind for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    return bool(near) and all(kind is not kinds.PROSE for kind in near)


def _find_end(lines: Sequence[PageLine], weights: Sequence[float]) -> int:
    """Return the line after which the weights sum up to the most."""
    own = [max(0.0, -weight) for weight in weights]
    total = sum(own)
    after = list(accumulate(reversed(weights), initial=0.0))[::-1]
    said = list(accumulate(own, initial=0.0))
    best, best_weight = len(lines), 0.0
    for index in range(1, len(lines)):
        if after[index] <= best_weight + 1e-9 or said[index] < 0.35 * total or not said[index]:
            continue
        if _can_end(lines, index):
            best, best_weight = index, after[index]
    return best


def _can_end(lines: Sequence[PageLine], index: int) -> bool:
    line = lines[index]
    if line.kind in _ENDS:
        return True
    if line.kind is kinds.PROSE:
        return line.cut or (line.repeats is not None and not is_short_saying(line))
    before = lines[index - 1]
    if line.kind is not kinds.PHRASE or before.kind is not kinds.PROSE:
        return False
    return not _goes_on(before, line) and not is_labelled_item(line)


def is_labelled_item(line: PageLine) -> bool:
    """Return whether a line is an item with a label, as notices have: ``▲ 대상: 초등학생``."""
    return bool(line.bullet) and _LABELLED.match(line.core) is not None


def _goes_on(before: PageLine, line: PageLine) -> bool:
    """Return whether a line and the one before are items of one list, by bullet or label."""
    if before.bullet or line.bullet:
        return before.bullet == line.bullet
    return _LABELLED.match(before.text) is not None and _LABELLED.match(line.text) is not None


def _find_beginning(lines: Sequence[PageLine], weights: Sequence[float], end: int) -> int:
    """Return the line before which the weights sum up to the most."""
    total = sum(max(0.0, -weight) for weight in weights[:end])
    best, best_weight, weight, said = 0, 0.0, 0.0, 0.0
    for index in range(end):
        weight += weights[index]
        said += max(0.0, -weights[index])
        if said > 0.35 * total:
            break
        if lines[index].kind is not kinds.PROSE and weight >= best_weight:
            best, best_weight = index + 1, weight
    return best


def _first_prose(lines: Sequence[PageLine], start: int, end: int) -> int:
    for wanted in (_is_unsigned, _is_paragraph, _is_caption, _is_long_phrase):
        for index in range(start, end):
            if wanted(lines[index]):
                return index
    return min(start, end)


def _is_paragraph(line: PageLine) -> bool:
    return line.kind is kinds.PROSE and not (line.cut and line.sentences == 0)


def _is_unsigned(line: PageLine) -> bool:
    return _is_paragraph(line) and not is_signed_caption(line)


def _is_caption(line: PageLine) -> bool:
    return line.kind is kinds.CAPTION and len(line.text) > 30


def _is_long_phrase(line: PageLine) -> bool:
    return line.kind is kinds.PHRASE and len(line.text) > 30


def last_prose(lines: Sequence[PageLine], bounds: Bounds, default: int) -> int:
    """Return the article's last line of prose."""
    for index in range(min(bounds.end, len(lines)) - 1, bounds.start - 1, -1):
        if lines[index].kind is kinds.PROSE:
            return index
    return default
