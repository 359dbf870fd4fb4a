"""An index that was copied to a cluster answers as it does in its folder: to the article."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ksearch

_SEARCHES = Path(__file__).parents[2] / "cases" / "searches" / "searches.jsonl"
_OPTIONS = ("limit", "offset", "sort", "match", "since", "until", "publisher", "author", "fields")
#: Beside the searches of the finding rules: what has another way through a cluster.
QUERIES = (
    "섬 등대 축제 잠수함",
    '"작은 섬"',
    "title:섬 OR body:등대",
    "등대 -축제",
    '"섬 도서관"~3',
    "도서*",
    "관*~1",
    "publisher:갯벌일보",
    "date:2025",
    "4월 10일",
    "2025년 4월 10일",
)


def _cases() -> Iterator[Any]:
    for line in _SEARCHES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        options = {name: case[name] for name in _OPTIONS if name in case}
        yield pytest.param(case["query"], options, id=case["rule"].replace(" ", "-"))
    for query in QUERIES:
        yield pytest.param(query, {}, id=query)


@pytest.fixture(scope="session")
def in_folder(invented_folder: Path) -> Iterator[ksearch.Index]:
    """The same index where it was made."""
    with ksearch.open(invented_folder) as index:
        yield index


def assert_same(here: ksearch.Results, there: ksearch.Results) -> None:
    assert (here.total, here.interpreted) == (there.total, there.interpreted)
    assert (here.suggestions, here.notes) == (there.suggestions, there.notes)
    assert [hit.id for hit in here] == [hit.id for hit in there]
    assert [hit.score for hit in there] == pytest.approx([hit.score for hit in here], rel=1e-5)
    for one, other in zip(here, there, strict=True):
        assert one.to_dict() == {**other.to_dict(), "score": one.to_dict()["score"]}
        assert one.similar_count == other.similar_count


@pytest.mark.parametrize(("query", "options"), list(_cases()))
def test_a_search(
    query: str, options: dict[str, Any], in_folder: ksearch.Index, invented: ksearch.Index
) -> None:
    assert_same(in_folder.search(query, **options), invented.search(query, **options))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
@pytest.mark.parametrize("fields", [None, ["title"], ["title", "body"], ["lead", "body"]])
@pytest.mark.parametrize("match", ["auto", "all", "any"])
def test_orders_and_fields(
    sort: str,
    fields: list[str] | None,
    match: str,
    in_folder: ksearch.Index,
    invented: ksearch.Index,
) -> None:
    options: dict[str, Any] = {"sort": sort, "fields": fields, "match": match, "limit": 20}
    for query in ("섬 등대", "축제", "배추 잠수함 값"):
        assert_same(in_folder.search(query, **options), invented.search(query, **options))
        by_score = {**options, "sort": "relevance"}
        assert_same(in_folder.search(query, **by_score), invented.search(query, **by_score))


def test_pages_continue_each_other(in_folder: ksearch.Index, invented: ksearch.Index) -> None:
    for offset in range(0, 24, 5):
        for query in ("-있을수없는낱말", "섬 값 축제 배추"):
            options: dict[str, Any] = {"offset": offset, "limit": 5, "match": "any"}
            assert_same(in_folder.search(query, **options), invented.search(query, **options))


@pytest.mark.parametrize("query", ["섬", "축제 등대", "배추", "-있을수없는낱말"])
def test_counts(query: str, in_folder: ksearch.Index, invented: ksearch.Index) -> None:
    by = ["publisher", "author", "section"]
    assert in_folder.facets(query, by=by) == invented.facets(query, by=by)
    for period in ("day", "week", "month", "year"):
        assert in_folder.trend(query, by=period) == invented.trend(query, by=period)
    assert in_folder.related(query) == invented.related(query)
    assert {hit.id for hit in in_folder.scan(query)} == {hit.id for hit in invented.scan(query)}


def test_every_article_is_the_same(in_folder: ksearch.Index, invented: ksearch.Index) -> None:
    assert list(in_folder) == list(invented)
    for article in in_folder:
        assert invented.get(article.id) == article
        assert_same(in_folder.similar(article.id, limit=5), invented.similar(article.id, limit=5))
        painted = invented.highlight("섬 등대 축제", article.id)
        assert painted == in_folder.highlight("섬 등대 축제", article.id)


def test_completions(in_folder: ksearch.Index, invented: ksearch.Index) -> None:
    for prefix in ("등", "섬", "축ㅈ", "ㄷㄷ", "배추 값"):
        assert in_folder.suggest(prefix) == invented.suggest(prefix)


def test_what_an_explanation_adds_up_to(invented: ksearch.Index) -> None:
    for hit in invented.search("섬 등대"):
        parts = sum(part.score for part in hit.explanation)
        assert parts == pytest.approx(hit.score)


def test_it_is_sound(invented: ksearch.Index) -> None:
    report = invented.check()
    assert (report.sound, report.articles) == (True, len(invented))


def test_what_a_cluster_does_not_do_is_said(
    invented: ksearch.Index, copied: Callable[[Path], str], invented_folder: Path
) -> None:
    with pytest.raises(ksearch.EngineUnavailable, match="OpenSearchEngine, cannot"):
        invented.sources()
    with pytest.raises(ksearch.EngineUnavailable, match="range of values"):
        invented.search("author:[가 to 나]")
    with pytest.raises(ksearch.EngineUnavailable, match="does not remember sources"):
        ksearch.update(copied(invented_folder), ["corpus"])
