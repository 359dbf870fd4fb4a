"""Divides the queries of a batch among copies (forks) of this process.

A copy has the opened index and the caches of this process; a new process would have to make them
again, which takes as long as two hundred searches. So if processes cannot be copied, this one
answers alone. Threads would not help: most of a search is many short steps of Python.
"""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING

from ksearch.system_calls import copies_processes, cores

from .answers import Answers, Asked, answers_to

if TYPE_CHECKING:
    from ksearch import Index

#: Least queries that have come together before copies are made: a second's work.
_WORTH_BEGINNING = 100
#: Queries that this process answers before it is copied, to fill its caches.
_QUERIES_BEFORE_COPYING = 40
#: Least queries that have come together before existing copies are used.
_WORTH_ASKING = 8
#: Queries that a process is given at once: enough for the transfer not to matter, few enough for
#: steady output, and for all processes to end at about the same time.
_QUERIES_AT_ONCE = 8
_MOST_PROCESSES = 8


class Helpers:
    """Answers the queries of a batch, with the help of processes if there are many.

    Args:
        index: the index, as this process has opened it.
        asked: the options of the batch.
    """

    def __init__(self, index: Index, asked: Asked) -> None:
        self._index = index
        self._asked = asked
        self._pool: ProcessPoolExecutor | None = None
        self._processes = min(cores(), _MOST_PROCESSES) if copies_processes() else 1

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *raised: object) -> None:
        if kind is not None and self._pool is not None:  # their results are not needed
            for process in active_children():
                process.kill()
        self._end()

    @property
    def are_at_work(self) -> bool:
        """Whether copies have been made."""
        return self._pool is not None

    def answers(self, queries: list[str]) -> Iterator[Answers]:
        """Yield the answers to queries that have come together, in their order."""
        if self._worth_processes(len(queries)):
            before = _QUERIES_BEFORE_COPYING if self._pool is None else 0
            yield from self._alone(queries[:before])
            queries = queries[before:]
            done = 0
            try:
                for answers in self._shared(queries):
                    yield answers
                    done += _QUERIES_AT_ONCE
            except (BrokenProcessPool, OSError):  # a process was killed, or could not be started
                self._end()
                self._processes = 1  # this and all following queries are answered here
            queries = queries[done:]
        yield from self._alone(queries)

    def _alone(self, queries: list[str]) -> Iterator[Answers]:
        for query in queries:
            yield answers_to(self._index, self._asked, [query])

    def _worth_processes(self, count: int) -> bool:
        least = _WORTH_BEGINNING if self._pool is None else _WORTH_ASKING
        return self._processes > 1 and count >= least

    def _shared(self, queries: list[str]) -> Iterator[Answers]:
        global _copied
        shares = [
            queries[at : at + _QUERIES_AT_ONCE] for at in range(0, len(queries), _QUERIES_AT_ONCE)
        ]
        if self._pool is not None:
            return self._pool.map(_answers, shares)
        _copied = self._index, self._asked
        self._pool = ProcessPoolExecutor(self._processes, get_context("fork"), _ignore_interrupts)
        with _interrupts_ignored(), warnings.catch_warnings():  # processes are copied in this call
            # Python warns that threads are not copied; those of numpy are idle.
            warnings.simplefilter("ignore", DeprecationWarning)
            return self._pool.map(_answers, shares)

    def _end(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C while the block runs, if this is the main thread, which receives it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


#: The index and the options that a copy of this process uses.
_copied: tuple[Index, Asked] | None = None


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _answers(queries: list[str]) -> Answers:
    assert _copied is not None
    return answers_to(*_copied, queries)
