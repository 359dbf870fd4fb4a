"""Dates as people say them: weeks, months, quarters, and how long ago something was."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.model.dates import KOREAN_TIME, InvalidValue, first_second, last_second, local_zone
from ksearch.model.spoken_dates import said_range

#: A Thursday.
TODAY = date(2026, 4, 30)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("오늘", "2026-04-30", "2026-04-30"),
        ("어제", "2026-04-29", "2026-04-29"),
        ("그저께", "2026-04-28", "2026-04-28"),
        ("지난주", "2026-04-20", "2026-04-26"),
        ("이번 주", "2026-04-27", "2026-05-03"),
        ("지난달", "2026-03-01", "2026-03-31"),
        ("이번 달", "2026-04-01", "2026-04-30"),
        ("작년", "2025-01-01", "2025-12-31"),
        ("올해", "2026-01-01", "2026-12-31"),
        ("3개월", "2026-01-30", "2026-01-30"),
        ("2개월 전", "2026-02-28", "2026-02-28"),
        ("최근 3개월", "2026-01-30", "2026-01-30"),
        ("한 달", "2026-03-30", "2026-03-30"),
        ("일주일 전", "2026-04-23", "2026-04-23"),
        ("보름", "2026-04-15", "2026-04-15"),
        ("반년", "2025-10-30", "2025-10-30"),
        ("7d", "2026-04-23", "2026-04-23"),
        ("2w", "2026-04-16", "2026-04-16"),
        ("3 months ago", "2026-01-30", "2026-01-30"),
        ("1년", "2025-04-30", "2025-04-30"),
        ("2025년", "2025-01-01", "2025-12-31"),
        ("2025년 2월", "2025-02-01", "2025-02-28"),
        ("2025년 2월 12일", "2025-02-12", "2025-02-12"),
        ("25년 2월", "2025-02-01", "2025-02-28"),
        ("12월", "2025-12-01", "2025-12-31"),
        ("3월 2일", "2026-03-02", "2026-03-02"),
        ("작년 12월", "2025-12-01", "2025-12-31"),
        ("지난해 3월 2일", "2025-03-02", "2025-03-02"),
        ("지난달 3일", "2026-03-03", "2026-03-03"),
        ("2024년 하반기", "2024-07-01", "2024-12-31"),
        ("작년 4분기", "2025-10-01", "2025-12-31"),
        ("지난주 금요일", "2026-04-24", "2026-04-24"),
        ("목요일", "2026-04-23", "2026-04-23"),
        ("2025. 2. 12.", "2025-02-12", "2025-02-12"),
        ("24.3.5", "2024-03-05", "2024-03-05"),
        ("last week", "2026-04-20", "2026-04-26"),
        ("Feb 2025", "2025-02-01", "2025-02-28"),
        ("February 12, 2025", "2025-02-12", "2025-02-12"),
    ],
)
def test_what_people_say(said: str, first: str, last: str) -> None:
    found = said_range(said, TODAY)
    assert found is not None
    assert [day.isoformat() for day in found] == [first, last]


@pytest.mark.parametrize(
    "said",
    ["", "그날", "2025년 13월", "2025년 2월 30일", "3개월 후", "9999년 전", "5분기", "월", "7"],
)
def test_what_is_no_date(said: str) -> None:
    assert said_range(said, TODAY) is None


@given(st.text(alphabet="0123456789년월일개주달전지난작올해분기상하반.-/ dwmy", max_size=12))
def test_whatever_is_typed_is_a_range_or_none(said: str) -> None:
    found = said_range(said, TODAY)
    assert found is None or found.first <= found.last


def test_days_begin_and_end_in_the_time_zone_of_display() -> None:
    day = datetime.now(local_zone()).date()
    midnight = datetime(day.year, day.month, day.day, tzinfo=KOREAN_TIME)
    assert first_second("오늘") == int(midnight.timestamp())
    assert last_second("오늘") - first_second("오늘") == 86_399
    assert last_second("2025년 2월") == last_second("2025-02")


@pytest.mark.parametrize("text", ["2025-13", "2025-02-30", "그날", ""])
def test_the_sentence_says_how_dates_are_written(text: str) -> None:
    with pytest.raises(InvalidValue, match=f"“{text}” is not a date; write it as 2025, 2025-02"):
        first_second(text)
