"""Completions of what has been typed so far."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ksearch
from ksearch.korean.letters.jamo import to_jamo
from ksearch.query.suggesting.completing import openings

BODIES = [
    "감귤농장은 감귤을 딴다. 감귤농장은 넓다.",
    "감귤농장이 문을 열었다. 감자는 아직이다.",
    "감나무 아래에서 감자를 캔다. 과수원이 멀다. 과수원에서 쉰다.",
    "고구마를 굽는다. 닭갈비 골목이 붐빈다. 달개비가 피었다.",
    "Robot 팔이 감귤을 옮긴다. robotics 대회가 열린다.",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("완성") / "색인"
    with ksearch.create(folder) as index:
        for number, body in enumerate(BODIES):  # a segment and a part of the lexicon each
            with index.writer() as writer:
                writer.add(ksearch.Article(id=str(number), title="", body=body))
        yield index


def test_the_more_frequent_comes_first_and_nouns_before_words_with_particles(
    index: ksearch.Index,
) -> None:
    words = index.suggest("감ㄱ")
    assert words[0] == "감귤"
    assert words.index("감귤") < words.index("감귤을")
    assert "감자" not in words


@pytest.mark.parametrize("prefix", ["고", "고ㄱ", "곡", "고구", "고굼", "고구ㅁ", "고구마"])
def test_every_stroke_of_the_way_leads_to_the_word(index: ksearch.Index, prefix: str) -> None:
    assert "고구마" in index.suggest(prefix)


def test_half_a_vowel_leads_to_the_whole(index: ksearch.Index) -> None:
    assert "과수원" in index.suggest("고")
    assert "고구마" not in index.suggest("과")


def test_a_last_consonant_may_be_final_or_initial(index: ksearch.Index) -> None:
    words = index.suggest("닭")
    assert any(word.startswith("닭갈비") for word in words)
    assert any(word.startswith("달개비") for word in words)


def test_the_wrong_keyboard_completes_what_was_meant(index: ksearch.Index) -> None:
    assert "감귤" in index.suggest("rkarb")  # 감규
    assert "감귤" in index.suggest("감나무 rkarbf")[0]
    assert "고구마" in index.suggest("rhrn")  # 고구
    assert index.suggest("개ㅠ") == index.suggest("rob")  # what is there goes first
    assert index.suggest("rob")[0] == "robot"


def test_initials_of_two_words_lead_to_both(index: ksearch.Index) -> None:
    assert index.suggest("ㄱㄱㄴㅈㅇㄴㄷ") == ["감귤농장은 넓다"]
    assert index.suggest("ㄱㄱㅎㅎㅎ") == []


def test_initials_lead_to_words(index: ksearch.Index) -> None:
    assert index.suggest("ㄱㄱㅁ")[0] == "고구마"


def test_latin_letters_go_by_any_case(index: ksearch.Index) -> None:
    assert [word.lower() for word in index.suggest("ROB", limit=2)] == ["robot", "robotics"]


def test_the_last_of_several_words_is_completed(index: ksearch.Index) -> None:
    assert index.suggest("넓은 과수", limit=1) == ["넓은 과수원"]


def test_there_are_no_more_than_asked_for_and_none_twice(index: ksearch.Index) -> None:
    words = index.suggest("감", limit=4)
    assert len(words) == len(set(words)) == 4


@pytest.mark.parametrize("prefix", ["", " ", "없는말", "ㅙ"])
def test_what_begins_no_word_has_no_completion(index: ksearch.Index, prefix: str) -> None:
    assert index.suggest(prefix) == []


def test_words_whose_articles_are_gone_are_not_offered(tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "색인") as index:
        with index.writer() as writer:
            writer.add(ksearch.Article(id="1", title="", body="수달이 돌아왔다."))
            writer.add(ksearch.Article(id="2", title="", body="수리부엉이가 운다."))
            writer.add(ksearch.Article(id="3", title="", body="수리부엉이가 난다."))
        assert "수달" in index.suggest("수")
        with index.writer() as writer:
            writer.delete("1")
        assert "수달" not in index.suggest("수")


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_at_least_one(index: ksearch.Index, limit: int) -> None:
    with pytest.raises(ksearch.InvalidValue, match="limit must be a whole number of at least 1"):
        index.suggest("감", limit=limit)


_LETTERS = st.sampled_from("가각갂갃갸고과괘곡곣닭달다ㄱㅏ구gㄳㅘ")


@given(prefix=st.text(_LETTERS, min_size=1, max_size=3), word=st.text(_LETTERS, max_size=5))
def test_openings_hold_exactly_the_words_on_whose_way_the_prefix_lies(
    prefix: str, word: str
) -> None:
    found = sum(first <= word <= last + "\U0010ffff" for first, last in openings(prefix))
    whole = all(not ("ㄱ" <= letter <= "ㅣ") for letter in word)
    if whole:  # articles are made of whole syllables
        assert found == to_jamo(word).startswith(to_jamo(prefix)), (to_jamo(prefix), to_jamo(word))
