"""Sums of what is given to the same articles, laid out over all of them."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained, distinct
from ksearch.arrays.types import Articles32, Contributions
from ksearch.ranking.postings.membership import Membership

#: Up to so many articles, sums and wide leaves are laid out over all of them; looking up those
#: that matter is faster for more.
_MAX_DENSE_ARTICLES = 1 << 17
#: Clearing everything is faster than clearing what was touched, if that is one in so many.
_CLEAR_ALL_DIVISOR = 16
#: Searching is faster than marking for one in so many.
_BINARY_SEARCH_RATIO = 32


class _ThreadScores(threading.local):
    """What a thread adds up in: all zeros between calls."""

    def __init__(self, size: int) -> None:
        self.sums: Contributions = np.zeros(size, np.float32)


class Accumulator:
    """Adds up what is given to articles; threads may share it.

    Every thread keeps an array of 4 bytes an article, and one of marks: sorting what is given
    takes several times as long as adding it where it belongs.

    Args:
        size: how many articles there are.
        laid_out: whether they are few enough to lay something out over all of them for a query;
            by default, what is faster.

    Attributes:
        size, laid_out: as given.
    """

    def __init__(self, size: int, *, laid_out: bool | None = None) -> None:
        self.size = size
        self.laid_out = size <= _MAX_DENSE_ARTICLES if laid_out is None else laid_out
        self._own = _ThreadScores(size)
        self._marks = Membership(size)

    def totals(self, numbers: Articles32, shares: Contributions) -> Contributions:
        """Return for each number what is given to it in all places where it stands (float32)."""
        return self._read(numbers, shares, numbers)

    def added_up(
        self, numbers: Articles32, shares: Contributions
    ) -> tuple[Articles32, Contributions]:
        """Return the numbers, ascending and distinct, and what is given to each (float32)."""
        once = distinct(numbers)
        return once, self._read(numbers, shares, once)

    def over_all(self, numbers: Articles32, shares: Contributions) -> Contributions:
        """Return what is given to each of all articles (float32)."""
        sums = np.zeros(self.size, np.float32)
        np.add.at(sums, numbers, shares)
        return sums

    def contained(self, values: Articles32, among: Articles32) -> npt.NDArray[np.bool_]:
        """Return which of some articles are among others; both are ascending."""
        if len(values) * _BINARY_SEARCH_RATIO < len(among):
            return contained(values, among)
        return self._marks.contained(values, among)

    def _read(
        self, numbers: Articles32, shares: Contributions, wanted: Articles32
    ) -> Contributions:
        sums = self._own.sums
        try:
            np.add.at(sums, numbers, shares)
            found: Contributions = sums.take(wanted, mode="clip")
            return found
        finally:
            if len(numbers) * _CLEAR_ALL_DIVISOR > self.size:
                sums.fill(0)
            else:
                sums[numbers] = 0
