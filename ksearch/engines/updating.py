"""Changing an embedded index: by hand, or by bringing it up to date with sources."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from ksearch.arrays import ArrayFile
from ksearch.article import Article
from ksearch.engines.analyser import shared_analyser
from ksearch.engines.protocol import ProgressCallback, UpdateRequest
from ksearch.errors import KSearchError, NothingToIndex, StorageError
from ksearch.korean.morphemes import fingerprint
from ksearch.reading import FoundFile, Listing, ReadOptions, Refusal, read_file, walk
from ksearch.reports import Progress, Refused, UpdateReport
from ksearch.storage import leftovers
from ksearch.storage import manifest as manifests
from ksearch.storage.bulk_writer import BulkWriter
from ksearch.storage.locking import write_lock
from ksearch.storage.manifest import Manifest
from ksearch.storage.reanalysing import TakenOver, take_over
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.sources import SourceFile, read_sources
from ksearch.storage.words import read_edited

_TICK = 0.1


def make_folder(folder: Path) -> None:
    """Make the folder of an index.

    Raises:
        StorageError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"cannot make the index folder “{folder}”: {error.strerror}; "
            "choose another with --index"
        ) from error


def create_empty(folder: Path) -> None:
    """Make an index without articles."""
    make_folder(folder)
    with write_lock(folder):
        manifests.write(folder, Manifest(generation=1, analyser=fingerprint()))


@contextmanager
def writing(folder: Path, memory_mb: int, wait_seconds: float = 0.0) -> Iterator[BulkWriter]:
    """Hold the index's lock and a writer; commit when left, roll back when left by an error.

    Raises:
        WordListError: the user words or the synonyms in the folder cannot be read.
    """
    with write_lock(folder, wait_seconds):
        writer = _opened(folder, memory_mb).writer
        try:
            yield writer
        except BaseException:
            writer.rollback()
            raise
        writer.commit()


@dataclass(frozen=True, slots=True)
class _Opened:
    """An index opened for writing, with the word lists of its folder taken over.

    ``base`` is what is changed, None where all is made anew.
    """

    writer: BulkWriter
    base: Snapshot | None
    taken: TakenOver


def _opened(folder: Path, memory_mb: int, *, anew: bool = False) -> _Opened:
    leftovers.clear_unnamed(folder)
    lists = read_edited(folder)
    base = None if anew else _current(folder, memory_mb)
    start = base or _empty(folder, reuse=anew)
    taken = take_over(start, lists, shared_analyser)
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
    )
    return _Opened(writer, snapshot if base else None, taken)


def _current(folder: Path, memory_mb: int) -> Snapshot | None:
    """Open the index as it is, analysed anew first if another analyser made it."""
    if not manifests.exists(folder):
        return None
    snapshot = open_snapshot(folder)
    if snapshot.manifest.analyser == fingerprint():
        return snapshot
    _analyse_anew(folder, snapshot, memory_mb)
    return open_snapshot(folder)


def _analyse_anew(folder: Path, snapshot: Snapshot, memory_mb: int) -> None:
    """Build the index again from its own articles: terms of two analysers are never mixed."""
    manifest = replace(snapshot.manifest, analyser=fingerprint(), segments=(), lexicon=())
    analyser = shared_analyser(snapshot.words.user_words)
    writer = BulkWriter(folder, None, analyser, memory_mb=memory_mb, manifest=manifest)
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
    """Return an index without articles; with the lexicon of the one that is there, if that can be.

    The lexicon of a damaged index, or of another analyser's, is of no use.
    """
    manifest = Manifest(analyser=fingerprint())
    old = _reusable(folder) if reuse else None
    if old is not None:
        entries, words = old.manifest.lexicon, old.manifest.words
        generation = old.manifest.generation
        manifest = replace(manifest, generation=generation, lexicon=entries, words=words)
    return Snapshot(folder, manifest)


def _reusable(folder: Path) -> Snapshot | None:
    try:
        snapshot = open_snapshot(folder)
        if snapshot.manifest.analyser != fingerprint() or snapshot.words_damaged():
            return None
    except KSearchError:
        return None
    parts = [part.arrays for part in snapshot.lexicon.parts]
    sound = not any(part.problems() for part in parts if isinstance(part, ArrayFile))
    return snapshot if sound else None


def update_index(folder: Path, request: UpdateRequest) -> UpdateReport:
    """Bring an index up to date with sources, or build it anew beside the old one.

    Raises:
        SourceNotFound: a source does not exist.
        NothingToIndex: no article could be read from any.
        WordListError: the user words or the synonyms in the folder cannot be read.
        IndexLocked, StorageError: see `storage`.
    """
    begin = time.monotonic()
    options = request.options if isinstance(request.options, ReadOptions) else ReadOptions()
    walk(list(request.sources), options)  # a source that is not there makes no folder
    make_folder(folder)
    with write_lock(folder, request.wait_seconds):
        # Only now: what another writer has committed meanwhile is not to be taken for vanished.
        listing = _outside(folder, walk(list(request.sources), options))
        opened = _opened(folder, request.memory_mb, anew=request.anew)
        update = _Update(opened, listing, request.sources, options, request.progress)
        try:
            report = update.run(folder, anew=request.anew)
        except BaseException:
            opened.writer.rollback()
            raise
    return replace(report, seconds=time.monotonic() - begin)


