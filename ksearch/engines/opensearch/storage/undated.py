"""Days that articles name without a year, with the year that is meant: known when they are written.

The embedded engine works this out when a query asks for a day. A cluster cannot, so every article
carries the days that it means, as tokens: the field, the year (``*``: any), month and day.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ksearch.plan import UndatedDayLeaf
from ksearch.ranking.matching.days import DayPatterns, mentions_of, years_meant
from ksearch.ranking.matching.places import SegmentPlaces
from ksearch.storage.segments.segment import Segment

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ANY_YEAR = "*"


def undated_days(segment: Segment) -> list[list[str]]:
    """Return the days that each article of a segment means, as tokens."""
    places, patterns = SegmentPlaces(segment), DayPatterns(segment.lexicon)
    published = segment.days.tolist()
    years = cache(years_meant)
    found: list[set[str]] = [set() for _ in range(len(segment))]
    for month, days in enumerate(_DAYS, 1):
        for day in range(1, days + 1):
            said = mentions_of(places, patterns.of(month, day))
            for owner, field, year in zip(*map(list, said), strict=True):
                meant = years(month, day, int(year), published[owner])
                for each in (_ANY_YEAR,) if meant is None else meant:
                    found[owner].add(_token(int(field), each, month, day))
    return [sorted(tokens) for tokens in found]


def _token(field: int, year: int | str, month: int, day: int) -> str:
    return f"{field}:{year}-{month:02}-{day:02}"


def tokens_of(leaf: UndatedDayLeaf) -> Iterator[str]:
    """Yield the tokens of the articles that mean a day, which must have a year."""
    for field in range(3):
        if leaf.fields >> field & 1:
            for year in (leaf.year, _ANY_YEAR):
                yield _token(field, year, leaf.month, leaf.day)


def patterns_of(leaf: UndatedDayLeaf) -> Iterator[str]:
    """Yield wildcard patterns of the tokens of the articles that mean a day of any year."""
    for field in range(3):
        if leaf.fields >> field & 1:
            yield _token(field, _ANY_YEAR, leaf.month, leaf.day)
