"""The output of `search --batch` for each query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ksearch import KSearchError
from ksearch.render.exports.columns import hit_rows
from ksearch.render.json import results_data, to_json_line

if TYPE_CHECKING:
    from ksearch import Index


class Asked(NamedTuple):
    """How each query of a batch is searched for and printed.

    Attributes:
        options: arguments of `Index.search`.
        columns: the printed fields of a hit; None for all. Other fields are not computed: without
            snippets, a batch takes little more time than its searches.
        explain: whether to print the explanation of each score.
    """

    options: Mapping[str, Any]
    columns: tuple[str, ...] | None
    explain: bool


class Answers(NamedTuple):
    """The output for some queries, a line each, and whether any of them found something."""

    lines: str
    found: bool


def answers_to(index: Index, asked: Asked, queries: list[str]) -> Answers:
    """Search for some queries; an invalid one gets an error in its line."""
    lines, found = [], False
    for query in queries:
        data, any_hits = _answer(index, asked, query)
        found = found or any_hits
        lines.append(to_json_line(data) + "\n")
    return Answers("".join(lines), found)


def _answer(index: Index, asked: Asked, query: str) -> tuple[dict[str, object], bool]:
    try:
        results = index.search(query, **asked.options)
    except KSearchError as error:
        return {"query": query, "error": str(error)}, False
    if asked.columns is None:
        data = results_data(results, explain=asked.explain)
    else:
        data = results_data(results.changed(hits=()))
        data["hits"] = list(hit_rows(results, asked.columns, index.get))
    return data, bool(results.hits)
