"""JSON lines: an article a line, read in pieces of whole lines."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import IO

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import in_words, opened
from ...records.fields import RowReader
from ...text.encoding import sniff
from .parsing import NotJson, parsed_json

_PIECE_BYTES = 1 << 20


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each line; a line that is not an article yields a refusal."""
    rows = RowReader(options.columns, document.key)
    with opened(document) as stream:
        for number, line in _lines(stream, document):
            where = f"{document.key}:{number}"
            if isinstance(line, Refusal):
                yield line
                continue
            try:
                value = parsed_json(line)
            except NotJson as error:
                reason = Message(
                    "line {number} is not JSON: {error}", number=number, error=error.reason
                )
                yield Refusal(where, reason)
                continue
            if not isinstance(value, dict):
                yield Refusal(
                    where,
                    Message("line {number} is JSON, but not an object with fields", number=number),
                )
                continue
            try:
                yield rows.article(value, where, where)
            except Unreadable as error:
                yield Refusal(where, Message("line {number} {error}", number=number, error=error))
    yield from rows.notes()


def _lines(stream: IO[bytes], document: Document) -> Iterator[tuple[int, str | Refusal]]:
    """Yield the lines that are not blank, numbered from 1."""
    first = stream.read(_PIECE_BYTES)
    encoding = sniff(first)
    if encoding.startswith(("utf-16", "utf-32")):
        pieces = _recoded(first, stream, encoding)
        encoding = "utf-8"
    else:
        rest = iter(lambda: stream.read(_PIECE_BYTES), b"")
        pieces = chain((first.removeprefix(codecs.BOM_UTF8),), rest)
    number = 0
    for block in _whole_lines(pieces, document.limits.line_bytes):
        if isinstance(block, int):
            number += 1
            limit = in_words(document.limits.line_bytes)
            reason = Message(
                "line {number} is longer than {limit}, the most that is read as one line",
                number=number,
                limit=limit,
            )
            yield number, Refusal(f"{document.key}:{number}", reason)
            continue
        try:
            lines: Iterator[str | bytes] = iter(block.decode(encoding).split("\n"))
        except UnicodeDecodeError:
            lines = iter(block.split(b"\n"))
        for line in lines:
            number += 1
            if not line or line.isspace():
                continue
            if isinstance(line, str):
                yield number, line
            else:
                yield from _mended(line, encoding, number, document)


def _mended(
    line: bytes, encoding: str, number: int, document: Document
) -> Iterator[tuple[int, str | Refusal]]:
    try:
        yield number, line.decode(encoding)
    except UnicodeDecodeError:
        reason = Message(
            "line {number} has bytes that are not {upper}; they are replaced by �",
            number=number,
            upper=encoding.upper(),
        )
        yield number, Refusal(f"{document.key}:{number}", reason)
        yield number, line.decode(encoding, "replace")


def _whole_lines(pieces: Iterator[bytes], limit: int) -> Iterator[bytes | int]:
    """Gather pieces into blocks of whole lines (without the last line end).

    A line longer than `limit` bytes is never in memory: its length so far is yielded instead.
    """
    kept: list[bytes] = []
    size = 0
    skipping = False
    for piece in pieces:
        start = 0
        if skipping:
            end = piece.find(b"\n")
            if end < 0:
                continue
            start, skipping = end + 1, False
        cut = piece.rfind(b"\n", start)
        if cut >= 0:
            yield b"".join((*kept, piece[start:cut]))
            kept, size = [piece[cut + 1 :]], len(piece) - cut - 1
        else:
            kept.append(piece[start:])
            size += len(piece) - start
        if size > limit:
            yield size
            kept, size, skipping = [], 0, True
    if size:
        yield b"".join(kept)


def _recoded(first: bytes, stream: IO[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).removeprefix("\ufeff").encode("utf-8", "replace")
    while piece := stream.read(_PIECE_BYTES):
        yield decoder.decode(piece).encode("utf-8", "replace")
