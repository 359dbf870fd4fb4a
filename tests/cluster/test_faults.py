"""Faults of a cluster: what was acknowledged is there, and no answer is partial or endless.

A search answers in full or is refused in one sentence (`EngineUnavailable`) in time; a change is
there whole, or not at all.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cluster_traffic import (
    BATCH,
    WORD,
    Traffic,
    article,
    index_on_every_node,
    make_index,
    missing,
    write_batch,
)
from clusters import remove_indexes
from faulty_proxy import Answer, Cut, FaultyNode, Pass, Request, faulty_node

import ksearch
from ksearch import EngineUnavailable

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")
pytest.importorskip("opensearchpy")

if TYPE_CHECKING:
    from opensearch_cluster.cluster import Cluster

WaitFor = Callable[..., None]
#: Seconds of a request's timeout.
TIMEOUT = 10.0
#: Batches of the index before something happens.
BATCHES = 3


@pytest.fixture(autouse=True)
def _apart(without_kiwi: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read Korean by the short list, and share no cache with others."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def cluster(opensearch_cluster: Cluster) -> Iterator[Cluster]:
    """A cluster that may be hurt: it is well again after the test."""
    opensearch_cluster.wait()
    yield opensearch_cluster
    for name in opensearch_cluster.nodes:
        if opensearch_cluster.is_running(name):
            opensearch_cluster.resume(name)
    opensearch_cluster.start()
    opensearch_cluster.wait()


@pytest.fixture
def location(cluster: Cluster) -> Iterator[str]:
    """An index of some batches, which is reached by way of every node."""
    with index_on_every_node(cluster, "faults", TIMEOUT, BATCHES) as location:
        yield location


def indexes_of(location: str) -> str:
    """Return the pattern of the cluster's indexes that belong to a location."""
    return location.partition("?")[0].rpartition("/")[2] + "*"


def one_sentence(text: str) -> bool:
    """Return whether a text is one line that says something."""
    return len(text) > 20 and "\n" not in text and "Traceback" not in text


def searched(index: ksearch.Index) -> int | str:
    """Return how many articles a search finds, or that it was refused in one sentence."""
    try:
        return index.search(WORD).total
    except EngineUnavailable as error:
        return "refused" if one_sentence(str(error)) else f"no sentence: {error}"


# Nodes that die


#: Variations of what the ordinary run has a sample of.
SOAK = pytest.mark.soak


@pytest.mark.parametrize("victim", ["manager", pytest.param("another", marks=SOAK)])
def test_a_killed_node_loses_nothing_and_searches_go_on(
    cluster: Cluster, location: str, wait_for: WaitFor, victim: str
) -> None:
    manager = cluster.manager()
    others = [name for name in cluster.nodes if name != manager]
    traffic = Traffic(location, BATCHES, TIMEOUT)
    with traffic.running(writing=True) as record:
        wait_for(lambda: len(record.answers) >= 3 and len(record.acknowledged) > BATCHES, 60)
        cluster.kill(manager if victim == "manager" else others[0])
        answered, acknowledged = len(record.answers), len(record.acknowledged)
        wait_for(lambda: len(record.answers) > answered + 3, 60)
        wait_for(lambda: len(record.acknowledged) > acknowledged, 90)
    assert record.wrong == []
    assert all(one_sentence(text) for text, _ in record.refused)
    cluster.start()
    cluster.wait()
    assert missing(location, record) == []


def test_an_open_index_goes_on_without_a_node(
    cluster: Cluster, location: str, wait_for: WaitFor
) -> None:
    """What was opened before a node died is shown by the others."""
    traffic = Traffic(location, BATCHES, TIMEOUT)
    with ksearch.open(location) as index:
        assert traffic.search_once(index)
        cluster.kill(next(name for name in cluster.nodes if name != cluster.manager()))
        wait_for(lambda: traffic.search_once(index, newest=False), 60)
        assert {total for total, _ in traffic.record.answers} == {BATCHES * BATCH}
    assert traffic.record.wrong == []


def test_a_cluster_that_is_gone_is_said_to_be_and_serves_again_when_it_is_back(
    cluster: Cluster, location: str, wait_for: WaitFor
) -> None:
    with ksearch.open(location) as index:
        cluster.kill(*cluster.nodes)
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable, match="cannot be reached") as gone:
            index.search(WORD)
        assert one_sentence(str(gone.value))
        assert time.monotonic() - begun < TIMEOUT + 2
        with pytest.raises(EngineUnavailable, match="cannot be reached"):
            write_batch(location, BATCHES)
        with pytest.raises(EngineUnavailable, match="cannot be reached"):
            ksearch.open(location)
        cluster.start()
        cluster.wait()
        wait_for(lambda: index.search(WORD).total == BATCHES * BATCH, 60)
    write_batch(location, BATCHES)
    with ksearch.open(location) as index:
        assert index.search(WORD).total == (BATCHES + 1) * BATCH


