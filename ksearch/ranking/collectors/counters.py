"""The counters of one snapshot, made on first use and cached."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Articles
from ksearch.model.dates import local_zone
from ksearch.ranking.collectors.facets import FacetCounter
from ksearch.ranking.collectors.histogram import PeriodCounter
from ksearch.storage.segments.segment import NO_DATE
from ksearch.storage.snapshot import Snapshot


class Counters:
    """Counts articles of one snapshot; safe to share between threads.

    Args:
        snapshot: what holds the articles.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        seconds = [segment.seconds for segment in snapshot.segments]
        self._seconds = np.concatenate([np.zeros(0, np.int64), *seconds])
        self._facets: dict[str, FacetCounter] = {}
        self._periods: dict[tuple[str, object], PeriodCounter] = {}

    def facet(self, field: str) -> FacetCounter:
        """Return the counter of a keyword field's values."""
        counter = self._facets.get(field)
        if counter is None:
            named = _people_in if field == "author" else None
            counter = self._facets[field] = FacetCounter(self._snapshot, field, named)
        return counter

    def periods(self, by: str) -> PeriodCounter:
        """Return the counter of periods: ``day``, ``week``, ``month`` or ``year``."""
        key = (by, local_zone())
        counter = self._periods.get(key)
        if counter is None:
            counter = self._periods[key] = PeriodCounter(self._seconds, by)
        return counter

    def undated(self, articles: Articles) -> int:
        """Return how many of some articles (int64) have no date."""
        return int(np.count_nonzero(self._seconds[articles] == NO_DATE))

    def all(self, mask: npt.NDArray[np.bool_] | None) -> Articles:
        """Return the articles that a mask lets through; None: all of them (int64, ascending)."""
        if mask is None:
            return np.arange(self._snapshot.size)
        return np.flatnonzero(mask)


def names_in(field: str, value: str) -> Iterable[str]:
    """Return the names in a value of a keyword field: each of several reporters, or the value."""
    return _people_in(value) if field == "author" else (value,)


def _people_in(value: str) -> Iterable[str]:
    from ksearch.model.names import people_in  # imported late: slow to compile

    return people_in(value) or filter(None, map(str.strip, value.split(",")))
