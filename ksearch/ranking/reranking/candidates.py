"""The articles that are re-ranked, with what the signals read in their texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ksearch.arrays.types import Articles, Pairs, Scores
from ksearch.plan import Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.word_postings import WordPostings
from ksearch.ranking.reranking.evidence import Evidence, Features, terms_of
from ksearch.ranking.reranking.texts import CandidateTexts, gather_texts


class Candidates:
    """The articles that are re-ranked for a query, with what the signals read in them.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
        postings: of each of the words.
        articles: int64, ascending.
        complete: int64, ascending: the articles that have every word; None if that does not matter.
        runs: int64, ascending: the articles that have the words as an exact run.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        words: Sequence[Word],
        postings: Sequence[WordPostings],
        articles: Articles,
        complete: Articles | None = None,
        runs: Articles | None = None,
    ) -> None:
        self.evaluator = evaluator
        self.words = words
        self.postings = postings
        self.articles = articles
        self.complete = complete
        self.runs = np.zeros(0, np.int64) if runs is None else runs

    def __len__(self) -> int:
        return len(self.articles)

    @cached_property
    def texts(self) -> CandidateTexts:
        """Their eojeols."""
        return gather_texts(self.evaluator.snapshot, self.articles)

    @cached_property
    def features(self) -> Features:
        """The terms of the query, and its letter pairs without the common ones."""
        return Features(terms_of(self.words), self._weighted_pairs[0])

    @cached_property
    def _weighted_pairs(self) -> tuple[Pairs, Scores]:
        return self.evaluator.pair_weights.of(self.words)

    @cached_property
    def evidence(self) -> Evidence:
        """Where the features occur in the texts."""
        return self.evaluator.evidence.find(self.texts, self.features)

    @cached_property
    def term_weights(self) -> Scores:
        """The weight of each term of the query (float64)."""
        return np.array([self.evaluator.idf(term) for term in self.features.terms], np.float64)

    @property
    def pair_weights(self) -> Scores:
        """The weight of each letter pair of the query (float64)."""
        return self._weighted_pairs[1]

    @cached_property
    def word_weights(self) -> list[float]:
        """The weight of each word of the query."""
        return [found.weight for found in self.postings]
