"""A snapshot: one generation of an index, opened; it never changes."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ksearch.arrays import CONFUSED, ArrayFile
from ksearch.korean.word_lists.rows import CellTable
from ksearch.lexicon.lexicon import Lexicon, LexiconPart
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import LexiconEntry, Manifest, SegmentEntry
from ksearch.storage.segments.name_index import ManyNames, name_hash
from ksearch.storage.segments.segment import Segment

if TYPE_CHECKING:
    from ksearch.korean.word_lists.synonyms import Synonyms
    from ksearch.model.article import Article
    from ksearch.storage.word_lists import WordLists

#: Most names that are put in a set, which takes a millisecond and makes look-ups ten times as fast.
_MAX_NAMES_IN_SET = 20_000


class Snapshot:
    """The segments and the lexicon that a manifest names.

    Articles are numbered over all segments, in their order; the numbers are valid for this snapshot
    only.

    Args:
        folder: of the index.
        manifest: its manifest.
        near: a snapshot of the same folder. Its open files are reused.
        opened: files that are already open, by name, even if they have been removed.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        near: Snapshot | None = None,
        opened: Mapping[str, ArrayFile] | None = None,
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        share = near if near is not None and near.folder == folder else None
        self._files: dict[str, ArrayFile] = {}
        self._opened = opened or {}
        self._parts: dict[str, LexiconPart] = {}
        # Opened now, because a later commit may remove it; read on first use.
        self._words = self._open(manifest.words, share) if manifest.words else None
        for lexicon_entry in manifest.lexicon:
            self._open_part(lexicon_entry, share)
        self.lexicon = Lexicon(list(self._parts.values()))
        segments = []
        first = 0
        for entry in manifest.segments:
            deleted = self._deleted(entry) if entry.deletions else None
            file = self._open(entry.file, share)
            with _contradictions_of(entry.file):
                segments.append(Segment(file, self.lexicon, first, deleted))
            if len(segments[-1]) != entry.articles:
                raise _contradicts(entry.file)
            first += entry.articles
        self.segments: tuple[Segment, ...] = tuple(segments)
        #: Articles, deleted ones included.
        self.size = first

    def _open(self, name: str, share: Snapshot | None) -> ArrayFile:
        shared = share._files.get(name) if share is not None else None
        if shared is not None and not shared.is_current():
            shared = None
        file = self._opened.get(name) or shared or ArrayFile(self.folder / name)
        self._files[name] = file
        return file

    def _open_part(self, entry: LexiconEntry, share: Snapshot | None) -> None:
        file = self._open(entry.file, share)
        part = share._parts.get(entry.file) if share is not None else None
        if part is None or part.arrays is not file:
            with _contradictions_of(entry.file):
                part = LexiconPart(file)
        last = next(reversed(self._parts.values())) if self._parts else None
        follows = (
            (last.first_eojeol + len(last.eojeols), last.first_term + len(last.terms))
            if (last)
            else (0, 0)
        )
        if (part.first_eojeol, part.first_term) != follows or len(part.eojeols) != entry.eojeols:
            raise _contradicts(entry.file)
        self._parts[entry.file] = part

    def _deleted(self, entry: SegmentEntry) -> npt.NDArray[np.bool_]:
        file = self._opened.get(entry.deletions) or ArrayFile(self.folder / entry.deletions)
        bits = file["deleted"]
        if bits.dtype != np.uint8:
            raise _contradicts(entry.deletions)
        deleted = np.unpackbits(bits).astype(np.bool_)
        if len(bits) != -(-entry.articles // 8) or int(deleted.sum()) != entry.deleted:
            raise _contradicts(entry.deletions)
        return deleted[: entry.articles]

    @cached_property
    def words(self) -> WordLists:
        """The user words and synonyms in force."""
        from ksearch.storage.word_lists import WordLists, read_kept

        return read_kept(self._words) if self._words is not None else WordLists()

    def words_damaged(self) -> bool:
        """Return whether the file of the word lists in force is damaged."""
        return self._words is not None and bool(self._words.problems())

    @cached_property
    def synonyms(self) -> Synonyms:
        """The synonyms in force, and after them the shorthand of newspapers."""
        from ksearch.korean.word_lists.synonyms import shorthand

        # The file may hold glosses only, with no synonyms to read.
        edited = self._words is not None and len(self._words["synonyms"])
        return self.words.synonyms | shorthand() if edited else shorthand()

    @cached_property
    def glosses(self) -> CellTable:
        """The abbreviations that the articles explain: see `gloss_rows.text_of`."""
        packed = None if self._words is None else self._words.get("glosses")
        return CellTable("" if packed is None else packed.tobytes().decode())

    @cached_property
    def live_count(self) -> int:
        """Articles that are not deleted."""
        return sum(segment.live_count for segment in self.segments)

    def locate(self, number: int) -> tuple[Segment, int]:
        """Return the segment that holds an article, and the article's number in it."""
        for segment in reversed(self.segments):
            if number >= segment.first:
                return segment, number - segment.first
        raise IndexError(number)

    def find(self, article_id: str) -> int:
        """Return the number of the live article with this id, or -1."""
        for segment in reversed(self.segments):
            article = segment.find(article_id)
            if article >= 0:
                return segment.first + article
        return -1

    def has_name(self, kind: str, key: str) -> bool:
        """Return whether any article has a name as its reporter, paper or section."""
        return name_hash(kind, key) in self._names

    @cached_property
    def _names(self) -> Container[int]:
        """The hashes of all names; if there are many, they are searched in the segments."""
        indexes = [segment.names for segment in self.segments]
        if sum(map(len, indexes)) > _MAX_NAMES_IN_SET:
            return ManyNames(indexes)
        return frozenset(one for index in indexes for one in index.hashes())

    def article(self, number: int) -> Article:
        """Return an article as it was added."""
        segment, article = self.locate(number)
        return segment.article(article)

    def average_lengths(self) -> npt.NDArray[np.float64]:
        """Return how many eojeols titles, leads and bodies have on average (float64, 3).

        Articles that have no title (lead, body) do not count in its average, nor do deleted ones.
        """
        return averages_of(self.total_lengths())

    def total_lengths(self) -> npt.NDArray[np.int64]:
        """Return how many eojeols titles, leads and bodies have in all live articles.

        Beside each total is how many articles have the field (int64: 3, 2).
        """
        totals: npt.NDArray[np.int64] = np.zeros((3, 2), np.int64)
        for segment in self.segments:
            lengths = segment.forward.field_lengths()
            if segment.deleted is not None:
                lengths = lengths[~segment.deleted]
            totals[:, 0] += lengths.sum(axis=0)
            totals[:, 1] += np.count_nonzero(lengths, axis=0)
        return totals


def averages_of(totals: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the average lengths of the fields, at least 1, of `Snapshot.total_lengths`."""
    averages: npt.NDArray[np.float64] = np.maximum(totals[:, 0] / np.maximum(totals[:, 1], 1), 1.0)
    return averages


@contextmanager
def _contradictions_of(name: str) -> Iterator[None]:
    """Return the error that names the file with inconsistent arrays."""
    try:
        yield
    except CONFUSED as error:
        raise _contradicts(name) from error


def _contradicts(name: str) -> IndexCorrupt:
    return IndexCorrupt(
        Message(
            "the index file {name} is damaged (it contradicts the manifest); run "
            "`ksearch check --repair`, or `ksearch rebuild`",
            name=name,
        )
    )


def open_snapshot(folder: Path, near: Snapshot | None = None) -> Snapshot:
    """Open the newest generation of the index in a folder; ``near`` is as for `Snapshot`.

    Raises:
        IndexNotFound, IndexVersionError, IndexCorrupt: see `manifest.read`.
    """
    manifest = manifests.read(folder)
    while True:
        try:
            return Snapshot(folder, manifest, near)
        except IndexCorrupt:
            # A writer may have committed, and removed the files, since the manifest was read.
            newer = manifests.read(folder)
            if newer == manifest:
                raise
            manifest = newer
