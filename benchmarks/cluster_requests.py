"""The requests that searches on a cluster are made of, to be timed by themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import ksearch
from ksearch.engines.opensearch.searching.answering import ClusterAnswering
from ksearch.engines.opensearch.searching.ranking import RankedState
from ksearch.engines.opensearch.searching.word_search import scored_leaves, weights_of
from ksearch.engines.request import SearchRequest
from ksearch.plan import RunLeaf, Word
from ksearch.ranking.postings.tiers import MAX_TIERED_WORDS
from ksearch.ranking.ranker import MIN_COMPLETE_HITS, plain_words

#: Articles that the raw request returns: as many as are re-ranked, of news articles.
_BEST = 45


class Requests:
    """What every one of some queries asks the cluster.

    Attributes:
        trips: how many round trips each query takes.
    """

    def __init__(self, index: ksearch.Index, queries: Sequence[str]) -> None:
        self._state: RankedState = index._engine._state  # type: ignore[attr-defined]
        self._first: list[list[dict[str, Any]]] = []
        self.trips: list[int] = []
        for query in queries:
            sent = self._recorded(index, query)
            self.trips.append(len(sent))
            self._first.append(sent[0])
        self._bare = list(map(self._ranked_alone, queries))

    def _recorded(self, index: ksearch.Index, query: str) -> list[list[dict[str, Any]]]:
        """Search once; returns the bodies of each round trip."""
        cluster = self._state.cluster
        searches, sent = cluster.searches, []

        def record(bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
            sent.append(list(bodies))
            return searches(bodies)

        cluster.searches = record  # type: ignore[method-assign]
        try:
            index.search(query, limit=10)
        finally:
            del cluster.searches
        return sent

    def _ranked_alone(self, query: str) -> dict[str, Any]:
        """Return the body of a search for the best articles by BM25F, without runs of letters."""
        state = self._state
        plan = ClusterAnswering(state, SearchRequest(query, 10)).understand(query).plan
        words = list(map(_without_runs, plain_words(plan) or ()))
        state.count_ahead(scored_leaves(words))
        every = state.queries.every_word(words)
        if len(words) > 1 and state.count(every) < MIN_COMPLETE_HITS:
            few = len(words) <= MAX_TIERED_WORDS
            every = (
                state.queries.in_tiers(words, weights_of(state, words))
                if few
                else state.queries.some_words(words)
            )
        best = state.best(every, [], _BEST, docvalue_fields=["number"])
        return {"pit": {"id": state._point, "keep_alive": "10m"}, **best}

    def send_first(self, number: int) -> None:
        """Send the first request of a query again."""
        self._send(self._first[number])

    def send_bare(self, number: int) -> None:
        """Send the raw request of a query."""
        self._send([self._bare[number]])

    def _send(self, bodies: Sequence[dict[str, Any]]) -> None:
        cluster = self._state.cluster
        if len(bodies) == 1:
            cluster.request("POST", "/_search", bodies[0])
        else:
            lines = "".join(f"{{}}\n{json.dumps(body)}\n" for body in bodies)
            cluster.request("POST", "/_msearch", lines)


def _without_runs(word: Word) -> Word:
    kept = tuple(pair for pair in word.scored if not isinstance(pair[0], RunLeaf))
    return word.changed(scored=kept)
