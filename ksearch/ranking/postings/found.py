"""Matches of a query before ranking: articles with scores, over all segments."""

from __future__ import annotations

from typing import Protocol

from ksearch.arrays import contained
from ksearch.arrays.types import Articles, Scores
from ksearch.ranking.postings.top_k import best_places


class MatchedArticles(Protocol):
    """Articles that matched, by their numbers over all segments (see `any_words.AnyOfWords`)."""

    @property
    def total(self) -> int:
        """Number of matched articles."""

    @property
    def articles(self) -> Articles:
        """All of them, ascending (int64)."""

    def all(self) -> tuple[Articles, Scores]:
        """Return all of them, ascending, and their scores (float64)."""

    def best(self, count: int) -> tuple[Articles, Scores]:
        """Return the ``count`` best, ascending by number, and their scores."""

    def holding(self, articles: Articles) -> Articles:
        """Return those of some articles (ascending) that matched."""

    def scores(self, articles: Articles) -> Scores:
        """Return the scores of some articles that matched."""


class ScoredArticles:
    """Matched articles of which each has been scored.

    Args:
        articles: int64, ascending.
        scores: float64.
    """

    def __init__(self, articles: Articles, scores: Scores) -> None:
        self.articles = articles
        self._scores = scores

    @property
    def total(self) -> int:
        """Number of matched articles."""
        return len(self.articles)

    def all(self) -> tuple[Articles, Scores]:
        """Return the articles and their scores."""
        return self.articles, self._scores

    def best(self, count: int) -> tuple[Articles, Scores]:
        """Return the ``count`` best, ascending by number, and their scores."""
        places = best_places(self._scores, count)
        return self.articles[places], self._scores[places]

    def holding(self, articles: Articles) -> Articles:
        """Return those of some articles that matched."""
        return articles[contained(articles, self.articles)]

    def scores(self, articles: Articles) -> Scores:
        """Return the scores of some articles that matched."""
        return self._scores[self.articles.searchsorted(articles)]
