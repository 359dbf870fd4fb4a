"""Types of the options of a search that have a few fixed values."""

from __future__ import annotations

from typing import Literal, TypeAlias

#: The order of hits.
Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
#: The words of the query that an article must have: every word if enough articles have all, every
#: word, or any word.
Match: TypeAlias = Literal["auto", "all", "any"]
MATCHES: tuple[Match, ...] = ("auto", "all", "any")
#: How long the steps of a trend are.
Period: TypeAlias = Literal["day", "week", "month", "year"]
PERIODS: tuple[Period, ...] = ("day", "week", "month", "year")
