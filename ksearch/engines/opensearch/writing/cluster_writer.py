"""Writing into an index on a cluster: gathered in a folder of this machine, then made visible.

Articles are analysed and laid out by the writer of the embedded engine, on the lexicon of the
cluster; nothing reaches the cluster before the change is complete.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ksearch.engines.embedded.analyser import index_fingerprint, shared_analyser
from ksearch.engines.opensearch.searching.state import ClusterState, base_manifest
from ksearch.engines.opensearch.storage.store import Lock, SeenManifest, Store
from ksearch.engines.opensearch.storage.word_lists import edited_lists
from ksearch.engines.opensearch.writing.publishing import (
    Publication,
    clear_left_behind,
    removed_from,
)
from ksearch.korean.word_lists.glosses import Gloss
from ksearch.lexicon.base.lexicon import base_lexicon
from ksearch.messages import Message
from ksearch.model.article import Article
from ksearch.model.errors import EngineUnavailable
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import Manifest
from ksearch.storage.segments.segment import StoredFields
from ksearch.storage.snapshot import Snapshot, open_snapshot
from ksearch.storage.word_lists import keep
from ksearch.storage.writing.bulk_writer import BulkWriter, without_control


class _Standing(NamedTuple):
    """An article of the generation that is changed."""

    number: int
    digest: int
    born: int
    row: bytes


class ClusterWriter:
    """Adds and deletes articles of an index on a cluster (see `protocol.Writer`).

    Args:
        state: what is changed.
        folder: where changes are gathered.
        memory_mb: working memory; when it is full, a segment is written into the folder.
    """

    def __init__(self, state: ClusterState, folder: Path, memory_mb: int) -> None:
        self._state = state
        self._folder = folder
        self._base = _scratch(state, folder)
        self._gathered = BulkWriter(
            folder,
            None,
            shared_analyser(state.base.words.user_words),
            memory_mb=memory_mb,
            lexicon=self._base.lexicon,
            lexicon_entries=self._base.manifest.lexicon,
            manifest=self._base.manifest,
            words=base_lexicon(),
        )
        self._pending: set[str] = set()
        self._removed: dict[str, _Standing] = {}

    def add(self, article: Article) -> str:
        """Add an article, in the place of one with the same id."""
        if article.id not in self._pending:
            standing = self._standing(article.id)
            if standing is not None:
                details = StoredFields.of(without_control(article.with_lead()))
                if details.digest == standing.digest:
                    return "unchanged"
                self._removed[article.id] = standing
                self._gather(article)
                return "changed"
        return self._gather(article)

    def _gather(self, article: Article) -> str:
        self._pending.add(article.id)
        return self._gathered.add(article)

    def delete(self, article_id: str) -> bool:
        """Delete an article; returns whether there was one."""
        if article_id in self._pending:
            self._pending.remove(article_id)
            return self._gathered.delete(article_id)
        standing = self._standing(article_id)
        if standing is None:
            return False
        self._removed[article_id] = standing
        return True

    def _standing(self, article_id: str) -> _Standing | None:
        """Return the article of an id that is not removed yet."""
        if not self._state.manifest.articles or article_id in self._removed:
            return None
        found = self._state.find(article_id)
        if found is None:
            return None
        digest = int(found.snapshot.segments[0].digests[0])
        return _Standing(int(found.numbers[0]), digest, found.born[0], found.packed[0])

    def commit(self, store: Store, lock: Lock) -> None:
        """Make all changes visible."""
        if not self._pending and not self._removed:
            self._gathered.rollback()
            return
        self._gathered.commit()
        added = open_snapshot(self._folder)
        before = SeenManifest(self._state.manifest, self._state.seen)
        publication = Publication(store, before, lock)
        manifest = added.manifest
        try:
            for entry in manifest.lexicon:
                publication.upload(self._folder / entry.file)
            if added.live_count:
                publication.add(added, manifest.model, counted=True)
            words = self._words(publication, added)
            removed = removed_from(
                [(each.number, name, each.born, each.row) for name, each in self._removed.items()]
            )
            publication.commit(
                manifest.lexicon, words, manifest.analyser, removed, self._state.base
            )
        except BaseException:
            publication.undo()
            raise

    def _words(self, publication: Publication, added: Snapshot) -> str:
        """Return the file of the word lists, another one where the articles explain other words."""
        before = self._state.base.words
        synonyms = edited_lists(self._state.store, before).synonyms
        found: tuple[Gloss, ...] | None = ()
        if synonyms.glosses:
            found = publication.glosses(added.lexicon, self._state.base.folder)
        lists = replace(
            before, synonyms=synonyms, glosses=before.glosses if found is None else found
        )
        if lists == before:
            return self._state.manifest.words
        path = self._folder / f"words-{time.time_ns():x}.ksa"
        keep(path, lists)
        publication.upload(path)
        return path.name

    def rollback(self) -> None:
        """Forget all changes."""
        self._gathered.rollback()


def _scratch(state: ClusterState, folder: Path) -> Snapshot:
    """Make an index without articles in a folder, with the lexicon of the cluster."""
    manifest: Manifest = base_manifest(state.manifest)
    names = [entry.file for entry in manifest.lexicon]
    for name in (*names, *([manifest.words] if manifest.words else [])):
        shutil.copyfile(state.base.folder / name, folder / name)
    manifest = manifest.changed(generation=max(manifest.generation, 1))
    manifests.write(folder, manifest)
    return Snapshot(folder, manifest)


@contextmanager
def writing_to_cluster(
    store: Store, memory_mb: int, wait_seconds: float
) -> Iterator[ClusterWriter]:
    """Hold the lock of an index and a writer; commit when left, roll back when left by an error.

    Raises:
        IndexLocked: somebody else is writing.
        EngineUnavailable: the index was analysed by another ksearch.
    """
    with store.locked(wait_seconds) as lock, tempfile.TemporaryDirectory() as folder:
        clear_left_behind(store, lock)
        state = ClusterState(store)
        try:
            _check_analyser(state)
            writer = ClusterWriter(state, Path(folder), memory_mb)
            try:
                yield writer
            except BaseException:
                writer.rollback()
                raise
            writer.commit(store, lock)
        finally:
            state.close()


def _check_analyser(state: ClusterState) -> None:
    """Refuse to mix the terms of two analysers."""
    if state.manifest.articles and state.manifest.analyser != index_fingerprint():
        raise EngineUnavailable(
            Message(
                "the index at {location} was analysed by another version of ksearch or of Kiwi; "
                "`ksearch rebuild` analyses it again",
                location=state.cluster.location,
            )
        )
