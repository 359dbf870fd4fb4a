"""What a cluster has found, put in order by the ranker of the embedded engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ksearch.arrays.types import Articles, Scores
from ksearch.engines.opensearch.searching.clauses import ClusterQuery
from ksearch.engines.opensearch.searching.state import CandidateArticles
from ksearch.plan import AnyOf, Node, Word
from ksearch.ranking.postings.found import MatchedArticles, ScoredArticles
from ksearch.ranking.postings.tiers import Tiers
from ksearch.ranking.postings.word_postings import WordPostings
from ksearch.ranking.ranker import Order, Ranker, Ranking
from ksearch.ranking.reranking.reranker import Reranker


class ClusterRanking(Ranking):
    """A ranking whose articles are numbered among some candidates.

    Attributes:
        candidates: the articles.
        query, filters: by which the cluster found all that matched.
    """

    __slots__ = ("candidates", "filters", "query")

    candidates: CandidateArticles
    query: ClusterQuery
    filters: Sequence[ClusterQuery]

    def with_source(
        self, candidates: CandidateArticles, query: ClusterQuery, filters: Sequence[ClusterQuery]
    ) -> ClusterRanking:
        """Set where the articles come from."""
        self.candidates, self.query, self.filters = candidates, query, filters
        return self

    def like(self, ranking: Ranking) -> ClusterRanking:
        """Return another ranking of the same candidates."""
        return _of_cluster(ranking, self.candidates, self.query, self.filters)


class CountedArticles(ScoredArticles):
    """The best of what matched, where the cluster has counted all of it."""

    def __init__(self, articles: Articles, scores: Scores, total: int) -> None:
        super().__init__(articles, scores)
        self._total = total

    @property
    def total(self) -> int:
        """Number of matched articles."""
        return self._total


class CountedTiers(Tiers):
    """The same in tiers."""

    def __init__(self, tiers: Tiers, total: int) -> None:
        self.__dict__.update(tiers.__dict__)
        self.__dict__["total"] = total


class WantedArticles(NamedTuple):
    """What of a ranking is wanted: for which words, how many articles, with which filters."""

    words: Sequence[Word]
    length: int
    filters: Sequence[ClusterQuery]
    rerank: bool


def in_order(
    page: WantedArticles,
    candidates: CandidateArticles,
    matched: MatchedArticles,
    query: ClusterQuery,
    complete: Articles | None = None,
    lifted: Articles | None = None,
    *,
    order: Order = Order.RELEVANCE,
    postings: Sequence[WordPostings] | None = None,
) -> ClusterRanking:
    """Put matched articles in order as the embedded engine does.

    Args:
        page: what is wanted.
        candidates: the articles that were read.
        matched: those of them that match.
        query: by which the cluster found these.
        complete, lifted: see `Ranker.order`.
        order: by what.
        postings: of each word; looked up if they are not given.
    """
    evaluator = candidates.evaluator
    reranker = Reranker(evaluator, page.words, postings) if page.rerank else None
    ranking = Ranker(evaluator).order(
        matched, page.length, order, reranker, complete, lifted=lifted
    )
    return _of_cluster(ranking, candidates, query, page.filters)


def scores_by(candidates: CandidateArticles, words: Sequence[Word], plan: Node | None) -> Scores:
    """Return the scores of some articles by a plan, all of which it matches, or by words."""
    evaluator = candidates.evaluator
    if plan is None:
        return evaluator.scores(words, np.arange(len(candidates.numbers)))
    scores = np.zeros(len(candidates.numbers), np.float64)
    if isinstance(plan, AnyOf):
        for part in plan.parts:
            scores += evaluator.postings_of(part).shares_of(np.arange(len(scores)))
        return scores
    matched = evaluator.evaluate(plan, 0)
    scores[matched.articles] = matched.scores
    return scores


def _of_cluster(
    ranking: Ranking,
    candidates: CandidateArticles,
    query: ClusterQuery,
    filters: Sequence[ClusterQuery],
) -> ClusterRanking:
    found = ClusterRanking(ranking.found, ranking.articles, ranking.scores, ranking.parts)
    return found.with_source(candidates, query, filters)
