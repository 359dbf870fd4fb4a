"""Analyses the Hangul of new eojeols: by what is known first, by Kiwi in the background else."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from ksearch.korean.analyses import RunAnalysis
from ksearch.korean.particles import stems
from ksearch.korean.terms import hangul_runs


class Analyser(Protocol):
    """What analyses runs of Hangul (`morphemes.MorphemeAnalyser`)."""

    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        """Yield each run with its analysis."""


class KnownRuns(Protocol):
    """What knows runs already (`lexicon.Lexicon`)."""

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return what is known of a run, or None."""


def infer(run: str, known: KnownRuns) -> RunAnalysis | None:
    """Read a run as a known noun and a particle, or return None where it is none."""
    for stem in stems(run):
        analysis = known.analysis(stem)
        if analysis is not None and analysis.nominal:
            return replace(analysis, nominal=False, morphemes=())
    return None


class RunAnalyses:
    """Collects the runs of new eojeols, and analyses each once.

    Runs that may be a noun and a particle wait until `finish`, when all nouns of the batch are
    known; the outcome does not depend on which thread was faster.
    """

    def __init__(self, lexicon: KnownRuns, analyser: Analyser) -> None:
        self._lexicon = lexicon
        self._analyser = analyser
        self._seen: set[str] = set()
        self._waiting: list[str] = []
        self._table: dict[str, RunAnalysis] = {}
        self._queue: queue.SimpleQueue[list[str] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        #: How many runs the analyser was asked for, over all batches.
        self.analysed = 0

    def feed(self, eojeols: Iterable[str]) -> None:
        """Take up new eojeols; what surely needs the analyser goes to it at once."""
        seen, now = self._seen, []
        for eojeol in eojeols:
            for run in hangul_runs(eojeol):
                if run in seen:
                    continue
                seen.add(run)
                if next(stems(run), None) is None:
                    now.append(run)
                else:
                    self._waiting.append(run)
        if now:
            self._send(now)

    def _send(self, runs: list[str]) -> None:
        self.analysed += len(runs)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="morphemes", daemon=True)
            self._thread.start()
        self._queue.put(runs)

    def _work(self) -> None:
        try:
            for run, analysis in self._analyser.analyse(self._sent()):
                self._table[run] = analysis
        except BaseException as error:  # handed to the thread that waits
            self._failure = error

    def _sent(self) -> Iterator[str]:
        while (runs := self._queue.get()) is not None:
            yield from runs

    def _drain(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
        if self._failure is not None:
            raise self._failure

    def finish(self) -> None:
        """Analyse what is left; after it, `lookup` knows every run that was fed."""
        self._drain()
        left = []
        # Shorter first: a stem may itself be a noun and a particle (서울에서 in 서울에서만).
        for run in sorted(self._waiting, key=lambda run: (len(run), run)):
            analysis = infer(run, self)
            if analysis is None:
                left.append(run)
            else:
                self._table[run] = analysis
        self._waiting.clear()
        if left:
            self._send(left)
            self._drain()

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return what is known of a run by now: of this batch, or from the lexicon."""
        return self._table.get(run) or self._lexicon.analysis(run)

    def lookup(self, run: str) -> RunAnalysis:
        """Return the analysis of a run that was fed."""
        return self._table[run]

    def forget(self, lexicon: KnownRuns) -> None:
        """Begin a new batch; what was analysed is in ``lexicon`` now."""
        self._lexicon = lexicon
        self._seen.clear()
        self._table.clear()
