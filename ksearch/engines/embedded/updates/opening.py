"""Opens an embedded index for writing: its current state, the lock, the writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ksearch import disk
from ksearch.arrays import ArrayFile
from ksearch.engines.embedded.analyser import index_fingerprint, shared_analyser
from ksearch.engines.embedded.damage import DamageNamingWriter, damage_named
from ksearch.lexicon.base.lexicon import base_lexicon
from ksearch.messages import Message
from ksearch.model.errors import (
    IndexCorrupt,
    IndexNotFound,
    IndexVersionError,
    KSearchError,
    StorageError,
)
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import write_lock
from ksearch.storage.manifest import Manifest
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.sources import SourceTable, read_sources
from ksearch.storage.word_lists import read_edited
from ksearch.storage.writing import checkpoint, leftovers
from ksearch.storage.writing.bulk_writer import BulkWriter
from ksearch.storage.writing.reanalysing import ReanalysedSnapshot, take_over


def make_folder(folder: Path) -> None:
    """Make the folder of an index.

    Raises:
        StorageError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            Message(
                "cannot make the index folder “{folder}”: {reason}; --index names another",
                folder=folder,
                reason=disk.explained(error),
            )
        ) from error


def create_empty(folder: Path) -> None:
    """Make an index without articles."""
    make_folder(folder)
    with write_lock(folder):
        manifests.write(folder, Manifest(generation=1, analyser=index_fingerprint()))


@contextmanager
def writing(
    folder: Path, memory_mb: int, wait_seconds: float = 0.0, near: Snapshot | None = None
) -> Iterator[DamageNamingWriter]:
    """Hold the lock and a writer of an index; commit at the end, roll back on an error.

    ``near`` is a snapshot of the index, whose open files are reused.

    Raises:
        WordListError: the user words or the synonyms in the folder cannot be read.
    """
    with write_lock(folder, wait_seconds):
        with damage_named(folder):
            writer = open_for_writing(folder, memory_mb, near=near).writer
        try:
            yield DamageNamingWriter(writer, folder)
        except BaseException:
            writer.rollback()
            raise
        with damage_named(folder):
            writer.commit()


@dataclass(frozen=True, slots=True)
class OpenedForWriting:
    """An index opened for writing, with the word lists of its folder taken over.

    Attributes:
        base: the snapshot that is changed; None if all is built anew.
        before: what was there; beside a `base` that is None, an index that is made anew, if it can
            be read.
        is_first: whether there is no index yet; `base` is what an interrupted build has left then.
    """

    writer: BulkWriter
    base: Snapshot | None
    before: Snapshot | None
    taken: ReanalysedSnapshot
    is_first: bool


def open_for_writing(
    folder: Path, memory_mb: int, *, anew: bool = False, near: Snapshot | None = None
) -> OpenedForWriting:
    """Open an index, whose lock is held, and a writer for it.

    Args:
        folder: the index's.
        memory_mb: working memory.
        anew: begin with an empty index.
        near: a snapshot of the index; files that it has open are not opened again.

    Raises:
        WordListError: the user words or the synonyms in the folder cannot be read.
    """
    leftovers.clear_unnamed(folder)
    lists = read_edited(folder)
    base = None if anew else _current(folder, memory_mb, near)
    start = base or _empty(folder, reuse=anew)
    taken = take_over(start, lists, shared_analyser, base_lexicon())
    snapshot = taken.snapshot
    writer = BulkWriter(
        folder,
        snapshot if base else None,
        shared_analyser(lists.user_words),
        memory_mb=memory_mb,
        manifest=snapshot.manifest,
        lexicon=snapshot.lexicon,
        lexicon_entries=snapshot.manifest.lexicon,
        written=taken.written,
        words=base_lexicon(),
    )
    before = _readable(folder) if anew else snapshot if base else None
    is_first = not manifests.exists(folder)
    return OpenedForWriting(writer, snapshot if base else None, before, taken, is_first)


def _readable(folder: Path) -> Snapshot | None:
    try:
        return open_snapshot(folder)
    except KSearchError:
        return None


def remembered_sources(folder: Path) -> SourceTable:
    """Return an index's table of sources; an empty one if there is no index yet.

    Raises:
        IndexCorrupt, IndexVersionError: it cannot be read.
    """
    try:
        name = manifests.read(folder).sources
    except IndexNotFound:
        unfinished = _unfinished(folder)
        name = unfinished.manifest.sources if unfinished else ""
    return read_sources(folder / name) if name else SourceTable()


def salvaged(folder: Path) -> SourceTable:
    """Return the sources of an index.

    Of a damaged one, from the newest snapshot that is readable. If the table itself is damaged, it
    is empty.
    """
    try:
        return remembered_sources(folder)
    except (IndexCorrupt, IndexVersionError):
        tables = sorted(folder.glob("sources-*.ksa"), reverse=True)
        found = (_read_or_none(path) for path in tables)
        return next((table for table in found if table is not None), SourceTable())


def _read_or_none(path: Path) -> SourceTable | None:
    try:
        return read_sources(path)
    except KSearchError:
        return None


def _current(folder: Path, memory_mb: int, near: Snapshot | None) -> Snapshot | None:
    """Open the current index.

    One that was made by another analyser is first analysed again. Without an index, open the
    checkpoint of an interrupted first build.
    """
    if not manifests.exists(folder):
        return _unfinished(folder)
    snapshot = open_snapshot(folder, near)
    if snapshot.manifest.analyser == index_fingerprint():
        return snapshot
    _analyse_anew(folder, snapshot, memory_mb)
    return open_snapshot(folder)


def _unfinished(folder: Path) -> Snapshot | None:
    manifest = checkpoint.read(folder)
    if manifest is None or manifest.analyser != index_fingerprint():
        return None
    try:
        return Snapshot(folder, manifest)
    except KSearchError:
        return None


def _analyse_anew(folder: Path, snapshot: Snapshot, memory_mb: int) -> None:
    """Build the index again from its own articles: terms of two analysers are never mixed."""
    manifest = replace(snapshot.manifest, analyser=index_fingerprint(), segments=(), lexicon=())
    analyser = shared_analyser(snapshot.words.user_words)
    writer = BulkWriter(
        folder, None, analyser, memory_mb=memory_mb, manifest=manifest, words=base_lexicon()
    )
    try:
        for segment in snapshot.segments:
            for number in range(len(segment)):
                if segment.is_live(number):
                    writer.add(segment.article(number))
        writer.commit()
    except BaseException:
        writer.rollback()
        raise


def _empty(folder: Path, *, reuse: bool) -> Snapshot:
    """Return an index without articles, if possible with the lexicon of the existing one.

    The lexicon of a damaged index or of another analyser is not used.
    """
    manifest = Manifest(analyser=index_fingerprint())
    old = _reusable(folder) if reuse else None
    if old is not None:
        entries, words = old.manifest.lexicon, old.manifest.words
        generation = old.manifest.generation
        manifest = replace(manifest, generation=generation, lexicon=entries, words=words)
    return Snapshot(folder, manifest)


def _reusable(folder: Path) -> Snapshot | None:
    try:
        snapshot = open_snapshot(folder)
        if snapshot.manifest.analyser != index_fingerprint() or snapshot.words_damaged():
            return None
    except KSearchError:
        return None
    parts = [part.arrays for part in snapshot.lexicon.parts]
    sound = not any(part.problems() for part in parts if isinstance(part, ArrayFile))
    return snapshot if sound else None
