"""`ksearch count`: how many articles match, and of which papers, sections and reporters."""

from __future__ import annotations

from typing import Any

import ksearch
from ksearch.render.counting.counts import count_lines, facets_lines
from ksearch.render.exports.csv import csv_lines
from ksearch.render.json import facets_data, to_json
from ksearch.render.terminal import output_terminal, write_lines

from ..filters import given
from ..guard import FOUND, NOTHING_FOUND, UsageError
from ..options import COLOR, COUNT_FORMAT, FILTERS, INDEX, JSON, QUERY, Option, OptionKind
from ..printing import at_least, report_correction, result_format

SUMMARY = """Print how many articles match, or count them by a field.

`ksearch count 전세사기 --by section` counts by sections.
"""

_FIELDS = ("publisher", "section", "author")

OPTIONS: tuple[Option, ...] = (
    QUERY,
    INDEX,
    Option(
        "by",
        ("--by",),
        OptionKind.TEXTS,
        "Count by this field; may be given more than once.",
        default=(),
        metavar="|".join(_FIELDS),
    ),
    Option(
        "limit", ("--limit", "-n"), OptionKind.NUMBER, "How many values of a field to print.", 20
    ),
    *FILTERS,
    COUNT_FORMAT,
    JSON,
    COLOR,
)


def run(
    *,
    query: tuple[str, ...],
    index: str,
    by: tuple[str, ...],
    limit: int,
    format: str | None,  # noqa: A002 - the parameters are named as in `OPTIONS`
    json: bool,
    color: str,
    **filters: Any,
) -> int:
    """Count and print; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever counting raises.
    """
    format_name = result_format(format, json)
    at_least(1, "--limit", limit)
    for field in by:
        if field not in _FIELDS:
            raise UsageError(
                f"--by takes {', '.join(_FIELDS)}, and not “{field}”; "
                "`ksearch trend` counts by day, week, month or year"
            )
    with ksearch.open(index) as opened:
        facets = opened.facets(" ".join(query), by=by, **given(filters))
    report_correction(facets)
    if format_name == "json":
        write_lines([to_json(facets_data(facets))])
    elif format_name == "csv":
        rows = facets.to_dicts() if by else [{"query": facets.query, "articles": facets.total}]
        write_lines(csv_lines(rows), painted=False)
    elif by:
        write_lines(facets_lines(facets, output_terminal(color), limit))
    else:
        write_lines(count_lines(facets, output_terminal(color)))
    return FOUND if facets.total else NOTHING_FOUND
