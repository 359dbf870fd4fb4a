"""Answering a query over a cluster: understood, corrected and shown as over a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn, cast

from ksearch.engines.embedded.answering import Answer, Answering
from ksearch.engines.embedded.hits import PageHits
from ksearch.engines.embedded.state import OpenState
from ksearch.engines.opensearch.searching.grouping import ClusterGrouping
from ksearch.engines.opensearch.searching.ordering import ClusterRanking
from ksearch.engines.opensearch.searching.ranking import RankedState
from ksearch.engines.opensearch.storage.schema import MAX_RANKED
from ksearch.engines.request import SearchRequest
from ksearch.messages import Message
from ksearch.model.errors import QueryTooLarge
from ksearch.model.results import Hit, Results
from ksearch.plan import Node, Word, words_of
from ksearch.ranking.grouping import ResultPage, grouped_page, ungrouped_page
from ksearch.ranking.matching.held_words import HeldWords
from ksearch.ranking.ranker import Ranking


class _TooShallow(Exception):
    """A page needs a ranking of more articles: ``count``."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class ClusterAnswering(Answering):
    """Answers one request over one state of an index on a cluster."""

    _state: RankedState  # type: ignore[assignment]

    def __init__(self, state: RankedState, request: SearchRequest) -> None:
        # A state here answers whatever a query's way asks of one of the embedded engine.
        super().__init__(cast("OpenState", state), request)

    def results(self) -> Results:
        """Return the page of hits that the request asks for."""
        request, answer = self._request, self.answer()
        ranking = cast(ClusterRanking, answer.ranking)
        rank = self._rank_again(answer)
        if request.rerank is not None:
            ranking = rank(len(ranking.articles))
        words = words_of(answer.plan)
        ranking, page = cluster_page(
            ranking, rank, request.offset, request.limit, request.group, words
        )
        hits = page_hits(self._state, ranking, answer.plan, words, page, request.offset)
        return self._page(answer, ranking.total, hits)

    def rank(self, plan: Node, count: int | None = None) -> Ranking:
        """Rank by a plan, as `Answering.rank` does.

        Raises:
            QueryTooLarge: a page lies deeper than a cluster ranks.
        """
        request = self._request
        if (request.offset + request.limit if count is None else count) > MAX_RANKED // 2:
            raise QueryTooLarge(
                Message(
                    "an index on a cluster lists the first {count} hits only; --since and --until "
                    "divide a longer list",
                    count=f"{MAX_RANKED // 2:,}",
                )
            )
        return super().rank(plan, count)

    def _rank_again(self, answer: Answer) -> Callable[[int], ClusterRanking]:
        """Return what ranks a number of articles, with scores from outside if there are any."""

        def rank(count: int) -> ClusterRanking:
            return cast(ClusterRanking, self.rank(answer.plan, count))

        mixing = self._mixing(answer)
        if mixing is None:
            return rank
        from ksearch.engines.embedded.outside_scores import SCORED, OutsideScores

        def mixed(count: int) -> ClusterRanking:
            ranking = rank(max(count, SCORED))
            return ranking.like(OutsideScores(*mixing, ranking.candidates.evaluator).mixed(ranking))

        return mixed


def cluster_page(
    ranking: ClusterRanking,
    rank: Callable[[int], ClusterRanking],
    offset: int,
    limit: int,
    group: bool,
    words: Sequence[Word],
) -> tuple[ClusterRanking, ResultPage]:
    """Choose what a page lists; returns the ranking that it is of.

    ``rank`` ranks more articles if too few of these can be listed. Articles are numbered anew in
    every ranking, so that the page is then chosen from the beginning.
    """
    if not group:
        return ranking, ungrouped_page(ranking, offset, limit)

    def deeper(count: int) -> NoReturn:
        raise _TooShallow(count)

    while True:
        evaluator = ranking.candidates.evaluator
        held = HeldWords(evaluator, words) if words else None
        try:
            page = grouped_page(evaluator.snapshot, ranking, deeper, offset, limit, held)
        except _TooShallow as needed:
            ranking = rank(min(needed.count, MAX_RANKED // 2))
        else:
            return ranking, page


def page_hits(
    state: RankedState,
    ranking: ClusterRanking,
    plan: Node,
    words: tuple[Word, ...],
    page: ResultPage,
    offset: int,
    *,
    by_words: bool = False,
) -> tuple[Hit, ...]:
    """Return the hits of a page."""
    if page.grouping is not None:
        page = page.changed(grouping=ClusterGrouping(state, ranking, words))
    evaluator = ranking.candidates.evaluator
    return PageHits(evaluator, plan, words, page, by_words=by_words).hits(offset)
