"""`ksearch stats`: what the index holds."""

from __future__ import annotations

import ksearch

from .. import parameters as take
from ..guard import FOUND
from ..render.data import to_json
from ..render.reports import stats_lines
from ..terminal import output_terminal, write_lines


def stats(
    index: take.IndexFolder = "index", json: take.Json = False, color: take.Color = "auto"
) -> int:
    """Print what the index holds."""
    with ksearch.open(index) as opened:
        held = opened.stats()
    write_lines([to_json(held)] if json else stats_lines(held, index, output_terminal(color)))
    return FOUND
