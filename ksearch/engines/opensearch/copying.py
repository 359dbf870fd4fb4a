"""Copying an index with its analyses: from a folder to a cluster, and back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ksearch import disk
from ksearch.engines.embedded.engine import EmbeddedEngine
from ksearch.engines.embedded.updates.opening import make_folder
from ksearch.engines.opensearch.connection.cluster import Cluster, NotThere
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.engine import OpenSearchEngine
from ksearch.engines.opensearch.searching.state import ClusterState
from ksearch.engines.opensearch.storage.generations import compact
from ksearch.engines.opensearch.storage.store import ClusterManifest, Store
from ksearch.engines.opensearch.writing.bulk import ignored
from ksearch.engines.opensearch.writing.folders import write_folder
from ksearch.engines.opensearch.writing.publishing import BEGUN, BegunCopy, Publication, begun_copy
from ksearch.engines.protocol import Engine
from ksearch.engines.request import SearchRequest
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, IndexExists, InvalidValue
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import write_lock
from ksearch.storage.snapshot import Snapshot, open_snapshot

#: Seconds between two notes of how far it has come.
_NOTE_EVERY = 2.0
#: Articles by whose titles both sides are searched at the end.
_SAMPLE = 12
#: Words of a title that are searched for.
_WORDS = 3


def copy_index(
    source: str,
    target: str,
    report: Callable[[float], None] | None = None,
    wait_seconds: float = 0.0,
) -> int:
    """Copy an index, and compare what both sides answer.

    Args:
        source, target: a folder and an address, or the other way round.
        report: called with the share that is done.
        wait_seconds: how long to wait for another writer.

    Returns:
        How many articles were copied.

    Raises:
        IndexNotFound: there is no index at the place to copy from.
        IndexExists: there is one already where it is copied to.
        InvalidValue: both are folders, or both addresses.
        IndexCorrupt: the copy answers otherwise.
    """
    if ("://" in source) == ("://" in target):
        raise InvalidValue(
            Message(
                "an index is copied from a folder to a cluster (opensearch://…) or back, not from "
                "“{source}” to “{target}”",
                source=source,
                target=target,
            )
        )
    if "://" in source:
        count = copy_to_folder(source, Path(target), report, wait_seconds)
        ends: tuple[Engine, Engine] = OpenSearchEngine(source), EmbeddedEngine(Path(target))
    else:
        snapshot = open_snapshot(Path(source))
        count = copy_to_cluster(snapshot, target, report, wait_seconds).articles
        ends = EmbeddedEngine(Path(source)), OpenSearchEngine(target)
    _compare(*ends, target)
    for engine in ends:
        engine.close()
    return count


def copy_to_cluster(
    snapshot: Snapshot,
    location: str,
    report: Callable[[float], None] | None = None,
    wait_seconds: float = 0.0,
) -> ClusterManifest:
    """Copy an index into a cluster; one that was interrupted goes on where it was.

    Raises:
        IndexExists: there is one of that name, with articles.
    """
    store = Store(Cluster(parse_location(location)))
    if not store.exists():
        store.create(ClusterManifest())
    with store.locked(wait_seconds) as lock:
        before = store.read()
        if before.manifest.articles:
            raise _exists(location)
        manifest = snapshot.manifest
        publication = Publication(store, before, lock)
        progress = _Progress(store, publication, snapshot, report)
        skip = progress.resumed()
        for name in (*(entry.file for entry in manifest.lexicon), manifest.words):
            if name:
                publication.upload(snapshot.folder / name)
        publication.add(snapshot, manifest.model, progress.add, skip)
        committed = publication.commit(manifest.lexicon, manifest.words, manifest.analyser)
        progress.finish()
    compact(store, committed.articles_index)
    return committed


def _exists(location: str) -> IndexExists:
    return IndexExists(
        Message("there is an index at {location} already; choose another name", location=location)
    )


class _Progress:
    """How far a copy has come, noted in the cluster, so that another process can go on."""

    def __init__(
        self,
        store: Store,
        publication: Publication,
        snapshot: Snapshot,
        report: Callable[[float], None] | None,
    ) -> None:
        self._store = store
        self._publication = publication
        self._snapshot = snapshot
        self._report = report or ignored
        manifest = snapshot.manifest
        self._source = f"{manifest.identity}-{manifest.generation}"
        self._done = 0
        self._noted = time.monotonic()

    def resumed(self) -> int:
        """Go on with a copy of the same generation; return how many articles are there."""
        begun = begun_copy(self._store)
        if not begun.source:
            return 0
        if begun.source != self._source:
            self._forget(begun)
            return 0
        self._publication.resume(begun, self._snapshot.manifest.model)
        self._done = begun.done
        return begun.done

    def _forget(self, begun: BegunCopy) -> None:
        try:
            self._store.cluster.request("DELETE", f"/{begun.index}")
        except NotThere:
            return

    def add(self, count: int) -> None:
        """Note that some more articles are there."""
        self._done += count
        self._report(self._done / max(self._snapshot.live_count, 1))
        if time.monotonic() - self._noted > _NOTE_EVERY:
            self._noted = time.monotonic()
            self._note()

    def _note(self) -> None:
        begun = self._publication.begun(self._source, self._done)
        self._store.cluster.request("PUT", f"/{self._store.meta}/_doc/{BEGUN}", vars(begun))

    def finish(self) -> None:
        """Note that there is nothing to go on with."""
        try:
            self._store.cluster.request("DELETE", f"/{self._store.meta}/_doc/{BEGUN}")
        except NotThere:
            return


def copy_to_folder(
    location: str,
    folder: Path,
    report: Callable[[float], None] | None = None,
    wait_seconds: float = 0.0,
) -> int:
    """Copy an index of a cluster into a folder; return how many articles it has.

    Raises:
        IndexExists: there is one in the folder.
    """
    state = ClusterState(Store(Cluster(parse_location(location))))
    make_folder(folder)
    with write_lock(folder, wait_seconds):
        if manifests.exists(folder):
            raise _exists(str(folder))
        written: list[Path] = []
        try:
            write_folder(state, folder, written, report or ignored)
        except BaseException:
            for path in written:
                disk.remove_quietly(path)
            raise
    state.close()
    return state.manifest.articles


def _compare(one: Engine, other: Engine, target: str) -> None:
    """Count, and search by some titles, on both sides.

    Raises:
        IndexCorrupt: they differ.
    """
    same = len(one) == len(other)
    if isinstance(other, OpenSearchEngine):
        same = same and other.count() == len(one)
    for query in _queries(one):
        request = SearchRequest(query, limit=5, group=False)
        found = [[hit.id for hit in engine.search(request)] for engine in (one, other)]
        same = same and found[0] == found[1]
    if not same:
        raise IndexCorrupt(
            Message(
                "the copy of the index at {target} does not answer as the original does; remove "
                "it, and copy again",
                target=target,
            )
        )


def _queries(engine: Engine) -> list[str]:
    """Return the first words of some articles, drawn evenly from the first thousand."""
    texts = []
    step = max(min(len(engine), 1_000) // _SAMPLE, 1)
    for number, article in enumerate(engine.articles()):
        if number % step == 0:
            texts.append(article.title or article.body)
        if len(texts) == _SAMPLE:
            break
    words = (" ".join(filter(str.isalnum, text.split()[: 2 * _WORDS])) for text in texts)
    return [each for each in words if each]
