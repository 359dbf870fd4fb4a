"""The JSON schema of what ``ksearch search --json`` prints (https://json-schema.org, 2020-12)."""

from __future__ import annotations

from typing import Any

_TEXT_SCHEMA = {"type": "string"}
_TEXT_OR_NULL = {"type": ["string", "null"]}
_COUNT_SCHEMA = {"type": "integer", "minimum": 0}
_TEXTS_SCHEMA = {"type": "array", "items": _TEXT_SCHEMA}
_SPANS = {
    "description": "first character and one past the last, in order and not overlapping",
    "type": "array",
    "items": {"type": "array", "items": _COUNT_SCHEMA, "minItems": 2, "maxItems": 2},
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
        "id": _TEXT_SCHEMA,
        "path": _TEXT_OR_NULL,
        "title": _TEXT_SCHEMA,
        "lead": _TEXT_SCHEMA,
        "date": {"type": ["string", "null"], "format": "date-time"},
        "publisher": _TEXT_OR_NULL,
        "author": _TEXT_OR_NULL,
        "section": _TEXT_OR_NULL,
        "url": _TEXT_OR_NULL,
        "score": {"type": "number"},
        "missing": {"description": "words of the query that the article lacks", **_TEXTS_SCHEMA},
        "similar_count": {
            "description": "near-identical articles that are not listed",
            **_COUNT_SCHEMA,
        },
        "title_matches": _SPANS,
        "snippet": _object({"text": _TEXT_SCHEMA, "matches": _SPANS}),
        "explanation": _EXPLANATION,
    },
    optional=("explanation",),
)
_FACET = _object(
    {
        "values": {
            "type": "array",
            "items": _object({"value": _TEXT_SCHEMA, "articles": _COUNT_SCHEMA}),
        },
        "without": {"description": "articles without a value", **_COUNT_SCHEMA},
    }
)
_RESULTS = _object(
    {
        "query": {"description": "as typed", **_TEXT_SCHEMA},
        "interpreted": {"description": "how it was read, in query syntax", **_TEXT_SCHEMA},
        "total": {"description": "articles that match, listed or not", **_COUNT_SCHEMA},
        "took_ms": {"type": "number", "minimum": 0},
        "offset": _COUNT_SCHEMA,
        "suggestion": {"description": "what was probably meant", **_TEXT_OR_NULL},
        "corrected": {
            "description": "whether nothing was found as typed, and the suggestion was used",
            "type": "boolean",
        },
        "notes": {"description": "what could not be read as syntax", **_TEXTS_SCHEMA},
        "facets": {"type": "object", "additionalProperties": {"$ref": "#/$defs/facet"}},
        "hits": {"type": "array", "items": {"$ref": "#/$defs/hit"}},
    },
    optional=("notes", "facets"),
)
_ERROR = _object({"query": _TEXT_SCHEMA, "error": _TEXT_SCHEMA})


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
