"""What the tests of the server share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ksearch.server.app import create_app
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
