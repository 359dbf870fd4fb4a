"""Which articles make the page, in which order: exact runs, closeness, pages, dates."""

from __future__ import annotations

import random
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
    assert page.total == whole.total
    assert paged == [hit.id for hit in whole]


def test_what_misses_the_least_follows_by_the_weight_of_what_it_misses(make: Make) -> None:
    rare, common = "해무", "항구"
    index = make(
        Article(id="둘", title="해무 항구"),
        Article(id="흔한", title="항구 항구 항구", lead="항구 항구", body="항구 " * 9),
        Article(id="드문", title="소식", lead="머리", body=f"{FAR} {FAR} 해무"),
        *(Article(id=f"{n}", title="항구 소식") for n in range(30)),
    )
    hits = index.search(f"{common} {rare}", limit=50).hits
    assert [hit.id for hit in hits[:3]] == ["둘", "드문", "흔한"]
    assert [hit.missing for hit in hits[:2]] == [(), (common,)]
    assert all(hit.missing == (rare,) for hit in hits[2:])


def test_a_first_page_of_articles_with_every_word_needs_no_others(make: Make) -> None:
    def found(complete: int, limit: int) -> tuple[int, int]:
        index = make(
            *(Article(id=f"둘{n}", title="등대 항구") for n in range(complete)),
            *(Article(id=f"하나{n}", title="등대 소식") for n in range(20)),
            name=f"색인{complete}-{limit}",
        )
        results = index.search("등대 항구", limit=limit)
        return results.total, len(results)

    assert [found(10, limit) for limit in (1, 10, 100)] == [(10, 1), (10, 10), (10, 10)]
    assert [found(9, limit) for limit in (1, 10, 100)] == [(29, 1), (29, 10), (29, 29)]


def test_articles_of_alternatives_lack_nothing(make: Make) -> None:
    index = make(Article(id="1", title="등대"), Article(id="2", title="항구"))
    for query in ("등대 OR 항구", "(등대 OR 항구)", "등대 ANDMAYBE 항구"):
        hits = index.search(query).hits
        assert hits
        assert all(hit.missing == () for hit in hits)


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


@pytest.fixture(scope="module")
def many(no_kiwi: Any, tmp_path_factory: pytest.TempPathFactory) -> ksearch.Index:
    """Articles of few words, in two segments: whatever is asked for matches many of them."""
    chance = random.Random(20)
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        index = ksearch.create(tmp_path_factory.mktemp("많음") / "색인")
        for batch in range(2):
            with index.writer() as writer:
                for number in range(150):
                    writer.add(
                        Article(
                            id=f"{batch}-{number}",
                            title=" ".join(chance.choices(_COMMON, k=2)),
                            lead=" ".join(chance.choices([*_COMMON, *_RARE], k=4)),
                            body=" ".join(chance.choices(_COMMON, k=chance.randrange(30))),
                            date=datetime(2020 + number % 4, 1, 1, tzinfo=UTC),
                        )
                    )
        return index


_COMMON = ["등대", "섬", "바다", "배", "불", "항구", "시장", "축제"]
_RARE = ["해무", "나루", "염전"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*_COMMON, *_RARE, "없는말"]), min_size=1, max_size=6),
    st.sampled_from(["{}", "{} OR 해무", "({}) -축제", '"등대 섬" OR {}', "{} ANDMAYBE 나루"]),
    st.sampled_from(["auto", "all", "any"]),
    st.sampled_from(["relevance", "relevance", "newest"]),
    st.booleans(),
)
def test_pages_of_every_size_show_one_order_and_one_total(
    many: ksearch.Index, words: list[str], shape: str, match: str, sort: str, group: bool
) -> None:
    query = shape.format(" ".join(words))
    options: dict[str, Any] = {"match": match, "sort": sort, "group": group}
    whole = many.search(query, limit=400, **options)
    listed = [(hit.id, hit.score, hit.missing) for hit in whole]
    assert len({row[0] for row in listed}) == len(listed)
    if not group:
        assert len(listed) == whole.total
    if sort == "relevance":
        assert [row[1] for row in listed] == sorted((row[1] for row in listed), reverse=True)
    if match == "all":
        assert all(not missing for _, _, missing in listed) or whole.corrected
    for size in (1, 7, 10, 100):
        paged: list[tuple[str, float, tuple[str, ...]]] = []
        while len(paged) < min(len(listed), 3 * size):
            page = many.search(query, limit=size, offset=len(paged), **options)
            assert page.total == whole.total
            assert page.hits
            paged += [(hit.id, hit.score, hit.missing) for hit in page]
        assert paged == listed[: len(paged)]
        last = many.search(query, limit=size, offset=max(len(listed) - 3, 0), **options)
        rest = [(hit.id, hit.score, hit.missing) for hit in last]
        assert rest == listed[max(len(listed) - 3, 0) :][:size]
