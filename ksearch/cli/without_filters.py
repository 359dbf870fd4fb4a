"""Counts the matches of a query without its filters, for queries that find nothing with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ksearch.render.words import count_of

if TYPE_CHECKING:
    from ksearch import Facets, Index

#: The filters by name, each with what its values are called.
_NAMED = {"publisher": "papers", "author": "reporters", "section": "sections"}
_DATES = ("since", "until")
#: Of what is there, so much is named.
_MOST_NAMED = 5


def found_without(index: Index, query: str, filters: Mapping[str, Any]) -> str | None:
    """Return what each filter leaves out of a query's matches; None where it is nothing.

    Args:
        index: what was searched.
        query: for what.
        filters: those that were given, as arguments of `Index.facets`.
    """
    parts = []
    for name, values in _NAMED.items():
        if name in filters:
            facets = _counted(index, query, filters, without=(name,), by=(name,))
            if facets.total:
                there = ", ".join(facets[name].names[:_MOST_NAMED]) or "none"
                more = ", …" if len(facets[name]) > _MOST_NAMED else ""
                parts.append(f"{facets.total:,} without --{name} ({values} here: {there}{more})")
    dates = [name for name in _DATES if name in filters]
    if dates:
        facets = _counted(index, query, filters, without=_DATES)
        if facets.total:
            options = " and ".join(f"--{name}" for name in dates)
            undated = f" ({undated_left_out(facets.undated)})" if facets.undated else ""
            parts.append(f"{facets.total:,} without {options}{undated}")
    if not parts and filters.keys() & {*_NAMED, *_DATES}:
        every = _counted(index, query, filters, without=(*_NAMED, *_DATES))
        if every.total:
            parts.append(f"{every.total:,} without any filter")
    return "; ".join(parts) or None


def undated_found(index: Index, query: str, filters: Mapping[str, Any]) -> int:
    """Return how many matches a filter by date leaves out because they have no date."""
    if not any(name in filters for name in _DATES):
        return 0
    return _counted(index, query, filters, without=_DATES).undated


def undated_left_out(count: int) -> str:
    """Return the sentence that says so."""
    return f"{count_of(count, 'undated article')} left out"


def _counted(
    index: Index,
    query: str,
    filters: Mapping[str, Any],
    *,
    without: tuple[str, ...],
    by: tuple[str, ...] = (),
) -> Facets:
    """Count the matches without some filters; what was not typed does not count."""
    rest = {name: value for name, value in filters.items() if name not in without}
    facets = index.facets(query, by=by, **rest)
    return facets.changed(total=0, undated=0) if facets.corrected else facets
