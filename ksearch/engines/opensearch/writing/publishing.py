"""Putting articles of segments into a cluster as its next generation."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ksearch.arrays import ArrayFile, write_arrays
from ksearch.arrays.types import AnyArray, Articles, Counts
from ksearch.engines.opensearch.connection.cluster import Cluster, NotThere, Rejected
from ksearch.engines.opensearch.searching.clauses import ClusterQuery
from ksearch.engines.opensearch.storage.documents import (
    IndexedDocument,
    document_name,
    documents_of,
    key_of_id,
)
from ksearch.engines.opensearch.storage.generations import (
    articles_name,
    check_name_is_free,
    drop_retired,
    drop_unnamed,
    point_alias,
    retire,
)
from ksearch.engines.opensearch.storage.rows import RowSnapshot
from ksearch.engines.opensearch.storage.schema import NUMBERS_AT_ONCE, index_body
from ksearch.engines.opensearch.storage.statistics import (
    Statistics,
    merged,
    pack_removed,
    pack_statistics,
)
from ksearch.engines.opensearch.storage.store import (
    ClusterManifest,
    Lock,
    SeenManifest,
    Store,
    StoredFile,
)
from ksearch.engines.opensearch.writing import bulk
from ksearch.korean.word_lists.glosses import Gloss
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable, IndexLocked
from ksearch.model.records import Record
from ksearch.storage.manifest import LexiconEntry, Model
from ksearch.storage.snapshot import Snapshot, averages_of

#: The document that says how far a copy has come.
BEGUN = "copy"
#: Least files of statistics that a commit adds up to one.
_MAX_STATISTICS = 8
#: Documents that are looked up, and removed, at a time.
_FOUND_AT_ONCE = 5_000


class Removed(NamedTuple):
    """Articles that a commit removes or replaces.

    Attributes:
        numbers: int64, their numbers.
        names: the names of their documents.
        rows: their packed rows, from which the statistics of what goes are made.
    """

    numbers: Articles
    names: tuple[str, ...]
    rows: tuple[bytes, ...]


#: Lengths of the fields of no articles (`ClusterManifest.lengths`).
_NO_LENGTHS = ((0, 0),) * 3
NOTHING_REMOVED = Removed(np.zeros(0, np.int64), (), ())


class BegunCopy(Record):
    """A copy that is not finished.

    Attributes:
        source: the generation that is copied.
        index: the index that it is copied to; "" before it is copied.
        born: the number that its articles bear.
        done: how many of them are there.
    """

    source: str
    index: str
    born: int
    done: int


class Publication:
    """One generation in the making: invisible until `commit`, and without a trace after `undo`.

    Args:
        store: of the index.
        before: the manifest that it follows on.
        lock: whose number it is written under.
        anew: whether nothing of what was there is in it, as in a rebuild.
    """

    def __init__(
        self, store: Store, before: SeenManifest, lock: Lock, *, anew: bool = False
    ) -> None:
        self._store = store
        self._cluster: Cluster = store.cluster
        self._before, self._seen = before
        #: What the generation is made of beside what is added.
        self._base = _without_articles(self._before) if anew else self._before
        self._born = lock.attempt
        lock.used = True
        self._committing = False
        self._uploaded: dict[str, StoredFile] = {}
        self._statistics: list[str] = list(self._base.statistics)
        #: The arrays of statistics that are not in force yet, by their files' names.
        self._made: dict[str, dict[str, AnyArray]] = {}
        self._index = self._base.articles_index
        self._model = self._base.model
        self._next_number = self._base.next_number
        self._added = 0
        self._lengths = self._base.lengths if self._index else _NO_LENGTHS

    def add(
        self,
        added: Snapshot,
        model: Model,
        done: Callable[[int], None] = bulk.ignored,
        skip: int = 0,
        *,
        counted: bool = False,
    ) -> None:
        """Write the live articles of a snapshot.

        Args:
            added: has the articles, and the lexicon that they are written in.
            model: by which an index without articles weighs them; others keep their own.
            done: called with the number of articles that were written, now and then.
            skip: how many of them are there already.
            counted: see `statistics.pack_statistics`.

        Raises:
            EngineUnavailable: the cluster does not take them.
        """
        if not self._index:
            self._model = model
            self._index = self._make_index()
        refused = bulk.send_documents(
            self._cluster, self._index, self._documents(added, skip), done
        )
        if refused:
            raise EngineUnavailable(
                Message(
                    "the cluster refused {count} of the articles, the first of them because: "
                    "{reason}; nothing was changed",
                    count=len(refused),
                    reason=refused[0].reason,
                )
            )
        self._next_number += added.size
        self._added += added.live_count
        self._add_lengths(added.total_lengths())
        self._keep_statistics(pack_statistics(added, counted=counted))

    def _add_lengths(self, totals: Counts) -> None:
        if self._lengths:
            both = np.array(self._lengths, np.int64) + totals
            self._lengths = tuple((total, count) for total, count in both.tolist())

    def _documents(self, added: Snapshot, skip: int) -> Iterator[IndexedDocument]:
        for segment in added.segments:
            first = self._next_number + segment.first
            if segment.live_count > skip:
                documents = documents_of(segment, self._model, first, self._born)
                yield from islice(documents, skip, None)
            skip = max(skip - segment.live_count, 0)

    def resume(self, begun: BegunCopy, model: Model) -> None:
        """Go on with what another process has begun, in the index that it has made."""
        self._index, self._born, self._model = begun.index, begun.born, model

    def begun(self, source: str, done: int) -> BegunCopy:
        """Return what another process needs to know to go on with this."""
        return BegunCopy(source, self._index, self._born, done)

    def _make_index(self) -> str:
        location = self._cluster.location
        check_name_is_free(self._store)
        name = articles_name(self._store, self._before.identity, self._born)
        body = index_body(self._model, location.shards, location.replicas)
        try:
            self._cluster.request("PUT", f"/{name}", body)
        except Rejected as error:
            raise EngineUnavailable(
                Message(
                    "the cluster at {location} does not make an index: {reason}",
                    location=location,
                    reason=error.reason,
                )
            ) from error
        return name

    def glosses(self, lexicon: Lexicon, folder: Path) -> tuple[Gloss, ...] | None:
        """Return the reliable glosses of all articles; None where an early version counted.

        Args:
            lexicon: that the articles are written in.
            folder: has the statistics of the generation before.
        """
        files = [self._made.get(name) or ArrayFile(folder / name) for name in self._statistics]
        return Statistics(lexicon, files).glosses()

    def _keep_statistics(self, arrays: dict[str, AnyArray]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"statistics-{self._born:06d}-{len(self._statistics)}.ksa")
            write_arrays(path, arrays)
            self.upload(path)
        self._statistics.append(path.name)
        self._made[path.name] = arrays

    def upload(self, path: Path) -> None:
        """Put a file into the cluster, unless the generation before has it."""
        if path.name not in {file.name for file in self._before.files}:
            self._uploaded[path.name] = self._store.upload(path)

    def commit(
        self,
        lexicon: Sequence[LexiconEntry],
        words: str,
        analyser: str,
        removed: Removed = NOTHING_REMOVED,
        base: Snapshot | None = None,
    ) -> ClusterManifest:
        """Make everything visible at once, then remove what is replaced.

        Args:
            lexicon: its parts, all of which are in the cluster by now.
            words: the file of the word lists in force, or "".
            analyser: by what the articles were analysed.
            removed: articles of the generation before that are not in this one.
            base: the generation before, without its articles, where some are removed.

        Raises:
            IndexLocked: somebody else has committed in between.
        """
        removed_file = ""
        if len(removed.numbers):
            assert base is not None
            gone = RowSnapshot(base, removed.rows)
            self._keep_statistics(pack_removed(gone))
            self._add_lengths(-gone.total_lengths())
            removed_file = self._keep_removed(removed.numbers)
        self._add_statistics_up()
        if self._index:
            self._cluster.refresh(self._index)
        before = self._base
        named = {each.file for each in lexicon} | {words, removed_file, *self._statistics}
        files = {file.name: file for file in self._before.files} | self._uploaded
        manifest = before.changed(
            generation=self._born,
            analyser=analyser,
            model=self._model,
            articles_index=self._index,
            articles=before.articles + self._added - len(removed.numbers),
            next_number=self._next_number,
            lexicon=tuple(lexicon),
            words=words,
            statistics=tuple(self._statistics),
            files=tuple(file for name, file in files.items() if name in named),
            removed=removed_file,
            averages=self._averages(),
            lengths=self._lengths,
        )
        committed = self._replace(manifest)
        try:
            return self._settle(committed, removed)
        except (EngineUnavailable, IndexLocked):
            # The change is complete; the next writer removes what is left.
            return committed.manifest

    def _averages(self) -> tuple[float, ...]:
        """Return the average lengths of all articles, by which they are scored from now on."""
        if self._index != self._base.articles_index:
            return ()
        if not self._lengths:
            return self._base.averages
        return tuple(averages_of(np.array(self._lengths, np.int64)).tolist())

    def _replace(self, manifest: ClusterManifest) -> SeenManifest:
        """Write the manifest of this generation in the place of the one before."""
        self._committing = True
        try:
            return self._store.replace(manifest, self._seen)
        except IndexLocked:
            self._committing = False
            raise
        except EngineUnavailable:
            # The cluster may have done it without saying so, or do it yet, if a node is slow. It
            # cannot any more when the manifest before has been written once more.
            try:
                self._store.replace(self._before, self._seen)
            except IndexLocked:
                found = self._store.read()
                if found.manifest.generation == self._born:
                    return found
            self._committing = False
            raise

    def _keep_removed(self, numbers: Articles) -> str:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"removed-{self._born:06d}.ksa")
            write_arrays(path, {"removed": np.sort(numbers)})
            self.upload(path)
        return path.name

    def _add_statistics_up(self) -> None:
        if len(self._statistics) <= _MAX_STATISTICS:
            return
        known = {file.name: file for file in (*self._before.files, *self._uploaded.values())}
        with tempfile.TemporaryDirectory() as folder:
            paths = [self._store.download(known[name], Path(folder)) for name in self._statistics]
            arrays = merged([ArrayFile(path) for path in paths])
        self._statistics = []
        self._keep_statistics(arrays)

    def _settle(self, committed: SeenManifest, removed: Removed) -> ClusterManifest:
        """Remove what the new generation does not have; until then it is filtered out."""
        manifest = committed.manifest
        if self._index != self._before.articles_index:
            point_alias(self._store, manifest)
        if not manifest.removed:
            self._drop_files(manifest)
            return manifest
        bulk.remove(self._cluster, self._index, removed.names)
        self._cluster.refresh(self._index)
        kept = tuple(file for file in manifest.files if file.name != manifest.removed)
        settled = manifest.changed(removed="", files=kept)
        settled = self._store.replace(settled, committed.seen).manifest
        self._drop_files(settled)
        return settled

    def _drop_files(self, manifest: ClusterManifest) -> None:
        named = {file.name for file in manifest.files}
        known = {file.name: file for file in (*self._before.files, *self._uploaded.values())}
        self._store.drop([file for name, file in known.items() if name not in named])

    def undo(self) -> None:
        """Remove what was written, unless it is visible: files, and an index that was made for it.

        Articles stay invisible, as no generation has their number; the next writer removes them.
        What may be visible, as the cluster did not say whether it is, stays.
        """
        if self._committing:
            return
        self._store.drop(list(self._uploaded.values()))
        if self._index and self._index != self._before.articles_index:
            self._cluster.request("DELETE", f"/{self._index}")


def _without_articles(manifest: ClusterManifest) -> ClusterManifest:
    """Return the manifest that a rebuild begins with."""
    return retire(manifest, manifest.articles_index).changed(
        model=Model(),
        articles_index="",
        articles=0,
        next_number=0,
        statistics=(),
        removed="",
        abandoned=(),
        averages=(),
        lengths=(),
    )


def removed_from(found: Sequence[tuple[int, str, int, bytes]]) -> Removed:
    """Return what is removed, of articles given by number, id, generation and row."""
    return Removed(
        np.array([number for number, *_ in found], np.int64),
        tuple(document_name(key_of_id(name), born) for _, name, born, _ in found),
        tuple(row for *_, row in found),
    )


def begun_copy(store: Store) -> BegunCopy:
    """Return the copy that is not finished; one without an index if there is none."""
    try:
        fields, _ = store.cluster.document(store.meta, BEGUN)
    except NotThere:
        return BegunCopy("", "", 0, 0)
    return BegunCopy(**fields)


def clear_left_behind(store: Store, lock: Lock) -> None:
    """Remove what writers before have left behind, of commits that were whole and of others.

    Whoever was taken for dead and still writes cannot commit any more after this, as the manifest
    is not the one that they have seen.
    """
    manifest, seen = store.read()
    begun = range(manifest.generation + 1, lock.attempt)
    left: list[ClusterQuery] = []
    drop_unnamed(store, manifest, begun_copy(store).index)
    if manifest.retired:
        kept = drop_retired(store, manifest)
        if kept != manifest.retired:
            manifest = manifest.changed(retired=kept)
            seen = store.replace(manifest, seen).seen
    if new := [number for number in begun if number not in manifest.abandoned]:
        manifest = manifest.changed(abandoned=(*manifest.abandoned, *new))
        seen = store.replace(manifest, seen).seen
    if not manifest.articles_index:
        return
    point_alias(store, manifest)
    if manifest.abandoned:
        left.append({"terms": {"born": list(manifest.abandoned)}})
    if manifest.removed:
        with tempfile.TemporaryDirectory() as folder:
            file = next(each for each in manifest.files if each.name == manifest.removed)
            numbers = ArrayFile(store.download(file, Path(folder)))["removed"].tolist()
        for begin in range(0, len(numbers), NUMBERS_AT_ONCE):
            left.append({"terms": {"number": numbers[begin : begin + NUMBERS_AT_ONCE]}})
    for query in left:
        _remove_found(store.cluster, manifest.articles_index, query)
    if manifest.removed:
        files = tuple(each for each in manifest.files if each.name != manifest.removed)
        store.replace(manifest.changed(removed="", files=files), seen)


def _remove_found(cluster: Cluster, index: str, query: ClusterQuery) -> None:
    """Remove the documents that match a query."""
    cluster.refresh(index)
    body = {"query": {"bool": {"filter": [query]}}, "size": _FOUND_AT_ONCE, "_source": False}
    while True:
        hits = cluster.request("POST", f"/{index}/_search", body)["hits"]["hits"]
        bulk.remove(cluster, index, (hit["_id"] for hit in hits))
        cluster.refresh(index)
        if len(hits) < _FOUND_AT_ONCE:
            return
