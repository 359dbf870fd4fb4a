"""What the tests of the server share."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ksearch.server.app import create_app
from ksearch.server.running import web_server_options
from ksearch.server.settings import Settings

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TOKEN = "하나-둘-셋".encode().hex()
#: What must never run, and never be more than text.
HOSTILE = '<script>window.ran=1</script><img src=x onerror="window.ran=1">'


def client_of(settings: Settings, **options: Any) -> TestClient:
    """Return a client of a server with these settings."""
    from starlette.testclient import TestClient

    return TestClient(create_app(settings), base_url="http://127.0.0.1:8970", **options)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def listening(settings: Settings) -> Iterator[str]:
    """Run a server on a free port in a thread; yield its address."""
    import uvicorn

    port = free_port()
    settings = replace(settings, port=port)
    options = web_server_options(settings)
    running = uvicorn.Server(
        uvicorn.Config(create_app(settings), **options, log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(30)
    assert not thread.is_alive()
