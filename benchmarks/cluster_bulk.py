"""How fast a cluster takes the documents of an index when they are ready made: a raw bulk."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.storage.documents import IndexedDocument, documents_of
from ksearch.engines.opensearch.storage.schema import index_body
from ksearch.engines.opensearch.writing.bulk import bulk_body
from ksearch.storage.snapshot import Snapshot, open_snapshot

#: Bytes of a request, and requests under way, as in `writing.bulk`.
_REQUEST_BYTES, _AT_ONCE = 4 << 20, 2


def bulk_rate(folder: Path, cluster: Cluster) -> float:
    """Return the articles a second of a bulk of the documents of an index, ready made."""
    snapshot = open_snapshot(folder)
    with tempfile.TemporaryDirectory() as made:
        requests = list(_ready_made(snapshot, Path(made)))
        return snapshot.live_count / _bulk_seconds(cluster, snapshot, requests)


def _ready_made(snapshot: Snapshot, folder: Path) -> Iterator[Path]:
    """Write the requests of a bulk into files, as large as those that a copy sends."""
    documents = (
        document
        for segment in snapshot.segments
        for document in documents_of(segment, snapshot.manifest.model, segment.first, 1)
    )
    together: list[IndexedDocument] = []
    size = number = 0
    for document in chain(documents, [None]):
        if together and (document is None or size >= _REQUEST_BYTES):
            path = folder / f"{number:05d}"
            path.write_text(bulk_body(together), encoding="utf-8")
            yield path
            together, size, number = [], 0, number + 1
        if document is not None:
            together.append(document)
            size += len(document.body)


def _bulk_seconds(cluster: Cluster, snapshot: Snapshot, requests: Sequence[Path]) -> float:
    location = cluster.location
    name = f"{location.index}-raw"
    body = index_body(snapshot.manifest.model, location.shards, location.replicas)
    cluster.request("PUT", f"/{name}", body)

    def send(path: Path) -> None:
        answer = cluster.request("POST", f"/{name}/_bulk", path.read_text(encoding="utf-8"))
        assert not answer["errors"]

    begun = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        deque(pool.map(send, requests), maxlen=0)
    cluster.refresh(name)
    taken = time.monotonic() - begun
    cluster.request("DELETE", f"/{name}")
    return taken
