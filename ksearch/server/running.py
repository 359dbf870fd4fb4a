"""Starts a server, in one process or in several, and shuts it down in order."""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
from typing import TYPE_CHECKING, Any

import ksearch
from ksearch.messages import Message
from ksearch.server.settings import COUNTS_VARIABLE, LOOPBACK, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

#: Seconds that running requests have to end when the server stops.
_STOP_SECONDS = 10


def checked(settings: Settings) -> Settings:
    """Return the settings, if a server may be started with them.

    Raises:
        InvalidValue: others could reach it, and there is no token; or changes need one.
        IndexNotFound: there is no index.
    """
    if not _is_loopback(settings.host) and settings.token is None:
        raise ksearch.InvalidValue(
            Message(
                "“{host}” can be reached from other machines, so the server needs a token; set "
                "KSEARCH_TOKEN, or name a file with it by --token-file",
                host=settings.host,
            )
        )
    if settings.writable and settings.token is None:
        raise ksearch.InvalidValue(
            Message(
                "--writable lets requests change the index, so the server needs a token; set "
                "KSEARCH_TOKEN, or name a file with it by --token-file"
            )
        )
    with ksearch.open(settings.index):
        return settings


def serve(settings: Settings, workers: int, ready: Callable[[str], None]) -> None:
    """Serve until a signal ends it; ``ready`` is called with the address when it listens.

    Raises:
        MissingExtra: the web server is not installed.
        InvalidValue: the address cannot be listened on.
    """
    uvicorn = _imported_uvicorn()
    address = address_of(settings)
    _check_free(settings)
    options = {**web_server_options(settings), "log_level": "info", "access_log": True}
    if workers == 1:
        from ksearch.server.app import create_app

        class Ready(uvicorn.Server):  # type: ignore[misc,name-defined]
            async def startup(self, sockets: object = None) -> None:
                await super().startup(sockets=sockets)
                if self.started:
                    ready(address)

        Ready(uvicorn.Config(create_app(settings), **options)).run()
        return
    settings.to_environment()
    with tempfile.TemporaryDirectory(prefix="ksearch-metrics-") as folder:
        os.environ[COUNTS_VARIABLE] = folder
        ready(address)
        uvicorn.run(
            "ksearch.server.app:app_from_environment", factory=True, workers=workers, **options
        )


def web_server_options(settings: Settings) -> dict[str, Any]:
    """Return the options of uvicorn, except for those of its log."""
    from ksearch.server.connections import BACKLOG, BoundedConnection, most_connections

    BoundedConnection.most = most_connections()
    return {
        "host": settings.host,
        "port": settings.port,
        "http": BoundedConnection,
        "ws": "none",
        "backlog": BACKLOG,
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": _STOP_SECONDS,
    }


def _check_free(settings: Settings) -> None:
    """Check that the address is free: the web server would exit the program if it is not."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.host, settings.port))
        except OSError as error:
            raise ksearch.InvalidValue(
                Message(
                    "port {port} of “{host}” cannot be listened on ({reason}); "
                    "choose another with --port",
                    host=settings.host,
                    port=settings.port,
                    reason=error.strerror,
                )
            ) from error


def address_of(settings: Settings) -> str:
    """Return the address of the page on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"


def _imported_uvicorn() -> ModuleType:
    try:
        import jinja2
        import prometheus_client
        import starlette
        import uvicorn
    except ImportError as error:
        raise ksearch.MissingExtra(
            Message(
                "a server needs the package {package}, which is not installed; "
                "run `pip install 'ksearch-ko[web]'`",
                package=error.name,
            ),
            "web",
        ) from error
    del jinja2, prometheus_client, starlette
    return uvicorn


def _is_loopback(host: str) -> bool:
    if host in LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
