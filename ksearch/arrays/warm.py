"""Tables in memory that pay only for a process that goes on asking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from ksearch import system_calls

Built = TypeVar("Built")


class Warm(Generic[Built]):
    """A table that is built after a number of calls; safe to share between threads.

    The first calls are answered without it, by a scan: a search from the shell makes a few, and
    would wait longer for the table than for them. What builds it is given with each call and not
    kept, so that no table refers back to what holds it.

    Args:
        calls: how many calls are answered without the table.
    """

    def __init__(self, calls: int) -> None:
        self._calls = calls
        self._asked = 0
        self._lock = threading.Lock()
        self.table: Built | None = None

    def get(self, build: Callable[[], Built]) -> Built | None:
        """Count a call; return the table, or None as long as it does not pay."""
        if self.table is None:
            self._asked += 1
            if self._asked > self._calls:
                table = self.now(build)
                # Sorting takes several times the table's size, once; a process that goes on would
                # keep that.
                system_calls.calls.return_memory()
                return table
        return self.table

    def now(self, build: Callable[[], Built]) -> Built:
        """Return the table, for a caller who knows that it pays."""
        if self.table is None:
            with self._lock:
                if self.table is None:
                    self.table = build()
        return self.table
