"""Dates in the ways in which Korean papers and their exports write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.reading.dates import KOREAN_TIME, find_date, parse_date


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025-02-12 11:14", "2025-02-12T11:14:00+09:00"),
        ("2025-02-12T11:14:05Z", "2025-02-12T20:14:05+09:00"),
        ("2025-02-12T11:14:05.123+09:00", "2025-02-12T11:14:05.123000+09:00"),
        ("2025.02.12. 오후 3:07", "2025-02-12T15:07:00+09:00"),
        ("2025.2.1. 오전 12:30", "2025-02-01T00:30:00+09:00"),
        ("2025. 2. 12", "2025-02-12T00:00:00+09:00"),
        ("2025년 2월 12일", "2025-02-12T00:00:00+09:00"),
        ("2025년 2월 12일 (수) 오후 3시 7분", "2025-02-12T15:07:00+09:00"),
        ("2025년 2월 12일 수요일 15시", "2025-02-12T15:00:00+09:00"),
        ("2025/02/12 [14:38]", "2025-02-12T14:38:00+09:00"),
        ("2024.08.21 (19:32)", "2024-08-21T19:32:00+09:00"),
        ("24.10.05 11:20", "2024-10-05T11:20:00+09:00"),
        ("'25.2.12", "2025-02-12T00:00:00+09:00"),
        ("20250212", "2025-02-12T00:00:00+09:00"),
        ("20250212111405", "2025-02-12T11:14:05+09:00"),
        ("March 12, 2024", "2024-03-12T00:00:00+09:00"),
        ("12 Mar 2024 10:00", "2024-03-12T10:00:00+09:00"),
        ("Wed, 12 Feb 2025 11:14:00 +0900", "2025-02-12T11:14:00+09:00"),
        ("Wed, 12 Feb 2025 11:14:00 GMT", "2025-02-12T20:14:00+09:00"),
        ("2025-02-12 24:00", "2025-02-13T00:00:00+09:00"),
    ],
)
def test_a_date_as_it_is_written(written: str, meant: str) -> None:
    parsed = parse_date(written)
    assert parsed is not None
    assert parsed.isoformat() == meant


@pytest.mark.parametrize(
    "written", ["", "어제", "2025-13-40", "2025년", "미정", "3시간 전", 12, True]
)
def test_what_is_no_date(written: object) -> None:
    assert parse_date(written) is None


def test_dates_that_are_no_text() -> None:
    assert parse_date(date(2025, 2, 12)) == datetime(2025, 2, 12, tzinfo=KOREAN_TIME)
    assert parse_date(datetime(2025, 2, 12, 9)) == datetime(2025, 2, 12, 9, tzinfo=KOREAN_TIME)
    assert parse_date(datetime(2025, 2, 12, tzinfo=UTC)) == datetime(2025, 2, 12, tzinfo=UTC)
    assert parse_date(1739326440) == datetime(2025, 2, 12, 11, 14, tzinfo=KOREAN_TIME)
    assert parse_date(1739326440000) == datetime(2025, 2, 12, 11, 14, tzinfo=KOREAN_TIME)
    assert parse_date(20250212) == datetime(2025, 2, 12, tzinfo=KOREAN_TIME)


def test_the_first_date_of_a_line_is_found_with_its_place() -> None:
    line = "입력 2023.11.02. 오후 2:05 수정 2023.11.02. 오후 4:30"
    found = find_date(line)
    assert found is not None
    moment, start, end = found
    assert moment == datetime(2023, 11, 2, 14, 5, tzinfo=KOREAN_TIME)
    assert line[start:end] == "2023.11.02. 오후 2:05"


@given(
    st.datetimes(
        min_value=datetime(1950, 1, 1),
        max_value=datetime(2099, 12, 31),
        timezones=st.sampled_from([UTC, KOREAN_TIME, timezone(timedelta(hours=-5))]),
    )
)
def test_iso_8601_comes_back(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment


@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    parse_date(text)
