"""Days that texts name without a year (4월 10일), and the year that they mean there.

The nearest year named before the day counts (2025년 3월 1일부터 4월 10일까지, 지난해 4월 10일);
where there is none, the article's own date does: the day nearest to it is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained, distinct
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Ids
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import UndatedDayLeaf
from ksearch.storage.segments.segment import NO_DATE

if TYPE_CHECKING:
    from ksearch.ranking.matching.places import SegmentPlaces

#: Half a year: a day further from an article's date than this is nearer in another year.
_NEAR_DAYS = 183
#: How many eojeols before a day are searched for the year that it belongs to.
_YEAR_WITHIN = 6
#: Words for a year, by how far it is from the article's.
_YEAR_WORDS = {
    "재작년": -2, "작년": -1, "지난해": -1, "전년": -1, "올해": 0, "금년": 0, "내년": 1,
}  # fmt: skip
#: Words for a year that another sentence names.
_YEARS_SAID_BEFORE = ("그해", "해", "이듬해", "당해")
#: Words directly before a day for the last and the next one.
_LAST_ONE, _NEXT_ONE = ("지난", "오는")
#: Codes for what a text says about the year of a day: nothing, the year of another sentence, the
#: last or the next such day. A word for a year is coded as its distance plus `_RELATIVE`; larger
#: numbers are years.
_NO_YEAR, _OTHER_YEAR, _LAST, _NEXT, _RELATIVE = 0, 1, 2, 3, 100_000
#: Most days to the last or the next such day.
_YEAR_DAYS = 366
#: Cache size of patterns, in bytes.
_CACHE_BYTES = 1 << 20
_UNIX_EPOCH = date(1970, 1, 1)


class DayPattern(NamedTuple):
    """The eojeols that name a day without its year; all int64 and ascending.

    Attributes:
        months: those that end in the month: 4월, 3~4월.
        days: those that begin with the day: 10일, 10일까지, 9~10일.
        both: those that are both: 4월10일.
        terms: the terms of the month and of the day.
    """

    months: Ids
    days: Ids
    both: Ids
    terms: tuple[int, int]


#: Eojeols that have a term: the text of each, and where in it the term occurs.
Spans: TypeAlias = dict[int, tuple[str, int, int]]
_NONE = np.zeros(0, np.int64)


class DayPatterns:
    """The patterns of one lexicon, shared by all segments and cached."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kept: Cache[DayPattern] = Cache(_CACHE_BYTES)

    def of(self, month: int, day: int) -> DayPattern:
        """Return the eojeols that name a day of any year."""
        return self._kept.of((month, day), lambda: day_pattern(self._lexicon, month, day))


def day_pattern(lexicon: Lexicon, month: int, day: int) -> DayPattern:
    """Look up the eojeols that name a day of any year, as month and day or both in one."""
    terms = lexicon.find_term(f"{month}월"), lexicon.find_term(f"{day}일")
    if min(terms) < 0:
        return DayPattern(_NONE, _NONE, _NONE, terms)
    months, days = (_with_spans(lexicon, term) for term in terms)
    ending = [
        eojeol
        for eojeol, (text, start, end) in months.items()
        if end == len(text) and _is_undated(text[:start])
    ]
    beginning = [
        eojeol for eojeol, (text, start, _) in days.items() if _between().fullmatch(text[:start])
    ]
    both = [
        eojeol
        for eojeol in _months_with_days(months, days)
        if _is_undated(months[eojeol][0][: months[eojeol][1]])
    ]
    return DayPattern(_ascending(ending), _ascending(beginning), _ascending(both), terms)


def eojeols_of_day(lexicon: Lexicon, month: int, day: int) -> Ids:
    """Return the eojeols that name a day by themselves, with or without a year (ascending)."""
    terms = lexicon.find_term(f"{month}월"), lexicon.find_term(f"{day}일")
    if min(terms) < 0:
        return _NONE
    return _ascending(list(_months_with_days(*(_with_spans(lexicon, term) for term in terms))))


def _months_with_days(months: Spans, days: Spans) -> Iterator[int]:
    """Yield the eojeols that have both, the day directly behind the month."""
    for eojeol in months.keys() & days.keys():
        text, _, end = months[eojeol]
        start = days[eojeol][1]
        if end <= start and _between().fullmatch(text[end:start]):
            yield eojeol


def _ascending(eojeols: list[int]) -> Ids:
    return np.array(sorted(eojeols), np.int64)


def _with_spans(lexicon: Lexicon, term: int) -> Spans:
    """Return the eojeols that have a term: their texts, and where in them the term occurs."""
    eojeols = np.sort(lexicon.holders(term))
    wanted = np.zeros(lexicon.term_count, np.bool_)
    wanted[term] = True
    found = lexicon.having(eojeols, wanted)
    texts = lexicon.texts(eojeols)
    return {
        int(eojeols[owner]): (texts[owner], start, end)
        for owner, start, end in zip(
            found.owner.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True
        )
    }


@cache
def _between() -> re.Pattern[str]:
    """Return the pattern of what may be between a month and a day: 4월 9∼(10일)."""
    return re.compile(r"[0-9\s~∼〜–\-·ㆍ,.]*")


@cache
def _year() -> re.Pattern[str]:
    return re.compile(rf"([12]\d{{3}}(?=년)|(?:19|20)\d\d(?=[./-]))|({'|'.join(_YEAR_WORDS)})")


def _is_undated(before: str) -> bool:
    return _year_in(before) == _NO_YEAR


