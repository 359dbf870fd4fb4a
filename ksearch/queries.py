"""The part of `Index` that searches and counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from ksearch import checking
from ksearch.engines.request import Scorer, SearchRequest
from ksearch.messages import Message
from ksearch.model.choices import MATCHES, PERIODS, SORTS, Match, Period, Sort
from ksearch.model.dates import first_second, last_second
from ksearch.model.errors import InvalidValue

if TYPE_CHECKING:
    from typing import TypedDict, Unpack

    from ksearch.engines.protocol import Collecting, Engine
    from ksearch.model.counts import Facets, Related, Trend
    from ksearch.model.results import HighlightedArticle, Hit, Results

    class Filters(TypedDict, total=False):
        """Keyword arguments that filter a query, as for `Queries.search`."""

        match: Match
        since: When
        until: When
        publisher: NameFilter
        author: NameFilter
        section: NameFilter
        fields: Sequence[str] | str | None


When: TypeAlias = str | date | datetime | None
#: One name or several; an article must have one of them.
NameFilter: TypeAlias = str | Sequence[str] | None

#: The fields by which articles are counted.
_FACETS = ("publisher", "section", "author")


class Queries:
    """Searches and counts the articles of one opened index."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def _collectors(self) -> Collecting:
        from ksearch.engines.capabilities import collecting

        return collecting(self._engine)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        match: Match = "auto",
        since: When = None,
        until: When = None,
        publisher: NameFilter = None,
        author: NameFilter = None,
        section: NameFilter = None,
        fields: Sequence[str] | str | None = None,
        group: bool = True,
        rerank: Scorer | None = None,
    ) -> Results:
        """Return the best articles for a query.

        Args:
            query: words, or Whoosh's query language: ``"4차 산업혁명" AND 포스텍``.
            limit: hits on the page.
            offset: hits to pass over.
            sort: ``relevance``, or by date ``newest`` or ``oldest``.
            match: ``all`` words, ``any`` word, or ``auto``: articles with every word, and if fewer
                than ten have, those that miss the least.
            since: earliest date: a date, or ``2025``, ``2025-02``, ``2025-02-12``, or in words:
                ``지난주``, ``2025년 2월``; ``3개월`` and ``7d`` mean that long ago.
            until: latest date, that day (month, year) included.
            publisher: only articles of this paper, or of these. A name that no article has matches
                all names that contain it; ``*`` matches any letters.
            author: only articles of this reporter, or of these; as for ``publisher``.
            section: only articles of this section, or of these; as for ``publisher``.
            fields: search in these text fields only: ``title``, ``lead``, ``body``.
            group: of near-identical articles, list only the best, with the number of the others
                (``hit.similar_count``), which still count in ``total``.
            rerank: an external scorer (a semantic model, for instance) of the best 20 articles:
                called with the query and a list of passages, each a title and the best lines under
                it, it returns a number for each. Its weight in the order is a fifth. It does not
                change which articles are found, and no article passes one that misses less of the
                query. Queries with quotes or operators, and orders by date, are not affected.

        Raises:
            QuerySyntaxError: the query cannot be read (`EmptyQuery`: there is nothing in it).
            UnknownField: a field that articles do not have.
            InvalidValue: an option has an invalid value.
        """
        request = self._request(
            query,
            match=match,
            since=since,
            until=until,
            publisher=publisher,
            author=author,
            section=section,
            fields=fields,
        )
        return self._engine.search(
            request._replace(
                limit=checking.at_least("limit", limit, 1),
                offset=checking.at_least("offset", offset, 0),
                sort=checking.one_of("sort", sort, SORTS),
                group=checking.flag("group", group),
                rerank=rerank,
            )
        )

    def scan(
        self, query: str, *, sort: Sort = "relevance", **filters: Unpack[Filters]
    ) -> Iterator[Hit]:
        """Return every article that a query matches, one after the other, in little memory.

        They come in the order of a search, without grouping, from the state of the index at the
        time of the call.

        Args:
            query: as for `search`.
            sort: ``relevance``, or by date ``newest`` or ``oldest``.
            filters: ``match``, ``since``, ``until``, ``publisher``, ``author``, ``section`` and
                ``fields``, as for `search`.
        """
        request = self._request(query, **filters)
        return self._collectors.scan(request._replace(sort=checking.one_of("sort", sort, SORTS)))

    def highlight(
        self, query: str, article_id: str, **filters: Unpack[Filters]
    ) -> HighlightedArticle:
        """Return a whole article with every match of a query, as a hit's snippet shows the best.

        Args:
            query: as for `search`; if it finds nothing, its correction is highlighted.
            article_id: the id of the article, which need not match.
            filters: as for `scan`; of these ``match`` and ``fields`` matter.

        Raises:
            ArticleNotFound: no article has the id.
        """
        from ksearch.engines.capabilities import highlighting

        request = self._request(query, **filters)
        return highlighting(self._engine).highlight(
            request, checking.text("article_id", article_id)
        )

    def count(self, query: str, **filters: Unpack[Filters]) -> int:
        """Return how many articles a query matches; ``filters`` are as for `scan`."""
        return self._collectors.facets(self._request(query, **filters), ()).total

    def facets(
        self, query: str, *, by: Sequence[str] | str = _FACETS, **filters: Unpack[Filters]
    ) -> Facets:
        """Count the articles that a query matches by their publishers, sections and authors.

        Args:
            query: as for `search`.
            by: the fields to count by: ``publisher``, ``section``, ``author``; one or several.
            filters: as for `scan`.

        Raises:
            InvalidValue: articles are not counted by such a field, or as for `search`.
        """
        names = checking.several_of("by", by, _FACETS)
        return self._collectors.facets(self._request(query, **filters), names)

    def trend(
        self, queries: Sequence[str] | str, *, by: Period = "month", **filters: Unpack[Filters]
    ) -> Trend:
        """Count the articles that queries match by the time when they were published.

        Args:
            queries: one query or several, as for `search`.
            by: ``day``, ``week`` (from Monday), ``month`` or ``year``, in the time zone of
                display (``KSEARCH_TIMEZONE``, or Korean time).
            filters: as for `scan`; except for ``match`` and ``fields``, they also filter the
                articles that shares are relative to.

        Raises:
            InvalidValue: there is no query or no such period, or as for `search`.
        """
        period = checking.one_of("by", by, PERIODS)
        asked = checking.names("queries", queries)
        if not asked:
            raise InvalidValue(Message("a trend needs at least one query"))
        return self._collectors.trend([self._request(query, **filters) for query in asked], period)

    def related(self, query: str, *, limit: int = 20, **filters: Unpack[Filters]) -> Related:
        """Return the nouns that are over-represented in the best 100 articles of a query.

        Args:
            query: as for `search`.
            limit: the most words to return.
            filters: as for `scan`.
        """
        several = checking.at_least("limit", limit, 1)
        return self._collectors.related(self._request(query, **filters), several)

    @staticmethod
    def _request(
        query: str,
        *,
        match: Match = "auto",
        since: When = None,
        until: When = None,
        publisher: NameFilter = None,
        author: NameFilter = None,
        section: NameFilter = None,
        fields: Sequence[str] | str | None = None,
    ) -> SearchRequest:
        """Return a request with its filters checked and read."""
        first = None if since is None else first_second(since)
        last = None if until is None else last_second(until)
        if first is not None and last is not None and first > last:
            raise InvalidValue(
                Message("since ({since}) is later than until ({until})", since=since, until=until)
            )
        return SearchRequest(
            query=checking.text("query", query),
            match=checking.one_of("match", match, MATCHES),
            since=first,
            until=last,
            publisher=checking.names("publisher", publisher),
            author=checking.names("author", author),
            section=checking.names("section", section),
            fields=checking.text_fields(fields),
        )
