"""What an engine is asked for in a search: all that a search loads of what engines are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

#: Scores passages for a query: a number for each, the higher the better.
Scorer: TypeAlias = Callable[[str, list[str]], Sequence[float]]


class SearchRequest(NamedTuple):
    """One search, its options checked and read.

    ``since`` and ``until`` are seconds since 1970 UTC, inclusive; ``fields`` are names of text
    fields, none for all. ``rerank`` scores passages for the query (`outside_scores.Scorer`).
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
    rerank: Scorer | None = None
