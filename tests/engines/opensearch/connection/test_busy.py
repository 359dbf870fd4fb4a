"""Searches that a node has no room for; a small server stands for the node."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import pytest

from ksearch.engines.opensearch.connection.cluster import Cluster, Incomplete
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.model.errors import EngineUnavailable

pytest.importorskip("opensearchpy")

WHOLE = {"hits": {"total": {"value": 7}, "hits": []}, "_shards": {"failed": 0}}
FULL = {"error": {"type": "rejected_execution_exception", "reason": "queue is full"}, "status": 429}


class Node(ThreadingHTTPServer):
    """A node that turns away some requests, and then answers."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.turned_away = 0
        self.asked: list[float] = []

    def answer(self, path: str, searches: int) -> tuple[int, dict[str, Any]]:
        self.asked.append(time.monotonic())
        full = len(self.asked) <= self.turned_away
        if path.startswith("/_msearch"):
            # One of several is turned away; the request as a whole is answered.
            last = FULL if full else {**WHOLE, "status": 200}
            return 200, {"responses": [{**WHOLE, "status": 200}] * (searches - 1) + [last]}
        return (429, FULL) if full else (200, WHOLE)


class _Handler(BaseHTTPRequestHandler):
    server: Node

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"]))
        status, found = self.server.answer(self.path, len(sent.splitlines()) // 2)
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def node() -> Iterator[Node]:
    with Node() as node:
        thread = threading.Thread(target=node.serve_forever, daemon=True)
        thread.start()
        yield node
        node.shutdown()
        thread.join()


def cluster_of(node: Node, seconds: float) -> Cluster:
    address = f"opensearch://127.0.0.1:{node.server_port}/articles?timeout={seconds}"
    return Cluster(parse_location(address))


@pytest.mark.parametrize("searches", [1, 3])
def test_a_search_waits_for_a_node_that_is_full(node: Node, searches: int) -> None:
    node.turned_away = 3
    found = cluster_of(node, 10).searches([{"size": 0}] * searches)
    assert [each["hits"]["total"]["value"] for each in found] == [7] * searches
    assert len(node.asked) == 4
    waits = [after - before for before, after in pairwise(node.asked)]
    assert waits[0] < waits[-1], "it waits longer each time"


@pytest.mark.parametrize("searches", [1, 2])
def test_a_node_that_stays_full_is_said_in_one_sentence(node: Node, searches: int) -> None:
    node.turned_away = 1_000_000
    begun = time.monotonic()
    with pytest.raises(
        EngineUnavailable, match="too busy for a search for 1 seconds; try"
    ) as raised:
        cluster_of(node, 1).searches([{"size": 0}] * searches)
    assert time.monotonic() - begun < 1.5
    assert "\n" not in str(raised.value)
    # Nothing is wrong with the point in time, which would be opened anew for that.
    assert not isinstance(raised.value, Incomplete)
