"""CSV and TSV: an article a row, by the names of the columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import opened
from ...records.fields import RowReader
from ...records.tabular import MAX_CAPTIONS, articles_of, column_names, header_of
from ...text.encoding import sniff

_SAMPLE_CHARACTERS = 1 << 18
#: Part of the error message of Python's reader for a cell that is too long.
_FIELD_LIMIT = "field limit"
_DELIMITERS = ",\t;|"
#: Excel's own line that says which delimiter follows.
_SEPARATOR_LINE = re.compile(r"\A\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each row; a row without an id gets ``<key>:<its line>``."""
    with opened(document) as stream:
        encoding = sniff(stream.read(_SAMPLE_CHARACTERS))
    csv.field_size_limit(max(csv.field_size_limit(), document.limits.line_bytes))
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    with opened(document) as stream, io.TextIOWrapper(stream, codec, "replace", newline="") as text:
        yield from _rows(text, document, options)


def _rows(text: io.TextIOWrapper, document: Document, options: ReadOptions) -> Iterator[Read]:
    first = text.readline(document.limits.line_bytes).removeprefix("\ufeff")
    said = _SEPARATOR_LINE.match(first)
    if said is not None:
        delimiter, line = said[1], 1
    else:
        line = 0
        sample = [first, *islice(text, 4 * MAX_CAPTIONS)]
        delimiter = _delimiter_of(sample, document, options)
        text.seek(0)
        if first and text.read(1) != "\ufeff":
            text.seek(0)
    refusals: list[Refusal] = []
    rows = _parsed(text, delimiter, line, document, refusals)
    head = list(islice(rows, MAX_CAPTIONS))
    header = header_of([row for _, row in head], options.columns)
    if header is None:
        shown = (
            ", ".join(name for name in column_names(head[0][1])[:6] if name) if head else "nothing"
        )
        raise Unreadable(
            Message(
                "names no column for a title or a body (it names {shown}); say which with "
                "--columns",
                shown=shown,
            )
        )
    reader = RowReader(options.columns, document.key)
    names = column_names(head[header][1])
    for items in (iter(head[header + 1 :]), rows):
        for item in articles_of(names, items, reader):
            yield from refusals
            refusals.clear()
            yield item
    yield from refusals
    yield from reader.notes()


def _parsed(
    text: io.TextIOWrapper,
    delimiter: str,
    skipped: int,
    document: Document,
    refusals: list[Refusal],
) -> Iterator[tuple[str, list[str]]]:
    """Yield rows with their places; invalid rows are collected as refusals."""
    rows = csv.reader(text, delimiter=delimiter)
    while True:
        line = rows.line_num + skipped + 1
        where = f"{document.key}:{line}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            if _FIELD_LIMIT in str(error):
                # An unclosed quote: the lines after it are not rows.
                refusals.append(
                    Refusal(
                        where,
                        Message(
                            "line {line} opens a quote that is not closed; the rest is not read",
                            line=line,
                        ),
                    )
                )
                return
            refusals.append(
                Refusal(
                    where,
                    Message("line {line} is not a row of a table: {error}", line=line, error=error),
                )
            )
            continue
        if row is None:
            return
        yield where, row


def _delimiter_of(sample: Sequence[str], document: Document, options: ReadOptions) -> str:
    """Return the delimiter with which the first rows have most column names of fields."""
    if document.name.lower().endswith(".tsv"):
        return "\t"

    def named(delimiter: str) -> tuple[bool, int]:
        try:
            rows = list(islice(csv.reader(sample, delimiter=delimiter), MAX_CAPTIONS))
        except csv.Error:
            return False, 0
        header = header_of(rows, options.columns)
        row = rows[header] if header is not None else max(rows, key=len, default=[])
        return header is not None, len(row)

    return max(_DELIMITERS, key=named)
