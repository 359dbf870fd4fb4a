from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.letters.keyboard import (
    KEY_OF_LETTER,
    english_to_hangul,
    hangul_to_english,
    other_layouts,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhtmvl", "코스피"),
        ("dkssudgktpdy", "안녕하세요"),
        ("rkqtdl", "값이"),
        ("rkqtl", "갑시"),
        ("ekfrrhk", "닭과"),
        ("dhosi", "왜냐"),
        ("Rkcl", "까치"),
        ("wlsWk", "진짜"),
        ("dPtks", "예산"),
        ("ZHTMVL", "코스피"),
        ("wjdcor 2024sus", "정책 2024년"),
        ("코스vl", "코스피"),
        ("zhtㅡvl", "코스피"),
        ("", ""),
    ],
)
def test_hangul_typed_on_the_english_layout(typed: str, meant: str) -> None:
    assert english_to_hangul(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ㅔㅛ소ㅐㅜ", "python"), ("뭉", "and"), ("까", "Rk"), ("ㅗ2ㅐ", "h2o"), ("왜", "dho")],
)
def test_english_typed_on_the_korean_layout(typed: str, meant: str) -> None:
    assert hangul_to_english(typed) == meant


def test_only_whole_syllables_are_offered_as_hangul() -> None:
    assert other_layouts("zhtmvl") == ("코스피",)
    assert other_layouts("python") == ()
    assert other_layouts("ㅔㅛ소ㅐㅜ") == ("python",)
    assert other_layouts("2024") == ()


@given(st.text(st.sampled_from("".join(KEY_OF_LETTER.values()) + " 1-"), max_size=20))
def test_keys_survive_the_way_there_and_back(keys: str) -> None:
    lowered = keys.lower()
    assert hangul_to_english(english_to_hangul(lowered)) == lowered


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8))
def test_syllables_survive_the_way_there_and_back(text: str) -> None:
    assert english_to_hangul(hangul_to_english(text)) == text
