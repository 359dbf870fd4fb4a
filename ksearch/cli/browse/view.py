"""The state of the screen: the query, the order, and the ticked values."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from typing import Any, NamedTuple

from ksearch.model.choices import SORTS, Sort
from ksearch.model.dates import first_second, last_second

#: The fields whose values can be ticked; an article must have one of those of each field.
TICKED_FIELDS = ("publisher", "section", "author")
MONTH = "month"
#: The query of every article.
EVERY_ARTICLE = "*"


class View(NamedTuple):
    """One state of the screen; immutable, every change makes another one.

    Attributes:
        query: the text of the query line; if it is blank, every article is listed.
        sort: what comes first.
        ticked: for each of `TICKED_FIELDS` the values that were ticked, in that order.
        months: the first and the last month (``2025-02``) of the time that was ticked.
        like: the id of an article whose similar articles are listed instead of hits.
        like_title: its title.
    """

    query: str = ""
    sort: Sort = "relevance"
    ticked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    months: tuple[str, str] | None = None
    like: str | None = None
    like_title: str = ""

    @property
    def asked(self) -> str:
        """The query to search for."""
        return self.query.strip() or EVERY_ARTICLE

    @property
    def order(self) -> Sort:
        """The order of the list: without a query there is no relevance."""
        blank = not self.query.strip() and self.sort == "relevance"
        return "newest" if blank else self.sort

    @property
    def narrowed(self) -> bool:
        """Whether anything is ticked."""
        return bool(self.ticked or self.months)

    def values(self, field: str) -> tuple[str, ...]:
        """Return the values of a field that are ticked."""
        return dict(self.ticked).get(field, ())

    def is_ticked(self, field: str, value: str) -> bool:
        """Return whether a value, or a month of the time chosen, is ticked."""
        if field == MONTH:
            return self.months is not None and self.months[0] <= value <= self.months[1]
        return value in self.values(field)

    def typed(self, query: str) -> View:
        """Return the view of another query."""
        return self._replace(query=query, like=None, like_title="")

    def similar_to(self, article_id: str, title: str) -> View:
        """Return the view of articles like one."""
        return self._replace(like=article_id, like_title=title)

    def next_sort(self) -> View:
        """Return the view in the next order."""
        place = SORTS.index(self.order)
        return self._replace(sort=SORTS[(place + 1) % len(SORTS)])

    def toggled(self, field: str, value: str) -> View:
        """Return the view with a value ticked that was not, or the reverse."""
        if field == MONTH:
            return self._replace(months=_months_with(self.months, value))
        values = self.values(field)
        left = tuple(v for v in values if v != value) if value in values else (*values, value)
        others = {**dict(self.ticked), field: left}
        kept = tuple((name, others[name]) for name in TICKED_FIELDS if others.get(name))
        return self._replace(ticked=kept)

    def widened(self) -> View:
        """Return the view with nothing ticked."""
        return self._replace(ticked=(), months=None)

    def filters(self, given: Mapping[str, Any], *, without: str | None = None) -> dict[str, Any]:
        """Return keyword arguments for `Index.search` and its like.

        Args:
            given: the filters of the command line; what is ticked goes before them.
            without: a field whose own ticks are left out, to count what else there is.
        """
        filters = dict(given)
        for field, values in self.ticked:
            if field != without:
                filters[field] = list(values)
        if self.months is not None and without != MONTH:
            first, last = self.months
            since, until = filters.get("since"), filters.get("until")
            begin, end = f"{first}-01", _last_day(last)
            if since is None or first_second(since) < first_second(begin):
                filters["since"] = begin
            if until is None or last_second(until) > last_second(end):
                filters["until"] = end
        return filters


def _months_with(months: tuple[str, str] | None, month: str) -> tuple[str, str] | None:
    """Return the time with a month ticked that was not, or the reverse; it has no gaps.

    A month outside of it extends it; a month at an end is removed; a month inside becomes the only
    one.
    """
    if months is None:
        return month, month
    first, last = months
    if not first <= month <= last:
        return min(first, month), max(last, month)
    if first == last:
        return None
    if month == first:
        return _month_after(first, 1), last
    if month == last:
        return first, _month_after(last, -1)
    return month, month


def _month_after(month: str, count: int) -> str:
    year, number = (int(part) for part in month.split("-"))
    years, place = divmod(number - 1 + count, 12)
    return f"{year + years:04}-{place + 1:02}"


def _last_day(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02}"