def _outside(folder: Path, listing: Listing) -> Listing:
    """Leave out the index's own files, which a source may hold."""
    inside = os.path.abspath(folder) + os.sep
    files = [file for file in listing.files if not os.path.abspath(file.path).startswith(inside)]
    return replace(listing, files=files)


class _Update:
    """One run of bringing an index up to date."""

    def __init__(
        self,
        opened: _Opened,
        listing: Listing,
        sources: Sequence[str],
        options: ReadOptions,
        progress: ProgressCallback | None,
    ) -> None:
        self._writer = opened.writer
        self._base = opened.base
        self._taken = opened.taken
        self._listing = listing
        self._roots = [os.path.abspath(source) for source in sources]
        self._options = options
        self._progress = progress
        self._counts = {"added": 0, "changed": 0, "unchanged": 0}
        self._removed = 0
        self._refused = [Refused(r.where, r.reason) for r in listing.refusals]
        self._articles = 0
        self._bytes = 0
        self._told = 0.0
        self._stream: IO[bytes] | None = None

    def run(self, folder: Path, *, anew: bool) -> UpdateReport:
        """Read what is new or changed, drop what vanished, commit."""
        known = self._known_files(folder) if self._base else {}
        found = [self._source_file(file) for file in self._listing.files]
        changed = [
            (file, source)
            for file, source in zip(self._listing.files, found, strict=True)
            if known.get(source.path) != source
        ]
        before = self._base.live_count if self._base else 0
        total_bytes = sum(file.size for file, _ in changed)
        read_keys = {source.key for _, source in changed}
        ids = {key: set[str]() for key in read_keys}
        for file, source in changed:
            self._read(file, ids[source.key], total_bytes)
        if not self._articles and len(changed) == len(found):
            raise NothingToIndex(self._nothing())
        vanished = self._vanished(known, {source.path for source in found})
        self._drop(read_keys, ids, {source.key for source in vanished})
        gone = {source.path for source in vanished} | {source.path for source in found}
        table = [source for path, source in known.items() if path not in gone] + found
        self._tell("writing", total_bytes, force=True)
        if anew or self._base is None or self._has_changes(known, table):
            self._writer.commit(table)
        changed_count = self._counts["changed"]
        return UpdateReport(
            added=self._counts["added"],
            changed=changed_count,
            removed=self._removed,
            unchanged=before - changed_count - self._removed,
            refused=tuple(self._refused),
            skipped_files=self._listing.skipped,
            total=before + self._counts["added"] - self._removed,
            analysed=self._writer.analysed,
            reanalysed=self._taken.eojeols,
        )

    def _has_changes(self, known: dict[str, SourceFile], table: list[SourceFile]) -> bool:
        if self._taken.changed:
            return True
        counts = self._counts
        return bool(counts["added"] or counts["changed"] or self._removed) or (
            {source.path: source for source in table} != known
        )

    def _known_files(self, folder: Path) -> dict[str, SourceFile]:
        name = self._base.manifest.sources if self._base else ""
        return {source.path: source for source in read_sources(folder / name)} if name else {}

    def _source_file(self, file: FoundFile) -> SourceFile:
        path = os.path.abspath(file.path)
        root = next(
            (r for r in self._roots if path == r or path.startswith(r.rstrip(os.sep) + os.sep)),
            self._roots[0],
        )
        return SourceFile(root, file.key, path, file.size, file.mtime_ns)

    def _read(self, file: FoundFile, ids: set[str], total_bytes: int) -> None:
        for item in read_file(file, self._options, on_open=self._opened):
            if isinstance(item, Refusal):
                self._refused.append(Refused(item.where, item.reason))
                continue
            self._add(item, ids)
            self._tell("reading", total_bytes)
        self._bytes += file.size
        self._stream = None

    def _opened(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def _bytes_done(self) -> int:
        stream = self._stream
        return self._bytes + (stream.tell() if stream is not None and not stream.closed else 0)

    def _add(self, article: Article, ids: set[str]) -> None:
        ids.add(article.id)
        self._counts[self._writer.add(article)] += 1
        self._articles += 1

    def _vanished(self, known: dict[str, SourceFile], found: set[str]) -> list[SourceFile]:
        roots = set(self._roots)
        return [s for s in known.values() if s.root in roots and s.path not in found]

    def _drop(self, read: set[str], ids: dict[str, set[str]], vanished: set[str]) -> None:
        """Delete the articles of vanished files, and those that a changed file has no more."""
        if self._base is None or not (read or vanished):
            return
        seen = set[str]().union(*ids.values())
        for segment in self._base.segments:
            for number in segment.column("path").places_of(read | vanished).tolist():
                if not segment.is_live(number):
                    continue
                article_id = segment.column("id")[number] or ""
                # What was read from another file has moved, and stays.
                if article_id not in seen:
                    self._removed += self._writer.delete(article_id)

    def _nothing(self) -> str:
        where = ", ".join(f"“{root}”" for root in self._roots)
        if self._refused:
            first = self._refused[0]
            return f"no article could be read from {where}; {first.where}: {first.reason}"
        return f"no article could be read from {where}: there is no file of a known kind in it"

    def _tell(self, stage: str, total_bytes: int, *, force: bool = False) -> None:
        now = time.monotonic()
        if self._progress is not None and (force or now - self._told >= _TICK):
            self._told = now
            self._progress(Progress(stage, self._articles, self._bytes_done(), total_bytes))
