"""A node that misbehaves: passes requests on to a real one, and a test changes some."""

from __future__ import annotations

import http.client
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Request(NamedTuple):
    """A request to a node.

    Attributes:
        method: of HTTP.
        path: with its parameters.
        body: as it was sent.
    """

    method: str
    path: str
    body: bytes


class Answer(NamedTuple):
    """An answer of a node.

    Attributes:
        status: of HTTP.
        body: JSON.
    """

    status: int
    body: bytes


class Cut(Exception):
    """Raised by a fault: the connection ends without an answer."""


Pass = Callable[[Request], Answer]
#: Answers a request; the second argument passes one on to the node.
Fault = Callable[[Request, Pass], Answer]


def faultless(request: Request, passed: Pass) -> Answer:
    """Answer as the node does."""
    return passed(request)


class FaultyNode:
    """Answers on a port of its own.

    Attributes:
        fault: what becomes of requests; tests set it.
        port: where it listens.
    """

    def __init__(self, node_port: int) -> None:
        self.fault: Fault = faultless
        self._node_port = node_port
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.port: int = self._server.server_port

    def passed(self, request: Request) -> Answer:
        """Return what the node answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self._node_port, timeout=60)
        try:
            headers = {"Content-Type": "application/json"}
            # Bytes of a path that arrive escaped are passed on as they are.
            connection.request(request.method, request.path, request.body or None, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read())
        finally:
            connection.close()

    def run(self) -> None:
        """Answer requests until `stop`."""
        self._server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """Answer no more requests."""
        self._server.shutdown()
        self._server.server_close()


def _handler_of(node: FaultyNode) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            request = Request(self.command, self.path, self.rfile.read(length))
            try:
                answer = node.fault(request, node.passed)
            except (Cut, OSError):
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
        setattr(Handler, f"do_{method}", Handler._answer)
    return Handler


@contextmanager
def faulty_node(node_port: int) -> Iterator[FaultyNode]:
    """Run a node that misbehaves in front of a real one."""
    node = FaultyNode(node_port)
    thread = threading.Thread(target=node.run, daemon=True)
    thread.start()
    try:
        yield node
    finally:
        node.stop()
        thread.join(10)
