"""Hangul as the samples need it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quality.hangul import (
    initials_of,
    is_hangul,
    keys_of,
    put_together,
    take_apart,
    with_one_jamo_wrong,
)

WORDS = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("word", "keys"),
    [("코스피", "zhtmvl"), ("닭갈비", "ekfrrkfql"), ("꽤", "Rho"), ("의왕시", "dmldhkdtl")],
)
def test_keys_of_a_word(word: str, keys: str) -> None:
    assert keys_of(word) == keys


def test_initials_of_a_word() -> None:
    assert initials_of("반도체공장") == "ㅂㄷㅊㄱㅈ"


def test_a_word_with_a_digit_is_not_hangul_alone() -> None:
    assert is_hangul("포항시")
    assert not is_hangul("포항1동")
    assert not is_hangul("")


@given(WORDS)
def test_syllables_come_apart_and_together(word: str) -> None:
    assert "".join(put_together(*take_apart(syllable)) for syllable in word) == word


@given(WORDS, st.integers())
def test_exactly_one_jamo_is_wrong(word: str, seed: int) -> None:
    slip = with_one_jamo_wrong(word, random.Random(seed))
    before = [jamo for syllable in word for jamo in take_apart(syllable)]
    after = [jamo for syllable in slip for jamo in take_apart(syllable)]
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1
