"""`ksearch trend`: how many articles match over time."""

from __future__ import annotations

import sys
from typing import Any

import ksearch
from ksearch.render.exports.csv import csv_lines
from ksearch.render.json import to_json, trend_data
from ksearch.render.terminal import is_terminal, output_terminal, write_lines
from ksearch.render.words import count_of

from ..filters import given
from ..guard import FOUND, NOTHING_FOUND, complain
from ..options import COLOR, FILTERS, INDEX, JSON, QUERY, Option, OptionKind
from ..printing import report_correction, result_format

SUMMARY = """Print how many articles match in each month, as bars.

Each argument is a query of its own: `ksearch trend 전세사기 역전세 --by year` shows two by year.
"""

OPTIONS: tuple[Option, ...] = (
    QUERY._replace(help="What to search for; several queries stand side by side."),
    INDEX,
    Option(
        "by",
        ("--by",),
        OptionKind.CHOICE,
        "How long a period is.",
        default="month",
        choices=("day", "week", "month", "year"),
    ),
    *FILTERS,
    Option(
        "format",
        ("--format",),
        OptionKind.CHOICE,
        "How to print the trend; svg is a picture.",
        choices=("text", "json", "csv", "svg"),
    ),
    JSON,
    COLOR,
)


def run(
    *,
    query: tuple[str, ...],
    index: str,
    by: Any,
    format: str | None,  # noqa: A002 - the parameters are named as in `OPTIONS`
    json: bool,
    color: str,
    **filters: Any,
) -> int:
    """Count and print; return the exit status.

    Raises:
        UsageError: two options contradict each other.
        KSearchError: whatever counting raises.
    """
    format_name = result_format(format, json)
    with ksearch.open(index) as opened:
        trend = opened.trend(query, by=by, **given(filters))
    for series in trend.series:
        report_correction(series)
    found = sum(series.total for series in trend.series)
    dated = found - sum(series.undated for series in trend.series)
    if format_name == "json":
        write_lines([to_json(trend_data(trend))])
    elif format_name == "csv":
        write_lines(csv_lines(trend.to_dicts()), painted=False)
    elif format_name == "svg":
        from ksearch.render.counting.trend_svg import trend_svg

        write_lines(trend_svg(trend), painted=False)
    elif dated:
        from ksearch.render.counting.trend_text import trend_lines

        write_lines(trend_lines(trend, output_terminal(color)))
    if found and not dated:
        complain(f"what was found has no date: {count_of(found, 'undated article')}")
    elif not found and is_terminal(sys.stderr):
        complain("nothing was found")
    return FOUND if dated else NOTHING_FOUND
