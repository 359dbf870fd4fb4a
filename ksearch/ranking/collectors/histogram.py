"""Histograms: how many of some articles were published in each day, week, month or year."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import numpy as np

from ksearch.arrays.types import Articles, Numbers
from ksearch.model.dates import local_zone, utc_offset
from ksearch.storage.segments.segment import NO_DATE

_DAY = 86_400
#: 1970-01-01 was a Thursday: three days after the Monday of its week.
_MONDAY = 3
#: Most periods for which empty ones are listed, too: one article with a wrong date must not make a
#: list of a million days.
_MAX_PERIODS = 100_000


class PeriodCounter:
    """Counts articles by the period in which they were published, in the time zone of display.

    Args:
        seconds: when each article was published, since 1970 UTC (int64); `NO_DATE` for undated.
        by: ``day``, ``week``, ``month`` or ``year``.
    """

    def __init__(self, seconds: Numbers, by: str) -> None:
        self._dated = seconds != NO_DATE
        self._numbers = np.zeros(len(seconds), np.int64)
        self._numbers[self._dated] = periods_of(_local_days(seconds[self._dated]), by)

    def periods(self, articles: Articles) -> Numbers:
        """Return every period from the first of some articles to their last (int64, ascending)."""
        return listed_periods(self._of(articles))

    def count(self, articles: Articles, periods: Numbers) -> Numbers:
        """Return how many of some articles were published in each period (int64).

        Args:
            articles: their numbers over all segments (int64).
            periods: ascending; articles of other periods do not count.
        """
        found = self._of(articles)
        if not len(periods):
            return np.zeros(0, np.int64)
        places = periods.searchsorted(found)
        inside = places < len(periods)
        places, found = places[inside], found[inside]
        return np.bincount(places[periods[places] == found], minlength=len(periods))

    def _of(self, articles: Articles) -> Numbers:
        """Return the periods of those of some articles that have a date (int64)."""
        found: Numbers = self._numbers[articles[self._dated[articles]]]
        return found


def _local_days(seconds: Numbers) -> Numbers:
    """Return the local days of points in time, in days since 1970 (int64)."""
    zone = local_zone()
    if isinstance(zone, timezone):  # a fixed offset
        return (seconds + utc_offset(0)) // _DAY
    # Offsets change a few times a year: they are looked up for the two ends of each day only, and
    # for each time on the days on which they change.
    days, which = np.unique(seconds // _DAY, return_inverse=True)
    begins = np.array([utc_offset(day * _DAY) for day in days.tolist()], np.int64)
    ends = np.array([utc_offset((day + 1) * _DAY - 1) for day in days.tolist()], np.int64)
    offsets = begins[which]
    for place in np.flatnonzero((begins != ends)[which]).tolist():
        offsets[place] = utc_offset(int(seconds[place]))
    return (seconds + offsets) // _DAY


def listed_periods(found: Numbers) -> Numbers:
    """Return every period from the first to the last of some (int64, ascending)."""
    if not len(found):
        return found
    first, last = int(found.min()), int(found.max())
    if last - first < _MAX_PERIODS:
        return np.arange(first, last + 1)
    return np.unique(found)


def periods_of(days: Numbers, by: str) -> Numbers:
    """Return the numbers of the periods that local days, since 1970, are in (int64)."""
    if by == "day":
        return days
    if by == "week":
        return (days + _MONDAY) // 7
    unit = "datetime64[M]" if by == "month" else "datetime64[Y]"
    return days.astype("datetime64[D]").astype(unit).astype(np.int64)


def first_day(period: int, by: str) -> date:
    """Return the day on which a period begins."""
    if by == "month":
        return date(1970 + period // 12, period % 12 + 1, 1)
    if by == "year":
        return date(1970 + period, 1, 1)
    days = period if by == "day" else 7 * period - _MONDAY
    return date(1970, 1, 1) + timedelta(days=days)


def label_of(first: date, by: str) -> str:
    """Return how the period that begins on a day is written: 2025-W07, 2025-02, 2025."""
    if by == "week":
        year, week, _ = first.isocalendar()
        return f"{year:04}-W{week:02}"
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[by]]
