"""The form of a particle fits the value before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.messages.particles import attach_particles

PAIRS = [
    ("을(를)", "을", "를"),
    ("이(가)", "이", "가"),
    ("은(는)", "은", "는"),
    ("과(와)", "과", "와"),
    ("(이)라는", "이라는", "라는"),
]


@pytest.mark.parametrize(
    ("word", "closed"),
    [
        ("색인", True),
        ("기사", False),
        ("“색인”", True),
        ("`기사`", False),
        ("2026", True),
        ("12", False),
        ("기사 10", True),
        ("PDF", False),
        ("HTML", True),
        ("title", True),
        ("body", False),
        ("notes.txt", False),
        ("", False),
        ("%", False),
    ],
)
def test_the_sound_before_a_particle_chooses_it(word: str, closed: bool) -> None:
    for both, after_consonant, after_vowel in PAIRS:
        said = attach_particles(f"{{word}}{both}", {"word": word})
        assert said == word + (after_consonant if closed else after_vowel)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("색인", "색인으로"),
        ("기사", "기사로"),
        ("서울", "서울로"),
        ("1", "1로"),
        ("3", "3으로"),
        ("title", "title로"),
    ],
)
def test_after_rieul_it_is_ro(word: str, said: str) -> None:
    assert attach_particles("{word}(으)로", {"word": word}) == said


def test_particles_of_several_values_each_fit_their_own() -> None:
    template = "{one}이(가) {two}을(를) {three:,}(으)로"
    values = {"one": "가", "two": "각", "three": 1234}
    assert attach_particles(template, values) == "가가 각을 1,234로"


@given(st.text())
def test_a_value_is_never_changed(value: str) -> None:
    assert attach_particles("{value}", {"value": value}) == value
    assert attach_particles("{value}은(는)", {"value": value}).startswith(value)
    assert attach_particles("을(를) {value}", {"value": "이(가)"}) == "를 이(가)"
