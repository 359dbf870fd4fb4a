"""`ksearch stats`: what the index holds."""

from __future__ import annotations

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal, write_lines
from ksearch.render.terminal.reports import stats_lines

from ...guard import FOUND
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show

SUMMARY = "Print statistics of the index."


def run(*, index: str, json: bool, terminal: Terminal) -> int:
    """Print the statistics; return the exit status."""
    with ksearch.open(index) as opened:
        held = opened.stats()
    if json:
        write_lines([to_json(held)])
    else:
        show(stats_lines(held, index, terminal), terminal)
    return FOUND


COMMAND = Command("stats", SUMMARY, TAKEN["stats"], run)
