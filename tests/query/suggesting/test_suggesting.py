"""Mistyped words and queries: what is suggested, and when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ksearch
from ksearch.korean.letters.jamo import initials
from ksearch.korean.letters.keyboard import hangul_to_english
from ksearch.query.suggesting.initials import may_be_initials
from ksearch.query.suggesting.suggester import Suggester
from ksearch.storage.frequencies import Frequencies
from ksearch.storage.snapshot import open_snapshot

ARTICLES = {
    "등대": "남해안 등대지기가 사십 년 만에 은퇴한다. 등대지기는 태풍이 오던 밤을 기억한다.",
    "양봉": "양봉농가가 꿀벌 실종에 한숨짓는다. 꿀벌은 겨울을 나지 못했다. 꿀벌을 살려야 한다.",
    "철도": "산간마을에 협궤열차가 돌아온다. 협궤열차는 하루 두 번 산간마을을 지난다.",
    "축제": "메밀꽃축제가 열린다. OpenLab 기술로 메밀꽃축제의 주차를 안내한다. 주차장은 넓다.",
    "시장": "전통시장의 상인들이 등대를 그린 간판을 걸었다. 노을빛, 노을빛, 노을빚.",
    "시각": "표는 09:00부터 판다. 마을 09 번지에 00 표시가 있다.",
    "웃음": "마을 게시판에는 ㅎㅎㅎ 하는 글이 붙었다.",
}
WORDS = ["등대지기가", "꿀벌을", "협궤열차는", "메밀꽃축제가", "전통시장의", "상인들이"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("오타") / "색인"
    with ksearch.create(folder) as index, index.writer() as writer:
        for name, body in ARTICLES.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[ksearch.Index]:
    with ksearch.open(folder) as index:
        yield index


@pytest.fixture(scope="module")
def suggester(folder: Path) -> Suggester:
    snapshot = open_snapshot(folder)
    return Suggester(snapshot.lexicon, Frequencies(snapshot))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("등대지귀가", "등대지기가"),  # another vowel
        ("협궤열챠는", "협궤열차는"),  # the key beside
        ("협궤렬차는", "협궤열차는"),  # another initial
        ("전통시장읢", "전통시장의"),  # two keys for one letter
        ("메밀꼿축제가", "메밀꽃축제가"),  # another final
        ("메밀꼬축제가", "메밀꽃축제가"),  # a letter left out
        ("상인ㄷㅡㄹ이", "상인들이"),  # letters that stand apart
        ("꿀버을", "꿀벌을"),
        ("꾸ㄹ벌을", "꿀벌을"),
        ("협궤ㅔ열차는", "협궤열차는"),  # a letter twice
        ("협궤여려차는", "협궤열차는"),
        ("샨간마을믈", "산간마을을"),  # two letters
        ("opnelab", "OpenLab"),  # two letters in the wrong order
    ],
)
def test_a_slip_of_the_fingers(suggester: Suggester, typed: str, meant: str) -> None:
    assert meant.lower() in [word.lower() for word in suggester.suggest_word(typed)[:1]]


def test_of_words_equally_near_the_more_frequent_comes_first(suggester: Suggester) -> None:
    assert suggester.suggest_word("노을빌") == ["노을빛", "노을빚"]


@pytest.mark.parametrize("word", WORDS)
def test_initials_stand_for_the_word(suggester: Suggester, word: str) -> None:
    assert word in suggester.suggest_word(initials(word), 10)


@pytest.mark.parametrize("word", WORDS)
def test_the_english_layout_stands_for_the_word(suggester: Suggester, word: str) -> None:
    assert suggester.suggest_word(hangul_to_english(word))[0] == word


def test_the_korean_layout_stands_for_a_latin_word(suggester: Suggester) -> None:
    assert suggester.suggest_word("ㅐㅔ두ㅣㅁㅠ")[0].lower() == "openlab"


def test_a_forgotten_space(suggester: Suggester) -> None:
    assert suggester.suggest_word("꿀벌전통시장의")[0] == "꿀벌 전통시장의"


def test_a_mistyped_noun_with_a_particle_that_it_never_had(suggester: Suggester) -> None:
    assert suggester.suggest_word("꿀벨에게서")[0] == "꿀벌에게서"
    assert suggester.suggest_word("꿀벌에게서") == []


def test_digits_without_their_sign_are_no_two_numbers(suggester: Suggester) -> None:
    assert suggester.suggest_word("0900")[:1] == ["09:00"]


def test_nothing_is_suggested_for_what_is_like_nothing(suggester: Suggester) -> None:
    assert suggester.suggest_word("콜롬비아") == []


@pytest.mark.parametrize("word", ["협궤열차는", "꿀벌에게서", "OPENLAB", "꿀벌"])
def test_known_words_and_nouns_with_particles_are_right(suggester: Suggester, word: str) -> None:
    assert suggester.is_word(word)


def test_a_query_keeps_what_is_right_in_it(suggester: Suggester) -> None:
    query = "+전통시장 (꿀벨을 OR 등대)"
    assert suggester.suggest_queries(query, ["꿀벨을"], 1) == ["+전통시장 (꿀벌을 OR 등대)"]


def test_a_query_with_a_space_too_many(suggester: Suggester) -> None:
    assert suggester.suggest_queries("협궤 열차는 산간마을", ["협궤"], 1) == ["협궤열차는 산간마을"]


def test_a_query_without_a_better_one(suggester: Suggester) -> None:
    assert suggester.suggest_queries("콜롬비아 커피콩", ["콜롬비아", "커피콩"], 1) == []


def test_a_word_inside_another_is_left_alone(suggester: Suggester) -> None:
    [query] = suggester.suggest_queries("꿀벨 꿀벨통", ["꿀벨"], 1)
    assert query.split()[1] == "꿀벨통"


def test_a_search_that_finds_nothing_uses_the_suggestion(index: ksearch.Index) -> None:
    results = index.search("협궤렬차는")
    assert results.query == "협궤렬차는"
    assert (results.suggestion, results.corrected) == ("협궤열차는", True)
    assert [hit.id for hit in results] == ["철도"]
    assert results.hits[0].missing == ()


def test_a_search_that_finds_something_only_offers(index: ksearch.Index) -> None:
    results = index.search("등대 협궤렬차는")
    assert (results.suggestion, results.corrected) == ("등대 협궤열차는", False)
    assert {hit.id for hit in results} == {"등대", "시장"}


@pytest.mark.parametrize("query", ["등대", "협궤열차는 산간마을", "꿀벌에게서"])
def test_a_search_whose_words_are_known_is_left_alone(index: ksearch.Index, query: str) -> None:
    results = index.search(query)
    assert (results.suggestion, results.corrected) == (None, False)


def test_quotes_stay_around_what_is_corrected(index: ksearch.Index) -> None:
    results = index.search('"협궤렬차는 하루"')
    assert (results.suggestion, results.corrected) == ('"협궤열차는 하루"', True)
    assert [hit.id for hit in results] == ["철도"]


def test_filters_that_let_nothing_through_suggest_nothing(index: ksearch.Index) -> None:
    results = index.search("협궤렬차는", publisher="없는신문")
    assert (results.total, results.suggestion, results.corrected) == (0, None, False)


@pytest.mark.parametrize("word", WORDS)
def test_initials_find_every_article_with_such_a_word(index: ksearch.Index, word: str) -> None:
    holding = {name for name, body in ARTICLES.items() if word in body}
    results = index.search(initials(word))
    assert holding <= {hit.id for hit in results}
    assert results.corrected


def test_initials_find_several_words(index: ksearch.Index) -> None:
    """ㅅㅇ is 상인, and 실종에 but begins so: whole words count."""
    results = index.search("ㅅㅇ")
    assert "시장" in {hit.id for hit in results}
    assert "양봉" not in {hit.id for hit in results}


def test_initials_that_stand_in_an_article_find_it_first(index: ksearch.Index) -> None:
    results = index.search("ㅎㅎㅎ")
    assert results.hits[0].id == "웃음"
    assert not results.corrected


def test_words_whose_articles_are_gone_are_not_suggested(tmp_path: Path) -> None:
    folder = tmp_path / "색인"
    with ksearch.create(folder) as index:
        with index.writer() as writer:
            writer.add(ksearch.Article(id="1", title="", body="반딧불이가 돌아왔다."))
            writer.add(ksearch.Article(id="2", title="", body="소나기가 지나갔다."))
        assert index.search("반딧뿔이가").suggestion == "반딧불이가"
        with index.writer() as writer:
            writer.delete("1")
        assert index.search("반딧뿔이가").suggestion is None


def test_an_empty_index_suggests_nothing(tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "색인") as index:
        for query in ("꿀벌", "ㄲㅂ", "rnfqjf"):
            assert index.search(query).suggestion is None


@given(st.text(alphabet="ㄱㄴㅎㅏㅣ가힣닭aZ9 ~*한글\U0001f41d𠀋", max_size=12))
def test_any_word_may_be_asked_for(suggester: Suggester, text: str) -> None:
    words = suggester.suggest_word(text, 3)
    assert len(words) == len(set(words)) <= 3
    assert text not in words


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ㅋㅅㅍ", True), ("ㄳ", True), ("ㅋ", False), ("코ㅅㅍ", False), ("ㅏㅏ", False)],
)
def test_what_counts_as_initials(text: str, expected: bool) -> None:
    assert may_be_initials(text) is expected


def test_initials_of_two_words_are_recognised_by_words_side_by_side(index: ksearch.Index) -> None:
    results = index.search("ㅎㄱㅇㅊㄴㅎㄹ")  # 협궤열차는 하루
    assert (results.suggestion, results.corrected) == ("협궤열차는 하루", True)
    assert [hit.id for hit in results] == ["철도"]


def test_initials_across_a_field_are_no_two_words(index: ksearch.Index) -> None:
    assert index.search("ㄴㅁㅎㄷㄷㅈㄱㄱ").suggestion is None  # 남해안 … 등대지기가


def test_a_word_typed_up_to_a_consonant_is_completed(index: ksearch.Index) -> None:
    results = index.search("메밀꽃축ㅈ")
    assert (results.suggestion, results.corrected) == ("메밀꽃축제", True)
    assert [hit.id for hit in results] == ["축제"]
