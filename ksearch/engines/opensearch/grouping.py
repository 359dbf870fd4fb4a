"""Near-identical articles in a cluster: found by the lanes of their signatures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ksearch.arrays.types import Articles
from ksearch.engines.opensearch.documents import lane_tokens
from ksearch.engines.opensearch.ranking import ClusterRanking
from ksearch.engines.opensearch.state import ClusterState, SearchHits
from ksearch.plan import Word
from ksearch.ranking.grouping import Grouping
from ksearch.ranking.matching.held_words import HeldWords
from ksearch.ranking.ranker import Ranking

#: The most articles that are compared with one.
_MAX_COMPARED = 1_000


class ClusterGrouping(Grouping):
    """Counts what is hidden behind an article among all that matched, wherever it stands.

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

    def behind(self, article: int, better: Articles) -> Articles:
        """Return the articles of the result that are hidden behind one that is shown, ascending.

        Their numbers are none of the candidates' where they are not among these.
        """
        signature = self._snapshot.segments[0].signatures.of(np.array([article]))
        lanes = lane_tokens(signature.view("<u2")[0].tolist())
        if not lanes:
            return np.zeros(0, np.int64)
        narrowed = [*self._of.filters, {"terms": {"lanes": lanes}}]
        alike = SearchHits(
            self._state.search(self._state.best(self._of.query, narrowed, _MAX_COMPARED))[0]
        )
        listed = self._of.candidates
        shown = listed.numbers[np.concatenate((better, [article]))]
        own = SearchHits.of_rows(
            shown, [listed.packed[place] for place in (*better.tolist(), article)]
        )
        together = self._state.candidates(alike, own)
        matched = together.places(alike.numbers)
        held = HeldWords(together.evaluator, self._words) if self._words else None
        found = Grouping(together.snapshot, _AllOf(matched), held)
        place = int(together.numbers.searchsorted(shown[-1]))
        behind = found.behind(place, together.numbers.searchsorted(shown[:-1]))
        return together.numbers[behind]


class _AllOf(Ranking):
    """What matched, of which nothing is ranked."""

    def __init__(self, matched: Articles) -> None:
        self._matched = matched

    @property
    def matched(self) -> Articles:
        """The numbers of all that matched, ascending (int64)."""
        return self._matched
