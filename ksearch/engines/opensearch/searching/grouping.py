"""Near-identical articles in a cluster: found by the lanes of their signatures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ksearch.arrays.types import Articles
from ksearch.engines.opensearch.searching.ordering import ClusterRanking
from ksearch.engines.opensearch.searching.state import ClusterState, SearchHits
from ksearch.engines.opensearch.storage.documents import lane_tokens
from ksearch.plan import Word
from ksearch.ranking.grouping import Grouping
from ksearch.ranking.matching.held_words import HeldWords
from ksearch.ranking.ranker import Ranking

#: The most articles that are compared with one.
_MAX_COMPARED = 1_000


class ClusterGrouping(Grouping):
    """Counts what is hidden behind an article among all that matched, wherever it occurs.

    Args:
        state: of the index.
        ranking: the result.
        words: those of the query.
    """

    def __init__(self, state: ClusterState, ranking: ClusterRanking, words: Sequence[Word]) -> None:
        evaluator = ranking.candidates.evaluator
        held = HeldWords(evaluator, words) if words else None
        super().__init__(evaluator.snapshot, ranking, held)
        self._state = state
        self._of = ranking
        self._words = words

    def behind(self, articles: Sequence[int], listed: Articles) -> list[Articles]:
        """Return which of the result are hidden behind each of some articles, ascending.

        Articles are those of the ranking's candidates; what is hidden is numbered as in the index.
        """
        candidates = self._of.candidates
        signatures = self._snapshot.segments[0].signatures.of(np.array(articles, np.int64))
        lanes = {token for row in signatures.view("<u2").tolist() for token in lane_tokens(row)}
        if not lanes:
            return [np.zeros(0, np.int64)] * len(articles)
        narrowed = [*self._of.filters, {"terms": {"lanes": sorted(lanes)}}]
        alike = SearchHits(
            self._state.search(self._state.best(self._of.query, narrowed, _MAX_COMPARED))[0]
        )
        packed = [candidates.packed[place] for place in listed.tolist()]
        shown = SearchHits.of_rows(candidates.numbers[listed], packed)
        together = self._state.candidates(alike, shown)
        held = HeldWords(together.evaluator, self._words) if self._words else None
        # What is shown has matched, too, and is among what it is compared with.
        matched = np.arange(len(together.numbers))
        found = Grouping(together.snapshot, _AllOf(matched), held).behind(
            together.numbers.searchsorted(candidates.numbers[np.array(articles)]).tolist(),
            together.numbers.searchsorted(candidates.numbers[listed]),
        )
        return [together.numbers[places] for places in found]


class _AllOf(Ranking):
    """What matched, of which nothing is ranked."""

    def __init__(self, matched: Articles) -> None:
        self._matched = matched

    @property
    def matched(self) -> Articles:
        """The numbers of all that matched, ascending (int64)."""
        return self._matched
