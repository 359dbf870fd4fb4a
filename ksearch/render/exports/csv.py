"""Rows as CSV, safe to be opened in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

#: First characters of texts that a spreadsheet would evaluate as a formula.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")

_LINE_END = "\r\n"


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a table without their ends; the columns' names are the first.

    Args:
        rows: column → value; all rows have the columns of the first one.
    """
    rest = iter(rows)
    first = next(rest, None)
    if first is None:
        return
    buffer = io.StringIO()
    # Cells that have one of these characters in them are quoted.
    writer = csv.writer(buffer, lineterminator=_LINE_END)
    for cells in chain([list(first)], (row.values() for row in chain([first], rest))):
        writer.writerow([_cell(value) for value in cells])
        yield buffer.getvalue().removesuffix(_LINE_END)
        buffer.seek(0)
        buffer.truncate()


def _cell(value: object) -> object:
    """Return the text of a value, with a quote before it if it would be a formula."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_BEGINS) else value
    if isinstance(value, date):  # a datetime, too
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6g}"
    return value
