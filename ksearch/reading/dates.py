"""Dates as Korean papers and their exports write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from ksearch.model.dates import KOREAN_TIME, in_local_zone

_MONTH_NAMES = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}

_CLOCK = r"""
    (?: [\s,.|T·]*
        (?: \([월화수목금토일](?:요일)?\) | \[[월화수목금토일]\] | [월화수목금토일]요일 )?
        [\s,.|T·(\[]*
        (?P<half>오전|오후|AM|PM|am|pm)? \s*
        (?P<hour>[01]?\d|2[0-4]) \s*
        (?: : \s* (?P<minute>[0-5]\d) (?: : (?P<second>[0-5]\d) )?
          | 시 \s* (?: (?P<minute_ko>[0-5]?\d) \s* 분 (?: \s* (?P<second_ko>[0-5]?\d) \s* 초 )? )?
        )
        (?: \s* (?P<half_after>AM|PM|am|pm)\b )?
        (?: \.\d+ )?
        (?: \s* (?P<zone>Z\b|[+-]\d\d:?\d\d\b) )?
    )?
"""

_NUMBERS = re.compile(
    r"(?<![\d.,/-]) (?P<year>(?:19|20)\d\d|'\d\d|’\d\d)"
    r"(?: \s*년\s*(?P<m1>1[0-2]|0?[1-9])\s*월\s*(?P<d1>3[01]|[12]\d|0?[1-9])\s*일"
    r"  | \s?(?P<sep>[-./])\s?(?P<m2>1[0-2]|0?[1-9])\s?(?P=sep)\s?"
    r"    (?P<d2>3[01]|[12]\d|0?[1-9])(?!\d)\.?)" + _CLOCK,
    re.VERBOSE,
)
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])"
    r"(?:[T\s]?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?!\d)"
)
_SHORT_YEAR = re.compile(
    r"(?<![\d.]) (?P<year>[0-4]\d) \. (?P<m2>1[0-2]|0[1-9]) \. (?P<d2>3[01]|[12]\d|0[1-9]) \.?"
    r" \s+ (?P<hour>[01]\d|2[0-3]) : (?P<minute>[0-5]\d) (?: : (?P<second>[0-5]\d) )? (?!\d)",
    re.VERBOSE,
)
_ENGLISH = re.compile(
    r"(?<![A-Za-z]) (?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+"
    r"(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)" + _CLOCK,
    re.VERBOSE | re.IGNORECASE,
)
_ENGLISH_DAY_FIRST = re.compile(
    r"(?<![\dA-Za-z]) (?P<d2>[0-3]?\d)\s+"
    r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s+"
    r"(?P<year>(?:19|20)\d\d)" + _CLOCK,
    re.VERBOSE | re.IGNORECASE,
)


_PATTERNS = (_NUMBERS, _ENGLISH, _ENGLISH_DAY_FIRST)
_WITH_SHORT_YEAR = (*_PATTERNS, _SHORT_YEAR)


def find_date(text: str, start: int = 0) -> tuple[datetime, int, int] | None:
    """Find the first date in a text.

    Returns:
        The date (Korean time where the text names no zone) and the characters ``[start, end)``
        where it is, or None.
    """
    timed = ":" in text and text.count(".") >= 2
    if not (timed or "20" in text or "19" in text or "'" in text or "’" in text):
        return None
    found: tuple[datetime, int, int] | None = None
    for pattern in _WITH_SHORT_YEAR if timed else _PATTERNS:
        for match in pattern.finditer(text, start):
            moment = _moment(match)
            if moment is not None:
                if found is None or match.start() < found[1]:
                    found = (moment, match.start(), match.end())
                break
    return found


def parse_date(value: object) -> datetime | None:
    """Read a date from a field: ISO 8601, RFC 2822, seconds since 1970, or a Korean notation.

    Returns:
        The time in the time zone of display (see `in_local_zone`), or None if it is not a date.
        Where no zone is stated, it is Korean time: 2023-04-19T22:53Z is of 20 April in Seoul.
    """
    moment = _parse(value)
    return None if moment is None else in_local_zone(moment)


def _parse(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return _as_plain(value) if value == value else None  # pandas' NaT is a datetime, too
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=KOREAN_TIME)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    text = str(value).strip()
    return _parse_text(text) if text else None


def _as_plain(value: datetime) -> datetime:
    """Return a datetime with a zone, never of a subclass such as that of pandas."""
    moment = datetime.combine(value.date(), value.time(), value.tzinfo or KOREAN_TIME)
    return moment.replace(fold=value.fold)


def _parse_text(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=KOREAN_TIME)
    if compact := _COMPACT.fullmatch(text):
        return _moment(compact)
    if found := find_date(text):
        if "," in text[:5] and text[0].isalpha():  # "Wed, 12 Feb 2025 …": its zone may be a name
            return _from_mail(text) or found[0]
        return found[0]
    return _from_mail(text)


def _from_mail(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _from_number(value: int | float) -> datetime | None:
    if isinstance(value, int) and (found := _COMPACT.fullmatch(str(value))):
        return _moment(found)
    seconds = value / 1000 if abs(value) > 1e11 else value
    if abs(seconds) < 1e7:  # a year or a count, not a time
        return None
    try:
        return datetime.fromtimestamp(seconds, KOREAN_TIME)
    except (ValueError, OverflowError, OSError):
        return None


def _moment(match: re.Match[str]) -> datetime | None:
    part = match.groupdict()
    year = part["year"]
    month = part.get("m1") or part.get("m2")
    if month is None:
        month = str(_MONTH_NAMES[part["month"][:3].lower()])
    day = part.get("d1") or part.get("d2") or "1"
    hour = int(part.get("hour") or 0)
    half = (part.get("half") or part.get("half_after") or "").upper()
    if half in ("오후", "PM") and hour < 12:
        hour += 12
    elif half in ("오전", "AM") and hour == 12:
        hour = 0
    next_day = hour == 24
    try:
        moment = datetime(
            int(year) if len(year) == 4 else 2000 + int(year[-2:]),
            int(month),
            int(day),
            0 if next_day else hour,
            int(part.get("minute") or part.get("minute_ko") or 0),
            int(part.get("second") or part.get("second_ko") or 0),
            tzinfo=_zone(part.get("zone")),
        )
    except ValueError:
        return None
    return moment + timedelta(days=1) if next_day else moment


def _zone(text: str | None) -> timezone:
    if text is None:
        return KOREAN_TIME
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset >= timedelta(hours=24):
        return KOREAN_TIME
    return timezone(-offset if text[0] == "-" else offset)
