"""The formats that hits are printed in, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ksearch import Results
from ksearch.render.terminal import Terminal

if TYPE_CHECKING:
    from ksearch import Facets

#: Of each field, so many values are shown below the hits.
_FACET_VALUES = 5


class OutputOptions(NamedTuple):
    """How an answer is to be printed.

    Attributes:
        terminal: what the output can show; only text for reading heeds it.
        explain: whether to show where each score is from.
        facets: how what matched is counted, where that was asked for.
    """

    terminal: Terminal
    explain: bool = False
    facets: Facets | None = None


#: Yields the lines of an answer.
ResultsPrinter = Callable[[Results, OutputOptions], Iterable[str]]


def _text(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.text import results_text

    yield from results_text(results, manner.terminal, explain=manner.explain)
    if manner.facets is not None:
        from ksearch.render.counts import facets_lines

        known = tuple(counts for counts in manner.facets.fields if len(counts))
        facets = manner.facets.changed(fields=known)
        yield ""
        yield from facets_lines(facets, manner.terminal, _FACET_VALUES)


def _json(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.json import results_data, to_json

    yield to_json(results_data(results, explain=manner.explain, facets=manner.facets))


def _jsonl(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.json import hit_data, to_json_line

    for hit in results:
        yield to_json_line(hit_data(hit, explain=manner.explain))


def _html(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.html import results_html

    return results_html(results, explain=manner.explain)


def _paths(results: Results, _: OutputOptions) -> Iterator[str]:
    for hit in results:
        yield hit.path or hit.id


PRINTERS: Mapping[str, ResultsPrinter] = MappingProxyType(
    {"text": _text, "json": _json, "jsonl": _jsonl, "html": _html, "paths": _paths}
)
