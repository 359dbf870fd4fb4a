"""Counts the matches of a query without its filters, for queries that find nothing with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ksearch.messages import Message, counted

if TYPE_CHECKING:
    from ksearch import Facets, Index

#: The filters by name, each with the message about its values.
_NAMED_FILTERS = {
    "publisher": Message("papers"),
    "author": Message("reporters"),
    "section": Message("sections"),
}
_DATES = ("since", "until")
#: Most values that are listed.
_MOST_NAMED = 5


def found_without(index: Index, query: str, filters: Mapping[str, Any]) -> Message | None:
    """Return the number of matches that each filter excludes; None without filters.

    Args:
        index: what was searched.
        query: for what.
        filters: those that were given, as arguments of `Index.facets`.
    """
    parts: list[Message] = []
    for name, values in _NAMED_FILTERS.items():
        if name in filters:
            facets = _counted(index, query, filters, without=(name,), by=(name,))
            if facets.total:
                there: list[str] = [*facets[name].names[:_MOST_NAMED]] or [Message("none")]
                more = ["…"] if len(facets[name]) > _MOST_NAMED else []
                parts.append(
                    Message(
                        "{count:,} without --{option} ({values} here: {there})",
                        count=facets.total,
                        option=name,
                        values=values,
                        there=Message.joined(", ", [*there, *more]),
                    )
                )
    dates = [name for name in _DATES if name in filters]
    if dates:
        facets = _counted(index, query, filters, without=_DATES)
        if facets.total:
            options = " ".join(f"--{name}" for name in dates)
            without = Message("{count:,} without {options}", count=facets.total, options=options)
            if facets.undated:
                undated = undated_left_out(facets.undated)
                without = Message("{without} ({undated})", without=without, undated=undated)
            parts.append(without)
    if not parts and filters.keys() & {*_NAMED_FILTERS, *_DATES}:
        every = _counted(index, query, filters, without=(*_NAMED_FILTERS, *_DATES))
        if every.total:
            parts.append(Message("{count:,} without any filter", count=every.total))
    return Message.joined("; ", parts) if parts else None


def undated_found(index: Index, query: str, filters: Mapping[str, Any]) -> int:
    """Return how many matches a filter by date leaves out because they have no date."""
    if not any(name in filters for name in _DATES):
        return 0
    return _counted(index, query, filters, without=_DATES).undated


def undated_left_out(count: int) -> Message:
    """Return the sentence about articles without a date."""
    return counted(
        "{count:,} undated article left out", "{count:,} undated articles left out", count
    )


def _counted(
    index: Index,
    query: str,
    filters: Mapping[str, Any],
    *,
    without: tuple[str, ...],
    by: tuple[str, ...] = (),
) -> Facets:
    """Count the matches without some filters; 0 if a correction would be counted."""
    rest = {name: value for name, value in filters.items() if name not in without}
    facets = index.facets(query, by=by, **rest)
    return facets.changed(total=0, undated=0) if facets.corrected else facets
