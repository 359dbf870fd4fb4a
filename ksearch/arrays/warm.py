"""Tables in memory that pay off only after a number of calls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from ksearch import system_calls

Built = TypeVar("Built")


class Warm(Generic[Built]):
    """A table that is built after a number of calls; safe to share between threads.

    The first calls are answered without it, by a scan: a search from the shell makes a few, and
    building the table would take longer than these. The function that builds it is passed with each
    call and not stored, to avoid reference cycles.

    Args:
        calls: the number of calls that are answered without the table.
    """

    def __init__(self, calls: int) -> None:
        self._calls = calls
        self._asked = 0
        self._lock = threading.Lock()
        self.table: Built | None = None

    def get(self, build: Callable[[], Built]) -> Built | None:
        """Count a call; return the table, or None as long as scans are cheaper."""
        if self.table is None:
            self._asked += 1
            if self._asked > self._calls:
                table = self.now(build)
                # Sorting takes several times the table's size, which would otherwise not be
                # returned.
                system_calls.calls.return_memory()
                return table
        return self.table

    def now(self, build: Callable[[], Built]) -> Built:
        """Return the table now, building it if needed."""
        if self.table is None:
            with self._lock:
                if self.table is None:
                    self.table = build()
        return self.table
