"""Neighbouring terms of the query: side by side in the text, or near each other.

Postings hold no positions: the signal is read off the texts of the candidates.
"""

from __future__ import annotations

import numpy as np

from ksearch.arrays import weighted_sums
from ksearch.arrays.types import Ids, Scores
from ksearch.messages import Message
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.evidence import Evidence
from ksearch.ranking.reranking.signals.signal import Cause

#: Weight of neighbouring terms of the query that are neighbours in the text, relative to BM25F.
_NEIGHBOURS_WEIGHT = 0.6
#: Weight of terms near each other, and the most eojeols between them.
_NEAR_WEIGHT, _NEAR_EOJEOLS = 0.1, 3


class Neighbours:
    """Neighbouring terms of the query that stand side by side in its order, or near each other."""

    name = Message("neighbouring terms")

    def score(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate (float64)."""
        evidence, weights = candidates.evidence, candidates.term_weights
        beside = _NEIGHBOURS_WEIGHT * side_by_side(evidence, weights)
        return beside + _NEAR_WEIGHT * near_each_other(evidence, weights, _NEAR_EOJEOLS)

    def cause(self, candidate: Candidates) -> Cause:
        """Return the first stretch with each two terms, side by side if possible."""
        evidence = candidate.evidence
        terms, places = evidence.terms, evidence.places
        found = []
        for term in range(terms.shape[1] - 1):
            firsts, seconds = places[terms[:, term]], places[terms[:, term + 1]]
            ends = [
                _first_pair(firsts, seconds, 0, 1),
                _first_pair(firsts, seconds, -_NEAR_EOJEOLS, _NEAR_EOJEOLS),
            ]
            found += [stretch for stretch in ends if stretch is not None][:1]
        return Cause(sorted(set(found)))


def _first_pair(firsts: Ids, seconds: Ids, least: int, most: int) -> tuple[int, int] | None:
    """Return the first stretch from one place to another one.

    Args:
        firsts, seconds: int64, ascending: the places of two terms.
        least, most: how many eojeols the second may come after the first.
    """
    low = seconds.searchsorted(firsts + least)
    having = (seconds.searchsorted(firsts + most, side="right") > low).nonzero()[0]
    if not len(having):
        return None
    ends = int(firsts[having[0]]), int(seconds[low[having[0]]])
    return min(ends), max(ends) + 1


def side_by_side(evidence: Evidence, weights: Scores) -> Scores:
    """Score neighbouring terms of the query that are neighbours in the text, in the same order.

    They may occur in one eojeol or in two that follow each other. A pair weighs the mean of its
    terms, and counts t / (t + 1) for t occurrences.

    Args:
        evidence: where the terms occur in the candidates.
        weights: float64, by term of the query.

    Returns:
        float64, by candidate.
    """
    count = len(evidence.edges)
    if len(weights) < 2 or not len(evidence.places):
        return np.zeros(count, np.float64)
    has, owners = evidence.terms, evidence.owners
    next_to = evidence.spread[1:] == evidence.spread[:-1] + 1
    following = has[:, 1:].copy()
    following[:-1] |= has[1:, 1:] & next_to[:, None]
    following &= has[:, :-1]
    pairs = len(weights) - 1
    places, which = np.divmod(following.reshape(-1).nonzero()[0], pairs)
    times = np.bincount(owners[places] * pairs + which, minlength=count * pairs)
    times = times.reshape(count, pairs)
    return weighted_sums(times / (times + 1.0), (weights[:-1] + weights[1:]) / 2)


def near_each_other(evidence: Evidence, weights: Scores, distance: int) -> Scores:
    """Score neighbouring terms of the query that are near each other, in either order.

    A pair weighs the mean of its terms, however often it occurs in the text.

    Args:
        evidence: where the terms occur in the candidates.
        weights: float64, by term of the query.
        distance: how many eojeols apart they may be.

    Returns:
        float64, by candidate.
    """
    count, pairs = len(evidence.edges), len(weights) - 1
    if pairs < 1 or not len(evidence.places):
        return np.zeros(count, np.float64)
    first = evidence.terms[:, :-1]
    rows = np.nonzero(first.any(axis=1))[0]
    places, owners = evidence.spread[rows], evidence.owners[rows]
    low = evidence.spread.searchsorted(places - distance)
    high = evidence.spread.searchsorted(places + distance + 1)
    counts = evidence.counts[:, 1 : pairs + 1]
    near, which = ((counts[high] > counts[low]) & first[rows]).nonzero()
    held = np.zeros((count, pairs), np.float64)
    held[owners[near], which] = 1
    return weighted_sums(held, (weights[:-1] + weights[1:]) / 2)
