from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.numbers import numbers


def _read(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], value) for start, end, value in numbers(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1억2000만", "120000000"),
        ("1억 2천만", "120000000"),
        ("120,000,000", "120000000"),
        ("120000000", "120000000"),
        ("3조5천억", "3500000000000"),
        ("1조 2000억", "1200000000000"),
        ("２０２５", "2025"),
        ("５천만", "50000000"),
        ("1.5억", "150000000"),
        ("0.5조", "500000000000"),
        ("1억5천여만", "150000000"),
        ("2천3백5십6", "2356"),
        ("1만2천345", "12345"),
        ("1만 5000", "15000"),
        ("12만3,456", "123456"),
        ("1234억5678만9012", "123456789012"),
        ("3,000만", "30000000"),
        ("1.23456만", "12345.6"),
        ("3.10", "3.10"),
        ("010", "010"),
    ],
)
def test_a_number_and_its_digits(text: str, value: str) -> None:
    assert _read(f"약 {text}원") == [(text, value)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2025.11.21", ["2025", "11", "21"]),
        ("헌법 제1조 2항", ["1", "2"]),
        ("케이크 3조각", ["3"]),
        ("4조 3교대", ["4", "3"]),
        ("2백화점", ["2"]),
        ("1만 3개", ["10000", "3"]),
        ("1만50000", ["10000", "50000"]),
        ("12,34,567", ["12", "34567"]),
        ("1,2위", ["1", "2"]),
        ("100만~200만", ["1000000", "2000000"]),
        ("5G와 4차", ["5", "4"]),
        ("2억만", ["200000000"]),
        ("수천만 명", []),
        ("", []),
    ],
)
def test_where_one_number_ends(text: str, found: list[str]) -> None:
    assert [value for _, _, value in numbers(text)] == found


def test_a_run_of_digits_that_is_no_amount_is_left_as_it_is() -> None:
    assert _read("9" * 5000 + "억") == [("9" * 5000, "9" * 5000)]


@given(st.integers(0, 10**16 - 1), st.booleans())
def test_every_amount_is_read_back_as_it_is_written(amount: int, spaced: bool) -> None:
    large = [("조", 10**12), ("억", 10**8), ("만", 10**4)]
    parts, rest = [], amount
    for unit, size in large:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    written = (" " if spaced else "").join(parts)
    if rest or not parts:
        written += str(rest)
    assert _read(written) == [(written, str(amount))]
    assert _read(f"{amount:,}") == [(f"{amount:,}", str(amount))]


@given(st.text(st.sampled_from("0129０５,.， 천백십조억만여제원각"), max_size=25))
def test_numbers_are_in_order_and_cover_every_digit(text: str) -> None:
    covered: set[int] = set()
    last = 0
    for start, end, value in numbers(text):
        assert last <= start < end
        assert text[start].isdigit()
        assert value.replace(".", "", 1).isdecimal()
        assert value.isascii()
        covered.update(range(start, end))
        last = end
    assert all(place in covered for place, one in enumerate(text) if one.isdigit())
