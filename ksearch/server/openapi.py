"""The OpenAPI document of the API (https://spec.openapis.org/oas/v3.1.0), made of its tables."""

from __future__ import annotations

from typing import Any

import ksearch
from ksearch.render.schema import search_schema
from ksearch.server.endpoints import ENDPOINTS, EXPORT, Endpoint
from ksearch.server.parameters import Parameter

_PROBLEM = {
    "description": "Why not, as problem details.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}},
}
_PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "error"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "one sentence for a person"},
        "error": {"type": "string", "description": "the class of the error in Python"},
    },
}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
#: Schemas of answers by the endpoint's name; the others are plain objects.
_ANSWERS = {"search": "results", "similar": "results"}


def openapi_document(*, writable: bool) -> dict[str, Any]:
    """Return the document of a server, with or without the endpoints for changes."""
    paths: dict[str, Any] = {each.path: {"get": _operation(each)} for each in ENDPOINTS}
    paths["/api/export"] = {"get": _file("export", "Every match as a table.", EXPORT, ())}
    paths["/api/articles/{id}/file"] = {
        "get": _file("file", "The file that an article was read from.", (), (_ID,))
    }
    if writable:
        paths["/api/articles"] = {"post": _ADD_OPERATION}
        paths["/api/articles/{id}"]["delete"] = _DELETE
    definitions = search_schema()["$defs"]
    return {
        "openapi": "3.1.0",
        "info": {"title": "ksearch", "version": ksearch.__version__},
        "paths": paths,
        "components": {
            "schemas": {**_renamed(definitions), "problem": _PROBLEM_SCHEMA},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    name = _ANSWERS.get(endpoint.name)
    schema = {"$ref": f"#/components/schemas/{name}"} if name else {"type": "object"}
    path = (_ID,) if "{id}" in endpoint.path else ()
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*path, *_schemas(endpoint.parameters)],
        "responses": {
            "200": {
                "description": "The answer; its ETag changes with each commit.",
                "content": {"application/json": {"schema": schema}},
            },
            "304": {"description": "Nothing was committed since the ETag that was sent."},
            "default": _PROBLEM,
        },
    }


def _file(
    name: str, summary: str, parameters: tuple[Parameter, ...], path: tuple[dict[str, Any], ...]
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*path, *_schemas(parameters)],
        "responses": {"200": {"description": "The file."}, "default": _PROBLEM},
    }


def _schemas(parameters: tuple[Parameter, ...]) -> list[dict[str, Any]]:
    return [parameter.schema() for parameter in parameters]


def _renamed(value: Any) -> Any:
    """Return schemas whose references point to the place of schemas in OpenAPI."""
    if isinstance(value, dict):
        return {
            key: each.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref"
            else _renamed(each)
            for key, each in value.items()
        }
    return [_renamed(each) for each in value] if isinstance(value, list) else value


_TOKEN: list[dict[str, list[str]]] = [{"token": []}]
_ADD_OPERATION = {
    "operationId": "add",
    "summary": "Add articles, each in the place of one with its id.",
    "security": _TOKEN,
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": ["array", "object"], "items": {"type": "object"}}
            }
        },
    },
    "responses": {"200": {"description": "What became of them."}, "default": _PROBLEM},
}
_DELETE = {
    "operationId": "delete",
    "summary": "Delete an article.",
    "security": _TOKEN,
    "parameters": [_ID],
    "responses": {"204": {"description": "It is gone."}, "default": _PROBLEM},
}
