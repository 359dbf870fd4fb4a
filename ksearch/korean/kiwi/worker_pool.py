"""Shares runs of Hangul out among processes, each with an analyser of its own.

Kiwi keeps Python's lock while it works, so that threads would only wait for each other. A process
takes Kiwi a second to begin: few runs are analysed in this one instead, and so is what a process
leaves undone that was killed.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from ksearch import system_calls
from ksearch.korean.analyses import Analyser, AnalysisColumns, RunAnalysis, pack_span
from ksearch.korean.kiwi.pipes import Pipes, begin


class _Batch(NamedTuple):
    """Runs for one request, and how many runs were asked for before them."""

    first: int
    runs: list[str]


#: Least runs for which worker processes are started: about two seconds of work.
_WORTH_PROCESSES = 12_000
_MAX_PROCESSES = 4
_RUNS_PER_MESSAGE = 1024
#: Outstanding batches up to which no long step of other work is begun.
_FEW_BATCHES = 4
#: Seconds of waiting after which Python is let look for a Ctrl-C; a wait without an end hides it
#: on some systems.
_LOOK = 0.2


def columns_of_analyses(analyses: Iterable[tuple[str, RunAnalysis]]) -> AnalysisColumns:
    """Return analyses as columns, in which form they are sent between processes."""
    found = AnalysisColumns([], [], [], [], [])
    for run, analysis in analyses:
        found.runs.append(run)
        found.counts.append(len(analysis.terms))
        found.nominal.append(analysis.nominal)
        for text, start, end, kind in analysis.terms:
            found.texts.append(text)
            found.spans.append(pack_span(start, end, kind))
    return found


class WorkerPool:
    """Analyses runs in processes, as these become free."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._pending: list[str] = []
        self._batches: queue.SimpleQueue[_Batch | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[tuple[_Batch, AnalysisColumns | None]] = (
            queue.SimpleQueue()
        )
        #: Number of runs that were handed out or analysed, and where the batches begin, in the
        #: order in which runs were asked for, that are being analysed.
        self._handed_out = 0
        self._outstanding: set[int] = set()
        self._members: list[threading.Thread] = []
        self._pipes: list[Pipes] = []

    def ask(self, runs: list[str]) -> None:
        """Queue runs for analysis."""
        self._pending.extend(runs)
        if not self._members and len(self._pending) >= _WORTH_PROCESSES:
            self._gather()
        if self._members:
            self._hand_out(_RUNS_PER_MESSAGE)

    def _gather(self) -> None:
        settings = self._analyser.settings()
        if settings is None or not sys.executable:
            return
        self._pipes = begin(settings, min(system_calls.calls.cores(), _MAX_PROCESSES))
        for pipes in self._pipes:
            member = threading.Thread(target=self._work, args=(pipes,), daemon=True)
            self._members.append(member)
            member.start()

    def _hand_out(self, least: int) -> None:
        while len(self._pending) >= least:
            batch = _Batch(self._handed_out, self._pending[:_RUNS_PER_MESSAGE])
            self._pending = self._pending[_RUNS_PER_MESSAGE:]
            self._handed_out += len(batch.runs)
            self._outstanding.add(batch.first)
            self._batches.put(batch)

    def _work(self, pipes: Pipes) -> None:
        """Run in the thread of one process: send it batches, and pass its replies on."""
        with pipes:
            while (batch := self._batches.get()) is not None:
                found = pipes.ask(batch.runs)
                self._replies.put((batch, None if found is None else AnalysisColumns(*found)))

    def done(self) -> Iterator[AnalysisColumns]:
        """Yield the analyses that are finished, without waiting for others."""
        while self._outstanding and not self._replies.empty():
            yield self._next()

    def answers(
        self, meanwhile: Iterator[None] | None = None, *, first: int | None = None
    ) -> Iterator[AnalysisColumns]:
        """Yield what is analysed until it holds all runs that were asked for.

        Args:
            meanwhile: other work, advanced step by step while nothing has come.
            first: how many runs have to be analysed, of all that were ever asked for, in that
                order. More work for the processes will follow on these: near the end they are
                waited for, so that the processes do not run out of work during a step.
        """
        if self._members:
            self._hand_out(1)
        steps = meanwhile or iter(())
        few = 0 if first is None else _FEW_BATCHES
        while self._is_unanswered(first):
            while self._replies.empty() and len(self._outstanding) > few:
                if next(steps, self) is self:
                    break
            yield self._next()
        if first is None or self._handed_out < first:
            pending, self._pending = self._pending, []
            self._handed_out += len(pending)
            if pending:
                yield columns_of_analyses(self._analyser.analyse(pending))

    def _is_unanswered(self, first: int | None) -> bool:
        """Return whether one of the first runs that were asked for, or any, is being analysed."""
        if first is None or not self._outstanding:
            return bool(self._outstanding)
        return min(self._outstanding) < first

    def _next(self) -> AnalysisColumns:
        batch, found = self._reply()
        self._outstanding.discard(batch.first)
        return columns_of_analyses(self._analyser.analyse(batch.runs)) if found is None else found

    def _reply(self) -> tuple[_Batch, AnalysisColumns | None]:
        while True:
            with suppress(queue.Empty):
                return self._replies.get(timeout=_LOOK)

    def close(self) -> None:
        """End the processes at once; what they have not done stays undone."""
        with suppress(queue.Empty):
            while True:
                self._batches.get_nowait()
        for _ in self._members:
            self._batches.put(None)
        for pipes in self._pipes:
            pipes.kill()
        self._members.clear()
        self._pipes.clear()
