"""`ksearch count`: how many articles match, and of which papers, sections and reporters."""

from __future__ import annotations

from typing import Any

import ksearch
from ksearch.messages import Message
from ksearch.render.counting.counts import count_lines, facets_lines
from ksearch.render.exports.csv import csv_lines
from ksearch.render.json import facets_data, to_json
from ksearch.render.terminal import write_lines

from ...counting import asked_for, say_nothing_was_found
from ...guard import FOUND, NOTHING_FOUND, UsageError
from ...options.option import Command
from ...options.table import BY_FIELD
from ...options.taken import TAKEN
from ...paging import show
from ...printing import report_correction

SUMMARY = """Print how many articles match, or count them by a field.

`ksearch count 전세사기 --by section` counts by sections.
"""


def run(*, by: tuple[str, ...], limit: int, **common: Any) -> int:
    """Count and print; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever counting raises.
    """
    asked = asked_for(**common)
    for field in by:
        if field not in BY_FIELD.choices:
            raise UsageError(
                Message(
                    "--by takes {names}, and not “{field}”; `ksearch trend` counts by day, "
                    "week, month or year",
                    names=", ".join(BY_FIELD.choices),
                    field=field,
                )
            )
    with ksearch.open(asked.folder) as opened:
        query = " ".join(asked.query)
        facets = opened.facets(query, by=by, **asked.filters)
        if not facets.total and asked.filters:
            say_nothing_was_found(opened, asked, [query])
    report_correction(facets)
    if asked.format_name == "json":
        write_lines([to_json(facets_data(facets))])
    elif asked.format_name == "csv":
        rows = facets.to_dicts() if by else [{"query": facets.query, "articles": facets.total}]
        write_lines(csv_lines(rows), painted=False)
    elif by:
        show(facets_lines(facets, asked.terminal, limit), asked.terminal)
    else:
        show(count_lines(facets, asked.terminal), asked.terminal)
    return FOUND if facets.total else NOTHING_FOUND


COMMAND = Command("count", SUMMARY, TAKEN["count"], run)
