"""Loanwords that are spelt in several ways: those of the table, and others by rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ksearch.korean.word_lists.loanwords
from ksearch.korean.letters.respelling import may_be_loanword, respelt
from ksearch.korean.word_lists.loanwords import loanword_spellings

ROWS = [
    row.split("\t")
    for row in (Path(ksearch.korean.__file__).with_name("data") / "loanwords.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not row.startswith("#")
]


def test_the_spellings_of_a_row_find_each_other() -> None:
    assert "콘텐츠" in loanword_spellings("컨텐츠")
    assert "컨텐츠" in loanword_spellings("콘텐츠")
    for row in ROWS:
        for spelling in row:
            assert set(loanword_spellings(spelling)) == set(row) - {spelling}


def test_no_spelling_stands_twice() -> None:
    spellings = [spelling for row in ROWS for spelling in row]
    assert len(spellings) == len(set(spellings))
    assert all(len(row) > 1 for row in ROWS)


@pytest.mark.parametrize("word", ["", "등대", "콘텐", "텐츠", "\t"])
def test_what_is_not_in_the_table_has_one_spelling(word: str) -> None:
    assert loanword_spellings(word) == ()


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("케익", "케이크"),
        ("로보트", "로봇"),
        ("로씨야", "러시아"),
        ("쥬스", "주스"),
        ("까페", "카페"),
        ("텔레비젼", "텔레비전"),
        ("리더쉽", "리더십"),
        ("젤린스키", "젤렌스키"),
        ("도날드", "도널드"),
        ("컨텐츠", "콘텐츠"),
        ("훼미니즘", "페미니즘"),
        ("워크샵", "워크숍"),
    ],
)
def test_rules_know_how_else_a_sound_is_spelt(word: str, other: str) -> None:
    assert other in [spelt for _, spelt in respelt(word)]


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("사고", "사교"),  # of hanja alone
        ("소녀", "서녀"),
        ("카드", "코드"),
        ("가드", "카드"),
        ("교토", "고토"),
        ("파리", "피리"),
    ],
)
def test_other_words_are_left_alone(word: str, other: str) -> None:
    assert other not in [spelt for _, spelt in respelt(word)]


def test_the_likeliest_comes_first() -> None:
    costs = [cost for cost, _ in respelt("엘레베이터")]
    assert costs == sorted(costs)


def test_words_of_hanja_are_no_loanwords() -> None:
    assert not may_be_loanword("회원")
    assert may_be_loanword("케이크")
    assert not may_be_loanword("cake")


@given(st.text("가나다까케크트프씨야환익봇쥬스텐", max_size=12))
def test_loanword_spellings_are_others_and_few(word: str) -> None:
    spellings = [spelt for _, spelt in respelt(word)]
    assert word not in spellings
    assert len(spellings) == len(set(spellings)) <= 100