def test_a_shard_that_is_gone_makes_no_smaller_answer(
    cluster: Cluster, location: str, wait_for: WaitFor
) -> None:
    """Without replicas a dead node takes its shards along: the cluster is red."""
    indexes = indexes_of(location)
    settings = {"index.number_of_replicas": 0}
    cluster.ask(f"/{indexes}/_settings", "PUT", settings, seconds=30)
    cluster.wait()
    listed = cluster.ask(f"/_cat/shards/{indexes}?format=json").body
    articles = [each["node"] for each in listed if "articles" in each["index"]]
    meta = {each["node"] for each in listed if "articles" not in each["index"]}
    victim = next(name for name in articles if name not in meta)
    with ksearch.open(location) as index:
        cluster.kill(victim)
        wait_for(lambda: cluster.ask("/_cluster/health").body["status"] == "red")
        for ask in (
            lambda: index.search(WORD),
            lambda: index.facets(WORD, by=["publisher"]),
            lambda: list(index),
        ):
            with pytest.raises(EngineUnavailable) as refused:
                ask()
            assert one_sentence(str(refused.value))
        with pytest.raises(EngineUnavailable):
            ksearch.open(location)
        cluster.start()
        cluster.wait()
        wait_for(lambda: index.search(WORD).total == BATCHES * BATCH, 60)


# Nodes that are slow or full


def test_a_node_that_stands_still_is_waited_for_no_longer_than_the_timeout(
    cluster: Cluster, location: str
) -> None:
    location = location.replace(f"timeout={TIMEOUT:g}", "timeout=3")
    with ksearch.open(location) as index:
        for name in cluster.nodes:
            cluster.pause(name)
            begun = time.monotonic()
            assert searched(index) in (BATCHES * BATCH, "refused")
            assert time.monotonic() - begun < 3 + 2
            cluster.resume(name)
            cluster.wait()


def test_a_full_disk_stops_changes_and_no_search(cluster: Cluster, location: str) -> None:
    """A cluster whose disk is full (flood stage) blocks indexes like this."""
    indexes = indexes_of(location)
    block = {"index.blocks.read_only_allow_delete": True}
    cluster.ask(f"/{indexes}/_settings", "PUT", block)
    with ksearch.open(location) as index:
        assert index.search(WORD).total == BATCHES * BATCH
    with pytest.raises(EngineUnavailable, match=r"flood-stage|read-only") as refused:
        write_batch(location, BATCHES)
    assert one_sentence(str(refused.value))
    cluster.ask(f"/{indexes}/_settings", "PUT", {"index.blocks.read_only_allow_delete": None})
    write_batch(location, BATCHES)
    with ksearch.open(location) as index:
        assert index.search(WORD).total == (BATCHES + 1) * BATCH


# Requests that fail in part


@pytest.fixture
def faulty(cluster: Cluster, location: str) -> Iterator[tuple[FaultyNode, str]]:
    """A node that misbehaves, and the index as it is reached by way of it alone."""
    with faulty_node(next(iter(cluster.nodes.values())).http_port) as node:
        name = location.partition("?")[0].rpartition("/")[2]
        yield node, f"opensearch://127.0.0.1:{node.port}/{name}?timeout={TIMEOUT:g}"


def busy_for_half(request: Request, passed: Pass) -> Answer:
    """Take every other document of a bulk, and be too busy for the rest."""
    if not request.path.partition("?")[0].endswith("/_bulk") or b'"index"' not in request.body:
        return passed(request)
    lines = request.body.splitlines(keepends=True)
    pairs = [lines[at : at + 2] for at in range(0, len(lines), 2)]
    taken = json.loads(
        passed(request._replace(body=b"".join(b"".join(pair) for pair in pairs[::2]))).body
    )
    items = iter(taken["items"])
    answered = [
        {"index": {"status": 429, "error": {"reason": "queue is full"}}} if at % 2 else next(items)
        for at in range(len(pairs))
    ]
    return Answer(200, json.dumps({**taken, "errors": True, "items": answered}).encode())


def test_a_bulk_that_is_taken_by_half_is_sent_until_it_is_whole(
    faulty: tuple[FaultyNode, str],
) -> None:
    node, location = faulty
    node.fault = busy_for_half
    write_batch(location, BATCHES)
    traffic = Traffic(location, BATCHES + 1, TIMEOUT)
    assert missing(location, traffic.record) == []


def refuse_one(request: Request, passed: Pass) -> Answer:
    """Take a bulk, and refuse its last document for good."""
    answer = passed(request)
    if not request.path.partition("?")[0].endswith("/_bulk") or b'"index"' not in request.body:
        return answer
    body = json.loads(answer.body)
    body["items"][-1]["index"] |= {"status": 400, "error": {"reason": "a term is too long"}}
    return Answer(200, json.dumps(body).encode())


