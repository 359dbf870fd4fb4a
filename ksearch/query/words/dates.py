"""Dates in the words of a query, which also match articles published on that day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ksearch.plan import DayLeaf

#: 2025년 6월 3일, 6월 3일, also written together, and what may follow a day (3일자, 3일부터).
_KOREAN = r"(?<!\d)(?:(\d{4})년 ?)?(\d{1,2})월 ?(\d{1,2})일"
#: 2025-06-03, 2025.6.3, 2025/6/3. Without a year such figures are mostly something else.
_FIGURES = r"(?<!\d)(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d)"
_MONTHS, _DAYS = 12, 31


class DateMention(NamedTuple):
    """A date that a query names: with the words ``start`` to ``end`` (the end not included)."""

    start: int
    end: int
    leaf: DayLeaf


def dates_in(words: Sequence[str]) -> list[DateMention]:
    """Return the days that the words of a query name, of any year where they name none."""
    text = " ".join(words)
    if not any(map(str.isdigit, text)):
        return []  # the patterns need not even be compiled
    found = []
    for match in re.finditer(_KOREAN, text):
        year, month, day = match.groups()
        found.append((match.span(), int(year or 0), int(month), int(day)))
    for match in re.finditer(_FIGURES, text):
        year, _, month, day = match.groups()
        found.append((match.span(), int(year), int(month), int(day)))
    return [
        DateMention(
            text.count(" ", 0, start), text.count(" ", 0, end) + 1, DayLeaf(year, month, day)
        )
        for (start, end), year, month, day in found
        if 1 <= month <= _MONTHS and 1 <= day <= _DAYS
    ]
