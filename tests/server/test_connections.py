"""Clients that hold connections, break them off, or speak no HTTP."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from serving import TOKEN, client_of, listening

import ksearch
from ksearch.server import app, changes
from ksearch.server.connections import BoundedConnection
from ksearch.server.settings import Settings

_SEARCH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A server whose patience is short, over one article of 4 MB."""
    built = tmp_path_factory.mktemp("긴 글") / "index"
    with ksearch.create(built) as index, index.writer() as writer:
        writer.add(ksearch.Article(id="long", title="long", body="abcdefg " * 500_000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BoundedConnection, "head_seconds", 0.5)
        patch.setattr(BoundedConnection, "body_seconds", 0.7)
        patch.setattr(BoundedConnection, "write_seconds", 0.5)
        with listening(Settings(str(built), token=TOKEN, writable=True)) as address:
            parts = urlsplit(address)
            assert parts.hostname is not None
            assert parts.port is not None
            yield parts.hostname, parts.port


def connect(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=20)


def closed(connection: socket.socket) -> bool:
    """Wait for the end of what a server sends; return whether it came."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


def cut_off(connection: socket.socket, sent: bytes, *, pause: float = 0.0) -> bool:
    """Send again and again; return whether the server closed the connection."""
    end = time.monotonic() + 20
    try:
        while time.monotonic() < end:
            connection.sendall(sent)
            time.sleep(pause)
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return False


def answered(connection: socket.socket) -> bytes:
    connection.sendall(_SEARCH)
    return connection.recv(65536)


def test_a_connection_without_a_request_is_closed(address: tuple[str, int]) -> None:
    with connect(address) as silent:
        assert closed(silent)


def test_a_head_that_comes_drop_by_drop_is_not_waited_for(address: tuple[str, int]) -> None:
    with connect(address) as slow:
        slow.sendall(_SEARCH[:-2])
        assert cut_off(slow, b"X: y\r\n", pause=0.05)
    with connect(address) as second:
        assert answered(second).startswith(b"HTTP/1.1 200")
        second.sendall(_SEARCH[:-2])
        assert closed(second)


def test_a_body_that_does_not_come_is_not_waited_for(address: tuple[str, int]) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\n\r\ntoken="
    with connect(address) as slow:
        slow.sendall(head)
        assert closed(slow)


def test_a_client_that_does_not_read_its_answers_is_left(address: tuple[str, int]) -> None:
    with connect(address) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        asked = (
            f"GET /api/articles/long HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}"
        )
        deaf.sendall(asked.encode() + b"\r\n\r\n")
        time.sleep(1)
        assert cut_off(deaf, asked.encode() + b"\r\n\r\n", pause=0.1)


def test_whoever_asks_is_let_in_however_many_say_nothing(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedConnection, "most", 20)
    monkeypatch.setattr(BoundedConnection, "head_seconds", 30.0)
    silent = [connect(address) for _ in range(100)]
    try:
        for _ in range(3):
            with connect(address) as asking:
                assert answered(asking).startswith(b"HTTP/1.1 200")
        assert closed(silent[0])
    finally:
        for each in silent:
            each.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\ntoken=a",
    ],
)
def test_what_is_no_http_ends_a_connection_and_nothing_else(
    address: tuple[str, int], caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    with caplog.at_level(logging.ERROR), connect(address) as broken:
        broken.sendall(sent)
        assert closed(broken)
        with connect(address) as good:
            assert answered(good).startswith(b"HTTP/1.1 200")
    assert [record for record in caplog.records if record.name.startswith("uvicorn")] == []


def test_the_form_that_signs_in_has_a_bound(built: Path) -> None:
    with client_of(Settings(str(built), token=TOKEN)) as client:
        for body in (b"token=" + b"a" * 10_000, b"&" * 10_000, b"a=b&" * 10_000):
            assert client.post("/sign-in", content=body).status_code == 413
        for body in (b"", b"&&&&", b"token", b"\xff\xfe=%ff", b"token=%00"):
            assert client.post("/sign-in", content=body).status_code == 401


def test_what_is_added_has_a_bound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    monkeypatch.setattr(app, "MAX_BODY", 50_000)
    monkeypatch.setattr(changes, "_MOST_OBJECTS", 1_000)
    with client_of(Settings(str(folder), token=TOKEN, writable=True)) as client:
        for body, status in (
            (b"[" + b"{}," * 1_000 + b"{}]", 413),
            (b"[" * 900 + b"]" * 900, 400),
            (b'{"title": "' + b"a" * 60_000 + b'"}', 413),
            (b'{"title": "' + b"9" * 5, 400),
            (b"9" * 10_000, 400),
        ):
            answer = client.post("/api/articles", content=body, headers=headers)
            assert (answer.status_code, body[:9]) == (status, body[:9])
        given = client.post("/api/articles", json={"id": "새", "title": "새 글"}, headers=headers)
        assert given.json()["added"] == 1


@pytest.mark.parametrize(
    "host", ["localhost/a", "localhost?a", "localhost#a", "a@localhost", "[::1]x", "localhost:a"]
)
def test_a_host_is_a_name_and_a_port(built: Path, host: str) -> None:
    with client_of(Settings(str(built))) as client:
        assert client.get("/healthz", headers={"Host": host}).status_code == 421
