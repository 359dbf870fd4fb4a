"""Counts over all articles that a query matched, made by the cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timezone
from typing import Any, cast

import numpy as np

from ksearch.engines.embedded.answering import Answer
from ksearch.engines.embedded.counting import PeriodCounts, related_words_of, trend_of_counts
from ksearch.engines.embedded.hits import PageHits
from ksearch.engines.opensearch.connection.cluster import Body, Rejected
from ksearch.engines.opensearch.searching.answering import ClusterAnswering
from ksearch.engines.opensearch.searching.clauses import ALL_ARTICLES, ClusterQuery
from ksearch.engines.opensearch.searching.ordering import ClusterRanking
from ksearch.engines.opensearch.searching.ranking import RankedState
from ksearch.engines.request import SearchRequest
from ksearch.messages import Message
from ksearch.model.counts import Facets, FieldCounts, Related, Trend
from ksearch.model.dates import local_zone, utc_offset
from ksearch.model.errors import QueryTooLarge
from ksearch.model.results import Hit
from ksearch.plan import words_of
from ksearch.ranking.collectors.histogram import listed_periods, periods_of
from ksearch.ranking.grouping import ResultPage

_DAY = 86_400
#: Seconds of a piece of time within which no time zone changes: all offsets are multiples of it.
_QUARTER = 900
#: Values of a field that are counted in one request.
_VALUES_AT_ONCE = 5_000
#: Hits of a scan that are read in one request.
_HITS_AT_ONCE = 200


def cluster_facets(
    state: RankedState, query: str, answer: Answer, ranking: ClusterRanking, by: Sequence[str]
) -> Facets:
    """Count the matches of a query by keyword fields."""
    fields = tuple(dict.fromkeys(by))
    missing = {name: {"missing": {"field": name}} for name in ("seconds", *fields)}
    counted = state.search(_counting(state, ranking, missing))[0]["aggregations"]
    # An index without articles counts nothing.
    without = {name: int(counted.get(name, {}).get("doc_count", 0)) for name in missing}
    return Facets(
        query,
        answer.interpreted,
        ranking.total,
        without["seconds"],
        tuple(_field_counts(state, ranking, field, without[field]) for field in fields),
        answer.suggestion,
        answer.corrected,
    )


def _counting(state: RankedState, ranking: ClusterRanking, aggregations: Body) -> Body:
    return state.body(_unscored(ranking.query), ranking.filters, size=0, aggs=aggregations)


def _unscored(query: ClusterQuery) -> ClusterQuery:
    return {"bool": {"filter": [query]}}


def _field_counts(
    state: RankedState, ranking: ClusterRanking, field: str, without: int
) -> FieldCounts:
    counts = values_of(state, field, _unscored(ranking.query), ranking.filters)
    order = sorted(counts, key=lambda name: (-counts[name], name))
    return FieldCounts(field, tuple(order), tuple(counts[name] for name in order), without)


def values_of(
    state: RankedState,
    field: str,
    query: ClusterQuery = ALL_ARTICLES,
    filters: Sequence[ClusterQuery] = (),
) -> dict[str, int]:
    """Return how many articles each value of a keyword field occurs in, all values of it."""
    counts: dict[str, int] = {}
    after: Body = {}
    while True:
        composite = {"size": _VALUES_AT_ONCE, "sources": [{"v": {"terms": {"field": field}}}]}
        body = state.body(query, filters, size=0, aggs={"v": {"composite": composite | after}})
        found = state.search(body)[0].get("aggregations", {}).get("v", {})
        for bucket in found.get("buckets", ()):
            counts[bucket["key"]["v"]] = int(bucket["doc_count"])
        if "after_key" not in found:
            return counts
        after = {"after": found["after_key"]}


def cluster_trend(
    state: RankedState,
    queries: Sequence[str],
    counted: Sequence[tuple[Answer, ClusterRanking]],
    by: str,
) -> Trend:
    """Count the matches of queries by periods, as a share of all articles that pass the filters."""
    filters = counted[0][1].filters
    every = _by_period(state, ALL_ARTICLES, filters, by)
    periods = listed_periods(np.array(sorted(every.counts), np.int64))
    found = [
        _by_period(state, _unscored(ranking.query), ranking.filters, by) for _, ranking in counted
    ]
    every_count, *matched = (
        PeriodCounts([each.counts[period] for period in periods.tolist()], each.undated)
        for each in (every, *found)
    )
    answers = [answer for answer, _ in counted]
    return trend_of_counts(by, periods.tolist(), every_count, queries, answers, matched)


class _Periods:
    """How many articles there are in each period, and how many without a date."""

    def __init__(self, counts: Counter[int], undated: int) -> None:
        self.counts = counts
        self.undated = undated


def _by_period(
    state: RankedState, query: ClusterQuery, filters: Sequence[ClusterQuery], by: str
) -> _Periods:
    zone = local_zone()
    fixed = isinstance(zone, timezone)
    width, shift = (_DAY, utc_offset(0)) if fixed else (_QUARTER, 0)
    histogram = {
        "field": "seconds",
        "interval": width,
        "offset": -shift % width,
        "min_doc_count": 1,
    }
    aggregations = {
        "p": {"histogram": histogram},
        "undated": {"missing": {"field": "seconds"}},
    }
    try:
        found = state.search(state.body(query, filters, size=0, aggs=aggregations))[0]
    except Rejected as error:
        raise QueryTooLarge(
            Message(
                "the cluster does not count that many periods at once ({reason}); --since and "
                "--until narrow them down",
                reason=error.reason,
            )
        ) from error
    counts: Counter[int] = Counter()
    aggregated = cast("dict[str, Any]", found["aggregations"])
    buckets = aggregated.get("p", {}).get("buckets", ())
    begins = np.array([int(bucket["key"]) for bucket in buckets], np.int64)
    offsets = np.array([shift if fixed else utc_offset(int(begin)) for begin in begins], np.int64)
    periods = periods_of((begins + offsets) // _DAY, by) if len(begins) else begins
    for period, bucket in zip(periods.tolist(), buckets, strict=True):
        counts[period] += int(bucket["doc_count"])
    return _Periods(counts, int(aggregated.get("undated", {}).get("doc_count", 0)))


def cluster_related(state: RankedState, query: str, answer: Answer, limit: int) -> Related:
    """Return the words that go with a query, by its best articles."""
    ranking = cast(ClusterRanking, answer.ranking)
    snapshot = ranking.candidates.snapshot
    return related_words_of(snapshot, state.statistics, query, answer, limit)


def scanned(state: RankedState, request: SearchRequest) -> Iterator[Hit]:
    """Yield every article that a query matches, best first; some are in memory at a time.

    Those of the ranking that are looked at closely come first, and what follows them in the order
    of the scores that the cluster gives.
    """
    first = request._replace(limit=_HITS_AT_ONCE, offset=0, group=False)
    answer = ClusterAnswering(state, first).answer()
    ranking = cast(ClusterRanking, answer.ranking)
    words = words_of(answer.plan)
    none = np.zeros(0, np.int64)
    count = min(ranking.total, _HITS_AT_ONCE)
    rank = 0
    while True:
        places = np.arange(rank, len(ranking.articles))
        page = ResultPage(ranking, places, none)
        yield from PageHits(ranking.candidates.evaluator, answer.plan, words, page).hits(rank)
        rank = len(ranking.articles)
        if rank >= ranking.total or len(places) == 0:
            return
        count = 2 * count
        again = ClusterAnswering(state, first._replace(limit=count))
        ranking = cast(ClusterRanking, again.rank(answer.plan, count))
