"""The JSON schema of what ``ksearch search --json`` prints (https://json-schema.org, 2020-12)."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "array", "items": _TEXT}
_SPANS = {
    "description": "first character and one past the last, in order and not overlapping",
    "type": "array",
    "items": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2},
}


def _object(
    properties: dict[str, Any], *, optional: tuple[str, ...] = (), **rest: Any
) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **rest,
    }


_EXPLANATION = {
    "description": "what the score is made of",
    "type": "array",
    "items": {"type": "object", "required": ["what", "score"]},
}
_HIT = _object(
    {
        "rank": {"type": "integer", "minimum": 1},
        "id": _TEXT,
        "path": _TEXT_OR_NULL,
        "title": _TEXT,
        "lead": _TEXT,
        "date": {"type": ["string", "null"], "format": "date-time"},
        "publisher": _TEXT_OR_NULL,
        "author": _TEXT_OR_NULL,
        "section": _TEXT_OR_NULL,
        "url": _TEXT_OR_NULL,
        "score": {"type": "number"},
        "missing": {"description": "words of the query that the article lacks", **_TEXTS},
        "similar_count": {
            "description": "near-identical articles that are not listed",
            **_COUNT,
        },
        "title_matches": _SPANS,
        "snippet": _object({"text": _TEXT, "matches": _SPANS}),
        "explanation": _EXPLANATION,
    },
    optional=("explanation",),
)
_FACET = _object(
    {
        "values": {
            "type": "array",
            "items": _object({"value": _TEXT, "articles": _COUNT}),
        },
        "without": {"description": "articles without a value", **_COUNT},
    }
)
_RESULTS = _object(
    {
        "query": {"description": "as typed", **_TEXT},
        "interpreted": {"description": "how it was read, in query syntax", **_TEXT},
        "total": {"description": "articles that match, listed or not", **_COUNT},
        "took_ms": {"type": "number", "minimum": 0},
        "offset": _COUNT,
        "suggestion": {"description": "what was probably meant", **_TEXT_OR_NULL},
        "corrected": {
            "description": "whether nothing was found as typed, and the suggestion was used",
            "type": "boolean",
        },
        "notes": {"description": "what could not be read as syntax", **_TEXTS},
        "facets": {"type": "object", "additionalProperties": {"$ref": "#/$defs/facet"}},
        "hits": {"type": "array", "items": {"$ref": "#/$defs/hit"}},
    },
    optional=("notes", "facets"),
)
_ERROR = _object({"query": _TEXT, "error": _TEXT})


def search_schema() -> dict[str, Any]:
    """Return the schema of the object of ``--json``, and of a line of ``--batch``.

    A line of ``--format jsonl`` is a hit: ``#/$defs/hit``.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What ksearch search --json prints; with --batch, an object a line",
        "anyOf": [{"$ref": "#/$defs/results"}, {"$ref": "#/$defs/error"}],
        "$defs": {"results": _RESULTS, "error": _ERROR, "hit": _HIT, "facet": _FACET},
    }
