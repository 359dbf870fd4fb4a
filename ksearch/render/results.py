"""The formats that hits are printed in, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ksearch import Hit, Results
from ksearch.render.terminal import Terminal

if TYPE_CHECKING:
    from ksearch import Facets

#: Values of each field that are shown below the hits.
_FACET_VALUES = 5


def _path_inside_source(hit: Hit) -> str:
    return hit.path or hit.id


class OutputOptions(NamedTuple):
    """Options of printing results.

    Attributes:
        terminal: capabilities of the output; only used by formats for people.
        explain: whether to show where each score is from.
        facets: the counts of the matches, if they were asked for.
        last_rank: the highest rank, if hits are printed as they come.
        path_of: returns the path of a hit's original from the current folder.
        address_of: returns the address to which a hit's title is linked.
    """

    terminal: Terminal
    explain: bool = False
    facets: Facets | None = None
    last_rank: int = 0
    path_of: Callable[[Hit], str] = _path_inside_source
    address_of: Callable[[Hit], str | None] | None = None


#: Yields the lines of an answer.
ResultsPrinter = Callable[[Results, OutputOptions], Iterable[str]]
#: Yields the lines of hits, each by itself.
HitsPrinter = Callable[[Iterable[Hit], OutputOptions], Iterable[str]]


def _text(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.terminal.hits import results_text

    yield from results_text(
        results, manner.terminal, explain=manner.explain, address_of=manner.address_of
    )
    if manner.facets is not None:
        from ksearch.render.counting.counts import facets_lines

        known = tuple(counts for counts in manner.facets.fields if len(counts))
        facets = manner.facets.changed(fields=known)
        yield ""
        yield from facets_lines(facets, manner.terminal, _FACET_VALUES)


def _json(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.json import results_data, to_json

    yield to_json(results_data(results, explain=manner.explain, facets=manner.facets))


def _jsonl(hits: Iterable[Hit], manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.json import hit_data, to_json_line

    for hit in hits:
        yield to_json_line(hit_data(hit, explain=manner.explain))


def _html(results: Results, manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.html import results_html

    return results_html(results, explain=manner.explain)


def _paths(hits: Iterable[Hit], manner: OutputOptions) -> Iterator[str]:
    return map(manner.path_of, hits)


def _ids(hits: Iterable[Hit], _: OutputOptions) -> Iterator[str]:
    for hit in hits:
        yield hit.id


def _text_of_hits(hits: Iterable[Hit], manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.terminal.hits import hits_text

    return hits_text(
        hits,
        manner.terminal,
        manner.last_rank,
        explain=manner.explain,
        address_of=manner.address_of,
    )


def _oneline(hits: Iterable[Hit], manner: OutputOptions) -> Iterator[str]:
    from ksearch.render.terminal.hits import hits_on_lines

    last = hits[-1].rank if isinstance(hits, Results) and len(hits) else manner.last_rank
    return hits_on_lines(hits, manner.terminal, last, address_of=manner.address_of)


PRINTERS: Mapping[str, ResultsPrinter] = MappingProxyType(
    {
        "text": _text,
        "oneline": _oneline,
        "json": _json,
        "jsonl": _jsonl,
        "html": _html,
        "paths": _paths,
        "ids": _ids,
    }
)
#: Those of them that can print hits as they come, without the totals of the answer.
LINE_PRINTERS: Mapping[str, HitsPrinter] = MappingProxyType(
    {
        "text": _text_of_hits,
        "oneline": _oneline,
        "jsonl": _jsonl,
        "paths": _paths,
        "ids": _ids,
    }
)
