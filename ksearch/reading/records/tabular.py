"""Rows of cells to articles: finds the names of the columns, and reads the rows under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ksearch.messages import Message

from ..model import Read, Refusal, Unreadable
from .columns import fields_of
from .fields import RowReader

#: The names of the columns are among the first rows, under a caption or a blank line or two.
MAX_CAPTIONS = 10
_TEXTS = frozenset(("title", "lead", "body"))


def header_of(rows: Sequence[Sequence[Any]], columns: Mapping[str, str]) -> int | None:
    """Return which of the first rows of a table names its columns; None if none does.

    It is the row with the most names of fields; a caption such as ``기사`` has one at most, and a
    row that contains the user's own names wins.
    """
    best, most = None, 0
    given = set(columns.values())
    for index, row in enumerate(rows[:MAX_CAPTIONS]):
        names = column_names(row)
        known = fields_of(names)
        count = len(known) + len(names) * bool(given & set(names))
        texts = known & _TEXTS or given & set(names)
        if texts and count > most and (count > 1 or _filled(row) == 1 or index == 0):
            best, most = index, count
    return best


def column_names(row: Sequence[Any]) -> list[str]:
    """Return the names of columns; a line break inside one is a space."""
    return [" ".join(str(cell if cell is not None else "").split()) for cell in row]


def _filled(row: Sequence[Any]) -> int:
    return sum(bool(name) for name in column_names(row))


def articles_of(
    names: Sequence[str], rows: Iterator[tuple[str, Sequence[Any]]], reader: RowReader
) -> Iterator[Read]:
    """Yield the article of each row that holds anything; rows come with their places."""
    for where, row in rows:
        if not any(cell not in ("", None) for cell in row):
            continue
        try:
            yield reader.article(dict(zip(names, row, strict=False)), where, where)
        except Unreadable as error:
            yield Refusal(
                where, Message("row {where} {error}", where=where.rpartition(":")[2], error=error)
            )
