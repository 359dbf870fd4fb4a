"""Numbers as Korean newspapers write them: 1억2000만, 120,000,000 and 120000000 are the same.

>>> [value for _, _, value in numbers("매출 1억 2천만원, 직원 1,200명, 성장률 1.5%")]
['120000000', '1200', '1.5']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_SMALL_UNITS = {"천": 3, "백": 2, "십": 1}
_LARGE_UNITS = {"조": 12, "억": 8, "만": 4}
_UNIT_STARTS = frozenset("천백십조억만여")
_ASCII = str.maketrans("０１２３４５６７８９，．", "0123456789,.")

#: Values are worked out as integers, in units of 10 to the minus this.
_DECIMALS = 15
#: A number with a unit has fewer figures before it than this.
_TOO_LONG = 16
_BELOW_TEN_THOUSAND = 10**4 * 10**_DECIMALS
_UNPARTED_FIGURES = 4

_DIGIT = "[0-9０-９]"
_COMMA = "[,，]"
_POINT = "[.．]"


@cache
def _figures() -> re.Pattern[str]:
    """Return the pattern of 1200, 1,200 and 1.5; 2025.11.21 is three numbers, and so is 1,23,45."""
    whole = rf"{_DIGIT}{{1,3}}(?:{_COMMA}{_DIGIT}{{3}})+(?!{_COMMA}?{_DIGIT})|{_DIGIT}+"
    decimals = (
        rf"(?<!{_DIGIT}{_POINT})(?:{whole})(?!{_DIGIT}){_POINT}{_DIGIT}+(?!{_POINT}?{_DIGIT})"
    )
    return re.compile(f"{decimals}|{whole}")


@cache
def _small_unit() -> re.Pattern[str]:
    """Return the pattern of a unit below 만, but not of 2천막, 3백화점, 4십자."""
    return re.compile("천(?!막|사)|백(?!화점|신)|십(?!자)")


@cache
def _large_unit() -> re.Pattern[str]:
    """Return the pattern of 만 억 조 with or without 여 before.

    Not of 3조각, 4조 3교대, 5만두, 12조의2, 12조제2항.
    """
    return re.compile(f"여?(?:(조)(?!각| ?{_DIGIT}교대|[의제]{_DIGIT})|(억)|(만)(?!두))")


class _NumberPart(NamedTuple):
    """The number before a large unit, or after the last one: 2천3백50."""

    value: int
    end: int
    has_unit: bool
    figures: str


def numbers(text: str, place: int = 0) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers of a text from a place on: where each starts and ends, and its digits.

    A number starts with a digit and goes on over thousands separators, decimals and the units
    십 백 천 만 억 조, in falling order, with or without a space after 만, 억 and 조: 1억 2천만,
    3조5천억, 1만 5000. Digits may be full-width. A number with a unit is worked out (1.5억 →
    150000000), one without keeps its digits (010, 3.10) and loses its separators (1,200 → 1200).
    """
    search = _figures().search
    while match := search(text, place):
        start, place = match.span()
        if text[place : place + 1] in _UNIT_STARTS:
            place, value = _number(text, start)
        else:
            value = match[0].translate(_ASCII).replace(",", "")
        yield start, place, value


def _number(text: str, start: int) -> tuple[int, str]:
    """Return where the number ends that starts at the place, and its digits."""
    part = _part(text, start)
    unit, end = _unit_after(text, part)
    if unit == "조" and text[start - 1 : start] == "제":  # 제1조 is an article of a law
        unit = ""
    if not unit:
        if part.has_unit:
            return part.end, _digits(part.value)
        return part.end, part.figures.replace(",", "")
    total = 0
    while unit:
        falling = _LARGE_UNITS[unit]
        total += part.value * 10**falling
        place = end + 1 if text[end : end + 1] == " " else end
        if not _figures().match(text, place):
            break
        part = _part(text, place)
        unit, after = _unit_after(text, part)
        if unit and _LARGE_UNITS[unit] < falling:
            end = after
            continue
        if not unit and _is_rest(part, apart=place > end):
            total, end = total + part.value, part.end
        break
    return end, _digits(total)


def _part(text: str, start: int) -> _NumberPart:
    value, end, has_unit, first = 0, start, False, ""
    falling = len(_SMALL_UNITS) + 1
    while match := _figures().match(text, end):
        figures = match[0].translate(_ASCII)
        unit = _small_unit().match(text, match.end())
        if len(figures) >= _TOO_LONG:
            return (
                _NumberPart(value, end, has_unit, first)
                if first
                else _NumberPart(0, match.end(), False, figures)
            )
        if unit and _SMALL_UNITS[unit[0]] < falling:
            falling = _SMALL_UNITS[unit[0]]
            value, end, has_unit = value + _scaled(figures) * 10**falling, unit.end(), True
            first = first or figures
            continue
        if not first or _scaled(figures) < 10**falling * 10**_DECIMALS:
            value, end, first = value + _scaled(figures), match.end(), first or figures
        break
    return _NumberPart(value, end, has_unit, first)


def _unit_after(text: str, part: _NumberPart) -> tuple[str, int]:
    """Return the large unit that follows a part ("" if none) and where it ends."""
    match = _large_unit().match(text, part.end)
    if not match or len(part.figures) >= _TOO_LONG:
        return "", part.end
    return match[1] or match[2] or match[3], match.end()


def _is_rest(part: _NumberPart, apart: bool) -> bool:
    """Return whether a part without large unit ends the number before it: 1만 5000, not 1만 3."""
    whole = part.figures.replace(",", "")
    if part.value >= _BELOW_TEN_THOUSAND or "." in whole:
        return False
    return not apart or part.has_unit or len(whole) == _UNPARTED_FIGURES


def _scaled(figures: str) -> int:
    whole, _, fraction = figures.replace(",", "").partition(".")
    return int(whole + fraction.ljust(_DECIMALS, "0"))


def _digits(scaled: int) -> str:
    whole, rest = divmod(scaled, 10**_DECIMALS)
    fraction = f"{rest:0{_DECIMALS}d}".rstrip("0")
    return f"{whole}.{fraction}" if fraction else str(whole)
