"""Words that ask count less than what is asked about."""

from __future__ import annotations

import pytest

from ksearch.plan import TermLeaf, Word
from ksearch.query.words.asking import with_less_asking

LONG, SHORT = 200.0, 10.0


def weights(query: str, length: float = LONG) -> list[float]:
    words = [
        Word(text, ((TermLeaf(n),),), ((TermLeaf(n), 1.0),)) for n, text in enumerate(query.split())
    ]
    return [word.scored[0][1] for word in with_less_asking(words, length, query)]


@pytest.mark.parametrize(
    "asking",
    [
        "누구인가?",
        "무엇입니까",
        "무엇을",
        "어디에서",
        "언제부터",
        "어느",
        "어떤",
        "왜",
        "누가",
        "몇",
        "얼마였나",
    ],
)
def test_a_word_that_asks_counts_a_quarter(asking: str) -> None:
    assert weights(f"등대지기는 {asking}") == [1.0, 0.25]


@pytest.mark.parametrize(
    "word", ["어디선가게", "누구나집", "왜관", "몇몇", "무엇보다", "언제나", "얼마간"]
)
def test_words_that_begin_like_one_that_asks_count_in_full(word: str) -> None:
    assert weights(f"등대지기는 {word}") == [1.0, 1.0]


@pytest.mark.parametrize("asked", ["나라는?", "사람은?", "섬은?", "URL은？"])
def test_what_a_question_asks_for_counts_less(asked: str) -> None:
    assert weights(f"등대를 지은 {asked}") == [1.0, 1.0, 0.4]


@pytest.mark.parametrize("word", ["나라는", "먹는?", "나라가?", "는?"])
def test_other_last_words_count_in_full(word: str) -> None:
    assert weights(f"등대를 지은 {word}") == [1.0, 1.0, 1.0]


def test_where_all_words_ask_all_of_them_count() -> None:
    assert weights("누가 언제 왜") == [1.0, 1.0, 1.0]


def test_in_short_texts_they_are_content() -> None:
    assert weights("환불은 언제", SHORT) == [1.0, 1.0]
    assert weights("환불되는 날은?", SHORT) == [1.0, 1.0]
