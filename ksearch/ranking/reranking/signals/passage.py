"""The densest passage: how much of the query stands in one stretch of the text."""

from __future__ import annotations

import numpy as np

from ksearch.arrays import weighted_sums
from ksearch.arrays.types import Scores
from ksearch.messages import Message
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.evidence import Evidence

#: Weight of the densest passage, by the weights of its terms, relative to BM25F.
_PASSAGE_WEIGHT = 0.4
#: What a letter pair in it counts beside a term of the same weight.
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
        terms, pairs = candidates.term_weights, candidates.pair_weights
        if len(terms) < 2:
            return np.zeros(len(candidates))  # any passage with the only term is as good
        weights = np.concatenate((terms, _PAIR_IN_PASSAGE * pairs))
        evidence = candidates.evidence
        passage = _PASSAGE_WEIGHT * best_window(evidence, weights, _PASSAGE_EOJEOLS)
        return passage + _SENTENCE_WEIGHT * best_window(evidence, terms, _SENTENCE_EOJEOLS)


def best_window(evidence: Evidence, weights: Scores, width: int) -> Scores:
    """Return the highest weight of distinct features within one stretch of each candidate.

    Args:
        evidence: where the features stand in the candidates.
        weights: float64, by term of the query, then by letter pair; features beyond count nothing.
        width: the length of the stretch, in eojeols.

    Returns:
        float64, by candidate.
    """
    best = np.zeros(len(evidence.edges), np.float64)
    places = evidence.spread
    if not len(places):
        return best
    owners, firsts = evidence.owners, evidence.firsts
    # A best stretch begins at a place that has a feature: how often each stands before any place
    # says which stand between its two ends.
    last = places.searchsorted(places + width)
    counts = evidence.counts[:, : len(weights)]
    within = (counts[last] > counts[:-1]).astype(np.float32)
    best[owners[firsts]] = np.maximum.reduceat(weighted_sums(within, weights), firsts)
    return best
