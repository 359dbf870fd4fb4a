"""`ksearch copy`: an index goes to a cluster and back, and nothing of it is analysed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch.cli import main
from ksearch.engines.opensearch import copying
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.storage.documents import IndexedDocument
from ksearch.engines.opensearch.storage.store import Store
from ksearch.engines.opensearch.writing import bulk

pytestmark = pytest.mark.usefixtures("without_kiwi")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an index of forty articles, four of which were deleted."""
    folder = tmp_path / "색인"
    articles = [
        ksearch.Article(
            id=f"a{number}",
            title=f"등대 {number}호",
            body=f"섬 도서관에서 축제가 {number}번 열렸다.",
            publisher="갯벌일보",
        )
        for number in range(40)
    ]
    with ksearch.create(folder) as index:
        with index.writer() as writer:
            for article in articles:
                writer.add(article)
        delete(index, "a3", "a4", "a5", "a39")
    return folder


def delete(index: ksearch.Index, *ids: str) -> None:
    with index.writer() as writer:
        for article_id in ids:
            writer.delete(article_id)


def documents(location: str) -> int:
    store = Store(Cluster(parse_location(location)))
    name = store.read().manifest.articles_index
    return int(store.cluster.request("GET", f"/{name}/_count")["count"])


def test_there_and_back(folder: Path, fresh_location: str, tmp_path: Path) -> None:
    shares: list[float] = []
    assert ksearch.copy(folder, fresh_location, progress=shares.append) == 36
    assert shares[-1] == 1.0
    back = tmp_path / "돌아온 색인"
    assert ksearch.copy(fresh_location, back) == 36
    with ksearch.open(folder) as one, ksearch.open(fresh_location) as other:
        with ksearch.open(back) as last:
            assert list(one) == list(other) == list(last)
            for query in ("등대 7호", "섬 축제", '"도서관에서 축제"'):
                for results in (other.search(query), last.search(query)):
                    assert [hit.id for hit in results] == [hit.id for hit in one.search(query)]
        assert other.check().sound
    assert ksearch.check(back).sound


class Interrupted(BaseException):
    """Stands for Ctrl-C."""


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, str], None]]:
    """Copy an index as far as the ninth request, of one article each."""

    def copy(folder: Path, location: str) -> None:
        monkeypatch.setattr(bulk, "_REQUEST_BYTES", 2_000)
        monkeypatch.setattr(copying, "_NOTE_EVERY", 0.0)
        requests = bulk._requests

        def few(sent: Iterator[IndexedDocument]) -> Iterator[list[IndexedDocument]]:
            for number, request in enumerate(requests(sent)):
                if number == 9:
                    raise Interrupted
                yield request

        with monkeypatch.context() as patch:
            patch.setattr(bulk, "_requests", few)
            with pytest.raises(Interrupted):
                ksearch.copy(folder, location)

    return copy


def test_an_interrupted_copy_goes_on(
    folder: Path,
    fresh_location: str,
    interrupted: Callable[[Path, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    interrupted(folder, fresh_location)
    with ksearch.open(fresh_location) as index:
        assert (len(index), index.search("등대").total) == (0, 0)
    sent: list[str] = []
    send = bulk.send_documents

    def watched(cluster: Any, index: str, many: Any, *others: Any) -> Any:
        kept = list(many)
        sent.extend(each.name for each in kept)
        return send(cluster, index, kept, *others)

    monkeypatch.setattr(bulk, "send_documents", watched)
    assert ksearch.copy(folder, fresh_location) == 36
    assert 0 < len(sent) < 36
    assert documents(fresh_location) == 36
    assert ksearch.check(fresh_location).sound


def test_a_copy_of_another_generation_begins_anew(
    folder: Path,
    fresh_location: str,
    interrupted: Callable[[Path, str], None],
) -> None:
    interrupted(folder, fresh_location)
    with ksearch.open(folder) as index:
        delete(index, "a0")
    assert ksearch.copy(folder, fresh_location) == documents(fresh_location) == 35
    assert ksearch.check(fresh_location).sound


def test_nothing_is_copied_over_another_index(folder: Path, fresh_location: str) -> None:
    ksearch.copy(folder, fresh_location)
    with pytest.raises(ksearch.IndexExists):
        ksearch.copy(folder, fresh_location)
    with pytest.raises(ksearch.IndexExists):
        ksearch.copy(fresh_location, folder)


def test_an_index_is_written_to_after_it_was_copied(folder: Path, fresh_location: str) -> None:
    ksearch.copy(folder, fresh_location)
    with ksearch.open(fresh_location) as index:
        with index.writer() as writer:
            assert writer.add(ksearch.Article(id="새", title="새 등대", body="등대")) == "added"
            assert writer.delete("a1")
        assert index.search("등대", match="all").total == len(index) == 36
        assert index.check().sound


def test_both_ends_must_differ(folder: Path, fresh_location: str, tmp_path: Path) -> None:
    for source, target in ((folder, tmp_path / "b"), (fresh_location, fresh_location)):
        with pytest.raises(ksearch.InvalidValue, match="from a folder to a cluster"):
            ksearch.copy(source, target)


def test_a_copy_with_different_answers_is_reported(
    folder: Path, fresh_location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksearch.engines.opensearch.engine.OpenSearchEngine.count", lambda _: 7)
    with pytest.raises(ksearch.IndexCorrupt, match="does not answer as the original does"):
        ksearch.copy(folder, fresh_location)


def test_the_command(folder: Path, fresh_location: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["copy", str(folder), fresh_location]) == 0
    assert "holds 36 articles, and answers as" in capsys.readouterr().out
    assert main(["search", "등대", "--index", fresh_location, "--json"]) == 0
    assert main(["copy", str(folder), fresh_location]) == 2
    assert "already" in capsys.readouterr().err
