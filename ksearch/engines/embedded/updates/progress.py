"""The progress of an update: reports to callers and in the lock file, and checkpoints."""

from __future__ import annotations

import time
from typing import IO

from ksearch.engines.embedded.updates.opening import OpenedForWriting
from ksearch.engines.protocol import ProgressCallback
from ksearch.model.reports import Progress
from ksearch.storage.locking import HeldLock

#: Seconds between two calls of a progress callback.
_REPORT_INTERVAL = 0.1
#: Seconds of a first build between checkpoints, even if no segment is full: the most work that is
#: lost if the process is killed. A shorter time would make small segments that have to be merged.
_CHECKPOINT = 120.0
#: Seconds between two progress notes in the lock file of a first build.
_REPORT_SECONDS = 0.5
_MAX_REPORTED_SHARE = 0.99


class Checkpoints:
    """Decides when a first build makes a checkpoint: after each segment, and at intervals."""

    def __init__(self, opened: OpenedForWriting) -> None:
        self._writer = opened.writer
        self._is_first = opened.is_first
        self._flushes = 0
        self._made = time.monotonic()

    def is_due(self) -> bool:
        """Return whether it is time for a checkpoint."""
        if not self._is_first:
            return False
        flushed = self._writer.flushes > self._flushes
        return flushed or time.monotonic() - self._made > _CHECKPOINT

    def done(self) -> None:
        """Record that a checkpoint was made."""
        self._flushes = self._writer.flushes
        self._made = time.monotonic()


class Meter:
    """Reports the progress of reading: to a callback and, of a first build, in the lock file."""

    def __init__(self, callback: ProgressCallback | None, lock: HeldLock | None) -> None:
        self._callback = callback
        self._lock = lock
        self._total = 0
        self._done = 0
        self._stream: IO[bytes] | None = None
        self._shown = 0.0
        self._reported_at = time.monotonic()
        if lock is not None:
            lock.building(0.0)

    def begin(self, total: int) -> None:
        """Begin reading ``total`` bytes."""
        self._total = total

    def opened(self, stream: IO[bytes]) -> None:
        """Record the file that is being read."""
        self._stream = stream

    def end_file(self, size: int) -> None:
        """Record that a file of ``size`` bytes was read."""
        self._done += size
        self._stream = None

    def show(self, stage: str, articles: int, *, force: bool = False) -> None:
        """Report the progress, at intervals."""
        now = time.monotonic()
        if self._lock is not None and now - self._reported_at >= _REPORT_SECONDS:
            self._reported_at = now
            # Never 100% before the commit: a reader would expect an index then.
            self._lock.building(min(self._bytes() / max(self._total, 1), _MAX_REPORTED_SHARE))
        if self._callback is not None and (force or now - self._shown >= _REPORT_INTERVAL):
            self._shown = now
            self._callback(Progress(stage, articles, self._bytes(), self._total))

    def _bytes(self) -> int:
        stream = self._stream
        return self._done + (stream.tell() if stream is not None and not stream.closed else 0)
