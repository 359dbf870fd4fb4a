"""Reads files in another process while this one still uses earlier results.

Requests are sent ahead, so that neither process waits for the other; results stay in the socket
until they are needed, which bounds how far ahead the reading is. Small texts are requested
together, because a message for each would take about as long as reading it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from typing import IO, NamedTuple, TypeAlias

from ksearch import system_calls

from ..files import belongs_apart, may_be_read_ahead, read_file, read_file_apart
from ..model import FoundFile, Read, ReadOptions
from .messages import Batch, Files
from .pool import NoProcess, Worker, borrow, far, give_back, request_for, sendable_options

Job: TypeAlias = tuple[FoundFile, ReadOptions]
OnOpen: TypeAlias = Callable[[IO[bytes]], None]

#: Limits of small texts that are requested together: files, bytes, and characters of their paths
#: (requests sent ahead have to fit into the socket).
_MAX_FILES = 32
_MAX_REQUEST_BYTES = 1 << 18
_MAX_PATHS = 1 << 13
#: Requests that are sent, or parts read here, before the first answers have been used.
_AHEAD = 3
#: Least small texts for which a process is started; starting one takes as long as reading some
#: hundred.
_MIN_FILES = 300


class _PendingPart(NamedTuple):
    """Neighbouring jobs that are one request, or, with ``here``, are read in this process."""

    jobs: tuple[Job, ...]
    here: bool = False
    together: bool = False


def read_files(jobs: Sequence[Job], on_open: OnOpen | None = None) -> Generator[Iterator[Read]]:
    """Yield for each file, in order, an iterator over the items of `read_file`.

    An iterator need not be used to its end before the next one is asked for.
    ``on_open`` is given the files whose articles come one by one.
    """
    reading = _Ahead(_parts(jobs), on_open)
    try:
        yield from reading.run()
    finally:
        reading.end()


def _parts(jobs: Sequence[Job]) -> Iterator[_PendingPart]:
    """Divide jobs into requests that are short enough to be sent ahead."""
    small = sum(may_be_read_ahead(file) for file, _ in jobs)
    calls = system_calls.calls
    together = small >= _MIN_FILES and calls.passes_descriptors and calls.cores() > 1
    gathered: list[Job] = []
    size = paths = 0
    for job in jobs:
        file, options = job
        if together and may_be_read_ahead(file):
            size, paths = size + file.size, paths + len(file.path) + len(file.key)
            full = len(gathered) >= _MAX_FILES or size > _MAX_REQUEST_BYTES or paths > _MAX_PATHS
            if gathered and (full or gathered[0][1] is not options):
                yield _PendingPart(tuple(gathered), together=True)
                gathered, size, paths = [], file.size, len(file.path) + len(file.key)
            gathered.append(job)
            continue
        if gathered:
            yield _PendingPart(tuple(gathered), together=True)
            gathered, size, paths = [], 0, 0
        yield _PendingPart((job,), here=not belongs_apart(file, options.limits))
    if gathered:
        yield _PendingPart(tuple(gathered), together=True)


class _Ahead:
    """Keeps a process busy with the next parts."""

    def __init__(self, parts: Iterator[_PendingPart], on_open: OnOpen | None) -> None:
        self._parts = parts
        self._on_open = on_open
        self._next: deque[_PendingPart] = deque()
        #: Number of the next requests that have been sent.
        self._sent = 0
        self._worker: Worker | None = None

    def run(self) -> Iterator[Iterator[Read]]:
        """Yield for each file an iterator over its articles, which must be used to its end."""
        while self._fill():
            part = self._next[0]
            if part.here:
                self._next.popleft()
                (file, options), *_ = part.jobs
                with closing(read_file(file, options, on_open=self._on_open)) as read_here:
                    yield read_here
                continue
            self._send()
            self._next.popleft()
            worker = self._worker if self._sent else None
            self._sent = max(0, self._sent - 1)
            if part.together:
                yield from self._together(part, worker)
            else:
                (file, options), *_ = part.jobs
                items = read_file_apart(file, options, self._on_open, worker)
                yield items
                deque(items, 0)
            self._look_after(worker)

    def end(self) -> None:
        """Return the process to the pool."""
        worker, self._worker = self._worker, None
        if worker is not None:
            give_back(worker)

    def _fill(self) -> bool:
        """Fetch as many parts as may be sent ahead; return whether any is left."""
        while len(self._next) < _AHEAD:
            part = next(self._parts, None)
            if part is None:
                break
            self._next.append(part)
        return bool(self._next)

    def _send(self) -> None:
        requests = [part for part in self._next if not part.here]
        if self._worker is None:
            with suppress(NoProcess):
                self._worker = borrow()
        if self._worker is None:
            return
        for part in requests[self._sent :]:
            file, options = part.jobs[0]
            if part.together:
                files = tuple(far(file) for file, _ in part.jobs)
                self._worker.ask(Batch(files, sendable_options(options)))
            else:
                self._worker.ask(request_for(file, options))
        self._sent = len(requests)

    def _look_after(self, worker: Worker | None) -> None:
        """Release a process that takes no more requests; unread ones are sent to the next."""
        if worker is not None and (worker.retired or not worker.finished):
            worker.end()
            self._worker, self._sent = None, 0

    def _together(self, part: _PendingPart, worker: Worker | None) -> Iterator[Iterator[Read]]:
        """Yield the articles of small files; files left unread are read one by one."""
        done = 0
        for message in worker.answers() if worker is not None else ():
            if isinstance(message, Files):
                done += len(message.results)
                for items in message.results:
                    yield iter(items)
        for file, options in part.jobs[done:]:
            yield read_file_apart(file, options, self._on_open)
