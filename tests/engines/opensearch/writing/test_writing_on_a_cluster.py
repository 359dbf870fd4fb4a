"""Writing into a cluster: whole generations, nothing of a roll-back, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import ksearch
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.storage.store import Lock, Store
from ksearch.engines.opensearch.writing import bulk, publishing

pytestmark = pytest.mark.usefixtures("without_kiwi")

ISLAND = ksearch.Article(id="1", title="섬 도서관", body="작은 섬에 도서관이 섰다.")
LIGHT = ksearch.Article(id="2", title="등대", body="등대에 불이 켜졌다.")


@pytest.fixture
def index(fresh_location: str) -> Iterator[ksearch.Index]:
    """An index of one article."""
    with ksearch.create(fresh_location) as index:
        with index.writer() as writer:
            assert writer.add(ISLAND) == "added"
        yield index


def ids(index: ksearch.Index, query: str) -> list[str]:
    return [hit.id for hit in index.search(query, match="all")]


def documents(index: ksearch.Index) -> int:
    """How many documents of articles there are in the cluster, visible or not."""
    store = Store(Cluster(parse_location(str(index.path))))
    name = store.read().manifest.articles_index
    store.cluster.request("POST", f"/{name}/_refresh")
    return int(store.cluster.request("GET", f"/{name}/_count")["count"])


def test_an_article_replaces_the_one_of_its_id(index: ksearch.Index) -> None:
    changed = ksearch.Article(id="1", title="섬 축제", body="작은 섬에서 축제가 열린다.")
    with index.writer() as writer:
        assert writer.add(ISLAND) == "unchanged"
        assert writer.add(changed) == "changed"
        assert writer.add(LIGHT) == "added"
        assert writer.add(LIGHT) == "unchanged"
    assert (ids(index, "도서관"), ids(index, "축제"), ids(index, "등대")) == ([], ["1"], ["2"])
    assert len(index) == documents(index) == 2
    assert index.check().sound


def test_a_deleted_article_is_gone(index: ksearch.Index) -> None:
    with index.writer() as writer:
        assert writer.delete("1")
        assert not writer.delete("1")
        assert not writer.delete("9")
    assert (ids(index, "섬"), len(index), documents(index)) == ([], 0, 0)
    with pytest.raises(ksearch.ArticleNotFound):
        index.get("1")
    assert index.check().sound


def test_a_reader_keeps_its_state_until_it_is_refreshed(index: ksearch.Index) -> None:
    with ksearch.open(index.path) as reader:
        with index.writer() as writer:
            writer.add(LIGHT)
            writer.delete("1")
        assert (ids(reader, "도서관"), ids(reader, "등대"), len(reader)) == (["1"], [], 1)
        assert reader.refresh()
        assert (ids(reader, "도서관"), ids(reader, "등대"), len(reader)) == ([], ["2"], 1)
        assert not reader.refresh()


def test_nothing_of_a_roll_back_is_seen(index: ksearch.Index) -> None:
    def stopped() -> None:
        with index.writer() as writer:
            writer.add(LIGHT)
            writer.delete("1")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stopped()
    with ksearch.open(index.path) as reader:
        assert (ids(reader, "등대"), ids(reader, "도서관")) == ([], ["1"])
    assert documents(index) == 1


def change(index: ksearch.Index) -> None:
    """Add an article, and delete another one, as one change."""
    with index.writer() as writer:
        writer.add(LIGHT)
        writer.delete("1")


class Interrupted(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("at", ["upload", "replace", "_settle"])
def test_a_commit_that_breaks_off_is_whole_or_nothing(
    at: str, index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise Interrupted

    owner: Any = publishing.Publication if at == "_settle" else Store
    with monkeypatch.context() as patch:
        patch.setattr(owner, at, stop)
        with pytest.raises(Interrupted):
            change(index)
    done = at == "_settle"
    with ksearch.open(index.path) as reader:
        expected: list[list[str]] = [["2"], []] if done else [[], ["1"]]
        assert [ids(reader, "등대"), ids(reader, "도서관")] == expected
        assert len(reader) == 1
    # The next writer goes on from there; what was left of the other one stays invisible.
    with index.writer() as writer:
        writer.add(ksearch.Article(id="3", title="배", body="배가 섬에 닿았다."))
    with ksearch.open(index.path) as reader:
        assert [ids(reader, "등대"), ids(reader, "도서관")] == expected
        assert ids(reader, "배") == ["3"]
        assert reader.check().sound


def test_a_second_writer_waits_its_turn(index: ksearch.Index) -> None:
    with index.writer() as writer, ksearch.open(index.path) as other:
        writer.add(LIGHT)
        with pytest.raises(ksearch.IndexLocked, match="another process is writing"):
            other.writer().__enter__()
    with ksearch.open(index.path) as other, other.writer() as writer:
        writer.add(ksearch.Article(id="3", title="배", body="배가 섬에 닿았다."))
    index.refresh()
    assert (ids(index, "등대"), ids(index, "배")) == (["2"], ["3"])


def test_a_writer_that_was_taken_for_dead_changes_nothing(index: ksearch.Index) -> None:
    def overtaken() -> None:
        with index.writer() as writer:
            writer.add(LIGHT)
            # Another one takes over, as after a minute without a sign of life.
            store = Store(Cluster(parse_location(str(index.path))))
            lock = Lock(store)
            lock.attempt = store.read().manifest.generation + 2
            publishing.clear_left_behind(store, lock)

    with pytest.raises(ksearch.IndexLocked, match="in between"):
        overtaken()
    with ksearch.open(index.path) as reader:
        assert (ids(reader, "등대"), ids(reader, "도서관")) == ([], ["1"])


def test_many_commits_leave_few_files(index: ksearch.Index) -> None:
    for number in range(12):
        with index.writer() as writer:
            writer.add(ksearch.Article(id=f"n{number}", title=f"등대 {number}호", body="불빛"))
    assert len(index) == 13
    assert index.search("등대", match="all").total == 12
    manifest = Store(Cluster(parse_location(str(index.path)))).read().manifest
    assert len(manifest.files) < 20
    assert index.check().sound


def test_a_document_that_is_refused_stops_the_commit(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = bulk.send_documents

    def refusing(*arguments: Any, **options: Any) -> list[bulk.RefusedDocument]:
        return [*taken(*arguments, **options), bulk.RefusedDocument("x", "it is too long")]

    monkeypatch.setattr(bulk, "send_documents", refusing)
    with pytest.raises(ksearch.EngineUnavailable, match="refused 1 of the articles"):
        change(index)
    with ksearch.open(index.path) as reader:
        assert ids(reader, "등대") == []


def test_a_closed_writer_says_so(index: ksearch.Index) -> None:
    with index.writer() as writer:
        writer.add(LIGHT)
    with pytest.raises(ksearch.WriterClosed):
        writer.add(ISLAND)


def test_an_index_is_made_once(index: ksearch.Index) -> None:
    with pytest.raises(ksearch.IndexExists):
        ksearch.create(index.path)
    with pytest.raises(ksearch.IndexNotFound, match="there is no index at"):
        ksearch.open(f"{index.path}-none")


def test_an_index_without_articles_counts_nothing(fresh_location: str) -> None:
    with ksearch.create(fresh_location) as index:
        counted = index.facets("섬", by=["publisher"])
        assert (counted.total, counted.undated) == (0, 0)
        assert index.trend("섬", by="day").periods == ()
        assert index.search("섬").total == 0
        assert index.stats().articles == 0
