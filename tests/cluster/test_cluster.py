"""A cluster comes up as three nodes of its own, says at once when it cannot, and leaves nothing."""

from __future__ import annotations

import http.server
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")

from opensearch_cluster import command, processes
from opensearch_cluster import java as javas
from opensearch_cluster.cluster import Cluster, last_words
from opensearch_cluster.errors import ClusterError, NodeDied
from opensearch_cluster.java import Java
from opensearch_cluster.releases import PLAIN
from opensearch_cluster.settings import Node, Options

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the user of nodes can enter."""
    with tempfile.TemporaryDirectory(prefix="ksearch-cluster-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster whose Java is a script that waits."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    jars = tmp_path / "ksearch-cluster" / PLAIN.folder
    for part in ("lib", "modules", "plugins"):
        (jars / part).mkdir(parents=True)
    java = java_that(folder, "sleep 60")
    ports = processes.free_ports(4)
    nodes = [
        Node(f"node-{number}", folder / f"node-{number}", ports[number], ports[number + 2])
        for number in range(2)
    ]
    cluster = Cluster(folder, "무리", PLAIN, java, Options(nodes=2), nodes)
    yield cluster
    cluster.stop()


def java_that(folder: Path, script: str) -> Java:
    command = folder / "java"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    return Java(command, 25)


def test_a_cluster_is_loaded_as_it_was_saved(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.start()
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    loaded = Cluster.load(cluster.folder)
    assert loaded is not None
    assert loaded.cache == cluster.cache
    assert loaded.nodes == cluster.nodes
    assert (loaded.name, loaded.java, loaded.options) == ("무리", cluster.java, Options(nodes=2))
    assert all(loaded.is_running(name) for name in loaded.nodes)
    loaded.kill("node-0")
    assert not cluster.is_running("node-0")
    assert cluster.is_running("node-1")


def test_there_is_no_cluster_in_an_empty_folder(folder: Path) -> None:
    assert Cluster.load(folder) is None
    assert Cluster.load(folder / "missing") is None


def test_a_node_that_ends_is_noticed_at_once(cluster: Cluster) -> None:
    cluster.java = java_that(cluster.folder, "echo '[ERROR] the disk is full'; exit 1")
    begun = time.monotonic()
    cluster.start()
    with pytest.raises(NodeDied, match=r"^node-0 has ended: \[ERROR\] the disk is full$"):
        cluster.wait(seconds=60)
    assert time.monotonic() - begun < 20


def test_time_is_up_in_one_sentence(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(ClusterError, match="after 0 seconds there is no answer from node-0"):
        cluster.wait(seconds=0.3)


class Stranger(http.server.BaseHTTPRequestHandler):
    """Answers as a node of another cluster."""

    def do_GET(self) -> None:
        body = b'{"cluster_name": "other", "nodes": {"x": {"name": "n", "process": {"id": 7}}}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def test_another_cluster_on_the_port_is_not_taken_for_its_own(cluster: Cluster) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        first = replace(cluster.nodes["node-0"], http_port=server.server_port)
        cluster.nodes["node-0"] = first
        cluster.start()
        with pytest.raises(ClusterError, match=r"another cluster answers \(other, n, process 7\)"):
            cluster.wait(seconds=30)
        server.shutdown()


def test_a_folder_with_something_in_it_is_not_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opensearch_cluster.cluster.find_java", lambda wanted: Java(folder, 25))
    monkeypatch.setattr("opensearch_cluster.jars.fetch", lambda release: folder)
    (folder / "논문.txt").touch()
    with pytest.raises(ClusterError, match="is not an empty folder of yours"):
        Cluster.new(folder)
    [port] = processes.free_ports(1)
    with pytest.raises(ClusterError, match="3 nodes need 3 different ports"):
        Cluster.new(folder, http_ports=[port])


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("", "its log is empty"),
        ("[INFO] begins\n[INFO] goes on\n", "[INFO] goes on"),
        ("[ERROR] bind failed\n[INFO] closing\n", "[ERROR] bind failed"),
        ("java.net.BindException: in use\n\tat x.y(z)\n", "java.net.BindException: in use"),
        ("x Exception\nCaused by: a full disk\n\tat x\n", "Caused by: a full disk"),
    ],
)
def test_the_last_words_of_a_node_say_why_it_ended(log: str, words: str) -> None:
    assert last_words(log) == words


def test_without_java_the_command_says_so(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(javas, "USUAL_HOMES", ())
    monkeypatch.setattr(javas.find_java, "__defaults__", (None, ()))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert command.main(["up", "--folder", str(folder / "new")]) == 2
    assert capsys.readouterr().err.startswith("cluster: no Java 21 or newer was found")
    assert not (folder / "new").exists()
    assert command.main(["status", "--folder", str(folder / "new")]) == 1
    assert command.main(["down", "--folder", str(folder / "new")]) == 0


# With real nodes.


def test_three_nodes_answer_by_their_names(opensearch_cluster: Cluster) -> None:
    opensearch_cluster.wait("green", seconds=30)
    for name in opensearch_cluster.nodes:
        answer = opensearch_cluster.ask("/", node=name)
        assert answer.body["name"] == name
        assert answer.body["cluster_name"] == opensearch_cluster.name
        assert answer.body["version"]["number"] == "3.9.0"


def test_articles_survive_the_death_of_their_node(
    opensearch_cluster: Cluster, wait_for: Callable[..., None]
) -> None:
    settings = {"settings": {"number_of_shards": 3, "number_of_replicas": 1}}
    opensearch_cluster.ask("/산불?wait_for_active_shards=all", "PUT", settings, seconds=60)
    lines = "".join(f'{{"index":{{"_id":"{n}"}}}}\n{{"제목":"산불 {n}"}}\n' for n in range(50))
    opensearch_cluster.ask("/산불/_bulk?refresh=true", "POST", lines)
    victim = opensearch_cluster.manager()
    opensearch_cluster.kill(victim)
    try:
        wait_for(
            lambda: opensearch_cluster.ask("/산불/_count", seconds=30).body.get("count") == 50,
            seconds=60,
        )
    finally:
        opensearch_cluster.start()
        opensearch_cluster.wait("green")
        opensearch_cluster.ask("/산불", "DELETE", seconds=30)


def test_a_cluster_of_tests_goes_with_its_process(folder: Path, cluster: Cluster) -> None:
    cluster.start()
    with command.down_when_this_process_ends(cluster) as watcher:
        assert watcher.poll() is None
        assert watcher.stdin is not None
        watcher.stdin.close()  # as the system does when a process ends
        assert watcher.wait(60) == 0
    assert not any(cluster.is_running(name) for name in cluster.nodes)
    assert not folder.exists()
    folder.mkdir()
