"""`ksearch trend`: how many articles match over time."""

from __future__ import annotations

from typing import Any

import ksearch
from ksearch.messages import counted
from ksearch.render.exports.csv import csv_lines
from ksearch.render.json import to_json, trend_data
from ksearch.render.terminal import write_lines

from ...counting import asked_for, say_nothing_was_found
from ...guard import FOUND, NOTHING_FOUND, complain
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show
from ...printing import report_correction

SUMMARY = """Print how many articles match in each month, as bars.

Each argument is a query of its own: `ksearch trend 전세사기 역전세 --by year` shows two by year.
"""


def run(*, by: Any, **common: Any) -> int:
    """Count and print; return the exit status.

    Raises:
        UsageError: two options contradict each other.
        KSearchError: whatever counting raises.
    """
    asked = asked_for(**common)
    with ksearch.open(asked.folder) as opened:
        trend = opened.trend(asked.query, by=by, **asked.filters)
        found = sum(series.total for series in trend.series)
        if not found:
            say_nothing_was_found(opened, asked, asked.query)
    for series in trend.series:
        report_correction(series)
    dated = found - sum(series.undated for series in trend.series)
    if asked.format_name == "json":
        write_lines([to_json(trend_data(trend))])
    elif asked.format_name == "csv":
        write_lines(csv_lines(trend.to_dicts()), painted=False)
    elif asked.format_name == "svg":
        from ksearch.render.counting.trend_svg import trend_svg

        write_lines(trend_svg(trend), painted=False)
    elif dated:
        from ksearch.render.counting.trend_text import trend_lines

        show(trend_lines(trend, asked.terminal), asked.terminal)
    if found and not dated:
        complain(
            counted(
                "what was found has no date: {count:,} undated article",
                "what was found has no date: {count:,} undated articles",
                found,
            )
        )
    return FOUND if dated else NOTHING_FOUND


COMMAND = Command("trend", SUMMARY, TAKEN["trend"], run)
