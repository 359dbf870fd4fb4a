"""Shared by `count`, `trend` and `related`: what they take, and what was asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ksearch.render.terminal import Terminal

from .options.filters import given
from .printing import result_format


class Counting(NamedTuple):
    """What was asked for.

    Attributes:
        query: the words of the command line.
        folder: of the index.
        format_name: how to print.
        terminal: what the output can show.
        filters: those that were given, as arguments of `ksearch.Index.facets`.
    """

    query: tuple[str, ...]
    folder: str
    format_name: str
    terminal: Terminal
    filters: Mapping[str, Any]


def asked_for(
    *,
    query: tuple[str, ...],
    index: str,
    format: str | None,  # noqa: A002 - the parameters are named as in `options`
    json: bool,
    terminal: Terminal,
    **filters: Any,
) -> Counting:
    """Return what the common options ask for.

    Raises:
        UsageError: two of them contradict each other.
    """
    return Counting(query, index, result_format(format, json), terminal, given(filters))
