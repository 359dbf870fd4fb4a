"""What an index on a cluster is beside its articles: manifest, files, and the lock of writers.

They are in an index of their own. The manifest is one document; replacing it, if nobody else has,
is the commit. Files (parts of the lexicon, statistics, word lists) are immutable, in pieces, and
named by the manifest.
"""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ksearch import disk
from ksearch.engines.opensearch.connection.cluster import Body, Changed, Cluster, NotThere, Rejected
from ksearch.engines.opensearch.storage.schema import CLUSTER_FORMAT_VERSION, meta_body
from ksearch.messages import Message
from ksearch.model.errors import (
    EngineUnavailable,
    IndexCorrupt,
    IndexExists,
    IndexLocked,
    IndexNotFound,
    IndexVersionError,
)
from ksearch.model.records import Record
from ksearch.storage.manifest import LexiconEntry, Model

_MANIFEST, _LOCK = "manifest", "lock"
#: Bytes of a piece of a file.
_PIECE_BYTES = 2 << 20
#: Seconds after which a writer that has shown no sign of life is taken for dead, and between two
#: signs of life.
_LEASE, _SIGN_OF_LIFE = 60.0, 10.0
#: The same by the clocks of two machines, which may differ by minutes.
_LEASE_BY_CLOCK = 600.0
#: Seconds between two looks at a lock that somebody else holds.
_LOOK_AGAIN = 0.5


class StoredFile(Record):
    """A file in the cluster: its name, its bytes, and in how many pieces they are."""

    name: str
    bytes: int
    pieces: int


class RetiredIndex(Record):
    """An index of articles that no reader opens any more.

    Attributes:
        name: its name in the cluster.
        since: when it was replaced, in seconds since 1970.
    """

    name: str
    since: float


class ClusterManifest(Record):
    """Everything that an index on a cluster consists of.

    Attributes:
        generation: the number of the commit; articles that were written by a later one are not
            visible yet.
        identity: random, stays with the index.
        analyser: by what the articles were analysed.
        model: the parameters of BM25F, which the weights of terms were made with.
        articles_index: the index that holds the articles; "" before the first article.
        articles: how many there are.
        next_number: the number of the next article.
        lexicon: the parts of the lexicon.
        words: the file of the word lists in force, or "".
        statistics: the files of the statistics.
        files: all files of the index.
        removed: the file with the numbers of articles that are to be removed and may still be
            there; "" for none.
        abandoned: numbers of commits that were begun and rolled back.
        averages: the average lengths by which articles are scored; () where they are those that the
            weights were made with.
        lengths: how many eojeols titles, leads and bodies have in all, each with how many articles
            have the field; () where an early version has not counted.
        retired: indexes of articles that a rebuild has replaced, kept for those who read them.
    """

    generation: int = 0
    identity: str = ""
    analyser: str = ""
    model: Model = Model()
    articles_index: str = ""
    articles: int = 0
    next_number: int = 0
    lexicon: tuple[LexiconEntry, ...] = ()
    words: str = ""
    statistics: tuple[str, ...] = ()
    files: tuple[StoredFile, ...] = ()
    removed: str = ""
    abandoned: tuple[int, ...] = ()
    averages: tuple[float, ...] = ()
    lengths: tuple[tuple[int, int], ...] = ()
    retired: tuple[RetiredIndex, ...] = ()
    format_version: int = CLUSTER_FORMAT_VERSION

    @property
    def scoring(self) -> Model:
        """The parameters of BM25F by which articles are scored, with the averages of now."""
        if not self.averages:
            return self.model
        title, lead, body = self.averages
        return self.model.changed(average_lengths=(title, lead, body))

    def document(self) -> Body:
        """Return the manifest as a document."""
        found: Body = json.loads(json.dumps(self, default=vars))
        return found


class SeenManifest(NamedTuple):
    """A manifest, and what replacing it needs to know."""

    manifest: ClusterManifest
    seen: Body


