"""`ksearch stats`: what the index holds."""

from __future__ import annotations

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import output_terminal, write_lines
from ksearch.render.terminal.reports import stats_lines

from ..guard import FOUND
from ..option import Command
from ..options import TAKEN

SUMMARY = "Print what the index holds."


def run(*, index: str, json: bool, color: str) -> int:
    """Print the statistics; return the exit status."""
    with ksearch.open(index) as opened:
        held = opened.stats()
    write_lines([to_json(held)] if json else stats_lines(held, index, output_terminal(color)))
    return FOUND


COMMAND = Command("stats", SUMMARY, TAKEN["stats"], run)
