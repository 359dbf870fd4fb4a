"""Shares the queries of a batch out among processes, each of which opens the same index.

Its files are mapped into the memory of all of them once. Threads would not help: most of a search
is many short steps of Python.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING

from ksearch import KSearchError
from ksearch import open as open_index
from ksearch.system_calls import cores

from .answers import Answers, Asked, answers_to

if TYPE_CHECKING:
    from ksearch import Index

#: Queries that have to have come together before processes are begun: a second's work. Each process
#: takes a quarter of a second to begin.
_WORTH_BEGINNING = 100
#: Queries that have to have come together for processes that have begun to be asked.
_WORTH_ASKING = 8
#: Queries that a process is given at once: long enough for the way there and back not to matter,
#: short enough for what is found to be printed steadily, and for all to end at about the same time.
_AT_ONCE = 8
_MOST_PROCESSES = 8


class Helpers:
    """Answers the queries of a batch, with the help of processes where there are many.

    Args:
        index: the index, as this process has opened it.
        location: where it is.
        asked: how it is searched.
    """

    def __init__(self, index: Index, location: str, asked: Asked) -> None:
        self._index = index
        self._location = location
        self._asked = asked
        self._pool: ProcessPoolExecutor | None = None
        self._processes = min(cores(), _MOST_PROCESSES)

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        if kind is not None and self._pool is not None:  # nobody waits for what they are doing
            for process in active_children():
                process.kill()
        self._end()

    @property
    def are_at_work(self) -> bool:
        """Whether there are processes."""
        return self._pool is not None

    def answers(self, queries: list[str]) -> Iterator[Answers]:
        """Yield the answers to queries that have come together, in their order."""
        if self._worth_processes(len(queries)):
            done = 0
            try:
                for answers in self._shared(queries):
                    if answers is None:
                        break
                    yield answers
                    done += _AT_ONCE
            except (BrokenProcessPool, OSError):  # one was killed, or the system refused another
                pass
            queries = queries[done:]
            if queries:  # what is left is answered here, and all that follows
                self._end()
                self._processes = 0
        for query in queries:
            yield answers_to(self._index, self._asked, [query])

    def _worth_processes(self, count: int) -> bool:
        least = _WORTH_BEGINNING if self._pool is None else _WORTH_ASKING
        return self._processes > 1 and count >= least

    def _shared(self, queries: list[str]) -> Iterator[Answers | None]:
        shares = [queries[at : at + _AT_ONCE] for at in range(0, len(queries), _AT_ONCE)]
        if self._pool is not None:
            return self._pool.map(_answers, shares)
        settings = (self._location, self._index.generation, self._asked, gc.get_threshold())
        self._pool = ProcessPoolExecutor(
            self._processes, get_context("spawn"), initializer=_begin, initargs=settings
        )
        with _interrupts_ignored():  # they begin now, and inherit that
            return self._pool.map(_answers, shares)

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C while the block runs, in the main thread, where it arrives."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# In such a process

_opened: tuple[Index, Asked] | None = None


def _begin(
    location: str, generation: str, asked: Asked, gc_threshold: tuple[int, int, int]
) -> None:
    """Open the index, unless it has changed since: one batch is of one state."""
    global _opened
    gc.set_threshold(*gc_threshold)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that asks
    with suppress(KSearchError):
        index = open_index(location)
        if index.generation == generation:
            _opened = index, asked


def _answers(queries: list[str]) -> Answers | None:
    """Return the answers to some queries; None if the index could not be opened as it was."""
    return None if _opened is None else answers_to(*_opened, queries)
