"""Sends runs to the analyser, each once, and puts its answers into a table of runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ksearch.korean.analyses import Analyser, AnalysisColumns
from ksearch.korean.kiwi.worker_pool import WorkerPool
from ksearch.lexicon.run_table import RunTable

#: Runs that are sent to the analyser at once while others are still being sorted.
_RUNS_PER_BATCH = 1024


class AskedRuns:
    """Sends runs to the analyser, which works in the background, and gathers its answers."""

    def __init__(self, analyser: Analyser) -> None:
        self._pool = WorkerPool(analyser)
        self._runs: set[str] = set()
        #: Number of runs that were sent, over all batches.
        self.count = 0

    def begin(self, table: RunTable) -> None:
        """Begin a batch, whose answers go into ``table``."""
        self._table = table
        self._runs.clear()

    def __contains__(self, run: str) -> bool:
        return run in self._runs

    def ask(self, runs: Iterable[str]) -> None:
        """Send the runs that were not sent before, while the analyser already works."""
        batch: list[str] = []
        for run in runs:
            if run not in self._runs:
                self._runs.add(run)
                batch.append(run)
                if len(batch) >= _RUNS_PER_BATCH:
                    self._send(batch)
                    batch = []
        self._send(batch)

    def _send(self, runs: list[str]) -> None:
        self.count += len(runs)
        self._pool.ask(runs)

    def receive(self) -> None:
        """Store the answers that have arrived, without waiting for others."""
        self._take(self._pool.done())

    def wait(self, meanwhile: Iterator[None], *, first: int | None = None) -> None:
        """Wait for the answers to the first runs that were sent, or to all; see `WorkerPool`."""
        self._take(self._pool.answers(meanwhile, first=first))

    def _take(self, answers: Iterator[AnalysisColumns]) -> None:
        for found in answers:
            self._table.add_all(found)

    def close(self) -> None:
        """Release the worker processes."""
        self._pool.close()
