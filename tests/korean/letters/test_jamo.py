from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.letters import jamo

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8)


@pytest.mark.parametrize(
    ("text", "strokes"),
    [
        ("코스피", "ㅋㅗㅅㅡㅍㅣ"),
        ("닭과", "ㄷㅏㄹㄱㄱㅗㅏ"),
        ("까치", "ㄲㅏㅊㅣ"),
        ("의회", "ㅇㅡㅣㅎㅗㅣ"),
        ("AI 값ㅋ", "AI ㄱㅏㅂㅅㅋ"),
    ],
)
def test_text_becomes_the_keys_that_type_it(text: str, strokes: str) -> None:
    assert jamo.to_jamo(text) == strokes


@pytest.mark.parametrize("typed", ["ㅋ", "코", "코ㅅ", "콧", "코스ㅍ", "코슾", "코스피"])
def test_every_stage_of_typing_a_word_is_a_prefix_of_it(typed: str) -> None:
    assert jamo.to_jamo("코스피").startswith(jamo.to_jamo(typed))


@pytest.mark.parametrize("typed", ["고", "코스닥", "코스피가", "스"])
def test_what_is_not_on_the_way_is_no_prefix(typed: str) -> None:
    assert not jamo.to_jamo("코스피").startswith(jamo.to_jamo(typed))


def test_initials_of_a_word() -> None:
    assert jamo.initials("코스피") == "ㅋㅅㅍ"
    assert jamo.initials("AI반도체 3차") == "AIㅂㄷㅊ 3ㅊ"
    assert jamo.initials("ㄳㅎㄴㄷ") == "ㄱㅅㅎㄴㄷ"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ㅋㅅㅍ", True),
        ("ㄲ", True),
        ("", False),
        ("ㅋㅏ", False),
        ("코ㅅ", False),
        ("ㅋ ㅅ", False),
    ],
)
def test_initials_are_consonants_alone(text: str, answer: bool) -> None:
    assert jamo.is_initials(text) is answer


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("ㅋㅗㅅㅡㅍㅣ", "코스피"),
        ("ㄱㅏㄱㅏ", "가가"),
        ("ㄷㅏㄹㄱㅏ", "달가"),
        ("ㄷㅏㄹㄱㄱㅏ", "닭가"),
        ("ㅇㅓㅄㅇㅓ", "없어"),
        ("ㅋㅋㅋ", "ㅋㅋㅋ"),
        ("ㄱㅅ", "ㄱㅅ"),
        ("ㅗㅏ", "ㅘ"),
        ("코스ㅍㅣ", "코스피"),
        ("코ㅣ", "코ㅣ"),
        ("ㄸㅏㄸㅡㅅ", "따뜻"),
    ],
)
def test_letters_are_composed_as_the_keyboard_does(letters: str, text: str) -> None:
    assert jamo.compose(letters) == text


@given(SYLLABLES)
def test_composing_undoes_taking_apart(text: str) -> None:
    assert jamo.compose(jamo.to_jamo(text)) == text


@given(SYLLABLES)
def test_syllables_come_apart_as_unicode_says(text: str) -> None:
    for syllable in text:
        initial, vowel, final = jamo.split_syllable(syllable)
        parts = unicodedata.normalize("NFD", syllable)
        assert ord(parts[0]) - 0x1100 == jamo.INITIALS.index(initial)
        assert ord(parts[1]) - 0x1161 == jamo.VOWELS.index(vowel)
        assert (ord(parts[2]) - 0x11A7 if len(parts) > 2 else 0) == jamo.FINALS.index(final)
        assert jamo.join_syllable(initial, vowel, final) == syllable
        assert jamo.has_final(syllable) is (len(parts) == 3)