def test_a_document_that_is_refused_leaves_nothing_of_its_change(
    faulty: tuple[FaultyNode, str],
) -> None:
    node, location = faulty
    node.fault = refuse_one
    with pytest.raises(EngineUnavailable, match="a term is too long") as refused:
        write_batch(location, BATCHES)
    assert one_sentence(str(refused.value))
    node.fault = lambda request, passed: passed(request)
    traffic = Traffic(location, BATCHES, TIMEOUT)
    assert missing(location, traffic.record) == []
    write_batch(location, BATCHES)
    traffic.record.acknowledged.add(BATCHES)
    assert missing(location, traffic.record) == []


class Lose:
    """Passes requests on, and loses the answers to some of them.

    Args:
        kind: what the path of such a request ends in.
        times: how many answers are lost.
    """

    def __init__(self, kind: str, times: int = 1) -> None:
        self._kind, self.left = kind, times

    def __call__(self, request: Request, passed: Pass) -> Answer:
        answer = passed(request)
        written = request.method in ("PUT", "POST")
        if written and request.path.partition("?")[0].endswith(self._kind) and self.left:
            self.left -= 1
            raise Cut
        return answer


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("/manifest", 1),
        ("/manifest", 10),
        ("/lock", 1),
        pytest.param("/lock", 10, marks=SOAK),
        pytest.param("/_bulk", 1, marks=SOAK),
        pytest.param("/_bulk", 10, marks=SOAK),
        pytest.param("/_refresh", 1, marks=SOAK),
        pytest.param("/_refresh", 10, marks=SOAK),
    ],
)
def test_a_change_whose_answer_is_lost_is_there_whole_or_not_at_all(
    faulty: tuple[FaultyNode, str], kind: str, times: int
) -> None:
    """The cluster may have done what it could not say any more."""
    node, location = faulty
    traffic = Traffic(location, BATCHES, TIMEOUT)
    node.fault = lose = Lose(kind, times)
    try:
        write_batch(location, BATCHES)
    except EngineUnavailable as error:
        traffic.record.failed[BATCHES] = str(error)
    else:
        traffic.record.acknowledged.add(BATCHES)
    assert all(one_sentence(text) for text in traffic.record.failed.values())
    assert lose.left < times
    node.fault = lambda request, passed: passed(request)
    assert missing(location, traffic.record) == []
    if times == 1:
        assert traffic.record.failed == {}


def test_the_first_change_of_an_index_whose_answer_is_lost_is_there(
    cluster: Cluster, faulty: tuple[FaultyNode, str]
) -> None:
    node, location = faulty
    location = location.replace("/faults-", "/faults-new-")
    node.fault = Lose("/manifest", 1)
    try:
        make_index(location, 1)
        with ksearch.open(location) as index:
            assert index.search(WORD).total == BATCH
    finally:
        remove_indexes(cluster, "faults-new-")


def test_an_index_is_not_committed_before_every_copy_shows_it(
    faulty: tuple[FaultyNode, str],
) -> None:
    """A copy that was not refreshed would answer without the newest articles."""
    node, location = faulty

    def refresh_fails(request: Request, passed: Pass) -> Answer:
        if request.path.partition("?")[0].endswith("/_refresh"):
            shards = {"total": 6, "successful": 5, "failed": 1}
            return Answer(200, json.dumps({"_shards": shards}).encode())
        return passed(request)

    node.fault = refresh_fails
    traffic = Traffic(location, BATCHES, TIMEOUT)
    with pytest.raises(EngineUnavailable) as refused:
        write_batch(location, BATCHES)
    traffic.record.failed[BATCHES] = str(refused.value)
    node.fault = lambda request, passed: passed(request)
    assert missing(location, traffic.record) == []


def test_a_partial_answer_is_never_taken_for_a_whole_one(faulty: tuple[FaultyNode, str]) -> None:
    node, location = faulty

    def partial(request: Request, passed: Pass) -> Answer:
        answer = passed(request)
        body = json.loads(answer.body)
        for each in (body, *body.get("responses", ())):
            if "hits" in each:
                each["_shards"] |= {"failed": 1, "failures": [{"reason": {"reason": "a shard"}}]}
        return Answer(answer.status, json.dumps(body).encode())

    with ksearch.open(location) as index:
        node.fault = partial
        for ask in (
            lambda: index.search(WORD),
            lambda: index.search("등대 파도", limit=3, offset=2),
            lambda: index.facets(WORD, by=["publisher"]),
            lambda: list(index),
            lambda: index.get(article(0).id),
        ):
            with pytest.raises(EngineUnavailable, match="a shard"):
                ask()
