"""The metrics of a server, in the text format of Prometheus."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from ksearch.server.settings import COUNTS_VARIABLE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bounds of the histogram in seconds, from a search (some milliseconds) to the limit of a request.
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The counts of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "ksearch_requests",
            "Answered requests.",
            ("endpoint", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "ksearch_request_seconds",
            "Seconds until an answer was complete.",
            ("endpoint",),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self.pending = Gauge(
            "ksearch_pending_searches",
            "Searches that run or wait.",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.articles = Gauge(
            "ksearch_articles",
            "Articles of the index.",
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )

    def text(self) -> tuple[bytes, str]:
        """Return the counts of all processes of the server, and their media type."""
        registry = self._registry
        if os.environ.get(COUNTS_VARIABLE):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry), CONTENT_TYPE_LATEST


class Measured:
    """ASGI middleware that counts requests and measures their time.

    Requests are counted by route (``/api/articles/{id}``): the number of addresses has no bound.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), "500"

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        finally:
            endpoint = scope.get("ksearch_endpoint", "other")
            self._metrics.requests.labels(endpoint, status).inc()
            self._metrics.seconds.labels(endpoint).observe(time.perf_counter() - began)
