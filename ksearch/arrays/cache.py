"""The one cache of the program: least recently used values go first, bounded in bytes."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, TypeVar

from ksearch import system_calls

Value = TypeVar("Value")

#: Overhead of an entry in bytes, beside its key and value: its slot in the dictionary.
_ENTRY_BYTES = 200
#: After this many bytes of new values, freed memory is returned to the system, which takes about 10
#: ms: cached values keep the heap from shrinking by itself.
_RETURN_AFTER = 32 * 1024 * 1024


class Cache(Generic[Value]):
    """A locked LRU cache, bounded by the bytes that its entries take.

    Threads may share it. Several threads may compute the same value at once; one of them is kept.

    Args:
        most_bytes: bound of all entries together. A larger single value is not cached.
        size_of: gives the bytes of a value.
    """

    def __init__(self, most_bytes: int, size_of: Callable[[Value], int] | None = None) -> None:
        self._most_bytes = most_bytes
        self._size_of: Callable[[Value], int] = size_of or memory_of
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._put_bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return the value of a key, or None; it counts as used now."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Hashable, value: Value) -> Value:
        """Cache a value, and return it."""
        size = self._size_of(value) + memory_of(key) + _ENTRY_BYTES
        with self._lock:
            replaced = self._entries.pop(key, None)
            if replaced is not None:
                self._bytes -= replaced[1]
            if size > self._most_bytes:
                return value
            self._entries[key] = (value, size)
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, (_, dropped) = self._entries.popitem(last=False)
                self._bytes -= dropped
            self._put_bytes += size
            much = self._put_bytes >= _RETURN_AFTER
            if much:
                self._put_bytes = 0
        if much:
            system_calls.calls.return_memory()
        return value

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key; ``make`` computes it if it is not cached."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[0]
        return self.put(key, make())

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    @property
    def bytes(self) -> int:
        """The bytes that all entries take."""
        return self._bytes


#: Types of values without parts. Most keys and values consist of exactly these types; members of
#: enumerations are numbers or strings, too.
_WITHOUT_PARTS = frozenset({str, bytes, int, float, bool, type(None)})
_NOTHING: Mapping[str, Any] = {}


def memory_of(value: Any) -> int:
    """Estimate the bytes that a value takes: numbers, strings, arrays, and containers of these."""
    size, left = 0, [value]
    while left:
        value = left.pop()
        size += sys.getsizeof(value)
        if type(value) in _WITHOUT_PARTS:
            continue
        if isinstance(value, tuple | list | set | frozenset):
            left.extend(value)
        elif isinstance(value, Mapping):
            left.extend(value.keys())
            left.extend(value.values())
        elif hasattr(value, "nbytes"):  # counted like its base, which a view may keep alive
            size += max(0, int(value.nbytes) - sys.getsizeof(value))
        elif not isinstance(value, str | bytes | int | float | type):
            left.extend(getattr(value, "__dict__", _NOTHING).values())
    return size
