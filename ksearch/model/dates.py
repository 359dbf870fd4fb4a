"""Dates as users type them: ``2025``, ``2025-02-12``, ``2025-02-12T11:14``, ``지난주``, ``7d``."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from ksearch.messages import Message
from ksearch.model.errors import InvalidValue

KOREAN_TIME = timezone(timedelta(hours=9), "KST")
#: Environment variable with the time zone of filters, days and display (``Europe/Berlin``). The
#: default is Korean time.
TIMEZONE_VARIABLE = "KSEARCH_TIMEZONE"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE_PARTS = r"(\d{4})(?:[-./]?(\d{1,2})(?:[-./]?(\d{1,2}))?)?\.?"


def local_zone() -> tzinfo:
    """Return the time zone in which dates are shown, counted by day and filtered.

    Raises:
        InvalidValue: the environment variable names an unknown time zone.
    """
    return _zone(os.environ.get(TIMEZONE_VARIABLE, ""))


@cache
def _zone(name: str) -> tzinfo:
    if not name:
        return KOREAN_TIME
    from zoneinfo import ZoneInfo  # imported late: it reads files, and is seldom needed

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise InvalidValue(
            Message(
                "{timezone_variable} names no time zone: “{name}”; write it as Asia/Seoul",
                timezone_variable=TIMEZONE_VARIABLE,
                name=name,
            )
        ) from error


def in_local_zone(moment: datetime) -> datetime:
    """Return a datetime in the time zone of display; a naive one is taken as Korean time."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=KOREAN_TIME)
    try:
        return aware.astimezone(local_zone())
    except OverflowError:  # the first hours of the year 1, the last of 9999
        return aware


def day_of(seconds: int) -> date:
    """Return the day of a time, in seconds since 1970 UTC, in the time zone of display."""
    zone = local_zone()
    try:
        return datetime.fromtimestamp(seconds, zone).date()
    except (ValueError, OverflowError, OSError):
        # Hours of the year 1 or 9999 that are outside of the calendar in UTC.
        offset = zone.utcoffset(datetime(1970, 1, 1)) or timedelta()
        return (datetime(1970, 1, 1) + (timedelta(seconds=seconds) + offset)).date()


def utc_offset(seconds: int) -> int:
    """Return how many seconds the time zone of display is ahead of UTC at a time.

    Args:
        seconds: the time, in seconds since 1970 UTC.
    """
    zone = local_zone()
    try:
        offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    except (ValueError, OverflowError, OSError):  # outside of the calendar
        offset = zone.utcoffset(datetime(1970, 1, 1))
    return (offset or timedelta()) // timedelta(seconds=1)


def seconds_of(moment: datetime) -> int:
    """Return seconds since 1970 UTC; a naive datetime is taken as Korean time."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=KOREAN_TIME)
    return (aware - _EPOCH) // timedelta(seconds=1)


def first_second(when: str | date | datetime) -> int:
    """Return the first second of a day, month or year, in seconds since 1970 UTC.

    Raises:
        InvalidValue: it is not a date.
    """
    return seconds_of(_range(when)[0])


def last_second(when: str | date | datetime) -> int:
    """Return the last second of a day, month or year, in seconds since 1970 UTC.

    Raises:
        InvalidValue: it is not a date.
    """
    return seconds_of(_range(when)[1])


def _range(when: str | date | datetime) -> tuple[datetime, datetime]:
    if isinstance(when, str | date):
        try:
            return _ends(when)
        except (ValueError, OverflowError, TypeError):
            pass
    raise InvalidValue(
        Message(
            "“{when}” is not a date; write it as 2025, 2025-02, 2025-02-12, 지난주, 3개월 or 7d",
            when=when,
        )
    )


def _ends(when: str | date | datetime) -> tuple[datetime, datetime]:
    """Return the first and the last second; raises ValueError if it is not a date."""
    if isinstance(when, datetime):
        if not when == when:  # pandas' NaT is a datetime that does not equal itself
            raise ValueError
        return when, when
    if isinstance(when, date):
        return _day(when.year, when.month, when.day)
    text = when.strip()
    match = re.fullmatch(_DATE_PARTS, text)
    if match is None:
        return _other_ends(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None:
        raise ValueError
    if month is None:
        return _day(year, 1, 1)[0], _day(year, 12, 31)[1]
    if day is None:
        return _day(year, month, 1)[0], _last_day(year, month)
    return _day(year, month, day)


def _other_ends(text: str) -> tuple[datetime, datetime]:
    """Return the ends of a text that is not a plain date: a timestamp, or days in words."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        from ksearch.model.spoken_dates import (
            said_range,
        )  # imported late: seldom needed

        said = said_range(text, datetime.now(local_zone()).date())
        if said is None:
            raise
        first, last = said
        return _day(first.year, first.month, first.day)[0], _day(last.year, last.month, last.day)[1]
    return moment, moment


def _day(year: int, month: int, day: int) -> tuple[datetime, datetime]:
    begin = datetime(year, month, day, tzinfo=local_zone())
    return begin, begin + timedelta(days=1, seconds=-1)


def _last_day(year: int, month: int) -> datetime:
    following = _day(year + month // 12, month % 12 + 1, 1)[0]
    return following - timedelta(seconds=1)
