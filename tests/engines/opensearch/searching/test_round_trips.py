"""How often a search asks the cluster, and that it answers the same however often it has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch.engines.opensearch.searching import word_search

ARTICLES = [
    ksearch.Article(
        id=f"{number}",
        title=f"{'갯벌 축제' if number % 3 else '갯벌축제'} {number}회",
        body=" ".join(
            [
                "갯벌 축제 손님" if number % 2 else "손님이 축제에서 갯벌을 보았다",
                *["등대지기"] * (number % 5),
                *["나룻배 사공"] * (number % 7 == 0),
            ]
        ),
    )
    for number in range(60)
]
QUERIES = (
    "갯벌 축제",
    "축제 손님",
    "갯벌 축제 손님",
    "나룻배 사공 등대지기",
    "나룻배 축제 보았다",
    "갯벌 축제 손님 등대지기 나룻배",
    "갯벌축제",
    "등대지기",
)


@pytest.fixture(scope="module")
def folder(one_kiwi: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("왕복") / "index"
    with ksearch.create(folder) as index, index.writer() as writer:
        for article in ARTICLES:
            writer.add(article)
    return folder


@pytest.fixture(scope="module")
def location(folder: Path, copied: Callable[[Path], str]) -> str:
    return copied(folder)


@pytest.fixture
def index(location: str) -> Iterator[ksearch.Index]:
    """The index on the cluster, which knows nothing of earlier searches."""
    with ksearch.open(location) as index:
        yield index


def trips_of(index: ksearch.Index, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that every request to the cluster adds its number of searches to."""
    cluster: Any = index._engine._state.cluster  # type: ignore[attr-defined]
    searches, trips = cluster.searches, []

    def counted(bodies: Sequence[Any]) -> list[Any]:
        trips.append(len(bodies))
        found: list[Any] = searches(bodies)
        return found

    monkeypatch.setattr(cluster, "searches", counted)
    return trips


@pytest.mark.parametrize("query", ["축제 손님", "나룻배 사공 등대지기", "등대지기"])
def test_a_plain_search_asks_once(
    query: str, index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_search, "_FEW_PINNED", 100)
    trips = trips_of(index, monkeypatch)
    index.search(query)
    assert trips == [1]


@pytest.mark.parametrize(("few", "most"), [(28, 400), (1, 400), (1, 1)])
@pytest.mark.parametrize("match", ["auto", "all", "any"])
def test_an_answer_does_not_depend_on_how_many_articles_are_pinned(
    few: int,
    most: int,
    match: str,
    folder: Path,
    index: ksearch.Index,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_search, "_FEW_PINNED", few)
    monkeypatch.setattr(word_search, "MAX_PINNED", most)
    with ksearch.open(folder) as here:
        for query in QUERIES:
            for since in (None, "2020"):
                asked: dict[str, Any] = {"match": match, "since": since, "limit": 20}
                one, other = here.search(query, **asked), index.search(query, **asked)
                assert one.total == other.total, query
                assert [hit.id for hit in one] == [hit.id for hit in other], query
                scores = [hit.score for hit in one]
                assert [hit.score for hit in other] == pytest.approx(scores, rel=1e-5)
