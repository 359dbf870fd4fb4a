"""What words are compared by, and where its letters came from."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.borders import is_within_borders
from ksearch.korean.keys import key_of, placed_key
from ksearch.korean.spelling import singular
from ksearch.korean.splitting import split


@pytest.mark.parametrize(
    ("eojeol", "key"),
    [
        ("4.7%", "4.7%"),
        ("1,200원", "1200원"),
        ("1,2위", "1,2위"),
        ("3·1절", "3.1절"),
        ("2-0", "2-0"),
        ("10∼20%", "10-20%"),
        ("K-팝", "k팝"),
        ("C-130J", "c130j"),
        ("C++을", "c++을"),
        ("C#", "c#"),
        (".NET", ".net"),
        ("-5도", "-5도"),
        ("U.S", "us"),
        ("R&D", "r&d"),
        ("융·복합", "융복합"),
        ("Café", "cafe"),
        ("30㎞", "30km"),
        ("🍐", "🍐"),
    ],
)
def test_signs_that_make_another_name_are_kept(eojeol: str, key: str) -> None:
    assert key_of(eojeol) == key


TRICKY = st.text("가나다aZé1２·.,-%+#@&㎞㈜½②\u200b\u00ad\u0301\u1112\u1161\u11ab🍐★ ", max_size=25)


@given(TRICKY)
def test_every_letter_of_a_key_has_a_place_in_the_original(text: str) -> None:
    for eojeol in split(text)[0]:
        placed = placed_key(eojeol)
        assert placed.key == key_of(eojeol)
        assert len(placed.starts) == len(placed.ends) == len(placed.key)
        assert placed.starts == sorted(placed.starts)
        for start, end in zip(placed.starts, placed.ends, strict=True):
            assert 0 <= start < end <= len(eojeol)


@given(TRICKY)
def test_decomposed_words_have_the_same_key(text: str) -> None:
    keys = [key_of(eojeol) for eojeol in split(unicodedata.normalize("NFC", text))[0]]
    assert [key_of(e) for e in split(unicodedata.normalize("NFD", text))[0]] == keys


@pytest.mark.parametrize(
    ("spelling", "key", "free"),
    [
        ("just", "us", False),
        ("ai칩", "ai", True),
        ("478명", "47", False),
        ("4.7%", "7%", False),
        ("120만원", "20만원", False),
        ("20만원대", "20만원", True),
        ("13층", "3층", False),
        ("제3차", "3차", True),
        ("3차례", "3차", False),
        ("12조의20", "12조의2", False),
        ("제12조의2", "제12조", False),
        ("4-5도", "-5도", False),
        ("등대지기", "등대", True),
    ],
)
def test_words_and_numbers_have_borders(spelling: str, key: str, free: bool) -> None:
    assert is_within_borders(spelling, key) is free


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("startups", "startup"),
        ("companies", "company"),
        ("boxes", "box"),
        ("buses", "buse"),
        ("bus", "bus"),
        ("glass", "glass"),
        ("news", "news"),
        ("robotics", "robotics"),
        ("ai", "ai"),
    ],
)
def test_english_plurals(plural: str, one: str) -> None:
    assert singular(plural) == one