def _year_in(text: str) -> int:
    """Return the last year that an eojeol names, as `_years` does."""
    if text in _YEARS_SAID_BEFORE:
        return _OTHER_YEAR
    if text in (_LAST_ONE, _NEXT_ONE):
        return _LAST if text == _LAST_ONE else _NEXT
    found = _NO_YEAR
    for year, word in _year().findall(text):
        found = int(year) if year else _RELATIVE + _YEAR_WORDS[word]
    return found


def day_articles(
    places: SegmentPlaces, pattern: DayPattern, leaf: UndatedDayLeaf, days: npt.NDArray[np.int64]
) -> Ids:
    """Return the articles of a segment whose texts mean a day without naming its year.

    Args:
        places: of the segment.
        pattern: of the month and the day of the leaf.
        leaf: the day, and the fields to search.
        days: the date of each article in days since 1970, or `NO_DATE`.

    Returns:
        int64, ascending.
    """
    meant = _day_number(leaf)
    if meant is None and leaf.year:
        return _NONE
    said = mentions_of(places, pattern)
    wanted = (leaf.fields >> said.fields & 1).astype(np.bool_)
    if meant is None:
        return distinct(said.owners[wanted & (said.years != _OTHER_YEAR)])
    owners = said.owners[wanted]
    return distinct(owners[_means(leaf.year, meant, said.years[wanted], days[owners])])


class Mentions(NamedTuple):
    """Where texts name a day without its year.

    Attributes:
        owners: int64, the article of each mention.
        fields: int64, the field that it is in.
        years: int64, the code of the last year named before it (see `_NO_YEAR`).
    """

    owners: Ids
    fields: Ids
    years: Ids


def mentions_of(places: SegmentPlaces, pattern: DayPattern) -> Mentions:
    """Return where the articles of a segment name a day without its year."""
    month, day = pattern.terms
    if min(month, day) < 0:
        return Mentions(_NONE, _NONE, _NONE)
    forward = places.segment.forward
    candidates = places.articles(month)
    candidates = candidates[contained(candidates, places.articles(day))]
    first = forward.places_in(candidates, pattern.months)
    first = first[first + 1 < int(forward.bounds[-1])]
    first = first[contained(forward.at(first + 1), pattern.days)]
    owners, fields = places.occurrences.located(first)
    next_owners, next_fields = places.occurrences.located(first + 1)
    first = first[(owners == next_owners) & (fields == next_fields)]
    positions = np.concatenate((first, forward.places_in(candidates, pattern.both)))
    owners, fields = places.occurrences.located(positions)
    return Mentions(owners, fields, _years(places, positions, owners))


def years_meant(month: int, day: int, said: int, published: int) -> list[int] | None:
    """Return the years that a mention of a day can mean; None: any.

    Args:
        month, day: the day.
        said: the code of its year, as in `Mentions`.
        published: the date of the article in days since 1970, or `NO_DATE`.
    """
    if published == NO_DATE and (said in (_NO_YEAR, _LAST, _NEXT) or said >= _RELATIVE // 2):
        return None
    own = 1970 if published == NO_DATE else int(_years_of(np.array([published]))[0])
    near = [own - 1, own, own + 1]
    likely = {*near, said, own + said - _RELATIVE} if said > _NEXT else {*near}
    found = []
    for year in sorted(likely):
        meant = _day_number(UndatedDayLeaf(year, month, day)) if 0 < year < 10_000 else None
        if meant is not None and _means(year, meant, np.array([said]), np.array([published]))[0]:
            found.append(year)
    return found


def _years_of(days: Ids) -> Ids:
    """Return the years of some days since 1970 (int64)."""
    years: Ids = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def _means(year: int, day: int, named: Ids, published: Ids) -> npt.NDArray[np.bool_]:
    """Return which mentions mean a day of a year.

    Args:
        year: the year.
        day: the day in days since 1970.
        named: int64, by mention: the code of its year (see `_years`).
        published: int64, by mention: the date of its article, or `NO_DATE`.
    """
    undated = published == NO_DATE
    published = np.where(undated, day, published)
    ago = published - day
    years = _years_of(published)
    held: npt.NDArray[np.bool_] = np.select(
        [named == _NO_YEAR, named == _LAST, named == _NEXT, named < _RELATIVE // 2],
        [
            np.abs(ago) <= _NEAR_DAYS,
            (ago >= 0) & (ago <= _YEAR_DAYS),
            (ago <= 0) & (ago >= -_YEAR_DAYS),
            named == year,
        ],
        undated | (years + named - _RELATIVE == year),
    )
    return held


def _day_number(leaf: UndatedDayLeaf) -> int | None:
    """Return a day in days since 1970; None for a day that no month has (2월 30일)."""
    try:
        return (date(leaf.year, leaf.month, leaf.day) - _UNIX_EPOCH).days
    except ValueError:
        return None


def _years(places: SegmentPlaces, positions: Ids, owners: Ids) -> Ids:
    """Return the code of the last year named before each of some places (int64; see `_NO_YEAR`)."""
    forward, lexicon = places.segment.forward, places.segment.lexicon
    years = np.full(len(positions), _NO_YEAR, np.int64)
    starts = forward.bounds[owners].astype(np.int64)
    for step in range(_YEAR_WITHIN, 0, -1):
        inside = np.flatnonzero(positions - step >= starts)
        eojeols = forward.at(positions[inside] - step)
        several = distinct(eojeols)
        named = np.array(list(map(_year_in, lexicon.texts(several))), np.int64)
        here = named[several.searchsorted(eojeols)] if len(several) else _NONE
        if step > 1:
            here = np.where((here == _LAST) | (here == _NEXT), _NO_YEAR, here)
        years[inside] = np.where(here == _NO_YEAR, years[inside], here)
    return years
