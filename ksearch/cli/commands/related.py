"""`ksearch related`: words that go with a query."""

from __future__ import annotations

import sys
from typing import Any

import ksearch
from ksearch.render.counting.counts import related_lines
from ksearch.render.exports.csv import csv_lines
from ksearch.render.json import related_data, to_json
from ksearch.render.terminal import is_terminal, output_terminal, write_lines

from ..filters import given
from ..guard import FOUND, NOTHING_FOUND, complain
from ..options import COLOR, COUNT_FORMAT, FILTERS, INDEX, JSON, QUERY, Option, OptionKind
from ..printing import at_least, report_correction, result_format

SUMMARY = """Print the words that go with a query.

They are the nouns that its best hundred articles hold more often than others do.
"""

OPTIONS: tuple[Option, ...] = (
    QUERY,
    INDEX,
    Option("limit", ("--limit", "-n"), OptionKind.NUMBER, "How many words to print.", default=20),
    *FILTERS,
    COUNT_FORMAT,
    JSON,
    COLOR,
)


def run(
    *,
    query: tuple[str, ...],
    index: str,
    limit: int,
    format: str | None,  # noqa: A002 - the parameters are named as in `OPTIONS`
    json: bool,
    color: str,
    **filters: Any,
) -> int:
    """Find the words and print them; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever counting raises.
    """
    format_name = result_format(format, json)
    at_least(1, "--limit", limit)
    with ksearch.open(index) as opened:
        related = opened.related(" ".join(query), limit=limit, **given(filters))
    report_correction(related)
    if format_name == "json":
        write_lines([to_json(related_data(related))])
    elif format_name == "csv":
        write_lines(csv_lines(related.to_dicts()), painted=False)
    else:
        write_lines(related_lines(related, output_terminal(color)))
    if not related.words and is_terminal(sys.stderr):
        complain("no word goes with what was found" if related.total else "nothing was found")
    return FOUND if related.words else NOTHING_FOUND
