"""Chooses the passage of an article that is shown for a query."""

from __future__ import annotations

from collections.abc import Iterable

from ksearch.highlighting.boundaries import (
    Boundaries,
    clause_boundaries,
    eojeol_boundaries,
    safe_cut,
    sentence_boundaries,
)
from ksearch.model.results import Span

#: Share of the passage that the run of matches may fill; the rest is for completing words and
#: sentences.
_CORE_SHARE = 7 / 8

#: Default for the most characters of a passage.
LENGTH = 180

#: Characters around the core, or from the beginning of the text, that are read to cut a passage of
#: `LENGTH`: the passage, and the context of a boundary at its end.
REACH = LENGTH + 12

#: Least share of the length that a passage should fill if it ends at a sentence or clause.
_FULL_ENOUGH = 0.4


def core_length(length: int = LENGTH) -> int:
    """Return how many characters of a passage matches may fill."""
    return max(1, int(length * _CORE_SHARE))


def cut_passage(text: str, core: Span | None, length: int = LENGTH) -> Span:
    """Return where to cut out the passage around the best run of matches (`cores.best_cores`).

    It is cut at sentences if they fit, otherwise at clauses, otherwise between eojeols. Without a
    run it is the beginning of the text. Text further away than `REACH` is not read, and may be
    missing.

    Args:
        text: the text to cut from.
        core: the run's first character, and one past its last; not more than `core_length`, unless
            it is a single match.
        length: the most characters that the passage may have.

    Returns:
        The first character and one past the last, neither of which is white space.
    """
    if length < 1:
        return 0, 0
    start, end = _cut_around(text, core, length) if core else _beginning(text, length)
    return _without_outer_space(text, start, end)


def merged_spans(matches: Iterable[Span], start: int, end: int) -> tuple[Span, ...]:
    """Return the part of the matches within ``[start, end)``, counted from ``start``.

    Args:
        matches: ordered by where they start.
        start: the passage's first character.
        end: one past its last.
    """
    spans: list[Span] = []
    if start >= end:
        return ()
    left = right = -1  # the span that may still be extended
    for first, last in matches:
        if first >= end:
            break
        if last <= start or last <= first:
            continue
        if first > right:
            if right >= 0:
                spans.append((left - start, right - start))
            left = first if first > start else start
            right = last
        elif last > right:
            right = last
    if right >= 0:
        spans.append((left - start, (right if right < end else end) - start))
    return tuple(spans)


def _cut_around(text: str, core: tuple[int, int], length: int) -> tuple[int, int]:
    """Return where to cut so that the core stays in, in whole sentences where they fit."""
    first, last = _whole_eojeols(text, core[0], min(core[1], core[0] + length), length)
    limit = first + length
    sentence_start = _start_of_sentence(text, first, last - length)
    sentence_end = _end_of_sentence(text, last, limit)
    room_before = (length - (last - first)) // 2

    if (
        sentence_start is not None
        and sentence_end is not None
        and sentence_end - sentence_start <= length
    ):
        return _with_neighbours(text, sentence_start, sentence_end, length)
    if sentence_start is not None and first - sentence_start <= room_before:
        return sentence_start, _end_within(text, sentence_start, last, length)
    for boundaries in (clause_boundaries, eojeol_boundaries):
        if sentence_end is not None:
            start = _first_start(boundaries, text, sentence_end - length, first)
            if start is not None:
                return start, sentence_end
        start = _first_start(boundaries, text, first - room_before, first)
        if start is not None:
            return start, _end_within(text, start, last, length)
    start = safe_cut(text, first)
    return start, _end_within(text, start, last, length)


def _whole_eojeols(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    """Widen a core to the ends of the eojeols it begins and ends in, as far as length allows."""
    spare = length - (last - first)
    start, end = first, last
    while start > 0 and first - start <= spare and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and end - last <= spare and not text[end].isspace():
        end += 1
    for widened in ((start, end), (start, last), (first, end)):
        if widened[1] - widened[0] <= length:
            return widened
    return first, last


def _start_of_sentence(text: str, first: int, lowest: int) -> int | None:
    """Return where the sentence that holds the core begins, unless that is before ``lowest``."""
    before = sentence_boundaries(text, max(0, lowest - 1), first)
    start = before[-1][1] if before else 0
    return start if start >= lowest else None


def _end_of_sentence(text: str, last: int, highest: int) -> int | None:
    """Return where the sentence that holds the core ends, unless that is behind ``highest``."""
    for end, _ in sentence_boundaries(text, max(0, last - 1), highest + 1):
        if last <= end <= highest:
            return end
    return len(text) if len(text) <= highest else None


def _with_neighbours(text: str, start: int, end: int, length: int) -> tuple[int, int]:
    """Add the whole sentences that follow, then those that precede, while they fit."""
    if len(text) <= start + length:
        end = len(text)
    else:
        following = sentence_boundaries(text, end, start + length + 1)
        end = max((stop for stop, _ in following if stop <= start + length), default=end)
    lowest = max(0, end - length)
    preceding = sentence_boundaries(text, max(0, lowest - 1), start)
    starts = [begin for _, begin in preceding if lowest <= begin < start]
    return (0 if lowest == 0 else min(starts, default=start)), end


def _first_start(boundaries: Boundaries, text: str, lowest: int, first: int) -> int | None:
    """Return the first start of a unit between ``lowest`` and ``first``; None if there is none."""
    if lowest <= 0:
        return 0
    starts = (begin for _, begin in boundaries(text, lowest - 1, first))
    return next((begin for begin in starts if begin >= lowest), None)


def _end_within(text: str, start: int, last: int, length: int) -> int:
    """Return the best end within ``[last, start + length]``: of a sentence, a clause, an eojeol."""
    highest = start + length
    if len(text) <= highest:
        return len(text)
    fallback = None
    for boundaries in (sentence_boundaries, clause_boundaries):
        ends = [end for end, _ in boundaries(text, max(start, last - 1), highest + 1)]
        end = max((end for end in ends if last <= end <= highest), default=None)
        if end is not None and end - start >= length * _FULL_ENOUGH:
            return end
        fallback = fallback if fallback is not None else end
    if fallback is not None:
        return fallback
    ends = [end for end, _ in eojeol_boundaries(text, max(start, last - 1), highest + 1)]
    return max((end for end in ends if last <= end <= highest), default=safe_cut(text, highest))


def _beginning(text: str, length: int) -> tuple[int, int]:
    start = len(text) - len(text.lstrip()) if text[:1].isspace() else 0
    return start, _end_within(text, start, start, length)


def _without_outer_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
