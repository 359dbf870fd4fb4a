"""Workbooks of Excel and LibreOffice: an article a row, or an article a sheet.

A sheet with a column for the title or the text has an article in each row, like results of BIG
KINDS. Any other sheet is one article, a row a line, with tabs between its cells.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from ksearch.messages import Message
from ksearch.model.article import Article

from ...extras import require
from ...model import Document, Read, ReadOptions, Unreadable
from ...opening import read_whole
from ...records.fields import RowReader
from ...records.tabular import MAX_CAPTIONS, articles_of, column_names, header_of

_LOCKED = Message("is protected by a password")


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the articles of all sheets; a row without an id gets ``<key>#<sheet>:<row>``."""
    calamine = require("python_calamine", "office", Message("Reading workbooks"))
    data = read_whole(document)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise Unreadable(_LOCKED) from error
    except (calamine.CalamineError, ValueError) as error:
        raise Unreadable(Message("is not a valid workbook: {error}", error=error)) from error
    except BaseException as error:
        raise _unless_panic(error) from error
    reader = RowReader(options.columns, document.key)
    several = len(workbook.sheet_names) > 1
    empty = True
    for name in workbook.sheet_names:
        try:
            rows = workbook.get_sheet_by_name(name).to_python()
        except (calamine.CalamineError, ValueError):  # a chart is a sheet without rows
            continue
        except BaseException as error:
            raise _unless_panic(error) from error
        for item in _sheet(name, rows, document, options, reader, several):
            empty = False
            yield item
    if empty:
        raise Unreadable(Message("holds no text"))
    yield from reader.notes()


def _unless_panic(error: BaseException) -> BaseException:
    """Return the error to raise: a panic of the library is not an `Exception`, but damage."""
    if type(error).__name__ != "PanicException":
        return error
    return Unreadable(Message("is not a valid workbook: {error}", error=error))


def _sheet(
    name: str,
    rows: Sequence[Sequence[Any]],
    document: Document,
    options: ReadOptions,
    reader: RowReader,
    several: bool,
) -> Iterator[Read]:
    key = f"{document.key}#{name}" if several else document.key
    header = header_of(rows[:MAX_CAPTIONS], options.columns)
    if header is not None and len(rows) > header + 1 and _is_list(rows[header:]):
        below = (
            (f"{key}:{number}", [_cell(cell) for cell in row])
            for number, row in enumerate(rows[header + 1 :], header + 2)
        )
        yield from articles_of(column_names(rows[header]), below, reader)
        return
    lines = ["\t".join(" ".join(_shown(cell).split()) for cell in row).rstrip("\t") for row in rows]
    kept = [line for line in lines if line.strip()]
    if kept:
        title = name if several or not kept[0].strip() else _title(name, document)
        yield Article(id=key, title=title, body="\n".join(kept), path=document.key)


def _title(sheet: str, document: Document) -> str:
    """Return the title of a workbook of one sheet, which programs name ``Sheet1``."""
    if sheet.lower().rstrip("0123456789 ") in ("sheet", "시트"):
        stem = document.key.rpartition("/")[2]
        return stem.rpartition(".")[0] or stem
    return sheet


def _is_list(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether rows are articles: a form (항목, 내용) has only labels and values."""
    return len([name for name in column_names(rows[0]) if name]) > 2 or _has_titles(rows[0])


def _has_titles(row: Sequence[Any]) -> bool:
    from ...records.columns import fields_of

    return "title" in fields_of(column_names(row))


def _cell(cell: Any) -> Any:
    """Return a cell's value for the reader of columns."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def _shown(cell: Any) -> str:
    """Return a cell as its sheet shows it."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(_cell(cell))
