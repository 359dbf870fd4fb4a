"""The time zone in which dates are shown, counted by day and filtered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ksearch.model.dates import TIMEZONE_VARIABLE, first_second, in_local_zone
from ksearch.model.errors import InvalidValue
from ksearch.reading.dates import parse_date


def test_a_date_in_utc_is_of_the_day_that_it_is_in_seoul() -> None:
    date = parse_date("2023-04-19T22:53Z")
    assert date is not None
    assert date.isoformat() == "2023-04-20T07:53:00+09:00"


def test_another_zone_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TIMEZONE_VARIABLE, "Europe/Berlin")
    summer = in_local_zone(datetime(2024, 7, 1, 23, tzinfo=UTC))
    assert summer.isoformat() == "2024-07-02T01:00:00+02:00"
    assert first_second("2024-07-02") == datetime(2024, 7, 1, 22, tzinfo=UTC).timestamp()


def test_a_zone_that_there_is_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TIMEZONE_VARIABLE, "Asia/Nowhere")
    with pytest.raises(InvalidValue, match="KSEARCH_TIMEZONE names no time zone: “Asia/Nowhere”"):
        first_second("2024-07-02")
