"""The filters of a search."""

from __future__ import annotations

from collections.abc import Sequence

from ksearch.engines.request import SearchRequest
from ksearch.plan import AnyOf, DateRange, Keyword
from ksearch.query.parsing.bounds import check_names
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.ranker import Filter

_WILDCARDS = frozenset("*?")


def filters_of(evaluator: Evaluator, request: SearchRequest) -> list[Filter]:
    """Return the filters of a request, each of which an article must pass.

    Raises:
        QueryTooLarge: one of them has too many names.
    """
    filters: list[Filter] = []
    if request.since is not None or request.until is not None:
        filters.append(DateRange(request.since, request.until))
    for field in ("publisher", "author", "section"):
        if values := getattr(request, field):
            check_names(field, len(values))
            filters.append(_any_of(evaluator, field, values))
    return filters


def _any_of(evaluator: Evaluator, field: str, values: Sequence[str]) -> Filter:
    """Return the filter for articles whose field has one of some values.

    A value that no article has matches all values that contain it: 들꽃 matches 들꽃일보, but
    한겨레 does not match 한겨레21 if an article has 한겨레. * matches any letters, ? any one.
    """
    nodes = [_keyword(evaluator, field, value) for value in values]
    return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))


def _keyword(evaluator: Evaluator, field: str, value: str) -> Keyword:
    whole = Keyword(field, value)
    if not value.strip() or evaluator.passes_any(whole):
        return whole
    if _WILDCARDS.intersection(value):
        return Keyword(field, value, wild=True)
    return Keyword(field, f"*{value.strip()}*", wild=True)
