"""Shares runs of Hangul out among processes, each with an analyser of its own.

Kiwi keeps Python's lock while it works, so that threads would only wait for each other. A process
takes Kiwi a second to begin and a third of a gigabyte: few runs are analysed in this one instead,
and so is what a process leaves undone that was killed.
"""

from __future__ import annotations

import marshal
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, Any

from ksearch.korean.analyses import Analyser, RunAnalysis
from ksearch.korean.lexicon import pack_span

#: The texts of a run's terms, their spans as `lexicon.pack_span` makes them, and whether it is a
#: noun: what processes send.
Reply = tuple[Sequence[str], Sequence[int], bool]
#: A run with its reply.
Row = tuple[str, Sequence[str], Sequence[int], bool]

#: From so many runs on, about two seconds' work, processes are worth their beginning.
_WORTH_PROCESSES = 12_000
_MOST_PROCESSES = 4
_BATCH = 1024
_LENGTH_BYTES = 4
_PROGRAM = (
    "import sys; sys.path[:] = {path!r}; from ksearch.korean.analysis_process import main; main()"
)


def send(stream: IO[bytes], value: Any) -> None:
    """Write a value made of lists, tuples, strings and numbers to a pipe."""
    data = marshal.dumps(value)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "little"))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read what `send` wrote; None at the end of the stream."""
    head = stream.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        return None
    data = stream.read(int.from_bytes(head, "little"))
    return marshal.loads(data)


def reply_of(analysis: RunAnalysis) -> Reply:
    """Put an analysis the way it is sent."""
    texts = [term.text for term in analysis.terms]
    spans = [pack_span(term.start, term.end, term.kind) for term in analysis.terms]
    return texts, spans, analysis.nominal


class Team:
    """Analyses runs in the order in which they come to hand."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._pending: list[str] = []
        self._batches: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[tuple[list[str], list[Reply] | None]] = queue.SimpleQueue()
        self._outstanding = 0
        self._members: list[threading.Thread] = []

    def ask(self, runs: list[str]) -> None:
        """Have runs analysed, some time."""
        self._pending.extend(runs)
        if not self._members and len(self._pending) >= _WORTH_PROCESSES:
            self._gather()
        if self._members:
            self._hand_out(_BATCH)

    def _gather(self) -> None:
        settings = self._analyser.settings()
        if settings is None or not sys.executable:
            return
        for _ in range(min(_cores(), _MOST_PROCESSES)):
            member = threading.Thread(target=self._work, args=(settings,), daemon=True)
            self._members.append(member)
            member.start()

    def _hand_out(self, least: int) -> None:
        while len(self._pending) >= least:
            batch, self._pending = self._pending[:_BATCH], self._pending[_BATCH:]
            self._outstanding += 1
            self._batches.put(batch)

    def _work(self, settings: list[tuple[str, str]]) -> None:
        """Stand for one process: pass batches to it, and its replies on."""
        with _Process(settings) as process:
            while (batch := self._batches.get()) is not None:
                self._replies.put((batch, process.analyse(batch)))

    def done(self) -> Iterator[Row]:
        """Yield what has been analysed by now."""
        while self._outstanding and not self._replies.empty():
            yield from self._next()

    def finished(self) -> Iterator[Row]:
        """Yield everything that was asked for, as soon as it is analysed."""
        if self._members:
            self._hand_out(1)
        while self._outstanding:
            yield from self._next()
        pending, self._pending = self._pending, []
        yield from self._analysed_here(pending)

    def _next(self) -> Iterator[Row]:
        batch, replies = self._replies.get()
        self._outstanding -= 1
        if replies is None:
            return self._analysed_here(batch)
        return ((run, *reply) for run, reply in zip(batch, replies, strict=True))

    def _analysed_here(self, runs: list[str]) -> Iterator[Row]:
        for run, analysis in self._analyser.analyse(runs):
            yield run, *reply_of(analysis)

    def close(self) -> None:
        """Let the processes end; what they have not begun stays undone."""
        while not self._batches.empty():
            self._batches.get()
        for _ in self._members:
            self._batches.put(None)
        self._members.clear()


def _cores() -> int:
    """Return how many cores this process may use; where that is not told, how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Process:
    """Another process that analyses; once it has failed, it answers nothing any more."""

    def __init__(self, settings: list[tuple[str, str]]) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        program = _PROGRAM.format(path=sys.path)
        with suppress(OSError):
            self._process = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            send(self._process.stdin, settings)  # type: ignore[arg-type]

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    def analyse(self, runs: list[str]) -> list[Reply] | None:
        """Return a reply for each run, or None."""
        if self._process is None:
            return None
        replies: list[Reply] | None = None
        with suppress(OSError, EOFError, ValueError):
            send(self._process.stdin, runs)  # type: ignore[arg-type]
            replies = receive(self._process.stdout)  # type: ignore[arg-type]
        if replies is None:
            self._end()
        return replies

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            # The end of its input ends it; what could not be written any more is of no use.
            with suppress(OSError), process:
                pass
