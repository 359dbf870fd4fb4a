"""Membership tests by a mask over all numbers instead of searching."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Mask

#: The whole mask is reset if more than 1/16 of it may be set.
_CLEAR_ALL_DIVISOR = 16


class Membership(threading.local):
    """A reusable mask for each thread; all false between calls.

    Resetting the used items costs less than a new array for every call.

    Args:
        size: numbers are below this.
    """

    def __init__(self, size: int) -> None:
        self._set = np.zeros(size, np.bool_)
        self._few = size // _CLEAR_ALL_DIVISOR

    def contained(self, values: npt.NDArray[Any], among: npt.NDArray[Any]) -> Mask:
        """Return which of some numbers are among others; both in any order."""
        self._set[among] = True
        try:
            found: Mask = self._set.take(values, mode="clip")
            return found
        finally:
            if len(among) > self._few:
                self._set.fill(False)
            else:
                self._set[among] = False
