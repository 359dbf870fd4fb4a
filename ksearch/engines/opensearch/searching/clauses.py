"""Pieces that queries of the cluster are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

ClusterQuery: TypeAlias = "dict[str, Any]"

NONE: ClusterQuery = {"match_none": {}}
ALL_ARTICLES: ClusterQuery = {"match_all": {}}


def joined(numbers: Iterable[int]) -> str:
    """Return numbers as the tokens of a query."""
    return " ".join(map(str, numbers))


def constant(found: ClusterQuery, boost: float) -> ClusterQuery:
    """Return a query whose articles all have the same score."""
    return NONE if found == NONE else {"constant_score": {"filter": found, "boost": boost}}


def all_of(parts: list[ClusterQuery]) -> ClusterQuery:
    """Return the query of what all parts match."""
    if not parts or NONE in parts:
        return NONE
    return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}


def any_of(parts: list[ClusterQuery]) -> ClusterQuery:
    """Return the query of what any part matches."""
    found = [part for part in parts if part != NONE]
    if not found:
        return NONE
    if len(found) == 1:
        return found[0]
    return {"bool": {"should": found, "minimum_should_match": 1}}
