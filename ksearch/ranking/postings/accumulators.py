"""Accumulators: sums of contributions in an array over all articles."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained, distinct
from ksearch.arrays.types import Articles32, Contributions
from ksearch.ranking.postings.membership import Membership

#: Most articles for which accumulators and wide leaves are dense (an item per article). For more,
#: it is faster to look up only the candidates.
_MAX_DENSE_ARTICLES = 1 << 17
#: The whole buffer is zeroed if more than 1/16 of it was touched.
_CLEAR_ALL_DIVISOR = 16
#: Binary search is faster than a membership mask for less than 1/32 of the articles.
_BINARY_SEARCH_RATIO = 32


class _ThreadScores(threading.local):
    """The buffer of a thread; all zeros between calls."""

    def __init__(self, size: int) -> None:
        self.sums: Contributions = np.zeros(size, np.float32)


class Accumulator:
    """Sums contributions by article; safe to share between threads.

    Every thread has a buffer of 4 bytes per article, and a membership mask. Adding into a buffer is
    several times as fast as sorting contributions by article.

    Args:
        size: how many articles there are.
        laid_out: whether to use dense arrays for a query; by default, whichever is faster.

    Attributes:
        size, laid_out: as given.
    """

    def __init__(self, size: int, *, laid_out: bool | None = None) -> None:
        self.size = size
        self.laid_out = size <= _MAX_DENSE_ARTICLES if laid_out is None else laid_out
        self._own = _ThreadScores(size)
        self._marks = Membership(size)

    def totals(self, numbers: Articles32, shares: Contributions) -> Contributions:
        """Return for each item of ``numbers`` the sum of its article (float32)."""
        return self._read(numbers, shares, numbers)

    def added_up(
        self, numbers: Articles32, shares: Contributions
    ) -> tuple[Articles32, Contributions]:
        """Return the distinct articles, ascending, and their sums (float32)."""
        once = distinct(numbers)
        return once, self._read(numbers, shares, once)

    def over_all(self, numbers: Articles32, shares: Contributions) -> Contributions:
        """Return the sums of all articles (float32, by article)."""
        sums = np.zeros(self.size, np.float32)
        np.add.at(sums, numbers, shares)
        return sums

    def contained(self, values: Articles32, among: Articles32) -> npt.NDArray[np.bool_]:
        """Return which of some articles are among others (bool); both are ascending."""
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
