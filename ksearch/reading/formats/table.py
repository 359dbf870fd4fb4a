"""CSV and TSV: an article a row, by the names of the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..encoding import sniff
from ..fields import RowReader
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import opened

_SAMPLE = 1 << 18
_DELIMITERS = ",\t;|"


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each row; a row without an id gets ``<key>:<its line>``."""
    with opened(document) as stream:
        encoding = sniff(stream.read(_SAMPLE))
    csv.field_size_limit(max(csv.field_size_limit(), document.limits.line_bytes))
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    with opened(document) as stream, io.TextIOWrapper(stream, codec, "replace", newline="") as text:
        yield from _rows(text, document, options)


def _rows(text: io.TextIOWrapper, document: Document, options: ReadOptions) -> Iterator[Read]:
    header = text.readline(document.limits.line_bytes).removeprefix("\ufeff")
    delimiter = "\t" if document.name.lower().endswith(".tsv") else _delimiter_of(header)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
    articles = RowReader(options.columns, document.key)
    if not articles.understands(names):
        shown = ", ".join(name for name in names[:6] if name) or "nothing"
        raise Unreadable(
            f"names no column for a title or a body (it names {shown}); say which with --columns"
        )
    rows = csv.reader(text, delimiter=delimiter)
    while True:
        line = rows.line_num + 2
        where = f"{document.key}:{line}"
        try:
            row = next(rows, None)
            if row is None:
                break
            if any(row):
                yield articles.article(dict(zip(names, row, strict=False)), where, where)
        except csv.Error as error:
            yield Refusal(where, f"line {line} is no row of a table: {error}")
        except Unreadable as error:
            yield Refusal(where, f"line {line} {error}")
    yield from articles.notes()


def _delimiter_of(header: str) -> str:
    return max(_DELIMITERS, key=header.count)
