"""Dates in the words of a query: they match articles of that day, and texts that mean it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ksearch.korean.spelling import day_term
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import DayLeaf, EojeolsLeaf, Leaf, RunLeaf, TermLeaf, UndatedDayLeaf, Word
from ksearch.query.words.quantities import in_a_row
from ksearch.ranking.matching.days import eojeols_of_day

#: 2025년 6월 3일, 6월 3일, also written together, and what may follow a day (3일자, 3일부터). Days
#: of the lunar calendar are others.
_KOREAN_DAY = r"(?<!\d)(?<!음력 )(?<!음력 윤 )(?:(\d{4})년 ?)?(\d{1,2})월 ?(\d{1,2})일"
#: 2025-06-03, 2025.6.3, 2025/6/3. Without a year such figures are mostly something else.
_DAY_IN_FIGURES = r"(?<!\d)(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)"
_MONTHS_OF_YEAR, _DAYS_OF_MONTH = 12, 31
#: Weight of an article's date that the query names: a date is two or three words.
_DATE_WEIGHT = 2.0
#: Weight of a day with its year that a text names without it.
_UNDATED_WEIGHT = 0.3


class DateMention(NamedTuple):
    """A date that a query names: with the words ``start`` to ``end`` (the end not included)."""

    start: int
    end: int
    leaf: DayLeaf


def dates_in(words: Sequence[str]) -> list[DateMention]:
    """Return the days that the words of a query name, of any year where they name none."""
    text = " ".join(words)
    if not any(map(str.isdigit, text)):
        return []  # without digits: the patterns need not be compiled
    found = []
    for match in re.finditer(_KOREAN_DAY, text):
        year, month, day = match.groups()
        found.append((match.span(), int(year or 0), int(month), int(day)))
    for match in re.finditer(_DAY_IN_FIGURES, text):
        year, _, month, day = match.groups()
        found.append((match.span(), int(year), int(month), int(day)))
    return [
        DateMention(
            text.count(" ", 0, start), text.count(" ", 0, end) + 1, DayLeaf(year, month, day)
        )
        for (start, end), year, month, day in found
        if 1 <= month <= _MONTHS_OF_YEAR and 1 <= day <= _DAYS_OF_MONTH
    ]


def add_dates(words: list[Word], lexicon: Lexicon, fields: int) -> None:
    """Let the words that name a day be found by articles of that day, and by texts that name it.

    The last of them, with the day of the month, is held only where the date is: an article with a
    10일 and an April somewhere does not name the tenth of April.
    """
    for mention in dates_in([word.text for word in words]):
        undated = _undated(mention.leaf, lexicon, fields)
        day = words[mention.end - 1]
        readings = (*_written(mention.leaf, lexicon, fields), *undated)
        words[mention.end - 1] = day.changed(readings=readings)
        if mention.leaf.year:
            _add_figures(words, mention, fields)
        if mention.leaf.year and undated:
            _add_undated(words, mention, undated[0])
        if fields == ALL_FIELDS:
            _add_date(words, mention)


def _written(day: DayLeaf, lexicon: Lexicon, fields: int) -> Iterator[tuple[Leaf, ...]]:
    """Yield the readings of texts that name a day with its year, or of any year if it is 0."""
    year = f"{day.year}년" if day.year else ""
    yield (RunLeaf(f"{year}{day.month}월{day.day}일", fields),)
    if day.year:
        term = lexicon.find_term(day_term(day.year, day.month, day.day))
        if term >= 0:
            yield (TermLeaf(term, fields),)
        return
    eojeols = eojeols_of_day(lexicon, day.month, day.day)
    if len(eojeols):
        yield (EojeolsLeaf(eojeols, fields),)


def _undated(day: DayLeaf, lexicon: Lexicon, fields: int) -> tuple[tuple[Leaf, ...], ...]:
    """Return the reading of texts that name a day without its year, as none or one."""
    terms = [lexicon.find_term(text) for text in (f"{day.month}월", f"{day.day}일")]
    if min(terms) < 0:
        return ()
    leaf = UndatedDayLeaf(day.year, day.month, day.day, fields)
    return ((leaf, *(TermLeaf(term, fields) for term in terms)),)


def _add_figures(words: list[Word], mention: DateMention, fields: int) -> None:
    """Add the readings of a day in figures with spaces: 2025. 6. 3., 2025. 06. 03."""
    year, month, day = mention.leaf.year, mention.leaf.month, mention.leaf.day
    keys = (*in_a_row(f"{year}.{month}.{day}"), f"{year}{month:02}{day:02}")
    rows = tuple((RunLeaf(key, fields),) for key in keys)
    for place in range(mention.start, mention.end):
        readings = tuple(dict.fromkeys((*words[place].readings, *rows)))
        words[place] = words[place].changed(readings=readings)


def _add_date(words: list[Word], mention: DateMention) -> None:
    """Add a leaf of the articles of a day.

    With a year, the date stands for the words; without, it only ranks.
    """
    leaf = mention.leaf
    for place in range(mention.start, mention.end):
        word = words[place]
        weight = _DATE_WEIGHT if place == mention.end - 1 else 0.0
        scored = (*word.scored, (leaf, weight)) if weight else word.scored
        readings = (*word.readings, (leaf,)) if leaf.year else word.readings
        words[place] = word.changed(readings=readings, scored=scored)


def _add_undated(words: list[Word], mention: DateMention, reading: tuple[Leaf, ...]) -> None:
    """Add the reading of texts that name a day without its year to the words that name it."""
    for place in range(mention.start, mention.end):
        word = words[place]
        scored = word.scored
        if place == mention.start:
            scored = (*scored, (reading[0], _UNDATED_WEIGHT))
        readings = tuple(dict.fromkeys((*word.readings, reading)))
        words[place] = word.changed(readings=readings, scored=scored)
