"""Counts over all articles that a query matched: facets, trends, related words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ksearch.engines.embedded.hits import PageHits
from ksearch.model.counts import (
    Facets,
    FieldCounts,
    Related,
    RelatedWord,
    Trend,
    TrendSeries,
)
from ksearch.model.results import Hit
from ksearch.plan import words_of
from ksearch.ranking.collectors.histogram import first_day, label_of
from ksearch.ranking.collectors.related import related_words
from ksearch.ranking.grouping import ResultPage

if TYPE_CHECKING:
    from ksearch.arrays.types import Articles
    from ksearch.engines.embedded.answering import Answer
    from ksearch.engines.embedded.state import OpenState
    from ksearch.storage.frequencies import Frequencies
    from ksearch.storage.snapshot import Snapshot

#: Hits of a scan that are made together; their memory is freed before the next batch.
_SCANNED_PER_BATCH = 64


def facets_of(state: OpenState, query: str, answer: Answer, by: Sequence[str]) -> Facets:
    """Count the matches of a query by keyword fields."""
    matched = answer.ranking.matched.astype(np.int64, copy=False)
    return Facets(
        query,
        answer.interpreted,
        len(matched),
        state.counters.undated(matched),
        tuple(_field_counts(state, matched, field) for field in dict.fromkeys(by)),
        answer.suggestion,
        answer.corrected,
    )


def _field_counts(state: OpenState, matched: Articles, field: str) -> FieldCounts:
    counter = state.counters.facet(field)
    counts, without = counter.count(matched)
    # The names are sorted, so equally frequent ones come in alphabetical order.
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    names = counter.names
    return FieldCounts(
        field,
        tuple(names[place] for place in order.tolist()),
        tuple(counts[order].tolist()),
        without,
    )


def trend_of(
    state: OpenState, queries: Sequence[str], answers: Sequence[Answer], every: Articles, by: str
) -> Trend:
    """Count the matches of queries by periods, as a share of the articles in ``every``."""
    counter = state.counters.periods(by)
    periods = counter.periods(every)
    matched = [answer.ranking.matched.astype(np.int64, copy=False) for answer in answers]
    found = [
        PeriodCounts(counter.count(articles, periods).tolist(), state.counters.undated(articles))
        for articles in (every, *matched)
    ]
    return trend_of_counts(by, periods.tolist(), found[0], queries, answers, found[1:])


class PeriodCounts(NamedTuple):
    """How many articles there are in each of some periods, and how many without a date."""

    counts: list[int]
    undated: int


def trend_of_counts(
    by: str,
    periods: Sequence[int],
    every: PeriodCounts,
    queries: Sequence[str],
    answers: Sequence[Answer],
    found: Sequence[PeriodCounts],
) -> Trend:
    """Return a trend.

    Args:
        by: the kind of the periods.
        periods: their numbers, ascending.
        every: counts of all articles.
        queries: as typed.
        answers: to each query.
        found: counts of what each query matched.
    """
    starts = [first_day(period, by) for period in periods]
    series = tuple(
        TrendSeries(
            query,
            answer.interpreted,
            answer.ranking.total,
            matched.undated,
            tuple(matched.counts),
            answer.suggestion,
            answer.corrected,
        )
        for query, answer, matched in zip(queries, answers, found, strict=True)
    )
    labels = tuple(label_of(start, by) for start in starts)
    return Trend(by, labels, tuple(starts), tuple(every.counts), every.undated, series)


def related_of(state: OpenState, query: str, answer: Answer, limit: int) -> Related:
    """Return the words that are over-represented in the best articles of a query."""
    return related_words_of(state.snapshot, state.frequencies, query, answer, limit)


def related_words_of(
    snapshot: Snapshot, frequencies: Frequencies, query: str, answer: Answer, limit: int
) -> Related:
    """Return the words that go with a query.

    Args:
        snapshot: has the best articles of the query.
        frequencies: of the terms in all articles.
        query: as typed.
        answer: its ranking.
        limit: the most words to return.
    """
    best = answer.ranking.articles
    words = related_words(snapshot, frequencies, best, words_of(answer.plan), limit)
    return Related(
        query,
        answer.interpreted,
        answer.ranking.total,
        len(best),
        tuple(RelatedWord(*word) for word in words),
        answer.suggestion,
        answer.corrected,
    )


def hits_of(state: OpenState, answer: Answer) -> Iterator[Hit]:
    """Yield every article of a ranking; only a few of them are in memory at a time."""
    ranking, words = answer.ranking, words_of(answer.plan)
    none = np.zeros(0, np.int64)
    for begin in range(0, len(ranking.articles), _SCANNED_PER_BATCH):
        places = np.arange(begin, min(begin + _SCANNED_PER_BATCH, len(ranking.articles)))
        page = ResultPage(ranking, places, none)
        yield from PageHits(state.evaluator, answer.plan, words, page).hits(begin)
