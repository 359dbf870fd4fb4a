"""Particles, and the stems they can follow."""

from __future__ import annotations

import pytest

from ksearch.korean.grammar.particles import PARTICLES, can_follow, final_consonant, stems


@pytest.mark.parametrize(("syllable", "final"), [("가", 0), ("각", 1), ("갈", 8), ("힣", 27)])
def test_final_consonants(syllable: str, final: int) -> None:
    assert final_consonant(syllable) == final


@pytest.mark.parametrize(
    ("stem", "right", "wrong"),
    [
        ("박물관", ["은", "을", "이", "과", "으로", "에서", "도"], ["는", "를", "가", "와", "로"]),
        ("도서", ["는", "를", "가", "와", "로", "에서", "도"], ["은", "을", "과", "으로"]),
        ("서울", ["은", "을", "이", "과", "로", "로부터"], ["는", "으로", "으로부터"]),
    ],
)
def test_which_particle_follows_which_final(stem: str, right: list[str], wrong: list[str]) -> None:
    assert set(right) | set(wrong) <= PARTICLES
    assert [particle for particle in right if not can_follow(particle, stem[-1])] == []
    assert [particle for particle in wrong if can_follow(particle, stem[-1])] == []


def test_stems_come_shortest_first() -> None:
    assert list(stems("박물관에서는")) == ["박물관", "박물관에서"]
    assert next(stems("도서관으로부터의")) == "도서관"


@pytest.mark.parametrize("run", ["나이", "가지는", "은", "박물관", "도는", ""])
def test_short_words_are_not_cut(run: str) -> None:
    assert list(stems(run)) == []


def test_a_short_stem_needs_a_long_particle() -> None:
    assert list(stems("등대에서")) == ["등대"]
    assert list(stems("등대는")) == []
