"""Every number of an index has a width in bits; each width is crossed here, and nothing lost.

The widths are those of ARCHITECTURE.md, “On the disk”.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import ksearch
from ksearch import Article, Index
from ksearch.lexicon.interning import ArticleBatch
from ksearch.storage.segments.forward import joined_planes, pack_forward
from ksearch.storage.writing import bulk_writer


def index_of(folder: Path, articles: Iterable[Article]) -> Index:
    with ksearch.create(folder).writer() as writer:
        for article in articles:
            assert writer.add(article) == "added"
    return ksearch.open(folder)


def found(index: Index, query: str) -> list[str]:
    return [hit.id for hit in index.search(query, match="all", limit=50)]


def assert_sound(index: Index) -> None:
    assert index.check().problems == ()


# eojeol_lengths, eojeol_spans: an eojeol of 127 characters, 254 code units


@pytest.mark.parametrize("length", [126, 127, 128, 253, 254, 255, 256, 257, 1_000])
@pytest.mark.parametrize("letter", ["가", "a", "7", "\U00020000", "漢"])
def test_words_of_any_length_come_back_and_are_found(
    tmp_path: Path, letter: str, length: int
) -> None:
    word = letter * length
    index = index_of(tmp_path, [Article(id="1", title=f"앞 {word} 뒤", body="섬")])
    assert index.get("1").title == f"앞 {word} 뒤"
    [hit] = index.search(word, match="all")
    assert hit.title_matches
    start, end = hit.title_matches[0]
    assert hit.title[start:end].strip(letter) == ""
    assert_sound(index)


# key_lengths, term_lengths: what is folded grows


@pytest.mark.parametrize("letter", ["ﷺ", "㍿", "㎢", "ﬃ", "½", "㈜", "İ", "ß", "ΐ"])
@pytest.mark.parametrize("length", [1, 14, 15, 31, 64, 127, 128, 255, 300])
def test_letters_that_grow_when_they_are_folded(tmp_path: Path, letter: str, length: int) -> None:
    word = letter * length
    index = index_of(tmp_path, [Article(id="1", title=word, body=f"섬 {word}에서")])
    assert index.get("1").title == word
    assert found(index, "섬") == ["1"]
    assert found(index, word) in (["1"], [])
    assert_sound(index)


# term_counts: seven bits


@pytest.mark.parametrize("parts", [60, 127, 128, 200])
def test_an_eojeol_of_many_parts(tmp_path: Path, parts: int) -> None:
    word = "".join(f"{chr(0xAC00 + 28 * place)}{place % 10}" for place in range(parts))
    index = index_of(tmp_path, [Article(id="1", title="섬", body=f"앞 {word}, 뒤")])
    assert index.get("1").with_lead().lead == f"앞 {word}, 뒤"
    assert found(index, "뒤") == ["1"]
    assert_sound(index)


# frequencies: two, two and four bits


@pytest.mark.parametrize("field", ["title", "lead", "body"])
def test_words_that_stand_often_count_no_less(tmp_path: Path, field: str) -> None:
    times = [1, 2, 3, 4, 5, 8, 15, 16, 17, 63, 64, 255, 256, 257, 1_000]

    def article(count: int) -> Article:
        texts = {"title": "가을", "lead": "겨울", "body": "여름"}
        others = " ".join(["봄꽃"] * (1_000 - count))
        texts[field] = f"{' '.join(['등대'] * count)} {others}"
        return Article(id=f"{count}", **texts)

    index = index_of(tmp_path, map(article, times))
    hits = list(index.search("등대", limit=50, group=False))
    scores = {int(hit.id): hit.score for hit in hits}
    assert sorted(scores) == times
    ordered = [scores[count] for count in times]
    assert all(before <= after + 1e-6 for before, after in pairwise(ordered))
    assert_sound(index)


# articles, id_articles: sixteen bits


@pytest.mark.parametrize("count", [65_537])
def test_articles_beyond_a_segment(tmp_path: Path, count: int) -> None:
    index = index_of(tmp_path, (Article(id=f"{n}", title=f"{n}") for n in range(count)))
    assert len(index) == count
    for number in (0, 255, 256, 32_768, 65_534, count - 1):
        assert index.get(f"{number}").title == f"{number}"
        assert f"{number}" in found(index, f"{number}")


# separator_codes: eight bits, then sixteen; values of columns as well


@pytest.mark.parametrize("count", [255, 256, 257, 300])
def test_many_separators_and_many_values(tmp_path: Path, count: int) -> None:
    articles = [
        Article(
            id=f"{n}", title=f"섬{' ' * (n + 2)}등대", body="마을", author=f"이름{n}", section="면"
        )
        for n in range(count)
    ]
    index = index_of(tmp_path, articles)
    for article in (*articles[:3], *articles[250:]):
        assert index.get(article.id).title == article.title
        assert index.get(article.id).author == article.author
    assert_sound(index)


@pytest.mark.parametrize("length", [254, 255, 256, 65_535, 65_536, 70_000])
def test_separators_of_any_length(tmp_path: Path, length: int) -> None:
    title = f"섬{'·' * length}등대"
    index = index_of(tmp_path, [Article(id="1", title=title)])
    assert index.get("1").title == title
    assert found(index, "등대") == ["1"]
    assert_sound(index)


# eojeols_high: eight bits, then sixteen


@pytest.mark.parametrize("first", [0, 65_535, 65_536, (1 << 24) - 2, (1 << 24) + 5])
def test_numbers_of_eojeols_beyond_three_bytes(first: int) -> None:
    numbers = np.array([first, first + 1, first + 2], np.int64)
    separators = np.zeros(4, np.int64)
    laid = ArticleBatch(numbers, np.array([0, 3]), np.array([[0, 0]]), separators, [" "])
    assert joined_planes(pack_forward(laid)).tolist() == numbers.tolist()


# offsets: minutes in sixteen bits; seconds: sixty-four


@pytest.mark.parametrize("minutes", [-1439, -720, -1, 0, 1, 540, 720, 1439])
@pytest.mark.parametrize("year", [1, 1900, 1901, 1969, 1970, 2038, 2039, 2106, 2107, 9999])
def test_moments_of_any_zone_and_year(tmp_path: Path, minutes: int, year: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    moment = datetime(year, 7, 3, 12, 30, 15, tzinfo=zone)
    index = index_of(tmp_path, [Article(id="1", title="섬", date=moment)])
    assert index.get("1").date == moment
    assert_sound(index)


def test_a_segment_holds_what_sixteen_bits_number() -> None:
    assert bulk_writer.MAX_ARTICLES <= 1 << 16
