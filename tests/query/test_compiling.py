"""The query language, from the text to the articles that it finds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch import Article

pytestmark = pytest.mark.usefixtures("without_kiwi")

ARTICLES = [
    Article(
        id="등대",
        title="등대 섬",
        lead="불이 켜졌다",
        body="바다 배",
        date=datetime(2025, 1, 31, 14, 59, tzinfo=UTC),  # still January in Korea
        author="한바다, 김노을",
        publisher="남녘신문",
        section="문화",
        url="https://news.example/1",
        path="가/등대.txt",
    ),
    Article(
        id="섬",
        title="섬 도서관",
        lead="등대 곁",
        body="바다 책",
        date=datetime(2025, 1, 31, 15, 0, tzinfo=UTC),  # February in Korea
        author="김노을",
        publisher="Morning Post",
        section="사회",
        path="나/섬.txt",
    ),
    Article(id="시장", title="새벽 시장", lead="배 값", body="섬 등대지기", publisher="남녘신문"),
    Article(id="회로", title="AND 회로", lead="not 게이트", body="or 기호"),
]


@pytest.fixture
def index(tmp_path: Path) -> ksearch.Index:
    opened = ksearch.create(tmp_path / "색인")
    with opened.writer() as writer:
        for article in ARTICLES:
            writer.add(article)
    return opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # operators
        ("등대 AND 책", {"섬"}),
        ("도서관 OR 시장", {"섬", "시장"}),
        ("바다 AND NOT 책", {"등대"}),
        ("바다 NOT 책", {"등대"}),
        ("바다 -책", {"등대"}),
        ("-섬", {"회로"}),
        ("NOT 섬", {"회로"}),
        ("+도서관 불이", {"섬"}),
        ("바다 ANDNOT 책", {"등대"}),
        ("바다 ANDMAYBE 책", {"등대", "섬"}),
        # groups
        ("(도서관 OR 시장) AND 값", {"시장"}),
        ("도서관 OR (시장 AND 값)", {"섬", "시장"}),
        ("바다 -(책 OR 시장)", {"등대"}),
        ("섬 -(바다 AND 책) -시장", {"등대"}),
        # fields
        ("title:섬", {"등대", "섬"}),
        ("제목:섬", {"등대", "섬"}),
        ("TITLE:섬", {"등대", "섬"}),
        ("lead:등대", {"섬"}),
        ("body:섬", {"시장"}),
        ("title:(섬 도서관)", {"섬"}),
        ('title:"섬 도서관"', {"섬"}),
        ("publisher:남녘신문", {"등대", "시장"}),
        ('publisher:"Morning Post"', {"섬"}),
        ("언론사:남녘신문 섬 -바다", {"시장"}),
        ("author:한바다", {"등대"}),
        ("기자:김노을", {"등대", "섬"}),
        ("section:문화", {"등대"}),
        ("id:시장", {"시장"}),
        ("path:나/섬.txt", {"섬"}),
        ("path:*.txt", {"등대", "섬"}),
        ("author:한*", {"등대"}),
        ("publisher:?녘*", {"등대", "시장"}),
        # dates, in Korean time
        ("date:2025", {"등대", "섬"}),
        ("date:2025-01", {"등대"}),
        ("date:2025-02-01", {"섬"}),
        ("date:[2025-02 TO]", {"섬"}),
        ("date:[TO 2025-01-31]", {"등대"}),
        ("날짜:[2025-01-31 TO 2025-02-01] 등대", {"등대", "섬"}),
        # patterns
        ("등*", {"등대", "섬", "시장"}),
        ("등대*기", {"시장"}),
        ("*지기", {"시장"}),
        ("등?지기", {"시장"}),
        ("title:등*", {"등대"}),
        # weights change the order, not what is found
        ("도서관^3 OR 시장", {"섬", "시장"}),
        # exact
        ('"섬 도서관"', {"섬"}),
        ('"등대"', {"등대", "섬", "시장"}),  # 등대지기 begins so
        ('바다 -"섬 도서관"', {"등대"}),
        ('"섬 도서관" OR "새벽 시장"', {"섬", "시장"}),
    ],
)
def test_what_a_query_finds(query: str, found: set[str], index: ksearch.Index) -> None:
    results = index.search(query, match="all", limit=100)
    assert not results.corrected
    assert {hit.id for hit in results} == found
    assert results.total == len(found)


def test_a_weight_changes_the_order(index: ksearch.Index) -> None:
    orders = [
        [hit.id for hit in index.search(query, limit=2)]
        for query in ("도서관^9 OR 시장", "도서관 OR 시장^9")
    ]
    assert orders == [["섬", "시장"], ["시장", "섬"]]


def test_syntax_goes_with_options(index: ksearch.Index) -> None:
    def found(query: str, **options: Any) -> list[str]:
        return [hit.id for hit in index.search(query, **options)]

    assert found("등대 OR 시장", publisher="남녘신문", since="2025") == ["등대"]
    assert found("도서관 OR 등대", fields="title", sort="newest") == ["섬", "등대"]
    assert found("섬 OR 회로", limit=1, offset=1, sort="oldest") == ["섬"]


def test_how_a_query_was_read_is_reported(index: ksearch.Index) -> None:
    assert index.search("등대 섬").interpreted == "등대 AND 섬"
    assert index.search("등대 섬", match="any").interpreted == "등대 OR 섬"
    interpreted = index.search('제목:등대 (섬 OR "새벽 시장") -책').interpreted
    for piece in ("title:등대", "섬", "새벽 시장", "OR", "NOT", "책"):
        assert piece in interpreted


def test_excluded_words_are_neither_painted_nor_missed(index: ksearch.Index) -> None:
    (hit,) = index.search("바다 -책").hits
    assert hit.missing == ()
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.matches] == ["바다"]


def test_a_pattern_paints_what_it_found(index: ksearch.Index) -> None:
    (hit,) = index.search("등대*기").hits
    assert len(hit.snippet.matches) == 1
