"""Shares the queries of a batch out among copies of this process.

A copy has the opened index and what this process has cached so far; of processes that begin anew,
each would have to make all of that again, which takes as long as two hundred searches. So where
processes cannot be copied, this one answers alone. Threads would not help: most of a search is many
short steps of Python.
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

#: Queries that have to have come together before copies are made: a second's work.
_WORTH_BEGINNING = 100
#: Queries that this process answers before it is copied, so that its caches are worth it.
_BEFORE = 40
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
        asked: how it is searched.
    """

    def __init__(self, index: Index, asked: Asked) -> None:
        self._index = index
        self._asked = asked
        self._pool: ProcessPoolExecutor | None = None
        self._processes = min(cores(), _MOST_PROCESSES) if copies_processes() else 1

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
            before = _BEFORE if self._pool is None else 0
            yield from self._alone(queries[:before])
            queries = queries[before:]
            done = 0
            try:
                for answers in self._shared(queries):
                    yield answers
                    done += _AT_ONCE
            except (BrokenProcessPool, OSError):  # one was killed, or the system refused another
                self._end()
                self._processes = 1  # what is left is answered here, and all that follows
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
        shares = [queries[at : at + _AT_ONCE] for at in range(0, len(queries), _AT_ONCE)]
        if self._pool is not None:
            return self._pool.map(_answers, shares)
        _copied = self._index, self._asked
        self._pool = ProcessPoolExecutor(self._processes, get_context("fork"), _ignore_interrupts)
        with _interrupts_ignored(), warnings.catch_warnings():  # the copies are made now
            # Python warns of threads that a copy lacks; those of numpy are idle.
            warnings.simplefilter("ignore", DeprecationWarning)
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


#: What a copy answers with: the index and how it is asked.
_copied: tuple[Index, Asked] | None = None


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that was copied."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _answers(queries: list[str]) -> Answers:
    assert _copied is not None
    return answers_to(*_copied, queries)
