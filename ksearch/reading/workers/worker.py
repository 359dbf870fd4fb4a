"""The program of a process that reads files, one request after the other.

An alarm of the system ends the process when a document takes too long, and a limit of its memory
makes allocations fail. Both work regardless of the library that is reading.
"""

from __future__ import annotations

import contextlib
import resource
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

from ksearch.model.article import Article

from ..files import read_here, read_whole_file
from ..model import Read
from .messages import Batch, DocumentResult, DocumentStarted, FileFinished, Files, ReadRequest

#: Idle seconds after which a process ends, to free its memory.
_IDLE_SECONDS = 20.0
#: Share of the memory limit of a file; a process that still uses more after a file retires.
_RETIRE_SHARE = 0.5
#: Characters of articles that are sent together.
_SENT_TOGETHER = 1 << 16
_PAGE_BYTES = resource.getpagesize()


def main(descriptor: int) -> None:
    """Answer the requests that come through a socket, until it is closed."""
    # An interrupt is for the parent process; when that ends, the socket is closed.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _bound(resource.RLIMIT_CORE, 0)
    with Connection(descriptor) as connection, contextlib.suppress(EOFError, OSError):
        connection.send(None)  # says that it has begun
        while connection.poll(_IDLE_SECONDS):
            request = connection.recv()
            limits = request.options.limits
            memory = limits.document_memory
            if memory is not None:
                _bound(resource.RLIMIT_DATA, _data_bytes() + memory)
            if isinstance(request, Batch):
                _answer_batch(connection, request)
            else:
                _answer(connection, request)
            _bound(resource.RLIMIT_DATA, resource.RLIM_INFINITY)
            retired = memory is not None and _data_bytes() > _RETIRE_SHARE * memory
            connection.send(FileFinished(retired))
            if retired:
                return


def _answer_batch(connection: Connection, batch: Batch) -> None:
    """Read small files, and send their results together."""
    seconds = batch.options.limits.document_seconds or 0.0
    results: list[tuple[Read, ...]] = []
    size = 0
    for file in batch.files:
        _end_in(seconds)
        items = tuple(read_whole_file(file, batch.options))
        _end_in(0)
        results.append(items)
        size += sum(len(item.body) for item in items if isinstance(item, Article))
        if size >= _SENT_TOGETHER:
            connection.send(Files(tuple(results)))
            results, size = [], 0
    if results:
        connection.send(Files(tuple(results)))


def _answer(connection: Connection, request: ReadRequest) -> None:
    """Read one file, and send its articles as they come."""
    seconds = request.options.limits.document_seconds or 0.0
    stream = _Position()

    def send(message: DocumentStarted | DocumentResult) -> None:
        _end_in(0)  # the timer stops while the other side is busy
        connection.send(message)
        _end_in(seconds)

    def admit(key: str) -> bool:
        if key in request.passed:
            return False
        send(DocumentStarted(key))
        return True

    _end_in(seconds)
    for item in read_here(request.file, request.options, stream.follow, admit):
        send(DocumentResult(item, stream.tell()))
    _end_in(0)


class _Position:
    """Position up to which the file has been read."""

    def __init__(self) -> None:
        self._stream: IO[bytes] | None = None
        self._last = 0

    def follow(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def tell(self) -> int:
        if self._stream is not None and not self._stream.closed:
            self._last = self._stream.tell()
        return self._last


def _end_in(seconds: float) -> None:
    """Have the system end this process after ``seconds``; 0 cancels that."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _bound(what: int, size: int) -> None:
    """Limit the memory of this process; if the system cannot, only the limit on time remains."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(what, (size, resource.getrlimit(what)[1]))


def _data_bytes() -> int:
    """Return the memory of this process that counts against its limit, in bytes; 0 if unknown."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[5]) * _PAGE_BYTES
    except (OSError, IndexError, ValueError):
        return 0
