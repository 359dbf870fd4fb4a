"""Parquet: an article a row, by the names of the columns, a batch of rows at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ksearch.messages import Message

from ...extras import require
from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import read_whole
from ...records.fields import RowReader

_ROWS_PER_BATCH = 1_000


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each row; a row without an id gets ``<key>:<its number>``."""
    arrow = require("pyarrow", "parquet", Message("Reading Parquet"))
    parquet = require("pyarrow.parquet", "parquet", Message("Reading Parquet"))
    try:
        table = parquet.ParquetFile(io.BytesIO(read_whole(document)))
    except (arrow.ArrowException, ValueError, OSError) as error:
        raise Unreadable(Message("is not a valid Parquet file: {error}", error=error)) from error
    names = list(table.schema_arrow.names)
    reader = RowReader(options.columns, document.key)
    if not reader.understands(names):
        shown = ", ".join(names[:6])
        raise Unreadable(
            Message(
                "names no column for a title or a body (it names {shown}); say which with "
                "--columns",
                shown=shown,
            )
        )
    number = 0
    for batch in table.iter_batches(batch_size=_ROWS_PER_BATCH):
        for row in batch.to_pylist():
            number += 1
            where = f"{document.key}:{number}"
            try:
                yield reader.article(row, where, where)
            except Unreadable as error:
                yield Refusal(where, Message("row {number} {error}", number=number, error=error))
    yield from reader.notes()