class Store:
    """Manifest, files and lock of one index; safe to share between threads.

    Args:
        cluster: where it is.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.name = cluster.location.index
        #: The index of manifest, lock and files.
        self.meta = f"{self.name}-ksearch"

    # Manifest

    def exists(self) -> bool:
        """Return whether there is an index."""
        try:
            self.cluster.document(self.meta, _MANIFEST)
        except NotThere:
            return False
        return True

    def read(self) -> SeenManifest:
        """Return the manifest.

        Raises:
            IndexNotFound: the cluster has no such index.
            IndexVersionError: a newer ksearch wrote it.
            IndexCorrupt: it is damaged.
        """
        location = self.cluster.location
        try:
            fields, seen = self.cluster.document(self.meta, _MANIFEST)
        except NotThere as error:
            raise IndexNotFound(
                Message(
                    "there is no index at {location}; `ksearch copy FOLDER {location}` moves one "
                    "there",
                    location=location,
                )
            ) from error
        if int(fields.get("format_version", 0)) > CLUSTER_FORMAT_VERSION:
            raise IndexVersionError(
                Message(
                    "the index at {location} was written by a newer ksearch; update this one",
                    location=location,
                )
            )
        try:
            return SeenManifest(_manifest_from(fields), seen)
        except (KeyError, TypeError, ValueError) as error:
            raise IndexCorrupt(
                Message(
                    "the manifest of the index at {location} is damaged ({error}); copy it there "
                    "once more",
                    location=location,
                    error=error,
                )
            ) from error

    def create(self, manifest: ClusterManifest) -> SeenManifest:
        """Make an index.

        Raises:
            IndexExists: there is one.
        """
        try:
            self.cluster.request("PUT", f"/{self.meta}", meta_body(self.cluster.location.replicas))
        except Rejected as error:
            if not self._has_meta():
                raise self._cannot_make(error) from error
        manifest = manifest.changed(identity=os.urandom(16).hex())
        try:
            seen = self.cluster.create(self.meta, _MANIFEST, manifest.document())
        except Changed as error:
            raise IndexExists(
                Message(
                    "there is an index at {location} already; choose another name",
                    location=self.cluster.location,
                )
            ) from error
        return SeenManifest(manifest, seen)

    def _has_meta(self) -> bool:
        try:
            self.cluster.request("GET", f"/{self.meta}")
        except NotThere:
            return False
        return True

    def _cannot_make(self, error: Rejected) -> EngineUnavailable:
        return EngineUnavailable(
            Message(
                "the cluster at {location} does not make an index: {reason}",
                location=self.cluster.location,
                reason=error.reason,
            )
        )

    def replace(self, manifest: ClusterManifest, seen: Body) -> SeenManifest:
        """Commit: write the manifest in the place of the one that was seen.

        Raises:
            IndexLocked: somebody else has committed in between.
        """
        try:
            return SeenManifest(
                manifest,
                self.cluster.replace(self.meta, _MANIFEST, manifest.document(), seen),
            )
        except Changed as error:
            raise IndexLocked(
                Message(
                    "another writer has changed the index at {location} in between; nothing of "
                    "this change is visible, try again",
                    location=self.cluster.location,
                )
            ) from error

    # Files

    def upload(self, path: Path) -> StoredFile:
        """Write a file into the cluster."""
        data = path.read_bytes()
        pieces = range(0, max(len(data), 1), _PIECE_BYTES)
        for number, begin in enumerate(pieces):
            piece = base64.b64encode(data[begin : begin + _PIECE_BYTES]).decode()
            self.cluster.request(
                "PUT", f"/{self.meta}/_doc/{_piece_name(path.name, number)}", {"data": piece}
            )
        return StoredFile(path.name, len(data), len(pieces))

    def download(self, file: StoredFile, folder: Path) -> Path:
        """Write a file of the cluster into a folder, unless it is there; return its path.

        Raises:
            IndexCorrupt: the cluster does not have all of it.
        """
        path = folder / file.name
        if path.is_file() and path.stat().st_size == file.bytes:
            return path
        beside = folder / f"{file.name}.{os.urandom(8).hex()}.new"
        try:
            disk.write_durably(beside, self._pieces(file))
            if beside.stat().st_size != file.bytes:
                raise self._lacking(file)
            disk.operations.rename(beside, path)
        except BaseException:
            disk.remove_quietly(beside)
            raise
        return path

    def _pieces(self, file: StoredFile) -> Iterator[bytes]:
        for number in range(file.pieces):
            try:
                piece, _ = self.cluster.document(self.meta, _piece_name(file.name, number))
            except NotThere as error:
                raise self._lacking(file) from error
            yield base64.b64decode(piece["data"])

    def _lacking(self, file: StoredFile) -> IndexCorrupt:
        return IndexCorrupt(
            Message(
                "a part of the file {name} of the index at {location} is missing; copy the index "
                "there once more",
                name=file.name,
                location=self.cluster.location,
            )
        )

    def drop(self, files: Sequence[StoredFile]) -> None:
        """Remove files that no manifest names any more."""
        names = [_piece_name(file.name, number) for file in files for number in range(file.pieces)]
        if names:
            lines = "".join(json.dumps({"delete": {"_id": name}}) + "\n" for name in names)
            self.cluster.request("POST", f"/{self.meta}/_bulk", lines)

    # The lock of writers

    @contextmanager
    def locked(self, wait_seconds: float) -> Iterator[Lock]:
        """Hold the lock of writers; its number is of this attempt alone.

        Raises:
            IndexLocked: somebody else holds it for longer than is to be waited.
        """
        lock = Lock(self)
        lock.acquire(wait_seconds)
        try:
            yield lock
        finally:
            lock.release()


class Lock:
    """The lock of writers: a document whose holder shows a sign of life every ten seconds.

    A holder that shows none for a minute is taken for dead. It is not the lock that keeps what such
    a one still writes from being seen, but the manifest, which nobody replaces who has not seen it,
    and the number of the attempt, which no other bears.

    Attributes:
        attempt: the number of this attempt to write.
        used: whether anything was written under that number, which then is nobody else's.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cluster = store.cluster
        self._seen: Body = {}
        self._mutex = threading.Lock()
        self._released = threading.Event()
        #: In what this process writes, and nobody else.
        self._holder = os.urandom(8).hex()
        self.attempt = 0
        self.used = False

    def acquire(self, wait_seconds: float) -> None:
        """Take the lock; see `Store.locked`."""
        until = time.monotonic() + wait_seconds
        watched: tuple[object, float] = None, 0.0
        while True:
            held, seen = self._current()
            if seen["if_seq_no"] != watched[0]:
                watched = seen["if_seq_no"], time.monotonic()
            if self._is_free(held, watched[1]) and self._take(held, seen):
                break
            if held["held"] and time.monotonic() >= until:
                raise IndexLocked(
                    Message(
                        "another process is writing to the index at {location}; try again later",
                        location=self._cluster.location,
                    )
                )
            time.sleep(_LOOK_AGAIN)
        threading.Thread(target=self._show_life, daemon=True).start()

    def _is_free(self, held: Body, since: float) -> bool:
        """Return whether nobody holds the lock, or whoever does is dead.

        ``since`` is from when on it has been seen unchanged.
        """
        silent = time.monotonic() - since
        by_clock = time.time() - float(held.get("at", 0.0))
        return not held["held"] or silent > _LEASE or by_clock > _LEASE_BY_CLOCK

    def _current(self) -> tuple[Body, Body]:
        try:
            return self._cluster.document(self._store.meta, _LOCK)
        except NotThere:
            free: Body = {"held": False, "attempt": 0}
            try:
                return free, self._cluster.create(self._store.meta, _LOCK, free)
            except Changed:
                return self._cluster.document(self._store.meta, _LOCK)

    def _take(self, held: Body, seen: Body) -> bool:
        attempt = int(held["attempt"]) + 1
        try:
            self._write(self._held(attempt), seen)
        except Changed:
            return False
        self.attempt = attempt
        return True

    def _held(self, attempt: int) -> Body:
        return {"held": True, "attempt": attempt, "holder": self._holder, "at": time.time()}

    def _write(self, document: Body, seen: Body) -> None:
        self._seen = self._cluster.replace(self._store.meta, _LOCK, document, seen)

    def _show_life(self) -> None:
        while not self._released.wait(_SIGN_OF_LIFE):
            with self._mutex:
                if self._released.is_set():
                    return
                try:
                    self._write(self._held(self.attempt), self._seen)
                except Changed:
                    return  # it was taken for dead; its commit will be refused
                except EngineUnavailable:
                    continue

    def release(self) -> None:
        """Give the lock back."""
        self._released.set()
        with self._mutex:
            try:
                last = self.attempt if self.used else self.attempt - 1
                self._write({"held": False, "attempt": last}, self._seen)
            except (Changed, EngineUnavailable):
                return  # it is somebody else's by now, or expires


def _piece_name(name: str, number: int) -> str:
    return f"file.{name}.{number}"


def _manifest_from(fields: dict[str, Any]) -> ClusterManifest:
    model: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields["model"].items()
    }
    return ClusterManifest(
        **{
            **fields,
            "model": Model(**model),
            "lexicon": tuple(LexiconEntry(**each) for each in fields["lexicon"]),
            "files": tuple(StoredFile(**each) for each in fields["files"]),
            "statistics": tuple(fields["statistics"]),
            "abandoned": tuple(fields["abandoned"]),
            "averages": tuple(fields.get("averages", ())),
            "lengths": tuple((total, count) for total, count in fields.get("lengths", ())),
            "retired": tuple(RetiredIndex(**each) for each in fields.get("retired", ())),
            # Of an earlier format all is known that this one needs.
            "format_version": CLUSTER_FORMAT_VERSION,
        }
    )
