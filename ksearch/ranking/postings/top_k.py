"""Top-k: the best of many scores, without sorting them all."""

from __future__ import annotations

import numpy as np

from ksearch.arrays import distinct
from ksearch.arrays.types import AnyArray, Indices

#: If there are more scores than this per wanted one, a threshold is taken from a sample
_SAMPLE_ABOVE = 32
#: of about this many scores per wanted one.
_SAMPLE_PER_RESULT = 8


def best_places(scores: AnyArray, count: int) -> Indices:
    """Return the indices of the ``count`` highest scores, ascending; of equal ones, the first."""
    if len(scores) > _SAMPLE_ABOVE * count:
        promising = _promising(scores, count)
        if count <= len(promising) < len(scores):
            return promising[_best_places(scores[promising], count)]
    return _best_places(scores, count)


def _best_places(scores: AnyArray, count: int) -> Indices:
    if len(scores) <= count:
        return np.arange(len(scores))
    least = lowest_of_best(scores, count)
    above = (scores > least).nonzero()[0]
    level = (scores == least).nonzero()[0][: count - len(above)]
    return distinct(np.concatenate((above, level)))


def lowest_of_best(scores: AnyArray, count: int) -> float:
    """Return the lowest of the ``count`` highest scores; 0 where there are fewer scores."""
    if len(scores) < count:
        return 0.0
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def _promising(scores: AnyArray, count: int) -> Indices:
    """Return the indices of the highest scores, ascending, usually at least ``count``.

    A sample gives the threshold; that is faster than partitioning all scores.
    """
    step = max(len(scores) // (_SAMPLE_PER_RESULT * count), 1)
    sample = scores[::step]
    place = len(sample) - min(2 * count // step + _SAMPLE_PER_RESULT, len(sample))
    places: Indices = (scores >= np.partition(sample, place)[place]).nonzero()[0]
    return places
