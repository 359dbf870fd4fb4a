"""Many documents at once: sent while the next ones are made, again where a node is busy."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from ksearch.engines.opensearch.connection.cluster import Body, Cluster
from ksearch.engines.opensearch.storage.documents import IndexedDocument
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable

#: Bytes of documents in one request.
_REQUEST_BYTES = 4 << 20
#: Requests under way at a time; as many more are kept in memory as wait for one of them.
_AT_ONCE = 2
#: Seconds to wait before a document that the cluster was too busy for is sent again.
_WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
#: Statuses of a document that may be taken the next time.
_BUSY = frozenset({429, 503})


def ignored(count: float) -> None:
    """Do nothing with a number of documents that were written, or a share."""


class RefusedDocument(NamedTuple):
    """A document that the cluster did not take, and its word for why."""

    name: str
    reason: str


def send_documents(
    cluster: Cluster,
    index: str,
    documents: Iterable[IndexedDocument],
    done: Callable[[int], None] = ignored,
) -> list[RefusedDocument]:
    """Write documents; the same ones sent again do not double.

    Args:
        cluster: where to.
        index: into which index.
        documents: made as they are needed; a few requests' worth of them is in memory at a time.
        done: called with the number of documents of every request that was answered, in order.

    Returns:
        Which were refused for good.

    Raises:
        EngineUnavailable: the cluster did not take them in spite of waiting.
    """
    refused: list[RefusedDocument] = []
    waiting: deque[tuple[int, Future[list[RefusedDocument]]]] = deque()

    def finish() -> None:
        count, sent = waiting.popleft()
        refused.extend(sent.result())
        done(count)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for request in _requests(documents):
            if len(waiting) > _AT_ONCE:
                finish()
            waiting.append((len(request), pool.submit(_send, cluster, index, request)))
        while waiting:
            finish()
    return refused


def _requests(documents: Iterable[IndexedDocument]) -> Iterator[list[IndexedDocument]]:
    """Put documents together to requests of about the same size."""
    together: list[IndexedDocument] = []
    size = 0
    for document in documents:
        together.append(document)
        size += len(document.body)
        if size >= _REQUEST_BYTES:
            yield together
            together, size = [], 0
    if together:
        yield together


def _send(cluster: Cluster, index: str, request: list[IndexedDocument]) -> list[RefusedDocument]:
    refused: list[RefusedDocument] = []
    left = request
    for wait in (*_WAITS, None):
        busy: list[IndexedDocument] = []
        try:
            items = _answers(cluster, index, left)
        except EngineUnavailable:
            # Nothing is known of what was taken; sent again, it takes its own place.
            if wait is None:
                raise
            items, busy = [], left
        for document, item in zip(left, items, strict=False):
            if item["status"] in _BUSY:
                busy.append(document)
            elif item["status"] >= 300:
                refused.append(RefusedDocument(document.name, _reason(item)))
        if not busy:
            break
        if wait is None:
            raise cluster.unable(Message("it is too busy to take articles"))
        left = busy
        time.sleep(wait)
    return refused


def _answers(cluster: Cluster, index: str, documents: list[IndexedDocument]) -> list[Body]:
    answer = cluster.request("POST", f"/{index}/_bulk", bulk_body(documents))
    return [item["index"] for item in answer["items"]]


def bulk_body(documents: list[IndexedDocument]) -> str:
    """Return the body of a request that writes documents."""
    return "".join(
        f'{{"index":{{"_id":{json.dumps(each.name)}}}}}\n{each.body}\n' for each in documents
    )


def _reason(item: Body) -> str:
    error = item.get("error") or {}
    cause = error.get("caused_by") or {}
    return str(cause.get("reason") or error.get("reason") or item["status"])


def remove(cluster: Cluster, index: str, names: Iterable[str]) -> None:
    """Remove documents by their names; those that are gone already do not matter."""
    lines: list[str] = []
    for name in names:
        lines.append(f'{{"delete":{{"_id":{json.dumps(name)}}}}}\n')
        if len(lines) >= 5_000:
            cluster.request("POST", f"/{index}/_bulk", "".join(lines))
            lines = []
    if lines:
        cluster.request("POST", f"/{index}/_bulk", "".join(lines))
