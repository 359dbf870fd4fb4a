"""The endpoints of the API in one table, from which routes and OpenAPI document are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ksearch
from ksearch.server import answers
from ksearch.server.parameters import (
    BY,
    FILTER_PARAMETERS,
    PAGE,
    PERIOD,
    QUERY_PARAMETER,
    SORT_PARAMETER,
    Kind,
    Parameter,
    limit,
)

#: A function that makes the answer, from the index and the arguments of a request.
MakeAnswer = Callable[[ksearch.Index, Mapping[str, Any]], dict[str, Any]]

_FACETS_PARAMETER = Parameter(
    "facets", Kind.FLAG, "Count the matches by field, too.", "facets", False
)
_EXPLAIN = Parameter("explain", Kind.FLAG, "What each score is made of.", "explain", False)
_QUERIES = Parameter(
    "q", Kind.TEXTS, "What to count; may be given more than once.", "queries", required=True
)
_PREFIX_PARAMETER = Parameter("q", Kind.TEXT, "What has been typed so far.", "prefix", "", most=500)
_MATCHING = tuple(each for each in FILTER_PARAMETERS if each.name in ("match", "field"))
_COLUMNS_PARAMETER = Parameter(
    "column", Kind.TEXTS, "The columns of the table, in their order.", "columns", most=40
)
_FORMAT_PARAMETER = Parameter("format", Kind.TEXT, "The format.", "format", "csv", ("csv", "xlsx"))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address that answers with JSON.

    Attributes:
        path: its address, with ``{id}`` for an article's id.
        name: its name in the OpenAPI document.
        summary: of its answer.
        parameters: of the request's query.
        answer: makes the answer.
    """

    path: str
    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    answer: MakeAnswer


ENDPOINTS = (
    Endpoint(
        "/api/search",
        "search",
        "The best articles for a query.",
        (QUERY_PARAMETER, *FILTER_PARAMETERS, *PAGE, _FACETS_PARAMETER, _EXPLAIN),
        answers.search,
    ),
    Endpoint(
        "/api/facets",
        "facets",
        "How many articles match, by paper, section and reporter.",
        (QUERY_PARAMETER, *FILTER_PARAMETERS, BY),
        answers.facets,
    ),
    Endpoint(
        "/api/trend",
        "trend",
        "How many articles match, by the time when they were published.",
        (_QUERIES, *FILTER_PARAMETERS, PERIOD),
        answers.trend,
    ),
    Endpoint(
        "/api/related",
        "related",
        "Words that the best articles hold more often than others do.",
        (QUERY_PARAMETER, *FILTER_PARAMETERS, limit(20, 100)),
        answers.related,
    ),
    Endpoint(
        "/api/suggest",
        "suggest",
        "Completions of the last word of what has been typed.",
        (_PREFIX_PARAMETER, limit(10, 50)),
        answers.suggest,
    ),
    Endpoint(
        "/api/articles/{id}",
        "article",
        "A whole article, and with a query the spans that match it.",
        (QUERY_PARAMETER, *_MATCHING),
        answers.article,
    ),
    Endpoint(
        "/api/articles/{id}/similar",
        "similar",
        "The articles that are most like one.",
        (limit(10, 50),),
        answers.similar,
    ),
)
#: The parameters of `/api/export`, whose answer is a file.
EXPORT = (
    QUERY_PARAMETER,
    *FILTER_PARAMETERS,
    SORT_PARAMETER,
    _COLUMNS_PARAMETER,
    _FORMAT_PARAMETER,
)
