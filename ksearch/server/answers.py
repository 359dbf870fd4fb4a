"""The answers of the API: the JSON of the command line, made in threads from one state of an index.

Every function takes the index and the arguments of one request, and is independent of HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import ksearch
from ksearch.render.json import (
    facets_data,
    json_value,
    related_data,
    results_data,
    trend_data,
)

#: Most hits of an export; more would hold a thread for too long.
MAX_EXPORT = 10_000


def search(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/search`."""
    options = dict(arguments)
    counted = options.pop("facets", False)
    explained = options.pop("explain", False)
    results = index.search(**options)
    facets = index.facets(**_only_filters(options)) if counted else None
    return results_data(results, explain=explained, facets=facets)


def facets(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/facets`."""
    return facets_data(index.facets(**arguments))


def trend(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/trend`."""
    return trend_data(index.trend(**arguments))


def related(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/related`."""
    return related_data(index.related(**arguments))


def suggest(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/suggest`."""
    prefix: str = arguments["prefix"]
    words = index.suggest(**arguments) if prefix.strip() else []
    return {"prefix": prefix, "suggestions": words}


def article(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/articles/ID`: with a query, also the spans that match it."""
    options = dict(arguments)
    article_id, query = options.pop("article_id"), options.pop("query", "")
    if not query.strip():
        return _article_data(index.get(article_id))
    painted = index.highlight(query, article_id, **options)
    return {
        **_article_data(painted.article),
        "matches": {
            "title": painted.title_matches,
            "lead": painted.lead_matches,
            "body": painted.body_matches,
        },
    }


def _article_data(article: ksearch.Article) -> dict[str, Any]:
    data: dict[str, Any] = json_value(article)
    return data


def similar(index: ksearch.Index, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Answer `/api/articles/ID/similar`."""
    return results_data(index.similar(**arguments))


def every_hit(index: ksearch.Index, arguments: Mapping[str, Any]) -> Iterator[ksearch.Hit]:
    """Return the hits that `/api/export` writes, the best first, at most `MAX_EXPORT`."""
    return islice(index.scan(**arguments), MAX_EXPORT)


def _only_filters(options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in options.items()
        if name not in ("limit", "offset", "sort", "group")
    }
