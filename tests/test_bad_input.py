"""Whatever is asked wrongly is answered with one clear sentence, and never a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, no_kiwi: Any) -> ksearch.Index:

    folder = tmp_path_factory.mktemp("색인")
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        opened = ksearch.create(folder)
        with opened.writer() as writer:
            writer.add(Article(id="1", title="등대에 불이 켜졌다", body="섬사람들이 반겼다."))
            writer.add(Article(id="2", title="AND 게이트와 OR 게이트", body="회로를 배운다."))
    return opened


pytestmark = pytest.mark.usefixtures("without_kiwi")


def sentence(error: BaseException) -> str:
    text = str(error)
    assert text
    assert "\n" not in text
    assert "Traceback" not in text
    return text


# The index


def test_no_index_names_the_command_that_builds_one(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "없음"):
        with pytest.raises(ksearch.IndexNotFound) as caught:
            ksearch.open(folder)
        assert "ksearch index" in sentence(caught.value)
        assert str(folder) in str(caught.value)


def test_a_file_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "파일").write_text("글", encoding="utf-8")
    with pytest.raises(ksearch.IndexNotFound):
        ksearch.open(tmp_path / "파일")


def test_an_index_is_not_made_over_another(tmp_path: Path) -> None:
    ksearch.create(tmp_path / "색인")
    with pytest.raises(ksearch.IndexExists) as caught:
        ksearch.create(tmp_path / "색인")
    sentence(caught.value)
    assert len(ksearch.open(tmp_path / "색인", create=True)) == 0


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "색인") as index:
        for query in ("등대", '"등대 불"', "등*", "-등대", "title:등대", "date:2025"):
            assert index.search(query).total == 0
        assert index.stats().articles == 0
        assert index.stats().first_date is None
        assert index.check().sound
        with pytest.raises(ksearch.ArticleNotFound):
            index.get("1")


# Sources


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ksearch.SourceNotFound) as caught:
        ksearch.update(tmp_path / "색인", tmp_path / "없는 곳")
    assert "없는 곳" in sentence(caught.value)
    assert not (tmp_path / "색인" / "manifest.json").exists()


def test_a_source_without_articles(tmp_path: Path) -> None:
    source = tmp_path / "빈 곳"
    source.mkdir()
    with pytest.raises(ksearch.NothingToIndex) as caught:
        ksearch.update(tmp_path / "색인", source)
    assert "빈 곳" in sentence(caught.value)


def test_a_source_of_which_nothing_can_be_read_says_why(tmp_path: Path) -> None:
    source = tmp_path / "기사"
    source.mkdir()
    (source / "그림.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    with pytest.raises(ksearch.NothingToIndex) as caught:
        ksearch.update(tmp_path / "색인", source)
    assert "그림.txt" in sentence(caught.value)


def test_no_source_at_all(tmp_path: Path) -> None:
    with pytest.raises(ksearch.KSearchError) as caught:
        ksearch.update(tmp_path / "색인", [])
    sentence(caught.value)


# Queries


@pytest.mark.parametrize("query", ["", " ", "\n\t", "…", "!!!", "()", '""', '" "', "-", "+", "?"])
def test_a_query_without_a_word(query: str, index: ksearch.Index) -> None:
    with pytest.raises(ksearch.EmptyQuery) as caught:
        index.search(query)
    sentence(caught.value)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('"등대', "등대"),
        ('등대 "불이', "등대 AND 불이"),
        ("등대) 불이", "등대 AND 불이"),
        ("등대 OR (불이", "등대 OR 불이"),
        ("등대 AND", "등대"),
        ("(" * 5000 + "등대 OR 불이" + ")" * 5000, "등대 AND OR AND 불이"),
    ],
)
def test_what_is_left_open_is_words(query: str, words: str, index: ksearch.Index) -> None:
    results = index.search(query)
    assert results.interpreted == words
    assert results.hits


@pytest.mark.parametrize("query", ["color:파랑", "titel:등대", "등대 AND color:(파랑)"])
def test_a_field_that_articles_do_not_have_is_a_word_and_reported(
    query: str, index: ksearch.Index
) -> None:
    (note,) = index.search(query).notes
    assert "title, lead, body" in note


@pytest.mark.parametrize("query", ["date:그날", "date:2025-13", "날짜:[2025-02-30 TO 2025-03-01]"])
def test_an_invalid_date_in_the_query_is_reported(query: str, index: ksearch.Index) -> None:
    (note,) = index.search(query).notes
    assert "is not a date" in note


def test_a_query_of_a_megabyte_is_refused_with_the_bound(index: ksearch.Index) -> None:
    with pytest.raises(ksearch.QueryTooLarge, match="the most is"):
        index.search("등대에 " * 3 + "가나다라" * (1 << 17))


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            '등대에 불이 회로를 없는말 AND OR NOT ANDNOT ANDMAYBE REQUIRE ( ) " - + * ? ~ ~2 ^2 : '
            "title: date: id: [ ] { } TO 2025 2025-02 · & \x00 \ud800 𠮷 檢".split(" ")
        )
        | st.text(max_size=5),
        max_size=8,
    ).map(lambda pieces: (" ".join(pieces), "".join(pieces)))
)
def test_no_query_ends_in_anything_but_an_answer_or_a_sentence(
    index: ksearch.Index, queries: tuple[str, str]
) -> None:
    for query in queries:
        for match in ("auto", "any"):
            try:
                results = index.search(query, match=match)
            except ksearch.KSearchError as error:
                sentence(error)
            else:
                assert results.total >= len(results)
                for hit in results:
                    assert hit.snippet.text is not None
                    assert isinstance(hit.title_matches, tuple)
                    assert isinstance(hit.missing, tuple)


# Options


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"limit": 0}, ksearch.InvalidValue),
        ({"limit": -3}, ksearch.InvalidValue),
        ({"limit": "10"}, ksearch.InvalidValue),
        ({"limit": True}, ksearch.InvalidValue),
        ({"limit": 1.5}, ksearch.InvalidValue),
        ({"offset": -1}, ksearch.InvalidValue),
        ({"sort": "best"}, ksearch.InvalidValue),
        ({"match": "some"}, ksearch.InvalidValue),
        ({"since": "그날"}, ksearch.InvalidValue),
        ({"since": "2025-13"}, ksearch.InvalidValue),
        ({"until": "2025-02-30"}, ksearch.InvalidValue),
        ({"until": ""}, ksearch.InvalidValue),
        ({"fields": "heading"}, ksearch.UnknownField),
        ({"fields": ["title", "author"]}, ksearch.UnknownField),
    ],
    ids=repr,
)
def test_an_invalid_option_is_refused(
    options: dict[str, Any], error: type[ksearch.KSearchError], index: ksearch.Index
) -> None:
    with pytest.raises(error) as caught:
        index.search("등대에", **options)
    (value,) = options.values()
    assert re.search(
        re.escape(str(value if not isinstance(value, list) else value[-1])), sentence(caught.value)
    )


@pytest.mark.parametrize(
    "options",
    [
        {"limit": 10**12},
        {"offset": 10**12},
        {"since": date(1, 1, 1), "until": datetime(9999, 12, 31)},
        {"publisher": ""},
        {"author": "없는 기자"},
        {"fields": []},
        {"fields": ["title", "title"]},
    ],
    ids=repr,
)
def test_an_option_that_is_odd_but_means_something(
    options: dict[str, Any], index: ksearch.Index
) -> None:
    assert index.search("등대에", **options).total in (0, 1)


def test_dates_far_away(tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "색인") as index:
        with index.writer() as writer:
            writer.add(Article(id="옛", title="첫 해", date=datetime(1, 1, 1)))
            writer.add(Article(id="먼", title="끝 해", date=datetime(9999, 12, 31, 23, 59, 59)))
        assert index.get("옛").date is not None
        assert str(index.get("옛").date) == "0001-01-01 00:00:00+09:00"
        assert index.stats().last_date == index.get("먼").date
        assert [hit.id for hit in index.search("해", sort="oldest")] == ["옛", "먼"]
        assert index.search("해", until="2025").hits[0].date == index.get("옛").date


# Articles


@pytest.mark.parametrize(
    "make",
    [
        lambda: Article(id="\ud800", title="짝 없는 \udfff 글자"),
        lambda: Article(id="a" * 100_000, title="긴 이름"),
        lambda: Article(id="제어", title="\x00\x01글\x1e\x1f", body="\x1c\x1d자\x0b\x0c"),
        lambda: Article(id="빈칸", title="   ", lead="\n\n", body="\t \n \t"),
        lambda: Article(id="이모지", title="👩‍👩‍👧‍👦 가족 🇰🇷", body="𠮷野家 \u200b\ufeff"),
    ],
)
def test_odd_articles_are_kept(make: Callable[[], Article], tmp_path: Path) -> None:
    article = make()
    with ksearch.create(tmp_path / "색인") as index:
        with index.writer() as writer:
            writer.add(article)
        kept = index.get(article.id)
        assert index.check().sound
    printable = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", article.title).replace(
        "\udfff", "\ufffd"
    )
    assert kept.title == printable
