"""Results as JSON, for ``--json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ksearch import Hit, Results
from ksearch.render.safety import harmless_json
from ksearch.render.terminal import is_terminal

if TYPE_CHECKING:
    from ksearch import Facets, Related, Trend


def to_json(value: object) -> str:
    """Return a value as JSON, indented on a terminal and on one line otherwise."""
    indent = 2 if is_terminal(sys.stdout) else None
    return harmless_json(json.dumps(value, ensure_ascii=False, indent=indent, default=json_value))


def to_json_line(value: object) -> str:
    """Return a value as JSON on one line."""
    return harmless_json(json.dumps(value, ensure_ascii=False, default=json_value))


def json_value(value: object) -> Any:
    """Convert a dataclass, mapping, date or numpy number to a JSON value; for `json.dumps`."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of numpy's
        return value.item()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def results_data(
    results: Results, *, explain: bool = False, facets: Facets | None = None
) -> dict[str, object]:
    """Return results under the names that ``search --json`` prints."""
    data: dict[str, object] = {
        "query": results.query,
        "interpreted": results.interpreted,
        "total": results.total,
        "took_ms": round(results.took_ms, 3),
        "offset": results.offset,
        "suggestion": results.suggestion,
        "corrected": results.corrected,
    }
    if results.notes:
        data["notes"] = list(results.notes)
    if facets is not None:
        data["facets"] = fields_data(facets)
    data["hits"] = [hit_data(hit, explain=explain) for hit in results]
    return data


def facets_data(facets: Facets) -> dict[str, object]:
    """Return counts under the names that ``count --json`` prints."""
    return {
        "query": facets.query,
        "interpreted": facets.interpreted,
        "total": facets.total,
        "undated": facets.undated,
        "suggestion": facets.suggestion,
        "corrected": facets.corrected,
        "facets": fields_data(facets),
    }


def fields_data(facets: Facets) -> dict[str, object]:
    """Return the counts of each field, the most frequent value first."""
    return {
        counts.field: {
            "values": [{"value": name, "articles": count} for name, count in counts.items()],
            "without": counts.without,
        }
        for counts in facets.fields
    }


def trend_data(trend: Trend) -> dict[str, object]:
    """Return a trend under the names that ``trend --json`` prints."""
    return {
        "by": trend.by,
        "periods": list(trend.periods),
        "starts": list(trend.starts),
        "articles": list(trend.articles),
        "undated": trend.undated,
        "series": [
            {
                "query": series.query,
                "interpreted": series.interpreted,
                "total": series.total,
                "undated": series.undated,
                "suggestion": series.suggestion,
                "corrected": series.corrected,
                "hits": list(series.hits),
            }
            for series in trend.series
        ],
    }


def related_data(related: Related) -> dict[str, object]:
    """Return related words under the names that ``related --json`` prints."""
    return {
        "query": related.query,
        "interpreted": related.interpreted,
        "total": related.total,
        "best": related.best,
        "suggestion": related.suggestion,
        "corrected": related.corrected,
        "words": related.to_dicts(),
    }


def hit_data(hit: Hit, *, explain: bool = False) -> dict[str, object]:
    """Return one hit under the names that ``search --json`` prints."""
    snippet = hit.snippet
    data: dict[str, object] = {
        "rank": hit.rank,
        "id": hit.id,
        "path": hit.path,
        "title": hit.title,
        "lead": hit.lead,
        "date": hit.date.isoformat() if hit.date else None,
        "publisher": hit.publisher,
        "author": hit.author,
        "section": hit.section,
        "url": hit.url,
        "score": hit.score,
        "missing": list(hit.missing),
        "similar_count": hit.similar_count,
        "title_matches": [list(span) for span in hit.title_matches],
        "snippet": {
            "text": snippet.text,
            "matches": [list(span) for span in snippet.matches],
        },
    }
    if explain:
        data["explanation"] = [json_value(part) for part in hit.explanation]
    return data
