"""`ksearch stats`: what the index holds."""

from __future__ import annotations

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import output_terminal, write_lines
from ksearch.render.terminal.reports import stats_lines

from .. import parameters as take
from ..guard import FOUND


def stats(
    index: take.IndexFolder = "index", json: take.Json = False, color: take.Color = "auto"
) -> int:
    """Print what the index holds."""
    with ksearch.open(index) as opened:
        held = opened.stats()
    write_lines([to_json(held)] if json else stats_lines(held, index, output_terminal(color)))
    return FOUND
