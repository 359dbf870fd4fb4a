"""Opening documents: compression, and bounds on what comes out of it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from ksearch.messages import Message

from .model import Document, Limits, Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Exceptions that reading a damaged compressed file raises.
DAMAGED = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile)

_PIECE_BYTES = 1 << 20
#: Bytes that are read first. Most documents are smaller, and allocating a megabyte for each takes
#: longer than reading it.
_FIRST_PIECE = 1 << 16
_PACKED_PIECE = 1 << 17


def _gz_file(packed: IO[bytes]) -> io.BufferedIOBase:
    return gzip.GzipFile(fileobj=packed)


def _xz_file(packed: IO[bytes]) -> io.BufferedIOBase:
    return lzma.LZMAFile(cast("IO[bytes]", _InLargePieces(packed)))


def _bz2_file(packed: IO[bytes]) -> io.BufferedIOBase:
    return bz2.BZ2File(packed)


_UNPACKERS: dict[str, Callable[[IO[bytes]], io.BufferedIOBase]] = {
    ".bz2": _bz2_file,
    ".gz": _gz_file,
    ".xz": _xz_file,
}


def open_file(path: str) -> IO[bytes]:
    """Open a regular file; never waits, as opening a FIFO would.

    Raises:
        Unreadable: it is not a regular file.
        OSError: it cannot be opened.
    """
    stream = open(path, "rb", opener=_open_without_waiting)  # noqa: SIM115 - the caller closes
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise Unreadable(Message("is not a regular file"))
    return stream


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def open_compressed(
    opener: Callable[[], IO[bytes]], suffix: str, limits: Limits
) -> Callable[[], IO[bytes]]:
    """Return an opener for what is inside a ``.gz`` or ``.xz``, bounded by the limits."""

    def unpacked() -> IO[bytes]:
        packed = opener()
        stream = _UNPACKERS[suffix](packed)
        return cast("IO[bytes]", io.BufferedReader(_Bounded(stream, packed, limits), _PIECE_BYTES))

    return unpacked


class _InLargePieces:
    """Returns more than is requested: `lzma` requests 8 kB at a time, and releases the GIL."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed

    def read(self, _size: int) -> bytes:
        """Return the next piece of the file."""
        return self._packed.read(_PACKED_PIECE)


class _Bounded(io.RawIOBase):
    """A stream of unpacked bytes that stops at the limits of a decompression bomb.

    While a piece is used, a thread unpacks the next one.
    """

    def __init__(self, stream: io.BufferedIOBase, packed: IO[bytes], limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._limits = limits
        self._unpacked = 0
        self._piece = b""
        self._ahead: ThreadPoolExecutor | None = None
        self._next: Future[bytes] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        if not self._piece:
            self._piece = self._unpack() if self._next is None else self._next.result()
            self._next = self._unpacking() if len(self._piece) == _PIECE_BYTES else None
        data, self._piece = self._piece[: len(view)], self._piece[len(view) :]
        view[: len(data)] = data
        return len(data)

    def _unpack(self) -> bytes:
        data = self._stream.read(_PIECE_BYTES)
        self._unpacked += len(data)
        check_unpacking(self._unpacked, self._packed.tell(), self._limits)
        return data

    def _unpacking(self) -> Future[bytes]:
        """Begin to unpack the next piece; a file of one piece needs no thread."""
        if self._ahead is None:
            self._ahead = ThreadPoolExecutor(1)
        return self._ahead.submit(self._unpack)

    def close(self) -> None:
        if self._ahead is not None:
            self._ahead.shutdown()
        self._stream.close()
        self._packed.close()
        super().close()


def check_unpacking(unpacked: int, packed: int, limits: Limits) -> None:
    """Stop unpacking beyond the limits.

    Raises:
        Unreadable: `unpacked` bytes are too many, or too many to come from `packed` bytes.
    """
    if unpacked > limits.unpacked_bytes:
        raise Unreadable(
            Message(
                "unpacks to more than {unpacked_bytes}",
                unpacked_bytes=in_words(limits.unpacked_bytes),
            )
        )
    if unpacked > limits.ratio_floor_bytes and unpacked > limits.unpacking_ratio * max(1, packed):
        raise Unreadable(
            Message(
                "unpacks to more than {unpacking_ratio} times its size, as a zip bomb would",
                unpacking_ratio=limits.unpacking_ratio,
            )
        )


def in_words(size: int) -> str:
    """Return a number of bytes with a unit."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


@contextmanager
def opened(document: Document) -> Iterator[IO[bytes]]:
    """Open a document for a ``with`` block; damaged compression raises `Unreadable`."""
    with document.open() as stream:
        try:
            yield stream
        except DAMAGED as error:
            raise Unreadable(
                Message("is cut short or damaged inside its compression: {error}", error=error)
            ) from error


def read_whole(document: Document) -> bytes:
    """Return all bytes of a document that has to be in memory as a whole.

    Raises:
        Unreadable: there are more of them than the limits allow, or they are damaged.
    """
    limit = document.limits.document_bytes
    with opened(document) as stream:
        # Reading a size from a stream allocates that much memory, even if there is less to read.
        pieces = [stream.read(_FIRST_PIECE)]
        size, asked = len(pieces[0]), _FIRST_PIECE
        while len(pieces[-1]) == asked and size <= limit:
            asked = _PIECE_BYTES
            pieces.append(stream.read(_PIECE_BYTES))
            size += len(pieces[-1])
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    if len(data) > limit:
        raise Unreadable(
            Message(
                "is larger than {limit}, the most that is read as one document",
                limit=in_words(limit),
            )
        )
    return data
