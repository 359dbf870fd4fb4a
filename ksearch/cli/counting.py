"""Shared by `count`, `trend` and `related`: their common options."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ksearch.messages import Message
from ksearch.render.terminal import Terminal, is_terminal

from .guard import complain
from .options.filters import given
from .printing import result_format
from .without_filters import found_without

if TYPE_CHECKING:
    from ksearch import Index


class Counting(NamedTuple):
    """The parsed common options.

    Attributes:
        query: the words of the command line.
        folder: of the index.
        format_name: the output format.
        terminal: capabilities of the output.
        filters: the filters that were given, as arguments of `ksearch.Index.facets`.
    """

    query: tuple[str, ...]
    folder: str
    format_name: str
    terminal: Terminal
    filters: Mapping[str, Any]


def say_nothing_was_found(index: Index, asked: Counting, queries: Sequence[str]) -> None:
    """Print on a terminal that nothing was found, and how much there is without the filters."""
    if not is_terminal(sys.stderr):
        return
    [query] = queries if len(queries) == 1 else [None]
    rest = found_without(index, query, asked.filters) if query is not None else None
    complain(
        Message("nothing was found; {rest}", rest=rest) if rest else Message("nothing was found")
    )


def asked_for(
    *,
    query: tuple[str, ...],
    index: str,
    format: str | None,  # noqa: A002 - the parameters are named as in `options`
    json: bool,
    terminal: Terminal,
    **filters: Any,
) -> Counting:
    """Return the common options, checked.

    Raises:
        UsageError: two options contradict each other.
    """
    return Counting(query, index, result_format(format, json), terminal, given(filters))
