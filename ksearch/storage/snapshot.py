"""A snapshot: one generation of an index, opened; it never changes while it is held."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ArrayFile
from ksearch.errors import IndexCorrupt
from ksearch.korean.lexicon import Lexicon, LexiconPart
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import Manifest
from ksearch.storage.segment import Segment

if TYPE_CHECKING:
    from ksearch.article import Article
    from ksearch.korean.synonyms import Synonyms
    from ksearch.storage.words import WordLists


class Snapshot:
    """The segments and the lexicon that a manifest names.

    Articles are numbered over all segments, in their order; the numbers hold for this snapshot.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        # Opened with all else, as a later commit may remove it; read when it is asked for.
        self._words = ArrayFile(folder / manifest.words) if manifest.words else None
        parts = [LexiconPart(ArrayFile(folder / entry.file)) for entry in manifest.lexicon]
        self.lexicon = Lexicon(parts)
        segments = []
        first = 0
        for entry in manifest.segments:
            deleted = None
            if entry.deletions:
                bits = ArrayFile(folder / entry.deletions)["deleted"]
                deleted = np.unpackbits(bits)[: entry.articles].astype(np.bool_)
            segment = Segment(ArrayFile(folder / entry.file), self.lexicon, first, deleted)
            segments.append(segment)
            first += len(segment)
        self.segments: tuple[Segment, ...] = tuple(segments)
        #: Articles, deleted ones included.
        self.size = first

    @cached_property
    def words(self) -> WordLists:
        """The user words and synonyms in force."""
        from ksearch.storage.words import WordLists, read_kept

        return read_kept(self._words) if self._words is not None else WordLists()

    def words_damaged(self) -> bool:
        """Tell whether the file of the word lists in force is not what was written."""
        return self._words is not None and bool(self._words.problems())

    @cached_property
    def synonyms(self) -> Synonyms:
        """The synonyms in force, and after them the shorthand of newspapers."""
        from ksearch.korean.synonyms import shorthand

        return shorthand() if self._words is None else self.words.synonyms | shorthand()

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
        """Return whether any article goes with the name of a reporter, a paper or a section."""
        return any(len(segment.names.articles(kind, key)) for segment in self.segments)

    def article(self, number: int) -> Article:
        """Return an article as it was added."""
        segment, article = self.locate(number)
        return segment.article(article)

    def token_sums(self) -> npt.NDArray[np.int64]:
        """Return how many eojeols titles, leads and bodies have in all (int64, 3)."""
        sums = np.zeros(3, np.int64)
        for segment in self.segments:
            forward = segment.forward
            starts = forward.bounds[:-1].astype(np.int64)
            title = int((forward.lead_starts - starts).sum())
            lead = int((forward.body_starts.astype(np.int64) - forward.lead_starts).sum())
            sums += (title, lead, int(forward.bounds[-1]) - title - lead)
        return sums


def open_snapshot(folder: Path) -> Snapshot:
    """Open the newest generation of the index in a folder.

    Raises:
        IndexNotFound, IndexVersionError, IndexCorrupt: see `manifest.read`.
    """
    manifest = manifests.read(folder)
    while True:
        try:
            return Snapshot(folder, manifest)
        except IndexCorrupt:
            # A writer may have committed, and removed the files, since the manifest was read.
            newer = manifests.read(folder)
            if newer.generation == manifest.generation:
                raise
            manifest = newer
