"""Copying the index of a folder into a cluster, with its analyses, and back."""

from __future__ import annotations

from collections.abc import Callable

from ksearch.engines.opensearch.bulk import ignored
from ksearch.engines.opensearch.cluster import Cluster
from ksearch.engines.opensearch.location import parse_location
from ksearch.engines.opensearch.publishing import Publication
from ksearch.engines.opensearch.store import ClusterManifest, Store
from ksearch.storage.snapshot import Snapshot


def copy_to_cluster(
    snapshot: Snapshot,
    location: str,
    done: Callable[[int], None] = ignored,
    wait_seconds: float = 0.0,
) -> ClusterManifest:
    """Copy an index into a cluster that has none of that name.

    Raises:
        IndexExists: there is one.
    """
    store = Store(Cluster(parse_location(location)))
    store.create(ClusterManifest())
    with store.locked(wait_seconds) as lock:
        publication = Publication(store, store.read(), lock)
        manifest = snapshot.manifest
        names = [entry.file for entry in manifest.lexicon]
        for name in (*names, *([manifest.words] if manifest.words else [])):
            publication.upload(snapshot.folder / name)
        try:
            publication.add(snapshot, manifest.model, done)
            return publication.commit(manifest.lexicon, manifest.words, manifest.analyser)
        except BaseException:
            publication.undo()
            raise
