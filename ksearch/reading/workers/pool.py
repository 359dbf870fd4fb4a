"""Has files read in other processes, and refuses the documents that ended one."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import IO, cast

from ksearch.messages import Message

from ..model import FoundFile, Limits, Read, ReadOptions, Refusal
from .messages import (
    Batch,
    DocumentResult,
    DocumentStarted,
    FileFinished,
    Files,
    ReadRequest,
    WorkerMessage,
)

_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; "
    "from ksearch.reading.workers.worker import main; main({descriptor})"
)


#: Least buffer of a socket in bytes; Linux's default is as large, macOS's a thirtieth.
_SOCKET_BYTES = 1 << 18


class NoProcess(Exception):
    """The system cannot start a process."""


def read_apart(
    file: FoundFile,
    options: ReadOptions,
    on_open: Callable[[IO[bytes]], None] | None,
    asked: Worker | None = None,
) -> Generator[Read]:
    """Yield the items of a file that is read in another process; see `files.read_file`.

    A document that takes too long or too much memory, or makes its library crash, is refused; what
    follows it in the same archive is read by the next process.

    Args:
        file: where it is.
        options: how it is to be read.
        on_open: is given a stream whose position is the progress of reading.
        asked: a process that has been asked for the file already, see `request_for`.

    Raises:
        NoProcess: no process can begin; nothing of what is left to read has been read.
    """
    stream = _FarStream()
    if on_open is not None:
        on_open(cast("IO[bytes]", stream))
    request = request_for(file, options)
    passed: set[str] = set()
    while True:
        begun: list[str] = []
        with _borrowed() if asked is None else contextlib.nullcontext(asked) as worker:
            if asked is None:
                worker.ask(request._replace(passed=frozenset(passed)))
            asked = None
            for message in worker.answers():
                if isinstance(message, DocumentStarted):
                    begun.append(message.key)
                elif isinstance(message, DocumentResult):
                    stream.position = message.position
                    yield message.item
        if worker.finished:
            return
        if worker.expired:
            continue
        # The document that was begun last has ended the process; if there is none, the file has.
        yield Refusal(begun[-1] if begun else file.key, _reason(worker.status, options.limits))
        if not begun:
            return
        passed.update(begun)


def request_for(file: FoundFile, options: ReadOptions) -> ReadRequest:
    """Return the request for a file, in a form for another process."""
    return ReadRequest(far(file), sendable_options(options), frozenset())


def far(file: FoundFile) -> FoundFile:
    """Return a file with its absolute path: this process may change its current folder."""
    return file._replace(path=os.path.abspath(file.path))


def sendable_options(options: ReadOptions) -> ReadOptions:
    """Return options that can be sent."""
    return replace(options, columns=dict(options.columns))


def _reason(status: int, limits: Limits) -> str:
    """Return why a process has ended, by its exit status (minus the signal that killed it)."""
    if status == -signal.SIGALRM:
        return Message(
            "takes more than {document_seconds:g} s to read; --timeout gives it more",
            document_seconds=limits.document_seconds,
        )
    if status == -signal.SIGKILL:
        return Message(
            "was being read when the system ended that process, most likely for want of memory"
        )
    return Message("makes the library that reads it crash")


class _FarStream(io.RawIOBase):
    """Stand-in for the stream of a file that another process reads: its position is progress."""

    position = 0

    def tell(self) -> int:
        return self.position


def _pipe() -> tuple[Connection, Connection]:
    """Return both ends of a socket that buffers requests and articles."""
    ends = socket.socketpair()
    for end in ends:
        with contextlib.suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BYTES)
    ours, theirs = (Connection(end.detach()) for end in ends)
    return ours, theirs


class Worker:
    """A process that reads, and the socket to it.

    Attributes:
        pending: how many requests have been sent whose answers have not been taken to the end.
        retired: whether it takes no other request, having answered the last one.
        ready: whether it takes a request now.
        finished: whether it has answered the last request to the end.
        expired: whether it ended because it was idle, before the last request reached it.
        status: its exit status, or minus the signal that ended it, once it has ended.
    """

    def __init__(self) -> None:
        """Begin the process.

        Raises:
            NoProcess: the system refuses.
        """
        self.ready, self.finished, self.expired, self.status = True, False, False, 0
        self.retired, self.pending = False, 0
        try:
            self._connection, theirs = _pipe()
        except OSError as error:
            raise NoProcess from error
        with theirs:
            self._process = self._begin(theirs.fileno())
        try:
            self._connection.recv()  # the process reports that it has started
        except (EOFError, OSError) as error:
            self.end()
            raise NoProcess from error

    def _begin(self, descriptor: int) -> subprocess.Popen[bytes]:
        program = _PROGRAM.format(path=sys.path, descriptor=descriptor)
        try:
            return subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(descriptor,),
            )
        except (OSError, ValueError) as error:
            self._connection.close()
            raise NoProcess from error

    def ask(self, request: ReadRequest | Batch) -> None:
        """Send a request.

        Several requests before the answers must be small. If the process has ended, `answers` shows
        it.
        """
        self.ready = False
        self.pending += 1
        with contextlib.suppress(OSError):
            self._connection.send(request)

    def answers(self) -> Iterator[DocumentStarted | DocumentResult | Files]:
        """Yield the answers to the next request; stops early if the process ends."""
        self.finished, answered = False, False
        try:
            while True:
                message: WorkerMessage = self._connection.recv()
                answered = True
                if isinstance(message, FileFinished):
                    self.pending -= 1
                    self.retired = message.retired
                    self.ready, self.finished = not (message.retired or self.pending), True
                    return
                yield message
        except (EOFError, OSError):
            self.status = self._process.wait()
            self.expired = self.status == 0 and not answered

    def runs(self) -> bool:
        """Return whether the process has not ended."""
        return self._process.poll() is None

    def end(self) -> None:
        """Kill the process."""
        self._connection.close()
        if self.runs():
            self._process.kill()
        self._process.wait()


class _Idle:
    """The pool of at most one idle process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None

    def take(self) -> Worker:
        """Return a process that takes a request; raises `NoProcess` if none can be started."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is None:
            return Worker()
        if not worker.runs():
            worker.end()
            return Worker()
        return worker

    def keep(self, worker: Worker | None) -> None:
        """Keep a process for the next file, replacing the one that is kept."""
        with self._lock:
            other, self._worker = self._worker, worker
        if other is not None:
            other.end()

    def forget(self) -> None:
        """Drop the process in a copy (fork) of this one: a socket must not be used by two."""
        self._lock = threading.Lock()
        self._worker = None


_idle = _Idle()
atexit.register(_idle.keep, None)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.forget)


@contextlib.contextmanager
def _borrowed() -> Iterator[Worker]:
    """Take a process for a request; afterwards it is kept, unless the request is unfinished."""
    worker = borrow()
    try:
        yield worker
    finally:
        give_back(worker)


def borrow() -> Worker:
    """Return a process that takes requests.

    Raises:
        NoProcess: none can begin.
    """
    return _idle.take()


def give_back(worker: Worker) -> None:
    """Keep a process for the next request, or kill it if a request is unfinished."""
    if worker.ready:
        _idle.keep(worker)
    else:
        worker.end()
