"""Has files read in other processes, and names the documents that ended one."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import Pipe
from typing import IO, cast

from ..model import FoundFile, Limits, Read, ReadOptions, Refusal
from .messages import Began, Ended, Item, Message, Request

_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; "
    "from ksearch.reading.workers.worker import main; main({descriptor})"
)


class NoProcess(Exception):
    """The system lets no process begin."""


def read_apart(
    file: FoundFile, options: ReadOptions, on_open: Callable[[IO[bytes]], None] | None
) -> Iterator[Read]:
    """Yield what another process makes of a file; see `files.read_file`.

    A document that takes too long or too much memory, or makes its library crash, is refused; what
    stands behind it in the same archive is read by the next process.

    Raises:
        NoProcess: no process can begin; nothing of what is left to read has been read.
    """
    stream = _FarStream()
    if on_open is not None:
        on_open(cast("IO[bytes]", stream))
    far = file._replace(path=os.path.abspath(file.path))  # this process may change its folder
    sent = replace(options, columns=dict(options.columns))
    passed: set[str] = set()
    while True:
        begun: list[str] = []
        with _borrowed() as worker:
            for message in worker.answers(Request(far, sent, frozenset(passed))):
                if isinstance(message, Began):
                    begun.append(message.key)
                else:
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


def _reason(status: int, limits: Limits) -> str:
    """Say why a process has ended, by its exit status, which is minus the signal if one did it."""
    if status == -signal.SIGALRM:
        return f"takes more than {limits.document_seconds:g} s to read; --timeout gives it more"
    if status == -signal.SIGKILL:
        return "was being read when the system ended that process, most likely for want of memory"
    return "makes the library that reads it crash"


class _FarStream(io.RawIOBase):
    """Stands for a file that another process reads: tells how far that one has come."""

    position = 0

    def tell(self) -> int:
        return self.position


class _Worker:
    """A process that reads, and the socket to it.

    Attributes:
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
        try:
            self._connection, theirs = Pipe()
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

    def answers(self, request: Request) -> Iterator[Began | Item]:
        """Yield what the process says of a file; stops early if the process ends."""
        self.ready, self.finished, answered = False, False, False
        try:
            self._connection.send(request)
            while True:
                message: Message = self._connection.recv()
                answered = True
                if isinstance(message, Ended):
                    self.ready, self.finished = not message.retired, True
                    return
                yield message
        except (EOFError, OSError):
            self.status = self._process.wait()
            self.expired = self.status == 0 and not answered

    def runs(self) -> bool:
        """Tell whether the process has not ended."""
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
        self._worker: _Worker | None = None

    def take(self) -> _Worker:
        """Return a process that takes a request; raises `NoProcess` where none can begin."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is None:
            return _Worker()
        if not worker.runs():
            worker.end()
            return _Worker()
        return worker

    def keep(self, worker: _Worker | None) -> None:
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
os.register_at_fork(after_in_child=_idle.forget)


@contextlib.contextmanager
def _borrowed() -> Iterator[_Worker]:
    """Take a process for a request; it is kept for the next, unless it is in the middle of this."""
    worker = _idle.take()
    try:
        yield worker
    finally:
        if worker.ready:
            _idle.keep(worker)
        else:
            worker.end()
