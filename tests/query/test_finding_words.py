"""What a query word finds, and what it must not: one test per defect that there was."""

from __future__ import annotations

from pathlib import Path

import pytest

import ksearch
from ksearch.korean.word_lists.synonyms import SynonymMatch, shorthand

ARTICLES = {
    "갈무리": "등대 사진의 출처는 en:Wiki 갈무리 모음이다.",
    "혁명": "산업혁명은 방직공장에서 시작됐다. 산업혁명 유물을 배우는 전시가 열린다.",
    "산업": "지역 산업이 흔들린다. 산업 단지의 불이 하나둘 꺼졌다.",
    "오름": "배추값이 더 오를 전망이다. 상인들은 걱정이 깊다.",
    "올랐음": "무값도 크게 올랐다. 도매시장이 한산하다.",
    "지음": "마을 목수가 정자를 지었다. 주민들이 손을 보탰다.",
    "들음": "밤마다 파도 소리를 들었다. 등대지기는 잠들지 못했다.",
    "도움": "이웃이 서로 도왔다. 논두렁을 함께 고쳤다.",
    "빨강": "단풍이 빨갛게 물들었다. 산허리가 빨간 옷을 입었다.",
    "이름": "기온이 영하에 이르렀다. 강이 얼었다.",
    "섬": "섬마을 주민 지원 사업 설명회가 해양 박물관 강당에서 열렸다.",
    "코스": "둘레길 코스가 났다. 비 온 뒤라 길이 질다. 코스피 지수가 내렸다. 코스피는 안정됐다.",
    "검찰": "檢 압수수색 나서. 창고 세 곳에서 장부를 찾았다.",
    "수사": "검찰이 창고를 뒤졌다. 장부가 나왔다.",
    "연준": "美연준 금리 동결. 시장은 차분했다.",
    "미국": "미국 연준이 금리를 내렸다. 환율이 움직였다.",
    "정부": "尹정부 출범 기념식. 광장이 붐볐다.",
    "윤": "윤 정부의 예산안이 국회로 갔다. 심의가 시작된다.",
    "전직": "前대통령 회고록 출간. 서점마다 줄이 길다.",
    "전": "전 대통령이 고향을 찾았다. 주민들이 반겼다.",
    "번째": "9999번째 방문객이 꽃다발을 받았다. 다섯 번째 해를 맞은 축제다.",
}


def found(index: ksearch.Index, query: str) -> set[str]:
    return {hit.id for hit in index.search(query, match="all", limit=50)}


# A word is not read by a part of it


def test_a_mistyped_word_is_not_found_by_the_part_that_is_right(index: ksearch.Index) -> None:
    results = index.search("산업혁먕")
    assert results.suggestion == "산업혁명"
    assert results.corrected
    assert [hit.id for hit in results] == ["혁명"]


def test_beside_other_words_a_mistyped_word_is_missing(index: ksearch.Index) -> None:
    results = index.search("산업혁먕 단지의")
    assert results.suggestion == "산업혁명 단지의"
    hits = {hit.id: hit.missing for hit in results}
    assert hits["산업"] == ("산업혁먕",)


def test_a_number_is_not_found_by_what_it_counts(index: ksearch.Index) -> None:
    results = index.search("9998번째")
    assert not results.total


def test_a_digit_is_never_corrected_into_another(index: ksearch.Index) -> None:
    assert index.search("9998번째").suggestion is None


def test_a_noun_that_stands_with_particles_only_is_suggested(index: ksearch.Index) -> None:
    assert index.search("예산언").suggestion == "예산안"


# Forms of verbs and adjectives


@pytest.mark.parametrize("typed", ["오르다", "올랐다", "올라", "오를", "오른", "오르면"])
@pytest.mark.parametrize("article", ["오름", "올랐음"])
def test_every_form_of_a_verb_finds_every_other(
    index: ksearch.Index, typed: str, article: str
) -> None:
    assert article in found(index, typed)


@pytest.mark.parametrize(
    ("typed", "article"),
    [
        ("짓다", "지음"), ("지은", "지음"), ("지어", "지음"),
        ("듣다", "들음"), ("들어", "들음"), ("들을", "들음"),
        ("돕다", "도움"), ("도와", "도움"), ("도우면", "도움"),
        ("빨갛다", "빨강"), ("빨개", "빨강"), ("빨갰다", "빨강"),
        ("이르다", "이름"), ("이르러", "이름"),
        ("열리다", "혁명"), ("열려", "혁명"), ("배워", "혁명"),
    ],
)  # fmt: skip
def test_irregular_forms(index: ksearch.Index, typed: str, article: str) -> None:
    assert article in found(index, typed)


def test_a_form_that_no_article_has_is_no_mistake(index: ksearch.Index) -> None:
    assert index.search("오르다").suggestion is None


def test_another_form_is_painted(index: ksearch.Index) -> None:
    (hit,) = [hit for hit in index.search("올랐다", match="all") if hit.id == "오름"]
    assert "오를" in {hit.snippet.text[start:end] for start, end in hit.snippet.matches}


