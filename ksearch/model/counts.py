"""Results of counting: facets, trends and related words, as frozen data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ksearch.model.records import Record
from ksearch.model.rows import Rows


class FieldCounts(Record, Rows, Mapping[str, int]):
    """Number of matching articles for each value of a field, the most frequent value first.

    It is a mapping: value → articles.

    Attributes:
        field: the field's name.
        names: its values.
        counts: the number of articles with each value. An article of several reporters counts for
        each.
        without: how many articles have no value.
    """

    field: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    without: int = 0

    def __getitem__(self, value: str) -> int:
        return self._by_value[value]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def _by_value(self) -> dict[str, int]:
        made: dict[str, int] | None = self.__dict__.get("_made")
        if made is None:
            made = self.__dict__["_made"] = dict(zip(self.names, self.counts, strict=True))
        return made

    def top(self, count: int) -> list[tuple[str, int]]:
        """Return the most frequent values, with their articles."""
        return list(zip(self.names[:count], self.counts[:count], strict=True))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each value."""
        rows = zip(self.names, self.counts, strict=True)
        return [{"field": self.field, "value": name, "articles": count} for name, count in rows]


class Facets(Record, Rows, Mapping[str, FieldCounts]):
    """The articles that matched a query, counted by fields. It is a mapping: field → counts.

    Attributes:
        query: the query as typed.
        interpreted: how it was read, in query syntax.
        total: how many articles matched.
        undated: how many of these have no date.
        fields: the counts of each field that was asked for.
        suggestion: what was probably meant, if something seems mistyped.
        corrected: true if the query as typed found nothing and ``suggestion`` was counted.
    """

    query: str
    interpreted: str
    total: int
    undated: int
    fields: tuple[FieldCounts, ...] = ()
    suggestion: str | None = None
    corrected: bool = False

    def __getitem__(self, field: str) -> FieldCounts:
        for counts in self.fields:
            if counts.field == field:
                return counts
        raise KeyError(field)

    def __iter__(self) -> Iterator[str]:
        return (counts.field for counts in self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each value of each field."""
        return [row for counts in self.fields for row in counts.to_dicts()]


class TrendPoint(Record):
    """One query in one period.

    Attributes:
        query: the query as typed.
        period: 2025-02-12, 2025-W07, 2025-02 or 2025.
        start: the first day of the period.
        hits: how many of its articles match.
        articles: how many articles it has.
    """

    query: str
    period: str
    start: date
    hits: int
    articles: int

    @property
    def share(self) -> float:
        """The share of the period's articles that match; 0 for a period without articles."""
        return self.hits / self.articles if self.articles else 0.0


class TrendSeries(Record):
    """One query of a trend.

    Attributes:
        query: as typed.
        interpreted: how it was read, in query syntax.
        total: how many articles matched.
        undated: how many of these have no date, and are counted in no period.
        hits: how many articles of each period of the trend matched.
        suggestion: what was probably meant, if something seems mistyped.
        corrected: true if the query as typed found nothing and ``suggestion`` was counted.
    """

    query: str
    interpreted: str
    total: int
    undated: int
    hits: tuple[int, ...]
    suggestion: str | None = None
    corrected: bool = False


class Trend(Record, Rows):
    """Hits of queries over time. Iterating yields a `TrendPoint` per query and period.

    Attributes:
        by: ``day``, ``week``, ``month`` or ``year``.
        periods: all from the first with an article to the last, as 2025-02-12, 2025-W07, 2025-02
            or 2025.
        starts: their first days.
        articles: how many articles each of them has, under the filters of the trend.
        undated: how many articles have no date, and are counted in no period.
        series: the queries, in their order.
    """

    by: str
    periods: tuple[str, ...]
    starts: tuple[date, ...]
    articles: tuple[int, ...]
    undated: int
    series: tuple[TrendSeries, ...]

    def __iter__(self) -> Iterator[TrendPoint]:
        for series in self.series:
            rows = zip(self.periods, self.starts, series.hits, self.articles, strict=True)
            for period, start, hits, articles in rows:
                yield TrendPoint(series.query, period, start, hits, articles)

    def __len__(self) -> int:
        return len(self.series) * len(self.periods)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each query and period."""
        return [
            {
                "query": point.query,
                "period": point.period,
                "start": point.start,
                "hits": point.hits,
                "articles": point.articles,
                "share": point.share,
            }
            for point in self
        ]


class RelatedWord(Record):
    """A word that is over-represented in the best articles of a query.

    Attributes:
        word: the word.
        score: its log-likelihood ratio; the higher, the less likely by chance.
        best: how many of the query's best articles have it.
        articles: how many articles of the index have it.
    """

    word: str
    score: float
    best: int
    articles: int


class Related(Record, Rows):
    """Words related to a query, the most characteristic first; iterating yields them.

    Attributes:
        query: the query as typed.
        interpreted: how it was read, in query syntax.
        total: how many articles matched.
        best: the number of best articles that the words are from.
        words: the words.
        suggestion: what was probably meant, if something seems mistyped.
        corrected: true if the query as typed found nothing and ``suggestion`` was used.
    """

    query: str
    interpreted: str
    total: int
    best: int
    words: tuple[RelatedWord, ...]
    suggestion: str | None = None
    corrected: bool = False

    def __iter__(self) -> Iterator[RelatedWord]:
        return iter(self.words)

    def __len__(self) -> int:
        return len(self.words)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each word."""
        return [
            {"word": w.word, "score": w.score, "best": w.best, "articles": w.articles}
            for w in self.words
        ]
