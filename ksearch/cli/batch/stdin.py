"""The lines of stdin, as they come."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from ksearch.messages import Message

from ..guard import UsageError

#: The most bytes that are read at once.
_CHUNK_BYTES = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_stdin() -> str:
    """Return all of stdin.

    Raises:
        UsageError: it is not in UTF-8.
    """
    return "\n".join(line for lines in lines_of_stdin() for line in lines)


def lines_of_stdin() -> Iterator[list[str]]:
    """Yield batches of complete lines, without their ends, as they arrive.

    A program that writes a line and waits for the answer thus gets each line answered at once.

    Raises:
        UsageError: a line is not in UTF-8; those before it are yielded.
    """
    if sys.stdin is None:
        raise UsageError(Message("there is no stdin to read queries from"))
    buffer = getattr(sys.stdin, "buffer", None)
    if buffer is None:  # stdin was replaced by a text stream
        for line in sys.stdin:
            yield [line.rstrip("\r\n")]
        return
    for lines in _whole_lines(buffer):
        read = []
        try:
            for line in lines:
                read.append(line.decode().rstrip("\r\n"))
        except UnicodeDecodeError as error:
            yield read
            raise UsageError(
                Message(
                    "stdin is not in UTF-8 (byte {object:#04x}); convert it, as with `iconv "
                    "-f cp949 -t utf-8`",
                    object=error.object[error.start],
                )
            ) from error
        yield read


def _whole_lines(buffer: Any) -> Iterator[list[bytes]]:
    begun: list[bytes] = []  # the pieces of an incomplete line
    is_first = True
    while chunk := buffer.read1(_CHUNK_BYTES):
        if is_first:
            chunk, is_first = chunk.removeprefix(_BYTE_ORDER_MARK), False
        lines = chunk.splitlines(keepends=True)
        if len(lines) > 1 or chunk.endswith((b"\n", b"\r")):
            lines[0] = b"".join((*begun, lines[0]))
            begun = [] if chunk.endswith((b"\n", b"\r")) else [lines.pop()]
            yield lines
        else:
            begun += lines
    if begun:
        yield [b"".join(begun)]
