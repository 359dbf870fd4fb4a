"""What an engine is asked for in a search: all that a search loads of what engines are."""

from __future__ import annotations

from typing import NamedTuple


class SearchRequest(NamedTuple):
    """One search, its options checked and read.

    ``since`` and ``until`` are seconds since 1970 UTC, inclusive; ``fields`` are names of text
    fields, none for all.
    """

    query: str
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    match: str = "auto"
    since: int | None = None
    until: int | None = None
    publisher: str | None = None
    author: str | None = None
    fields: tuple[str, ...] = ()
    group: bool = True
