"""The matches of a query as a file to download."""

from __future__ import annotations

import io
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import ksearch
from ksearch.render.exports.columns import ALL_COLUMNS, DEFAULT_COLUMNS, hit_rows
from ksearch.render.exports.csv import csv_lines
from ksearch.server.answers import every_hit
from ksearch.server.problems import RequestRefused

if TYPE_CHECKING:
    from starlette.responses import Response

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table(index: ksearch.Index, arguments: Mapping[str, Any]) -> Response:
    """Return every match of a query as a table.

    Raises:
        RequestRefused: there is no such column.
        MissingExtra: a workbook was asked for, and xlsxwriter is not installed.
    """
    from starlette.responses import Response

    options = dict(arguments)
    kind = options.pop("format", "csv")
    columns = list(options.pop("columns", DEFAULT_COLUMNS))
    for name in columns:
        if name not in ALL_COLUMNS:
            raise RequestRefused(
                HTTPStatus.BAD_REQUEST,
                f"hits have no column “{name}”; they have {', '.join(ALL_COLUMNS)}",
            )
    rows = hit_rows(every_hit(index, options), columns, index.get)
    headers = {"Content-Disposition": f'attachment; filename="ksearch.{kind}"'}
    if kind == "xlsx":
        from ksearch.render.exports.xlsx import write_workbook

        file = io.BytesIO()
        write_workbook(rows, columns, file)
        return Response(file.getvalue(), headers=headers, media_type=_WORKBOOK)
    text = "\r\n".join(csv_lines(rows)) + "\r\n"
    # Spreadsheets read a table as UTF-8 only if it has a byte-order mark.
    return Response(text.encode("utf-8-sig", "replace"), headers=headers, media_type="text/csv")
