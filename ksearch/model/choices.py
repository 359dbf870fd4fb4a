"""The values of the options of a search that are one of a few, for the façade and what is above."""

from __future__ import annotations

from typing import Literal, TypeAlias

#: What comes first.
Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
#: Which of its words an article must hold: every one where enough articles do, every one, or any.
Match: TypeAlias = Literal["auto", "all", "any"]
MATCHES: tuple[Match, ...] = ("auto", "all", "any")
#: How long the steps of a trend are.
Period: TypeAlias = Literal["day", "week", "month", "year"]
PERIODS: tuple[Period, ...] = ("day", "week", "month", "year")
