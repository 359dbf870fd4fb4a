"""What one query may ask for: what takes too long is mended or refused, and nothing crashes."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import ksearch
from ksearch import Article, InvalidValue, KSearchError, QueryTooLarge
from ksearch.index import Index
from ksearch.query.suggesting.suggester import Suggester

ARTICLES = [
    (
        "1",
        "섬 등대에 배가 닿았다",
        "등대지기 세 사람이 밤마다 불을 켠다. 우편선은 가끔 온다.",
    ),
    ("2", "산골 도서관이 문을 열었다", "책은 삼천 권이고 아이들은 머문다. 2025년 봄이다."),
    (
        "3",
        "가마솥 국밥 한 그릇",
        "웃음이 가득한 장터다.",
    ),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("bounds")
    with ksearch.create(folder).writer() as writer:
        for number, title, body in ARTICLES:
            writer.add(Article(id=number, title=title, body=body))
    return ksearch.open(folder)


def ids(index: Index, query: str) -> list[str]:
    return [hit.id for hit in index.search(query)]


# What is refused says by which bound


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("가" * 100_001, "100,001 characters, and the most is 100,000"),
        ("배 " * 641, "641 words, and the most is 640"),
        ("가,나" * 30_000, "words, and the most is 640"),
        ("등대에배가닿았다" * 1_251, "10,008 letters, and the most is 10,000"),
        ("\ufdfa" * 600, "10,800 letters, and the most is 10,000"),
        (
            " ".join(f"{n}쀍뷁쀍뷁쀍뷁" for n in range(300)),
            "that no article has have 2,590 letters",
        ),
        (" ".join(f"{letter}*" for letter in "가나다라마바사"), "more than 6 words with"),
        (" ".join(["등대~1"] * 7), "more than 6 words with"),
        ("title:[가 to 나] " * 7, "more than 6 words with"),
        (" OR ".join(['"등대에 배가"'] * 25), "more than 24 quoted texts"),
        (" OR ".join(['"배가 닿았다"~5'] * 25), "more than 24 quoted texts"),
        (" OR ".join(['"배"'] * 5), "more than 24 quoted texts, of which one of a single letter"),
    ],
)
def test_a_query_beyond_a_bound_is_refused_and_names_it(
    index: Index, query: str, bound: str
) -> None:
    with pytest.raises(QueryTooLarge, match=bound):
        index.search(query)


def test_a_correction_beyond_a_bound_leaves_the_answer_to_what_was_typed(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Suggester, "suggest_queries", lambda self, query, words: ["배가 " * 641])
    assert index.search("쀍뷁쀍뷁").total == 0


def test_a_query_at_the_bound_is_answered(index: Index) -> None:
    assert ids(index, "배가 " * 640) == ["1"]
    assert ids(index, " ".join(["등대*"] * 6)) == ["1"]
    assert ids(index, " OR ".join(['"등대에 배가"'] * 24)) == ["1"]
    assert ids(index, " OR ".join(['"배가"~3', *['"세"'] * 3])) == ["1"]


@pytest.mark.parametrize("field", ["publisher", "author", "section"])
def test_a_filter_of_too_many_names_is_refused_and_names_the_bound(
    index: Index, field: str
) -> None:
    names = [f"이름{number}" for number in range(1_001)]
    with pytest.raises(QueryTooLarge, match=f"{field} has 1,001 names, and the most is 1,000"):
        index.search("배", **{field: names})  # type: ignore[arg-type]
    assert index.search("배", **{field: names[:1_000]}).total == 0  # type: ignore[arg-type]


# What repeats or nests itself takes no more time for it


@pytest.mark.parametrize("operator", ["ANDMAYBE", "ANDNOT", "REQUIRE", "NOT", "AND", "OR", "+"])
@pytest.mark.parametrize("count", [3, 40, 190])
def test_a_chain_of_operators_takes_no_time(index: Index, operator: str, count: int) -> None:
    query = f" {operator} ".join(["배가", *(f"말{number % 5}" for number in range(count))])
    begun = time.process_time()
    found = ids(index, query)
    assert time.process_time() - begun < 2
    if operator in ("ANDMAYBE", "ANDNOT", "OR"):
        assert found == ["1"]


def test_plus_signs_in_brackets_in_brackets_take_no_time(index: Index) -> None:
    begun = time.process_time()
    assert ids(index, "(+배가 말 " * 18 + "배가" + ")" * 18) == ["1"]
    assert time.process_time() - begun < 2


def test_more_operators_than_a_person_types_are_words_and_that_is_said(index: Index) -> None:
    results = index.search(" OR ".join(["배가"] * 250))
    assert [hit.id for hit in results] == ["1"]
    assert results.notes == (
        "the query is too long or too nested for operators; its words are searched for",
    )


def test_repeated_words_near_each_other_need_to_stand_there_once(index: Index) -> None:
    assert ids(index, '"배가 배가 배가 닿았다"~3') == ["1"]
    assert ids(index, '"' + "배가 " * 100 + '닿았다"~2') == ["1"]


@pytest.mark.parametrize("query", ["0만", "0억0만", "0조", "0만 등대", "0원", "00만", "0.0만"])
def test_no_amount_is_a_number_that_matches_no_other_text(index: Index, query: str) -> None:
    results = index.search(query, match="any")
    assert all(hit.snippet.text for hit in results)
    assert [hit.id for hit in results] == (["1"] if "등대" in query else [])


def test_the_eojeols_of_a_fuzzy_word_are_found_beyond_the_most_terms(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ids(index, "책~2")
    assert len(found) > 1
    monkeypatch.setattr("ksearch.query.words.fuzzy._MAX_FUZZY_TERMS", 1)
    assert sorted(ids(index, "책~2")) == sorted(found)


def test_a_quoted_letter_is_a_word_by_itself(tmp_path: Path) -> None:
    texts = ["강 옆이다", "강물이 분다", "강을 건넌다", "한강에 간다", "강강술래", "건강", "(강)원"]
    with ksearch.create(tmp_path).writer() as writer:
        for number, text in enumerate(texts):
            writer.add(Article(id=str(number), title=text))
    assert sorted(ids(ksearch.open(tmp_path), '"강"')) == ["0", "2", "6"]


# Long words


@pytest.mark.parametrize("length", [59, 60, 61, 63, 64, 65, 69, 127, 128, 129, 255, 256, 1000])
@pytest.mark.parametrize("letter", ["가", "a", "ㅋ", "1", "漢", "\U00020000"])
def test_a_word_of_any_length_is_looked_for(index: Index, letter: str, length: int) -> None:
    assert index.search(letter * length, match="all").total == 0


@pytest.mark.parametrize("length", [60, 61, 64, 65, 69, 126, 127, 128, 130, 254, 255, 256, 300])
def test_a_long_word_that_stands_in_an_article_finds_it(tmp_path: Path, length: int) -> None:
    syllables = random.Random(length).choices(
        [chr(code) for code in range(0xAC00, 0xB000)], k=length
    )
    word = "".join(syllables)
    with ksearch.create(tmp_path).writer() as writer:
        writer.add(Article(id="1", title="긴 낱말", body=f"앞 {word} 뒤"))
    index = ksearch.open(tmp_path)
    for query in (word, f'"{word}"', f"{word} 뒤"):
        [hit] = index.search(query, match="all")
        assert hit.missing == ()
    other = index.search("힣" + word[1:], match="all")
    assert other.corrected or other.total == 0


def test_a_sentence_without_spaces_of_more_letters_than_a_number_has_bits(tmp_path: Path) -> None:
    sentence = (
        "섬마을 등대지기 세 사람이 밤마다 불을 켜고 우편선이 닿는 날이면 온 동네 아이들이 부두로 "
        "달려 나와 편지를 기다리며 노래를 부르고 저녁까지 두 손을 흔들었다"
    )
    letters = sentence.replace(" ", "")
    assert len(letters) > 64
    with ksearch.create(tmp_path).writer() as writer:
        writer.add(Article(id="1", title="섬", body=f"{sentence}."))
        writer.add(Article(id="2", title="섬", body=f"{sentence[:-12]} 손을 내렸다."))
    assert ids(ksearch.open(tmp_path), letters) == ["1"]


# Ranges of words


def test_a_range_of_words_finds_what_stands_between(index: Index) -> None:
    assert ids(index, "title:[가마솥 to 그릇]") == ["3"]
    assert ids(index, "title:[등대에 to 등대에]") == ["1"]
    assert ids(index, "title:{등대에 to 등대에}") == []
    assert ids(index, "lead:[삼천 to 삼천]") == ["2"]


# Values that are none


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("date:0001", "date:[0001-01-01 to 0001-12-31]"),
        ("date:[0001 to 9999]", "date:[0001-01-01 to 9999-12-31]"),
        ("date:9999-12-31", "date:[9999-12-31 to 9999-12-31]"),
    ],
)
def test_dates_at_the_ends_of_the_calendar_are_dates(index: Index, query: str, read: str) -> None:
    assert index.search(query).interpreted == read


@pytest.mark.parametrize("when", ["0", "0000", "2025-13", 5, 2025.0, ["2025"], float("nan")])
def test_times_that_are_none_are_refused(index: Index, when: object) -> None:
    with pytest.raises(InvalidValue, match="is not a date"):
        index.search("배", since=when)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    ["배^1e308", "배^1e308 등대^1e308", '"배가 닿았다"~99999999999999999999', "배^nan", "배^-5"],
)
def test_weights_and_distances_of_any_size_are_taken(index: Index, query: str) -> None:
    assert ids(index, query)[:1] == ["1"]


# Anything at all

SIGNS = ['"', "(", ")", "[", "]", "{", "}", "~", "^", "*", "?", ":", "-", "+", "|", "&", "!", "/"]
PIECES = [
    *(*SIGNS, "\\", "#", "<", ">", "＂", "..", "AND", "OR", "NOT", "to", "TO", "title:", "date:"),
    *("author:", "2025", "0001", "등대", "배", "ㅋㅅㅍ", "가", "𠀀", "\u200b", "\ud800", "\0", "é"),
    *("^1e308", "~99999999999999999999", "1e400", "   ", "\n", "등대지기", "zhtmvl", "檢", "~2"),
]


@settings(max_examples=300, deadline=None)
@given(
    some.lists(some.tuples(some.sampled_from(PIECES), some.sampled_from(["", " "])), max_size=40)
)
def test_no_query_raises_anything_but_an_error_of_ksearch(
    index: Index, pieces: list[tuple[str, str]]
) -> None:
    query = "".join(piece + space for piece, space in pieces)
    try:
        for hit in index.search(query, limit=2):
            assert all(0 <= start < end for start, end in hit.snippet.matches)
    except KSearchError:
        pass


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=200))
def test_no_text_raises_anything_but_an_error_of_ksearch(index: Index, query: str) -> None:
    with suppress(KSearchError):
        index.search(query)
    index.suggest(query)


@pytest.mark.parametrize(
    "sign", [*SIGNS, "\\", "가 ", "가-", '"가 ', "(가", "!가 ", "&", "{가 to ", "ㅋ"]
)
@pytest.mark.parametrize("count", [2_000, 90_000])
def test_signs_in_any_number_take_no_time(index: Index, sign: str, count: int) -> None:
    query = (sign * count)[:90_000] + " 등대"
    begun = time.process_time()
    with suppress(KSearchError):
        index.search(query)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(("count", "looked_for"), [(16, True), (17, False)])
def test_what_is_meant_by_many_unknown_words_is_not_looked_for(
    index: Index, count: int, looked_for: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(
        Suggester, "suggest_queries", lambda self, query, words: asked.append(words) or []
    )
    assert index.search(" ".join(f"쀍뷁{number}" for number in range(count))).total == 0
    assert bool(asked) == looked_for
