"""What was used last: values that are worth keeping, up to a size."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

#: What every value takes, whatever its size.
_LEAST = 64


class Latest(Generic[Kept]):
    """Values by key, the newest of them; threads may share it.

    Args:
        most: the size up to which values are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key."""
        kept = self._kept.get(key)
        return None if kept is None else kept[0]

    def keep(self, key: Hashable, value: Kept, size: int) -> None:
        """Keep a value, and drop the oldest where that is too much."""
        _, replaced = self._kept.get(key, (value, 0))
        self._kept[key] = (value, size + _LEAST)
        self._size += size + _LEAST - replaced
        while self._size > self._most and len(self._kept) > 1:
            try:
                _, (_, dropped) = self._kept.popitem(last=False)
            except KeyError:  # another thread was faster
                break
            self._size -= dropped
