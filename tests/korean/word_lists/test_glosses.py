"""Abbreviations that articles explain: which are believed, and which brackets hold none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.word_lists.glosses import (
    Gloss,
    chosen,
    is_short_for,
    merged_glosses,
    read_gloss,
)


@pytest.mark.parametrize(
    ("words", "inner", "gloss"),
    [
        (("한국은행",), "한은", ("한국은행", "한은")),
        (("어제", "들꽃보호위원회"), "들보위", ("들꽃보호위원회", "들보위")),
        (("여행", "가는", "달"), "여가달", ("여행 가는 달", "여가달")),
        (("상속세", "및", "증여세법"), "상증세법", ("상속세 및 증여세법", "상증세법")),
        (("전국경제인연합회",), "전경련", ("전국경제인연합회", "전경련")),
        (("대한의사협회",), "의협", ("대한의사협회", "의협")),
        (("금감원",), "금융감독원", ("금융감독원", "금감원")),
        (("국제", "통화", "기금"), "IMF", ("국제 통화 기금", "IMF")),
        (("지난해", "2월", "국제통화기금"), "IMF", ("국제통화기금", "IMF")),
        (("IMF",), "국제통화기금", ("국제통화기금", "IMF")),
    ],
)
def test_what_is_read(words: tuple[str, ...], inner: str, gloss: tuple[str, str]) -> None:
    assert read_gloss(words, inner) == gloss


@pytest.mark.parametrize(
    ("words", "inner"),
    [
        (("김들꽃",), "34"),
        (("김들꽃",), "들꽃"),  # a part of the name needs no explanation
        (("더불어들꽃당",), "들꽃당"),
        (("변론", "종결"), "결심"),
        (("등대지기",), "사진"),
        (("등대지기",), "燈臺"),
        (("들꽃시",), "시장"),
        (("2월",), "IMF"),
        (("등대",), "등"),
        (("등대지기",), "Lighthouse"),
    ],
)
def test_a_name_that_does_not_explain_the_short_form_is_no_gloss(
    words: tuple[str, ...], inner: str
) -> None:
    assert read_gloss(words, inner) is None


def test_a_short_form_has_a_syllable_of_every_word() -> None:
    assert is_short_for("바들모", ("바다와", "들꽃", "모임"))
    assert not is_short_for("바모", ("바다와", "들꽃", "모임"))


def test_places_are_counted_together() -> None:
    once = Gloss("한국은행", "한은", 1, 0)
    said = Gloss("한국은행", "한은", 2, 1)
    other = Gloss("금융감독원", "금감원", 1, 0)
    assert merged_glosses([once, other, said]) == [other, Gloss("한국은행", "한은", 3, 1)]


def test_of_words_before_capitals_those_stay_that_always_stand_there() -> None:
    places = [
        Gloss("세계 통화 기금", "GMF", 1, 0),
        Gloss("어제 통화 기금", "GMF", 2, 0),
        Gloss("기금", "MF", 1, 0),
    ]
    assert merged_glosses(places) == [Gloss("통화 기금", "GMF", 3, 0), Gloss("기금", "MF", 1, 0)]


def test_what_is_explained_in_too_few_of_its_articles_is_something_else() -> None:
    court, bank = Gloss("추후 지정", "추정", 3, 0), Gloss("한국은행", "한은", 3, 0)
    often = {"추정": 800, "한은": 30}
    assert chosen([court, bank], lambda word: often[word]) == (bank,)
    said = court._replace(said=1)
    assert chosen([said], lambda word: often[word]) == (said,)


@pytest.mark.parametrize(
    ("gloss", "kept"),
    [
        (Gloss("국제통화기금", "IMF", 2, 0), Gloss("국제통화기금", "IMF", 2, 0)),
        (Gloss("국제통화기금", "IMF", 1, 0), None),
        (Gloss("국제통화기금", "IMF", 1, 1), Gloss("국제통화기금", "IMF", 1, 1)),
        (Gloss("오들꽃", "LG", 5, 0), None),  # a player and a team
        (Gloss("기금", "MF", 5, 0), None),
        (Gloss("통화 기금", "MF", 5, 0), Gloss("통화 기금", "MF", 5, 0)),
        (Gloss("어제 국제통화기금", "IMF", 2, 0), Gloss("국제통화기금", "IMF", 2, 0)),
    ],
)
def test_capitals_are_believed_where_they_stand_again_and_again(
    gloss: Gloss, kept: Gloss | None
) -> None:
    assert chosen([gloss], lambda word: 0) == ((kept,) if kept else ())


def test_capitals_behind_several_names_are_no_abbreviation() -> None:
    teams = [Gloss(f"들꽃구단{number}호", "LG", 2, 0) for number in range(3)]
    assert chosen(teams, lambda word: 0) == ()


NAMES = st.lists(st.text("한국은행들꽃위원회및", min_size=1, max_size=6), min_size=1, max_size=3)


@given(NAMES, st.text("한국은행들꽃위원회IMF", max_size=5))
def test_a_short_form_is_shorter_and_no_part(words: list[str], inner: str) -> None:
    found = read_gloss(tuple(words), inner)
    if found is not None and found[1].isascii() is False:
        name = found[0].replace(" ", "")
        assert len(found[1]) < len(name)
        assert found[1] not in name


@given(
    st.lists(
        st.builds(
            Gloss,
            st.sampled_from(["가 나", "나", "다 나"]),
            st.just("AB"),
            st.integers(1, 3),
            st.integers(0, 1),
        ),
        max_size=6,
    ),
    st.integers(0, 6),
)
def test_it_does_not_matter_how_places_are_put_together(glosses: list[Gloss], cut: int) -> None:
    parts = merged_glosses([*merged_glosses(glosses[:cut]), *merged_glosses(glosses[cut:])])
    assert parts == merged_glosses(glosses)
