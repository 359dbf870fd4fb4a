"""The request of a search, separate from the protocol so that a cold search imports little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

#: Scores passages for a query: a number for each, the higher the better.
Scorer: TypeAlias = Callable[[str, list[str]], Sequence[float]]


class SearchRequest(NamedTuple):
    """One search, with checked and parsed options.

    ``since`` and ``until`` are seconds since 1970 UTC, inclusive; an article passes if it has one
    of the values of ``publisher``, of ``author`` and of ``section``; an empty filter lets all pass.
    ``fields`` are names of text fields; empty for all. ``rerank`` scores passages for the query
    (`outside_scores.Scorer`). ``reranked`` is false if the order of the best articles does not
    matter.
    """

    query: str
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    match: str = "auto"
    since: int | None = None
    until: int | None = None
    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    group: bool = True
    rerank: Scorer | None = None
    reranked: bool = True
