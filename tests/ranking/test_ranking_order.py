"""Which articles make the page, in which order: exact runs, closeness, pages, dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksearch
from ksearch import Article

pytestmark = pytest.mark.usefixtures("without_kiwi")

Make = Callable[..., ksearch.Index]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(*articles: Article, name: str = "색인") -> ksearch.Index:
        index = ksearch.create(tmp_path / name)
        with index.writer() as writer:
            for article in articles:
                writer.add(article)
        return index

    return make


def ids(index: ksearch.Index, query: str, **options: Any) -> list[str]:
    return [hit.id for hit in index.search(query, **options)]


FAR = "나루 고개 들판 마루 골목 담장 마당 우물"


def test_an_exact_run_beats_words_scattered_however_often(make: Make) -> None:
    index = make(
        Article(
            id="잦은", title="도시 봄 항구", lead="축제 항구 도시", body="봄 축제 항구 도시 " * 5
        ),
        Article(id="이은", title="알림", lead=FAR, body=f"{FAR} 도시 항구 봄 축제 {FAR}"),
    )
    assert ids(index, "도시 항구 봄 축제") == ["이은", "잦은"]


def test_an_exact_run_wins_among_many(make: Make) -> None:
    often = "도시 축제 항구 봄 축제 도시 봄 항구"
    index = make(
        *(
            Article(id=f"잦은{n}", title="봄 축제", lead="항구 축제 봄 도시", body=often)
            for n in range(120)
        ),
        Article(id="이은", title="알림", lead=FAR, body=f"도시 항구 봄 축제 {FAR} " + FAR * 30),
    )
    assert ids(index, "도시 항구 봄 축제")[0] == "이은"


def test_a_run_may_end_in_a_particle(make: Make) -> None:
    index = make(
        Article(id="흩은", title="박물관", lead="항구 박물관 항구 박물관"),
        Article(id="이은", title="소식", lead="머리", body="항구 박물관에서 만났다"),
        Article(id="박물관", title="박물관", lead="항구"),
    )
    assert ids(index, "항구 박물관")[-1] == "박물관"
    assert set(ids(index, "항구 박물관")[:2]) == {"흩은", "이은"}


def test_a_run_does_not_reach_from_one_article_into_the_next(make: Make) -> None:
    index = make(
        Article(id="1", title="항구 소식", lead="등대", body="등대 그리고 항구 등대 봄"),
        Article(id="2", title="축제 소식", lead="등대", body="봄 축제"),
        Article(id="3", title="다른 소식", lead="봄 그리고 축제", body="축제 다음 봄"),
    )
    assert ids(index, "봄 축제", match="all") == ["2", "3"]


def test_a_run_does_not_reach_from_one_field_into_the_next(make: Make) -> None:
    index = make(
        Article(id="걸친", title="봄 소식", lead="축제 항구", body="도시 봄"),
        Article(id="이은", title="소식", lead="머리", body="항구 도시"),
    )
    assert ids(index, "항구 도시") == ["이은", "걸친"]


def test_words_close_together_beat_words_far_apart(make: Make) -> None:
    index = make(
        Article(id="먼", title="소식", lead="머리", body=f"등대 {FAR} 시장 {FAR}"),
        Article(id="가까운", title="소식", lead="머리", body=f"시장 등대 {FAR} {FAR}"),
    )
    assert ids(index, "시장 등대") == ["가까운", "먼"]


def test_equal_articles_come_in_the_order_they_were_added(make: Make) -> None:
    index = make(*(Article(id=f"{n:03}", title="등대 소식") for n in range(30)))
    assert ids(index, "등대", limit=30) == [f"{n:03}" for n in range(30)]


@pytest.mark.parametrize("query", ["항구 봄 축제", "도시 항구 봄 축제", "등대 도시", "봄 OR 등대"])
@pytest.mark.parametrize("match", ["auto", "all", "any"])
@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_together_are_each_article_once(
    make: Make, query: str, match: str, sort: str
) -> None:
    texts = ["도시 항구 봄 축제", "축제 봄 항구 도시", "등대 도시", "항구 봄 축제 섬", "봄 등대"]
    index = make(
        *(
            Article(id=f"{n}", title=texts[n % 5], lead="머리", body=f"{texts[n % 3]} {FAR}")
            for n in range(130)
        )
    )
    whole = index.search(query, match=match, sort=sort, limit=500)
    paged: list[str] = []
    while True:
        page = index.search(query, match=match, sort=sort, limit=10, offset=len(paged))
        if not page.hits:
            break
        paged += [hit.id for hit in page]
    assert len(paged) == len(set(paged)) == page.total
    if page.total == whole.total:
        assert paged == [hit.id for hit in whole]


def test_by_date(make: Make) -> None:
    index = make(
        *(
            Article(id=str(year), title="등대", date=datetime(year, 1, 1, tzinfo=UTC))
            for year in (2021, 2025, 2019)
        ),
        Article(id="없음", title="등대"),
    )
    assert ids(index, "등대", sort="newest") == ["2025", "2021", "2019", "없음"]
    assert ids(index, "등대", sort="oldest") == ["2019", "2021", "2025", "없음"]
    assert ids(index, "등대", sort="newest", limit=1, offset=1) == ["2021"]


@pytest.mark.parametrize("query", ["등대", "등대 섬", '"등대 섬"', "등대 OR 섬"])
def test_an_index_without_articles_finds_nothing_filtered_or_not(make: Make, query: str) -> None:
    index = make()
    for options in ({}, {"publisher": "섬신문"}, {"match": "any", "sort": "newest"}):
        assert index.search(query, **options).total == 0


words = st.lists(st.sampled_from(["등대", "섬", "바다", "배", "불"]), max_size=8)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(words, words), min_size=1, max_size=8),
    st.lists(st.sampled_from(["등대", "섬", "바다", "배", "불", "없는말"]), min_size=1, max_size=4),
)
def test_modes_find_what_they_say(
    tmp_path_factory: pytest.TempPathFactory,
    no_kiwi: Any,
    rows: list[tuple[list[str], list[str]]],
    query: list[str],
) -> None:

    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("색인"))
        with index.writer() as writer:
            for number, (title, body) in enumerate(rows):
                writer.add(
                    Article(id=str(number), title=" ".join(title), lead="머리", body=" ".join(body))
                )
        asked = " ".join(query)
        held = {str(n): set(title) | set(body) for n, (title, body) in enumerate(rows)}
        every = {name for name, words in held.items() if set(query) <= words}
        some = {name for name, words in held.items() if set(query) & words}
        for match, wanted in (("all", every), ("any", some), ("auto", some)):
            results = index.search(asked, match=match, limit=100)
            if results.corrected:
                assert not wanted
                continue
            assert {hit.id for hit in results} == wanted
            assert results.total == len(wanted)
            for hit in results:
                assert set(hit.missing) == set(query) - held[hit.id]
        complete = [hit.id in every for hit in index.search(asked, limit=100)]
        assert complete == sorted(complete, reverse=True) or not some
