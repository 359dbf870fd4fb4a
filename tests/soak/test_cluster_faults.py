"""Nodes of a cluster killed at random moments while articles are written and searched for."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cluster_traffic import Traffic, index_on_every_node, missing

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")
pytest.importorskip("opensearchpy")

if TYPE_CHECKING:
    from opensearch_cluster.cluster import Cluster

pytestmark = pytest.mark.soak

#: Kills, each at another moment; every third one is of the elected manager.
RUNS = 20
#: Seconds of a request's timeout.
TIMEOUT = 10.0
BATCHES = 3


@pytest.fixture
def location(
    opensearch_cluster: Cluster,
    without_kiwi: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """An index that is reached by way of every node."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with index_on_every_node(opensearch_cluster, "kills", TIMEOUT, BATCHES) as location:
        yield location


@pytest.mark.parametrize("run", range(RUNS))
def test_no_kill_loses_an_acknowledged_article_or_makes_a_wrong_answer(
    opensearch_cluster: Cluster, location: str, run: int
) -> None:
    chance = random.Random(run)
    manager = opensearch_cluster.manager()
    others = [name for name in opensearch_cluster.nodes if name != manager]
    victim = manager if run % 3 == 0 else chance.choice(others)
    traffic = Traffic(location, BATCHES, TIMEOUT)
    with traffic.running(writing=True) as record:
        time.sleep(chance.uniform(0.5, 6.0))
        opensearch_cluster.kill(victim)
        answered = len(record.answers)
        time.sleep(chance.uniform(4.0, 10.0))
    assert record.wrong == []
    assert all("\n" not in text for text, _ in record.refused)
    opensearch_cluster.start()
    opensearch_cluster.wait()
    assert missing(location, record) == []
    print(
        f"run {run}: {victim} killed; {len(record.acknowledged)} batches acknowledged, "
        f"{len(record.failed)} failed; {len(record.answers)} searches answered, "
        f"{len(record.answers) - answered} after the kill, {len(record.refused)} refused"
    )


def test_a_disk_that_fills_up_stops_changes_and_no_search(
    opensearch_cluster: Cluster, location: str
) -> None:
    """The node's own alarm (flood stage), and not a block that a test has set."""
    import ksearch
    from ksearch import EngineUnavailable

    def watermark(flood: str | None, threshold: bool | None) -> None:
        disk = "cluster.routing.allocation.disk"
        settings = {
            f"{disk}.threshold_enabled": threshold,
            f"{disk}.watermark.low": flood,
            f"{disk}.watermark.high": flood,
            f"{disk}.watermark.flood_stage": flood,
            "cluster.info.update.interval": flood and "10s",
        }
        opensearch_cluster.ask("/_cluster/settings", "PUT", {"persistent": settings})

    traffic = Traffic(location, BATCHES, TIMEOUT)
    # More bytes are to be free than any disk has.
    watermark("900tb", threshold=True)
    try:
        name = location.partition("?")[0].rpartition("/")[2]
        until = time.monotonic() + 90
        while "read_only_allow_delete" not in str(opensearch_cluster.ask(f"/{name}*/_settings")):
            assert time.monotonic() < until
            time.sleep(1)
        with ksearch.open(location) as index:
            assert traffic.search_once(index)
            with pytest.raises(EngineUnavailable), index.writer() as writer:
                writer.add(ksearch.Article(id="new", body="등대에 불이 켜졌다."))
    finally:
        watermark(None, threshold=None)
        opensearch_cluster.ask(
            "/_all/_settings", "PUT", {"index.blocks.read_only_allow_delete": None}
        )
    assert traffic.record.wrong == []
    assert missing(location, traffic.record) == []
