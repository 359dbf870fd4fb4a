"""Letter overlap: which pairs of neighbouring letters of the query the candidates have.

Morphemes say whether a word occurs in a text; letter pairs also match endings, halves of compounds,
and names that were cut in another way. They have no postings.
"""

from __future__ import annotations

import numpy as np

from ksearch.arrays import weighted_sums
from ksearch.arrays.types import Scores
from ksearch.messages import Message
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.evidence import Evidence
from ksearch.ranking.reranking.signals.signal import Cause
from ksearch.storage.manifest import Model

#: Factor of the score of letter pairs, relative to BM25F.
_LETTERS_WEIGHT = 0.5
#: Strength of length normalisation, between 0 and 1, as in BM25.
_LENGTH_WEIGHT = 0.5
#: Weight of a pair in the title, relative to one in the body. BM25F boosts titles enough: with
#: more, short titles that share a few letters would come before texts that have all of them.
_TITLE_BOOST = 1.0


class LetterOverlap:
    """Pairs of letters of the query."""

    name = Message("letters in common")

    def score(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate (float64)."""
        if len(candidates) < 2:
            return np.zeros(len(candidates))  # a single candidate needs no order
        model = candidates.evaluator.snapshot.manifest.model
        weights = candidates.pair_weights
        return _LETTERS_WEIGHT * letter_overlap(candidates.evidence, weights, model)

    def cause(self, candidate: Candidates) -> Cause:
        """Return the first eojeol that has each letter pair."""
        pairs, places = candidate.evidence.pairs, candidate.evidence.places
        held = pairs.any(axis=0)
        firsts = sorted(set(places[pairs.argmax(axis=0)[held]].tolist()))
        return Cause([(place, place + 1) for place in firsts])

    def most(self, candidates: Candidates) -> float:
        """Return an upper bound of its score."""
        return _LETTERS_WEIGHT * float(candidates.pair_weights.sum())


def letter_overlap(evidence: Evidence, weights: Scores, model: Model) -> Scores:
    """Score the letter pairs of the query by BM25 over whole texts.

    Args:
        evidence: where the pairs occur in the candidates.
        weights: float64, by pair.
        model: of BM25F: boosts, saturation and average length.

    Returns:
        float64, by candidate.
    """
    edges = evidence.edges
    count, pairs = len(edges), evidence.pairs.shape[1]
    if not len(evidence.places) or not pairs:
        return np.zeros(count, np.float64)
    boosts = np.array((_TITLE_BOOST, *model.boosts[1:]), np.float32)
    counted = evidence.pairs * boosts[evidence.fields - 3 * evidence.owners][:, None]
    frequencies = np.zeros((count, pairs), np.float32)
    frequencies[evidence.owners[evidence.firsts]] = np.add.reduceat(
        counted, evidence.firsts, axis=0
    )
    lengths = edges[:, 3] - edges[:, 0]
    norms = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths / sum(model.average_lengths)
    return weighted_sums(frequencies / (frequencies + model.saturation * norms[:, None]), weights)
