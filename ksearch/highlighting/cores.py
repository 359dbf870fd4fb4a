"""Where in texts the matches are that answer a query best; for a whole page of hits at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Numbers
from ksearch.model.results import Span

#: Weights are compared as whole multiples of this part, so that sums come out the same in any
#: order and ties are ties.
_WEIGHT_STEPS = 1 << 10

#: What a pair of different query words adds when nothing lies between them. It falls off with
#: the distance, so that an exact run beats the same words scattered.
_PROXIMITY_BONUS = 32


class Matches(NamedTuple):
    """Stretches of text that query words matched.

    Attributes:
        starts, ends: int64, the characters ``[start, end)`` of each.
        words: int64, the query words' indices.
    """

    starts: Numbers
    ends: Numbers
    words: Numbers

    def only(self, chosen: npt.NDArray[Any]) -> Matches:
        """Return those of them at some places, or that a mask chooses."""
        return Matches(self.starts[chosen], self.ends[chosen], self.words[chosen])

    def ordered(self) -> Matches:
        """Return them by start, end and word."""
        return self.only(np.lexsort((self.words, self.ends, self.starts)))


def best_cores(
    matches: Matches, bounds: Sequence[int], weights: Sequence[float], length: int
) -> list[Span | None]:
    """Return the run of matches that holds the most and rarest query words, of those that fit.

    Among runs with words of equal weight, the one where they stand closest together wins; then
    the earliest. A window slides over the matches of each text; each of them is its last one once.
    What a window holds is a difference of running sums, so that all windows are weighed at once.

    Args:
        matches: of several texts, one text's after the other's; ordered.
        bounds: which of them is each text's first, and how many there are.
        weights: how rare each query word is (its idf, for instance), by its index; finite.
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
    # What each match adds to the density: itself, and its nearness to the last. The first of a
    # window adds itself alone.
    gains = (1 + _proximity_gains(matches, places == firsts)).cumsum()
    densities = 1 + gains - gains[lefts]
    # A word weighs in all windows from a match to its next one that do not begin behind it.
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
    """Return what each match adds for standing close behind one of another word of its text."""
    starts, ends, words = matches
    added = np.zeros(len(starts), np.int64)
    distances = starts[1:] - ends[:-1]
    near = (words[1:] != words[:-1]) & ~is_first[1:]
    near &= (distances >= 0) & (distances < _PROXIMITY_BONUS)
    added[1:][near] = _PROXIMITY_BONUS // (1 + distances[near])
    return added


def _next_of_its_word(words: Numbers) -> Numbers:
    """Return the place of the next match of the same word; their number where there is none."""
    order = words.argsort(kind="stable")
    following = np.full(len(words), len(words))
    same = words[order[1:]] == words[order[:-1]]
    following[order[:-1][same]] = order[1:][same]
    return following
