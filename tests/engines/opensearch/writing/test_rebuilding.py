"""Rebuilding on a cluster: beside the old index, switched at once, nothing acknowledged lost."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from invented_articles import invented_articles, invented_queries

import ksearch
from ksearch.engines.opensearch import rebuilding
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.searching.drift import drift_of
from ksearch.engines.opensearch.storage import generations, store
from ksearch.engines.opensearch.storage.store import ClusterManifest, Store
from ksearch.engines.opensearch.writing import publishing

pytestmark = pytest.mark.usefixtures("without_kiwi")

FIRST = invented_articles(8, seed=2, sentences=1)
MORE = invented_articles(60, seed=3, sentences=12)
NEW = ksearch.Article(id="new", title="나루 소식", body="나루에 배가 닿았다.")


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_WAIT_FOR_READERS", 0.0)


@pytest.fixture
def index(fresh_location: str) -> Iterator[ksearch.Index]:
    """An index whose average lengths have changed since its first commit."""
    with ksearch.create(fresh_location) as index:
        for articles in (FIRST, MORE):
            with index.writer() as writer:
                for article in articles:
                    writer.add(article)
        with index.writer() as writer:
            writer.delete(MORE[3].id)
        yield index


def store_of(index: ksearch.Index) -> Store:
    return Store(Cluster(parse_location(str(index.path))))


def manifest(index: ksearch.Index) -> ClusterManifest:
    return store_of(index).read().manifest


def article_indexes(index: ksearch.Index) -> dict[str, list[str]]:
    """The indexes of articles that the cluster has, with the aliases of each."""
    found = store_of(index).cluster.request("GET", f"/{store_of(index).name}-articles-*/_alias")
    return {name: list(each["aliases"]) for name, each in found.items()}


def answers(index: ksearch.Index) -> list[list[tuple[str, float]]]:
    queries = (*invented_queries(12), '"섬 등대"', "한등협")
    return [[(hit.id, hit.score) for hit in index.search(query)] for query in queries]


def test_a_rebuild_makes_the_weights_anew_and_changes_no_answer(index: ksearch.Index) -> None:
    before, articles = answers(index), list(index)
    assert drift_of(manifest(index)).is_large
    report = ksearch.rebuild(index.path)
    assert (report.total, report.unchanged) == (len(index), len(index))
    assert not drift_of(manifest(index)).matters
    assert index.refresh()
    assert list(index) == articles
    for old, new in zip(before, answers(index), strict=True):
        assert [name for name, _ in new] == [name for name, _ in old]
        assert [score for _, score in new] == pytest.approx([score for _, score in old])
    assert index.check().sound
    assert index.check().warnings == ()


def test_the_alias_is_moved_and_the_old_index_goes(index: ksearch.Index) -> None:
    old = manifest(index).articles_index
    assert article_indexes(index) == {old: [store_of(index).name]}
    index.close()
    gc.collect()
    ksearch.rebuild(index.path)
    new = manifest(index).articles_index
    assert new != old
    assert article_indexes(index) == {new: [store_of(index).name]}


def test_whoever_reads_the_old_index_goes_on_with_it(index: ksearch.Index) -> None:
    with ksearch.open(index.path) as reader:
        before, old = answers(reader), manifest(index).articles_index
        ksearch.rebuild(index.path)
        assert old in article_indexes(index)
        assert answers(reader) == before
        assert reader.stats().cluster == index.stats().cluster
        assert reader.refresh()
        assert len(reader) == len(index)
        assert reader.stats().cluster.index == manifest(index).articles_index  # type: ignore[union-attr]
    index.close()
    gc.collect()  # a state that was refreshed is closed when it is freed
    # The last one to leave, or the next writer, removes what was replaced.
    with ksearch.open(index.path) as other, other.writer() as writer:
        writer.add(NEW)
    assert list(article_indexes(index)) == [manifest(index).articles_index]
    assert manifest(index).retired == ()


def test_a_replaced_index_goes_after_an_hour_whoever_reads_it(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    ksearch.rebuild(index.path)
    monkeypatch.setattr(generations, "KEPT_SECONDS", 0.0)
    with ksearch.open(index.path) as other, other.writer() as writer:
        writer.add(NEW)
    assert list(article_indexes(index)) == [manifest(index).articles_index]
    with pytest.raises(ksearch.EngineUnavailable, match="refresh the index"):
        index.search("등대")
    assert index.refresh()
    assert [hit.id for hit in index.search("나루 소식", match="all")] == ["new"]


class Interrupted(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("at", ["upload", "replace"])
def test_an_interrupted_rebuild_leaves_the_old_index_and_is_cleared_away(
    at: str, index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise Interrupted

    before, old = answers(index), manifest(index).articles_index
    with monkeypatch.context() as patch:
        patch.setattr(Store, at, stop)
        # As if the process had been killed: nothing is undone.
        patch.setattr(publishing.Publication, "undo", lambda _: None)
        with pytest.raises(Interrupted):
            ksearch.rebuild(index.path)
    assert manifest(index).articles_index == old
    with ksearch.open(index.path) as reader:
        assert answers(reader) == before
    ksearch.rebuild(index.path)
    index.refresh()
    index.close()
    gc.collect()
    with ksearch.open(index.path) as other, other.writer() as writer:
        writer.add(NEW)
    assert list(article_indexes(index)) == [manifest(index).articles_index]


def test_a_writer_is_held_off_while_it_is_rebuilt(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []
    publish = rebuilding.publish_anew

    def meanwhile(*arguments: Any) -> None:
        with ksearch.open(index.path) as other:
            try:
                other.writer().__enter__()
            except ksearch.IndexLocked as error:
                refused.append(str(error))
        publish(*arguments)

    monkeypatch.setattr(rebuilding, "publish_anew", meanwhile)
    ksearch.rebuild(index.path)
    assert len(refused) == 1
    assert "another process is writing to the index" in refused[0]


def test_a_writer_that_waits_writes_into_the_new_index(index: ksearch.Index) -> None:
    def write() -> None:
        with ksearch.open(index.path) as other, other.writer(wait=120) as writer:
            writer.add(NEW)

    waiting = threading.Thread(target=write)
    with store_of(index).locked(0):
        waiting.start()
    ksearch.rebuild(index.path, wait=120)
    waiting.join(120)
    index.refresh()
    assert index.get("new").title == "나루 소식"
    assert len(index) == len(FIRST) + len(MORE)
    assert index.check().sound


def test_a_reader_that_opens_while_an_index_is_replaced_sees_one_or_the_other(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = store_of(index).read()
    ksearch.rebuild(index.path)
    monkeypatch.setattr(generations, "KEPT_SECONDS", 0.0)
    with index.writer() as writer:
        writer.add(NEW)
    read, stale = Store.read, [seen]
    monkeypatch.setattr(Store, "read", lambda self: stale.pop() if stale else read(self))
    with ksearch.open(index.path) as reader:
        assert len(reader) == len(FIRST) + len(MORE)


def test_a_name_that_another_index_has_is_refused(fresh_location: str) -> None:
    cluster = Cluster(parse_location(fresh_location))
    cluster.request("PUT", f"/{cluster.location.index}")
    with (
        pytest.raises(ksearch.EngineUnavailable, match="is not of ksearch; choose another name"),
        ksearch.open(fresh_location, create=True) as index,
        index.writer() as writer,
    ):
        writer.add(NEW)


def test_an_index_of_an_earlier_format_is_taken_over(index: ksearch.Index) -> None:
    seen = store_of(index).read()
    early = seen.manifest.document()
    for name in ("averages", "lengths", "retired"):
        del early[name]
    early["format_version"] = 1
    cluster = store_of(index).cluster
    cluster.replace(store_of(index).meta, "manifest", early, seen.seen)
    name = store_of(index).name
    removing = {"remove": {"index": f"{name}-*", "alias": name}}
    cluster.request("POST", "/_aliases", {"actions": [removing]})
    index.refresh()
    assert len(index) == len(FIRST) + len(MORE) - 1
    assert answers(index)
    ksearch.rebuild(index.path)
    assert len(manifest(index).lengths) == 3
    assert manifest(index).format_version == store.CLUSTER_FORMAT_VERSION
    assert [store_of(index).name] in article_indexes(index).values()


def test_a_rebuild_drops_words_that_no_article_has(index: ksearch.Index) -> None:
    with index.writer() as writer:
        for article in MORE:
            writer.delete(article.id)
    index.refresh()
    stats = index.stats()
    assert stats.cluster is not None
    assert stats.cluster.unused_eojeols > stats.eojeols / 2
    assert any("occur in no article any more" in each for each in index.check().warnings)
    ksearch.rebuild(index.path)
    index.refresh()
    after = index.stats()
    assert after.cluster is not None
    assert after.cluster.unused_eojeols == 0
    assert [article.id for article in index] == [article.id for article in FIRST]


def test_an_empty_index_is_rebuilt_to_an_empty_one(fresh_location: str) -> None:
    with ksearch.create(fresh_location) as index:
        assert ksearch.rebuild(fresh_location).total == 0
        assert len(index) == 0


def test_what_was_merged_is_let_go_by_the_nodes_themselves(index: ksearch.Index) -> None:
    name = manifest(index).articles_index
    settings = store_of(index).cluster.request("GET", f"/{name}/_settings")[name]["settings"]
    assert settings["index"]["refresh_interval"] == "60s"
    generations.compact(store_of(index), name)
    generations.compact(store_of(index), f"{name}-that-is-gone")
    assert index.check().sound