# Spaces


def test_any_number_of_words_may_be_glued_together(index: ksearch.Index) -> None:
    assert found(index, "섬마을주민지원사업설명회가해양박물관강당에서") == {"섬"}


def test_a_slip_is_not_scattered_into_syllables(index: ksearch.Index) -> None:
    results = index.search("코스비")
    assert results.suggestion == "코스피"
    assert results.corrected


def test_what_is_hardly_a_word_is_looked_for_letter_by_letter(index: ksearch.Index) -> None:
    assert found(index, "비온뒤라") == {"코스"}


# Hanja and shorthand


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("檢", {"검찰", "수사"}),
        ("검찰", {"검찰", "수사"}),
        ("美 연준", {"연준", "미국"}),
        ("美연준", {"연준", "미국"}),
        ("미국 연준", {"연준", "미국"}),
        ("尹정부", {"정부", "윤"}),
        ("尹 정부", {"정부", "윤"}),
        ("윤 정부", {"정부", "윤"}),
        ("前대통령", {"전직", "전"}),
        ("전 대통령", {"전직", "전"}),
    ],
)
def test_hanja_and_hangul_find_each_other(
    index: ksearch.Index, query: str, articles: set[str]
) -> None:
    assert found(index, query) >= articles


def test_a_name_is_not_held_by_the_hanja_of_its_surname() -> None:
    """A hanja that may stand for several words finds them all, and is held for none of them."""
    table = shorthand()
    assert SynonymMatch(0, 1, ("김정은",)) in table.expand(("金",))
    for word in ("김정은", "윤석열", "대학", "비행기"):
        assert table.expand((word,)) == ()
    assert SynonymMatch(0, 1, ("與",)) in table.expand(("여당",))


@pytest.mark.parametrize("query", ["檢", "美연준", "尹정부"])
def test_what_hanja_find_is_not_corrected(index: ksearch.Index, query: str) -> None:
    results = index.search(query)
    assert not results.corrected
    assert results.suggestion is None


def test_a_synonym_is_painted(index: ksearch.Index) -> None:
    (hit,) = [hit for hit in index.search("미국 연준", match="all") if hit.id == "연준"]
    assert {hit.snippet.text[start:end] for start, end in hit.snippet.matches} == {"美연준"}


def test_the_word_itself_comes_before_its_synonym(index: ksearch.Index) -> None:
    assert [hit.id for hit in index.search("검찰", match="all")] == ["수사", "검찰"]


# Particles


def test_a_known_noun_with_another_particle_is_no_mistake(index: ksearch.Index) -> None:
    results = index.search("산업혁명에서")
    assert {hit.id for hit in results} == {"혁명"}
    assert results.suggestion is None


# Syntax


@pytest.mark.parametrize("query", ["*", "*:*", " * "])
def test_an_asterisk_finds_every_article(index: ksearch.Index, query: str) -> None:
    assert index.search(query).total == len(ARTICLES)


def test_quoted_words_with_a_distance_stand_near_each_other(index: ksearch.Index) -> None:
    assert found(index, '"마을 정자를"~2') == {"지음"}
    assert found(index, '"정자를 마을"~2') == {"지음"}
    assert found(index, '"마을 정자를"') == set()
    assert found(index, '"마을 보탰다"~2') == set()
    assert index.search('"마을 정자를"~2').interpreted == '"마을 정자를"~2'


def test_a_word_with_a_tilde_is_found_in_spite_of_slips(index: ksearch.Index) -> None:
    assert found(index, "산업혁먕~") == {"혁명"}
    assert found(index, "산업현먕~2") == {"혁명"}
    assert found(index, "산업현먕~1") == set()


def test_more_slips_than_two_are_two_and_reported(index: ksearch.Index) -> None:
    (note,) = index.search("산업~5").notes
    assert "2 slips, which is the most" in note
    assert index.search("산업~5").interpreted == index.search("산업~2").interpreted


def test_a_word_with_a_colon_that_stands_in_an_article_is_no_field(index: ksearch.Index) -> None:
    assert found(index, "en:Wiki") == {"갈무리"}
    assert not index.search("en:Wiki").notes
    assert index.search("en:배추").notes


def test_a_quote_that_a_word_stands_before_opens_nothing(index: ksearch.Index) -> None:
    assert found(index, '목수가" 정자를') == {"지음"}
    (note,) = index.search('"정자를 지었다').notes
    assert "never closed" in note


@pytest.mark.parametrize("word", ["𠮷野", "野𠮷", "가𠮷나", "𠮷a野"])
def test_a_word_with_a_letter_that_is_in_no_dictionary_is_found_and_painted(
    word: str, tmp_path: Path
) -> None:
    index = ksearch.create(tmp_path / "색인")
    with index.writer() as writer:
        writer.add(ksearch.Article(id="1", title=f"{word} 기행", body=f"장터에 {word}에서 온 배"))
    (hit,) = index.search(word)
    assert [hit.title[start:end] for start, end in hit.title_matches] == [word]
