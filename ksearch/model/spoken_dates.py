"""Days, weeks, months and years in words: 지난주, 3개월, 2025년 2월, 작년 하반기, 7d.

Every form means a range of days; a length of time (``3개월``, ``7d``) means the single day that
long ago.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple


class DayRange(NamedTuple):
    """The first day and the last."""

    first: date
    last: date


_NUMBER_WORDS = {
    "한": 1, "하루": 1, "두": 2, "이틀": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5,
    "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "a": 1, "an": 1, "one": 1,
}  # fmt: skip
_MONTH_NAMES = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_WEEKDAYS = "월화수목금토일"
#: Words for a day, by its distance in days to the past.
_DAY_WORDS = {
    "오늘": 0, "today": 0, "어제": 1, "yesterday": 1, "그제": 2, "그저께": 2, "그끄저께": 3,
    "하루전": 1, "이틀전": 2, "사흘전": 3, "나흘전": 4, "열흘전": 10, "보름": 15, "보름전": 15,
}  # fmt: skip
#: Words for a week, a month and a year, by their distance to the past.
_WEEKS = {
    "이번주": 0, "금주": 0, "thisweek": 0, "지난주": 1, "저번주": 1, "전주": 1, "lastweek": 1,
    "지지난주": 2, "저저번주": 2,
}  # fmt: skip
_MONTH_WORDS = {
    "이번달": 0, "이달": 0, "금월": 0, "thismonth": 0, "지난달": 1, "저번달": 1, "전달": 1,
    "전월": 1, "lastmonth": 1, "지지난달": 2, "저저번달": 2,
}  # fmt: skip
_YEAR_WORDS = {
    "올해": 0, "금년": 0, "thisyear": 0, "작년": 1, "지난해": 1, "전년": 1, "lastyear": 1,
    "재작년": 2, "지지난해": 2,
}  # fmt: skip
_PERIOD_WORDS = {
    "days": "일|날|d|day|days",
    "weeks": "주|주일|w|week|weeks",
    "months": "개월|달|m|mo|month|months",
    "years": "년|해|y|year|years",
}
_ANY_UNIT = "|".join(_PERIOD_WORDS.values())
_AGO = "전|간|동안|이내|ago"


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_LENGTH = re.compile(
    rf"(?:최근|지난|last|past)?(?P<number>\d{{1,4}}|{_alternatives(_NUMBER_WORDS)})"
    rf"(?P<unit>{_ANY_UNIT})(?:{_AGO})?"
)
_YEAR = (
    rf"(?:(?P<year>\d{{4}})년|'?(?P<short>\d{{2}})년(?=.)|(?P<word>{_alternatives(_YEAR_WORDS)}))"
)
_CALENDAR = re.compile(rf"{_YEAR}?(?:(?P<month>\d{{1,2}})월(?:(?P<day>\d{{1,2}})일)?)?")
_PART_OF_YEAR = re.compile(rf"{_YEAR}?(?:(?P<half>[상하])반기|(?P<quarter>[1-4])(?:분기|q))")
_DAY_OF_MONTH = re.compile(rf"(?P<words>{_alternatives(_MONTH_WORDS)})(?P<day>\d{{1,2}})일")
_WEEKDAY = re.compile(rf"(?P<words>{_alternatives(_WEEKS)}|지난)?(?P<weekday>[{_WEEKDAYS}])요일")
_ENGLISH = re.compile(
    rf"(?:(?P<day>\d{{1,2}})?(?P<name>{'|'.join(_MONTH_NAMES)})[a-z]*\.?"
    r"(?:(?P<behind>\d{1,2}),)?(?P<year>\d{4}))"
)
_DOTTED = re.compile(r"'?(?P<year>\d{4}|\d{2})[./](?P<month>\d{1,2})[./](?P<day>\d{1,2})\.?")


def said_range(text: str, today: date) -> DayRange | None:
    """Return the days that a text means; None if it is not a date.

    Args:
        text: as typed.
        today: the day that relative dates refer to.
    """
    said = "".join(text.casefold().split())
    for read in _READERS:
        try:
            found = read(said, today)
        except (ValueError, OverflowError):  # there is no such day
            return None
        if found is not None:
            return found
    return None


def _named(said: str, today: date) -> DayRange | None:
    if said in _DAY_WORDS:
        day = today - timedelta(days=_DAY_WORDS[said])
        return DayRange(day, day)
    if said in _WEEKS:
        return _week(today, _WEEKS[said])
    if said in _MONTH_WORDS:
        return _month(*_months_back(today.year, today.month, _MONTH_WORDS[said]))
    return None


def _length(said: str, today: date) -> DayRange | None:
    shortened = {"일주일": "1주", "반년": "6개월", "지난반년": "6개월"}
    for word, plain in shortened.items():
        said = re.sub(f"^{word}(?=$|{_AGO})", plain, said)
    match = _LENGTH.fullmatch(said)
    if match is None:
        return None
    number = _NUMBER_WORDS.get(match["number"]) or int(match["number"])
    (unit,) = [unit for unit, words in _PERIOD_WORDS.items() if match["unit"] in words.split("|")]
    if unit in ("days", "weeks"):
        day = today - timedelta(days=number * (7 if unit == "weeks" else 1))
    else:
        months = number * (12 if unit == "years" else 1)
        year, month = _months_back(today.year, today.month, months)
        day = date(year, month, min(today.day, monthrange(year, month)[1]))
    return DayRange(day, day)


def _calendar(said: str, today: date) -> DayRange | None:
    match = _CALENDAR.fullmatch(said)
    if match is None or not said:
        return None
    year = _year_of(match, today)
    if match["month"] is None:
        return None if year is None else DayRange(date(year, 1, 1), date(year, 12, 31))
    month = int(match["month"])
    if year is None:  # the last one
        day = int(match["day"] or 1)
        year = today.year - ((month, day) > (today.month, today.day))
    if match["day"] is None:
        return _month(year, month)
    day_of = date(year, month, int(match["day"]))
    return DayRange(day_of, day_of)


def _part_of_year(said: str, today: date) -> DayRange | None:
    match = _PART_OF_YEAR.fullmatch(said)
    if match is None:
        return None
    year = _year_of(match, today) or today.year
    length = 6 if match["half"] else 3
    part = "상하".index(match["half"]) if match["half"] else int(match["quarter"]) - 1
    return DayRange(_month(year, part * length + 1).first, _month(year, (part + 1) * length).last)


def _year_of(match: re.Match[str], today: date) -> int | None:
    if match["year"]:
        return int(match["year"])
    if match["short"]:
        return _whole_year(match["short"], today)
    return today.year - _YEAR_WORDS[match["word"]] if match["word"] else None


def _day_of_month(said: str, today: date) -> DayRange | None:
    match = _DAY_OF_MONTH.fullmatch(said)
    if match is None:
        return None
    year, month = _months_back(today.year, today.month, _MONTH_WORDS[match["words"]])
    day = date(year, month, int(match["day"]))
    return DayRange(day, day)


def _weekday(said: str, today: date) -> DayRange | None:
    match = _WEEKDAY.fullmatch(said)
    if match is None:
        return None
    number = _WEEKDAYS.index(match["weekday"])
    if match["words"] in _WEEKS:
        day = _week(today, _WEEKS[match["words"]]).first + timedelta(days=number)
    else:  # the last one before today
        day = today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    return DayRange(day, day)


def _english(said: str, _: date) -> DayRange | None:
    match = _ENGLISH.fullmatch(said)
    if match is None:
        return None
    year, month = int(match["year"]), _MONTH_NAMES[match["name"]]
    number = match["day"] or match["behind"]
    if number is None:
        return _month(year, month)
    day = date(year, month, int(number))
    return DayRange(day, day)


def _dotted(said: str, today: date) -> DayRange | None:
    match = _DOTTED.fullmatch(said)
    if match is None:
        return None
    year = _whole_year(match["year"], today)
    day = date(year, int(match["month"]), int(match["day"]))
    return DayRange(day, day)


_READERS: tuple[Callable[[str, date], DayRange | None], ...] = (
    _named, _calendar, _length, _part_of_year, _day_of_month, _weekday, _english, _dotted,
)  # fmt: skip


def _whole_year(year: str, today: date) -> int:
    """Return a year with four digits; for two digits, the last one that is not in the future."""
    if len(year) == 4:
        return int(year)
    century = today.year // 100 * 100
    return century + int(year) - (100 if century + int(year) > today.year else 0)


def _week(today: date, back: int) -> DayRange:
    monday = today - timedelta(days=today.weekday() + 7 * back)
    return DayRange(monday, monday + timedelta(days=6))


def _month(year: int, month: int) -> DayRange:
    first = date(year, month, 1)
    return DayRange(first, date(year, month, monthrange(year, month)[1]))


def _months_back(year: int, month: int, back: int) -> tuple[int, int]:
    """Return the year and the month some months before another one."""
    years, rest = divmod(12 * year + month - 1 - back, 12)
    return years, rest + 1
