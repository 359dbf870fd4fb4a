"""A query resolved once and evaluated again and again, for measuring and for standing searches."""

from __future__ import annotations

from ksearch.plan import Node
from ksearch.ranking.ranker import Ranker, Ranking, plain_words


class PreparedQuery:
    """A plan with what evaluates it; holds for the state of the index that it was made for."""

    def __init__(self, ranker: Ranker, plan: Node, match: str) -> None:
        self._ranker = ranker
        self._plan = plan
        self._match = match

    def evaluate(self, limit: int = 10, *, rerank: bool = False) -> Ranking:
        """Return the numbers and scores of the best articles, and the exact total.

        ``rerank`` re-ranks the best, as a search does; without it the order is BM25F's alone.
        """
        words = plain_words(self._plan)
        if words is None:
            return self._ranker.rank_plan(self._plan, limit, rerank=rerank)
        return self._ranker.rank_words(
            words,
            limit,
            any_of=self._match == "any",
            fill=self._match == "auto",
            rerank=rerank,
        )
