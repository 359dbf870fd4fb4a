"""The signals of re-ranking: each scores the candidates, and bears the name it is explained by."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from ksearch.arrays.types import Articles, Pairs, Scores
from ksearch.plan import Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.reranking.evidence import Evidence, Features, terms_of
from ksearch.ranking.reranking.letters import letter_overlap
from ksearch.ranking.reranking.proximity import best_window, near_each_other, side_by_side
from ksearch.ranking.reranking.texts import CandidateTexts, gather_texts

#: Weight of neighbouring terms of the query that are neighbours in the text, relative to BM25F ……
_NEIGHBOURS_WEIGHT = 0.6
#: … and the weight of terms near each other, with the most eojeols between them.
_NEAR_WEIGHT, _NEAR_EOJEOLS = 0.1, 3
#: Weight of the densest passage, by the weights of its terms ……
_PASSAGE_WEIGHT = 0.4
#: … and what a letter pair in it counts beside a term of the same weight.
_PAIR_IN_PASSAGE = 0.5
#: The length of that passage, in eojeols: two or three sentences.
_PASSAGE_EOJEOLS = 25
#: Weight of the densest sentence, by its terms, and its length in eojeols.
_SENTENCE_WEIGHT, _SENTENCE_EOJEOLS = 0.25, 10
#: Weight of letter pairs, by their own weights.
_LETTERS_WEIGHT = 0.5


class Candidates:
    """The articles that are re-ranked for a query, with what the signals read of them.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
        articles: int64, ascending.
    """

    def __init__(self, evaluator: Evaluator, words: Sequence[Word], articles: Articles) -> None:
        self.evaluator = evaluator
        self.words = words
        self.articles = articles

    def __len__(self) -> int:
        return len(self.articles)

    @cached_property
    def texts(self) -> CandidateTexts:
        """Their eojeols."""
        return gather_texts(self.evaluator.snapshot, self.articles)

    @cached_property
    def features(self) -> Features:
        """The terms of the query, and its letter pairs without common ones."""
        return Features(terms_of(self.words), self._weighted_pairs[0])

    @cached_property
    def _weighted_pairs(self) -> tuple[Pairs, Scores]:
        return self.evaluator.pair_weights.of(self.words)

    @cached_property
    def evidence(self) -> Evidence:
        """Where the features stand in the texts."""
        return self.evaluator.evidence.find(self.texts, self.features)

    @cached_property
    def term_weights(self) -> Scores:
        """The weight of each term of the query (float64)."""
        return np.array([self.evaluator.idf(term) for term in self.features.terms], np.float64)

    @property
    def pair_weights(self) -> Scores:
        """The weight of each letter pair of the query (float64)."""
        return self._weighted_pairs[1]


class Signal(Protocol):
    """A score for each candidate, by which re-ranking orders them."""

    @property
    def name(self) -> str:
        """Its name in ``--explain``."""

    def score(self, candidates: Candidates) -> Scores:
        """Return what it adds to the score of each candidate (float64, never negative)."""


class Neighbours:
    """Neighbouring terms of the query that stand side by side in its order, or near each other."""

    name = "neighbouring terms"

    def score(self, candidates: Candidates) -> Scores:
        """See `Signal`."""
        evidence, weights = candidates.evidence, candidates.term_weights
        beside = _NEIGHBOURS_WEIGHT * side_by_side(evidence, weights)
        return beside + _NEAR_WEIGHT * near_each_other(evidence, weights, _NEAR_EOJEOLS)


class DensestPassage:
    """The weight of the query's terms in the densest passage, and in the densest sentence."""

    name = "the densest passage"

    def score(self, candidates: Candidates) -> Scores:
        """See `Signal`."""
        terms, pairs = candidates.term_weights, candidates.pair_weights
        if len(terms) < 2:
            return np.zeros(len(candidates))  # any passage with the only term is as good
        weights = np.concatenate((terms, _PAIR_IN_PASSAGE * pairs))
        evidence = candidates.evidence
        passage = _PASSAGE_WEIGHT * best_window(evidence, weights, _PASSAGE_EOJEOLS)
        return passage + _SENTENCE_WEIGHT * best_window(evidence, terms, _SENTENCE_EOJEOLS)


class LetterOverlap:
    """Pairs of letters of the query."""

    name = "letters in common"

    def score(self, candidates: Candidates) -> Scores:
        """See `Signal`."""
        if len(candidates) < 2:
            return np.zeros(len(candidates))  # there is nothing to tell apart
        model = candidates.evaluator.snapshot.manifest.model
        weights = candidates.pair_weights
        return _LETTERS_WEIGHT * letter_overlap(candidates.evidence, weights, model)

    def most(self, candidates: Candidates) -> float:
        """Return more than it can add to any score."""
        return _LETTERS_WEIGHT * float(candidates.pair_weights.sum())


SIGNALS: tuple[Signal, ...] = (Neighbours(), DensestPassage(), LetterOverlap())
