"""Hits as a workbook, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import IO, Any

from ksearch import MissingExtra
from ksearch.messages import Message
from ksearch.render.exports.csv import FORMULA_BEGINS

#: Most characters of a cell, and most rows of a sheet.
_MAX_CELL_CHARACTERS, _MAX_ROWS = 32_767, 1_048_576
_WIDTHS = {"title": 50, "snippet": 60, "lead": 60, "body": 60, "text": 60, "url": 30, "date": 17}
_CUT_MARK = "…"


def require_workbooks() -> Any:
    """Return the library that writes workbooks.

    Raises:
        MissingExtra: xlsxwriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra(
            Message(
                "a workbook (xlsx) needs the package xlsxwriter, which is not installed; "
                "run `pip install 'ksearch-ko[excel]'`"
            ),
            "excel",
        ) from error
    return xlsxwriter


def write_workbook(rows: Iterable[Mapping[str, Any]], columns: list[str], file: IO[bytes]) -> None:
    """Write rows to a workbook, whose first row has the columns' names.

    Texts are written as texts, never as formulas; those that are too long for a cell are cut.

    Args:
        rows: column → value.
        columns: the columns, in their order.
        file: where to write.

    Raises:
        MissingExtra: xlsxwriter is not installed.
    """
    xlsxwriter = require_workbooks()
    workbook = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = workbook.add_format({"bold": True})
    dated = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    quoted = workbook.add_format({"quote_prefix": True})
    sheet = workbook.add_worksheet("ksearch")
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(name, 12))
        sheet.write_string(0, place, name, bold)
    for number, row in zip(range(1, _MAX_ROWS), rows, strict=False):
        for place, name in enumerate(columns):
            value = row[name]
            if value is None:
                continue
            if isinstance(value, datetime):
                _write_date(sheet, number, place, value, dated)
            elif isinstance(value, str):
                form = quoted if value.startswith(FORMULA_BEGINS) else None
                sheet.write_string(number, place, _fitting(value), form)
            else:
                sheet.write_number(number, place, value)
    workbook.close()


def _write_date(sheet: Any, row: int, column: int, value: datetime, form: Any) -> None:
    """Write a date as a date of the workbook, or as a text if it is before 1900."""
    if value.year < 1900:
        sheet.write_string(row, column, value.isoformat())
    else:
        sheet.write_datetime(row, column, value.replace(tzinfo=None), form)


def _fitting(text: str) -> str:
    return (
        text
        if len(text) <= _MAX_CELL_CHARACTERS
        else text[: _MAX_CELL_CHARACTERS - len(_CUT_MARK)] + _CUT_MARK
    )
