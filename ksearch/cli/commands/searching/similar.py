"""`ksearch similar`: articles like one of them."""

from __future__ import annotations

import ksearch
from ksearch.render.terminal import Terminal

from ...options.option import Command
from ...options.taken import TAKEN
from ...printing import places_for, print_results, result_format

SUMMARY = "Print the articles that are most like one."


def run(
    *,
    id: str,  # noqa: A002 - the parameters are named as in `options`
    index: str,
    limit: int,
    group: bool,
    format: str | None,  # noqa: A002
    json: bool,
    oneline: bool,
    terminal: Terminal,
) -> int:
    """Print what is like the article; return the exit status."""
    format_name = result_format(format, json, oneline)
    with ksearch.open(index) as opened:
        return print_results(
            opened.similar(id, limit=limit, group=group),
            format_name,
            terminal,
            places=places_for(opened, format_name, terminal),
        )


COMMAND = Command("similar", SUMMARY, TAKEN["similar"], run)
