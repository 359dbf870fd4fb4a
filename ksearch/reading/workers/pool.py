"""Has files read in other processes, and names the documents that ended one."""

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
    """The system lets no process begin."""


def read_apart(
    file: FoundFile,
    options: ReadOptions,
    on_open: Callable[[IO[bytes]], None] | None,
    asked: Worker | None = None,
) -> Generator[Read]:
    """Yield what another process makes of a file; see `files.read_file`.

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
        # The document that was begun last has ended the process; without any, it is the file.
        yield Refusal(begun[-1] if begun else file.key, _reason(worker.status, options.limits))
        if not begun:
            return
        passed.update(begun)


def request_for(file: FoundFile, options: ReadOptions) -> ReadRequest:
    """Return the request for a file, as another process understands it."""
    return ReadRequest(far(file), sendable_options(options), frozenset())


def far(file: FoundFile) -> FoundFile:
    """Return a file with its absolute path: this process may change its folder."""
    return file._replace(path=os.path.abspath(file.path))


def sendable_options(options: ReadOptions) -> ReadOptions:
    """Return options that can be sent."""
    return replace(options, columns=dict(options.columns))


def _reason(status: int, limits: Limits) -> str:
    """Say why a process has ended, by its exit status, which is minus the signal if one did it."""
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
    """Stands for a file that another process reads; its position is the progress."""

    position = 0

    def tell(self) -> int:
        return self.position


def _pipe() -> tuple[Connection, Connection]:
    """Return both ends of a socket that holds requests and articles while the other is busy."""
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
        expired: whether it ended, for want of requests, before the last one reached it.
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
            self._connection.recv()  # says that it has begun
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
        """Send a request; whoever sends several before the answers sees to it that they are small.

        A process that has ended says so when its answers are asked for.
        """
        self.ready = False
        self.pending += 1
        with contextlib.suppress(OSError):
            self._connection.send(request)

    def answers(self) -> Iterator[DocumentStarted | DocumentResult | Files]:
        """Yield what the process answers to the next request; stops early if the process ends."""
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
        """End the process, whatever it does."""
        self._connection.close()
        if self.runs():
            self._process.kill()
        self._process.wait()


class _Idle:
    """The process that waits for the next file; there is one at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: Worker | None = None

    def take(self) -> Worker:
        """Return a process that takes a request; raises `NoProcess` where none can begin."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is None:
            return Worker()
        if not worker.runs():
            worker.end()
            return Worker()
        return worker

    def keep(self, worker: Worker | None) -> None:
        """Keep a process for the next file, instead of the one that is kept."""
        with self._lock:
            other, self._worker = self._worker, worker
        if other is not None:
            other.end()

    def forget(self) -> None:
        """Let go of the process, in a copy of this one: a socket must not be used by two."""
        self._lock = threading.Lock()
        self._worker = None


_idle = _Idle()
atexit.register(_idle.keep, None)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.forget)


@contextlib.contextmanager
def _borrowed() -> Iterator[Worker]:
    """Take a process for a request; it is kept for the next, unless it is in the middle of this."""
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
    """Keep a process for the next request, or end it if it is in the middle of one."""
    if worker.ready:
        _idle.keep(worker)
    else:
        worker.end()
