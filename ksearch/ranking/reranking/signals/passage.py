"""The densest passage: how much of the query occurs in one stretch of the text."""

from __future__ import annotations

import numpy as np

from ksearch.arrays import weighted_sums
from ksearch.arrays.types import Floats, Ids, Scores
from ksearch.messages import Message
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.evidence import Evidence
from ksearch.ranking.reranking.signals.signal import Cause

#: Weight of the densest passage, by the weights of its terms, relative to BM25F.
_PASSAGE_WEIGHT = 0.4
#: Weight of a letter pair in it, relative to a term.
_PAIR_IN_PASSAGE = 0.5
#: The length of that passage, in eojeols: two or three sentences.
_PASSAGE_EOJEOLS = 25
#: Weight of the densest sentence, by its terms, and its length in eojeols.
_SENTENCE_WEIGHT, _SENTENCE_EOJEOLS = 0.25, 10


class DensestPassage:
    """The weight of the query's terms in the densest passage, and in the densest sentence."""

    name = Message("the densest passage")

    def score(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate (float64)."""
        terms, evidence = candidates.term_weights, candidates.evidence
        if len(terms) < 2:
            return np.zeros(len(candidates))  # a single term has no densest passage
        passage = best_window(evidence, _passage_weights(candidates), _PASSAGE_EOJEOLS)
        sentence = best_window(evidence, terms, _SENTENCE_EOJEOLS)
        return _PASSAGE_WEIGHT * passage + _SENTENCE_WEIGHT * sentence

    def cause(self, candidate: Candidates) -> Cause:
        """Return the densest passage, and the densest sentence if it is not in that passage."""
        windows = (
            (_passage_weights(candidate), _PASSAGE_EOJEOLS),
            (candidate.term_weights, _SENTENCE_EOJEOLS),
        )
        found: list[tuple[int, int]] = []
        for weights, width in windows:
            stretch = _densest(candidate.evidence, weights, width)
            if stretch and not any(one <= stretch[0] and stretch[1] <= end for one, end in found):
                found.append(stretch)
        return Cause(found)


def _passage_weights(candidates: Candidates) -> Scores:
    """Return the weights of the terms of the query and of its letter pairs in a passage."""
    return np.concatenate((candidates.term_weights, _PAIR_IN_PASSAGE * candidates.pair_weights))


def _densest(evidence: Evidence, weights: Scores, width: int) -> tuple[int, int] | None:
    """Return the first stretch of the only candidate that has the highest weight; None if none has.

    An article that was found by its date may have letter pairs of the query and no term.
    """
    within, last = _windows(evidence, len(weights), width)
    start = int(weighted_sums(within, weights).argmax())
    has_weight = evidence.by_place[start : last[start], : len(weights)].any(axis=1)
    places = evidence.places[start : last[start]][has_weight]
    if not len(places):
        return None
    return int(places[0]), int(places[-1]) + 1


def best_window(evidence: Evidence, weights: Scores, width: int) -> Scores:
    """Return the highest weight of distinct features within one stretch of each candidate.

    Args:
        evidence: where the features occur in the candidates.
        weights: float64, by term of the query, then by letter pair; further features are ignored.
        width: the length of the stretch, in eojeols.

    Returns:
        float64, by candidate.
    """
    best = np.zeros(len(evidence.edges), np.float64)
    if not len(evidence.places):
        return best
    owners, firsts = evidence.owners, evidence.firsts
    within, _ = _windows(evidence, len(weights), width)
    best[owners[firsts]] = np.maximum.reduceat(weighted_sums(within, weights), firsts)
    return best


def _windows(evidence: Evidence, features: int, width: int) -> tuple[Floats, Ids]:
    """Return which features the stretch from each place on has, and where it ends.

    The best stretch begins at a place with a feature. Prefix sums of each feature tell which are
    between its two ends.

    Returns:
        float32 (places, features), 1 for a feature that the stretch has; int64, by place, the first
        place behind the stretch.
    """
    last = evidence.spread.searchsorted(evidence.spread + width)
    counts = evidence.counts[:, :features]
    return (counts[last] > counts[:-1]).astype(np.float32), last
