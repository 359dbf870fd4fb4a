"""The core of a passage: the densest run of matches in a text; for all hits of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Numbers
from ksearch.model.results import Span

#: Steps per unit to which weights are rounded, so that sums do not depend on their order and ties
#: stay ties.
_WEIGHT_STEPS = 1 << 10

#: Value of two different query words with nothing between them. It decreases with the distance, so
#: that an exact run beats scattered words.
_PROXIMITY_BONUS = 32


class Matches(NamedTuple):
    """Spans of text that query words matched.

    Attributes:
        starts, ends: int64, the characters ``[start, end)`` of each.
        words: int64, the indices of the query words.
    """

    starts: Numbers
    ends: Numbers
    words: Numbers

    def only(self, chosen: npt.NDArray[Any]) -> Matches:
        """Return some of the matches, by indices or by a mask."""
        return Matches(self.starts[chosen], self.ends[chosen], self.words[chosen])

    def ordered(self) -> Matches:
        """Return the matches sorted by start, end and word."""
        return self.only(np.lexsort((self.words, self.ends, self.starts)))


def best_cores(
    matches: Matches, bounds: Sequence[int], weights: Sequence[float], length: int
) -> list[Span | None]:
    """Return the run of matches within ``length`` that has the most and the rarest query words.

    Among runs of equal weight, the one with the best proximity wins; then the earliest. A window
    slides over the matches of each text, ending at each of them once. The value of a window is a
    difference of prefix sums, so that all windows are computed at once.

    Args:
        matches: of several texts, one text's after the other's; ordered.
        bounds: which of them is each text's first, and how many there are.
        weights: the weight of each query word (its idf, for instance), by its index; finite.
        length: the most characters from a run's first to its last.

    Returns:
        For each text the characters from the run's first to its last; None if nothing matches.
    """
    starts, ends, words = matches
    count = len(starts)
    if not count:
        return [None] * (len(bounds) - 1)
    places = np.arange(count)
    edges = np.array(bounds)
    firsts = edges[:-1].repeat(edges[1:] - edges[:-1])
    lefts = np.minimum(starts.searchsorted(ends - length), places)
    lefts = np.maximum.accumulate(np.maximum(lefts, firsts))
    # What each match adds to the density: one, and its proximity to the match before it; the first
    # of a window adds only one.
    gains = (1 + _proximity_gains(matches, places == firsts)).cumsum()
    densities = 1 + gains - gains[lefts]
    # A word counts in every window that ends between a match of it and its next one, and begins no
    # later than the match.
    steps = [max(1, round(weight * _WEIGHT_STEPS)) for weight in weights]
    step = np.array(steps, np.float64)[words]
    gone = np.minimum(_next_of_its_word(words), lefts.searchsorted(places, side="right"))
    sums = (step - np.bincount(gone, weights=step, minlength=count)[:count]).cumsum()
    values = sums * (float(densities.max()) + 1) + densities
    return [
        _span(matches, first, last, lefts, values) if first < last else None
        for first, last in pairwise(bounds)
    ]


def _span(
    matches: Matches, first: int, last: int, lefts: Numbers, values: npt.NDArray[np.float64]
) -> Span:
    """Return the most valuable run whose last match is in the places ``[first, last)``."""
    right = first + int(values[first:last].argmax())
    left = int(lefts[right])
    return int(matches.starts[left]), max(matches.ends[left : right + 1].tolist())


def _proximity_gains(matches: Matches, is_first: npt.NDArray[np.bool_]) -> Numbers:
    """Return what each match gains by its proximity to a match of another word (int64)."""
    starts, ends, words = matches
    added = np.zeros(len(starts), np.int64)
    distances = starts[1:] - ends[:-1]
    near = (words[1:] != words[:-1]) & ~is_first[1:]
    near &= (distances >= 0) & (distances < _PROXIMITY_BONUS)
    added[1:][near] = _PROXIMITY_BONUS // (1 + distances[near])
    return added


def _next_of_its_word(words: Numbers) -> Numbers:
    """Return the index of the next match of the same word, or the number of matches."""
    order = words.argsort(kind="stable")
    following = np.full(len(words), len(words))
    same = words[order[1:]] == words[order[:-1]]
    following[order[:-1][same]] = order[1:][same]
    return following
