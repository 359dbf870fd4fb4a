"""A query of ksearch resolved once and evaluated again and again: a peer's parsed query."""

from ksearch.engines.embedded.answering import Answering
from ksearch.engines.embedded.state import OpenState
from ksearch.engines.request import SearchRequest
from ksearch.index import Index
from ksearch.ranking.ranker import Ranking, plain_words


class ResolvedQuery:
    """A plan with what evaluates it, for the state of the index that it was made for."""

    def __init__(self, index: Index, query: str, match: str) -> None:
        # The one place that looks behind the façade: users search with texts, not with plans.
        state: OpenState = index._engine._state  # type: ignore[attr-defined]
        request = SearchRequest(query, match=match)
        self._ranker = state.ranker
        self._match = match
        self._plan = Answering(state, request).understand(query).plan

    def evaluate(self, limit: int = 10, *, rerank: bool = False) -> Ranking:
        """Return the numbers and scores of the best articles, and the exact total.

        Args:
            limit: how many articles to rank.
            rerank: whether to re-rank the best, as a search does; the order is BM25F's otherwise.
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
