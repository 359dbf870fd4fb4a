"""The index that all requests share: opened once, and again after each commit."""

from __future__ import annotations

import threading
import time

import ksearch

#: Seconds between two checks for a newer commit. A check reads a file of about 1 kB.
_LOOK_EVERY = 0.5


class SharedIndex:
    """Gives each request the index as of its last commit.

    A request sees one state of the index from its beginning to its end, also if something is
    committed meanwhile: a newer state is another object. The older one is closed when the last
    request that uses it has ended.

    Args:
        location: the index's folder.
    """

    def __init__(self, location: str) -> None:
        self.location = location
        self._lock = threading.Lock()
        self._index: ksearch.Index | None = None
        self._looked = 0.0

    def current(self) -> ksearch.Index:
        """Return the index as it is now.

        Raises:
            IndexNotFound: there is none, or not yet.
        """
        now = time.monotonic()
        with self._lock:
            index = self._index
            if index is None or now - self._looked >= _LOOK_EVERY:
                self._index = index = self._newest(index)
                self._looked = now
            return index

    def _newest(self, index: ksearch.Index | None) -> ksearch.Index:
        return ksearch.open(self.location) if index is None else index.newest()

    def look_again(self) -> None:
        """Have the next request see the last commit of this process."""
        with self._lock:
            self._looked = -_LOOK_EVERY

    def close(self) -> None:
        """Release the index."""
        with self._lock:
            self._index = None
