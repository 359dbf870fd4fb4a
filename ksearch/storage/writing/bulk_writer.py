"""Bulk writer: gathers articles, lays them out as arrays, commits whole generations."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ksearch import disk
from ksearch.arrays import ArrayFile, write_arrays
from ksearch.arrays.types import AnyArray
from ksearch.korean.analyses import Analyser, RunAnalysis
from ksearch.lexicon.base.lexicon import BaseLexicon
from ksearch.lexicon.building import build_part, merge_parts
from ksearch.lexicon.interning import ArticleBatch, Interner, Numbering
from ksearch.lexicon.lexicon import Lexicon, LexiconPart
from ksearch.lexicon.run_analysis import RunAnalyses
from ksearch.lexicon.run_table import RunTable
from ksearch.model.article import Article
from ksearch.model.errors import IndexNotFound, KSearchError
from ksearch.storage import manifest as manifests
from ksearch.storage.manifest import LexiconEntry, Manifest, Model, SegmentEntry
from ksearch.storage.segments.forward import joined_planes
from ksearch.storage.segments.gloss_rows import glosses_in, pack_glosses, read_glosses
from ksearch.storage.segments.pair_counts import pack_pair_counts
from ksearch.storage.segments.postings import build_postings
from ksearch.storage.segments.segment import (
    MAX_ARTICLES,
    Segment,
    StoredFields,
    pack_postings,
    pack_segment,
)
from ksearch.storage.snapshot import Snapshot
from ksearch.storage.sources import SourceTable, write_sources
from ksearch.storage.word_lists import keep, read_in_force
from ksearch.storage.writing import checkpoint, leftovers
from ksearch.storage.writing.merging import choose_lexicon_parts, choose_segments, merge_segments
from ksearch.storage.writing.segment_draft import SegmentDraft

#: Control characters: they mean nothing in an article, and the index uses some of them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: Lone surrogates, which cannot be encoded as UTF-8.
_HALVES = re.compile("[\ud800-\udfff]")
_UNWANTED = re.compile(f"[{_CONTROL.pattern[1:-1]}{_HALVES.pattern[1:-1]}]")
#: Working memory in bytes for each gathered word: its number, and the arrays made from it.
_BYTES_PER_WORD = 56
#: New eojeols that are passed to the analyser at a time.
_FEED_EOJEOLS = 8192


class BulkWriter:
    """Adds, replaces and deletes articles, and commits.

    Nothing is visible before `commit`; after `rollback`, nothing was written. One writer at a time:
    the caller holds the lock. ``written`` are files of ``base`` or ``manifest`` that are not yet
    part of a generation; they are committed, or removed, with the rest. ``words`` is the base
    lexicon, whose words need no analyser.
    """

    def __init__(
        self,
        folder: Path,
        base: Snapshot | None,
        analyser: Analyser,
        *,
        memory_mb: int = 512,
        lexicon: Lexicon | None = None,
        lexicon_entries: tuple[LexiconEntry, ...] = (),
        manifest: Manifest | None = None,
        written: Iterable[Path] = (),
        words: BaseLexicon | None = None,
    ) -> None:
        self._folder = folder
        self._base = base
        self._manifest = base.manifest if base else manifest or Manifest()
        self._lexicon = base.lexicon if base else lexicon or Lexicon([])
        self._lexicon_entries = list(base.manifest.lexicon if base else lexicon_entries)
        # A lexicon without an index is reused to build the index again.
        self._eojeols = Numbering(
            [(p.first_eojeol, p.eojeols) for p in self._lexicon.parts], most=base is None
        )
        self._terms = Numbering([(p.first_term, p.terms) for p in self._lexicon.parts])
        self._interner = Interner(self._eojeols)
        user_words = read_in_force(folder, self._manifest).user_words
        self._analyses = RunAnalyses(self._known(), analyser, self._terms, user_words, words)
        self._fed = 0
        self._most_words = max(memory_mb << 20, 1 << 20) // _BYTES_PER_WORD
        self._details: list[StoredFields] = []
        self._pending: dict[str, tuple[int, int]] = {}
        self._flushed: list[SegmentEntry] = []
        self._deleted: dict[str, set[int]] = {}
        self._gone: set[int] = set()
        self._stem = f"{self._manifest.generation + 1:06d}-{time.time_ns():x}"
        self._files = 0
        self._written: list[Path] = list(written)
        #: File names of the checkpoint.
        self._kept: set[str] = set()
        #: Number of articles with which the next run of a first build can resume.
        self.kept = base.live_count if base else 0
        self._adding = False
        #: Whether a manifest may already name the written files.
        self._committing = False

    @property
    def analysed(self) -> int:
        """Number of runs of Hangul that were sent to the morphological analyser."""
        return self._analyses.analysed

    # Adding and deleting

    def add(self, article: Article) -> str:
        """Add an article, or replace the one with the same id.

        Returns ``"added"``, ``"changed"`` or ``"unchanged"``.
        """
        self._adding = True
        outcome = self._add(article)
        self._adding = False
        return outcome

    def _add(self, article: Article) -> str:
        prepared = without_control(article.with_lead())
        details = StoredFields.of(prepared)
        outcome = self._displace(details)
        if outcome == "unchanged":
            return outcome
        self._pending[prepared.id] = (len(self._flushed), len(self._details))
        self._details.append(details)
        self._interner.add((prepared.title, prepared.lead, prepared.body))
        if len(self._eojeols.new) - self._fed >= _FEED_EOJEOLS:
            self._feed()
        if len(self._details) >= MAX_ARTICLES or len(self._interner) >= self._most_words:
            self._flush()
        return outcome

    def _displace(self, details: StoredFields) -> str:
        """Mark the article that has this id as deleted, unless it is identical."""
        if details.id in self._pending:
            segment, article = self._pending[details.id]
            if segment == len(self._flushed) and self._details[article].digest == details.digest:
                return "unchanged"
            self._forget(details.id)
            return "changed"
        number = self._base.find(details.id) if self._base else -1
        if number < 0 or self._base is None:
            return "added"
        base_segment, article = self._base.locate(number)
        if number not in self._gone and int(base_segment.digests[article]) == details.digest:
            return "unchanged"
        if number in self._gone:
            return "added"
        self._gone.add(number)
        return "changed"

    def _forget(self, article_id: str) -> None:
        segment, article = self._pending.pop(article_id)
        self._deleted.setdefault(str(segment), set()).add(article)

    def delete(self, article_id: str) -> bool:
        """Delete an article; returns whether there was one."""
        if article_id in self._pending:
            self._forget(article_id)
            return True
        number = self._base.find(article_id) if self._base else -1
        if number < 0 or number in self._gone:
            return False
        self._gone.add(number)
        return True

    def is_deleted(self, number: int) -> bool:
        """Return whether an article of the generation before was deleted or replaced."""
        return number in self._gone

    # Building segments

    def _known(self) -> _KnownEojeols:
        return _KnownEojeols(self._lexicon, self._eojeols)

    def _feed(self) -> None:
        self._interner.cut()
        self._analyses.feed(self._eojeols.new[self._fed :])
        self._fed = len(self._eojeols.new)

    def finish_segments(self) -> None:
        """Write what was added since the last segment as one; waits for the analyser.

        It is for the end of a build: the analyser's processes end with it.
        """
        self._flush(last=True)

    def _flush(self, *, last: bool = False) -> None:
        """Write the gathered articles as a segment, their new eojeols as a lexicon part.

        After the ``last`` one, the analyser's processes are not needed any more.
        """
        if not self._details:
            return
        self._feed()
        batch, arrays = self._with_lexicon(last)
        postings = build_postings(self._lexicon, batch.eojeols, batch.bounds, batch.fields)
        arrays.update(pack_postings(postings))
        arrays.update(pack_glosses(read_glosses(batch, self._lexicon)))
        self._flushed.append(self._write_segment(arrays, len(self._details), len(batch.eojeols)))
        self._details = []

    def _with_lexicon(self, last: bool) -> tuple[ArticleBatch, dict[str, AnyArray]]:
        """Lay out the gathered articles, and write the lexicon of their new eojeols.

        What only the lexicon needs, half of the memory of a build, is dropped with this call.
        """
        draft = SegmentDraft()
        steps = draft.steps(self._details, self._interner, self._lexicon, self._eojeols.new)
        table = self._analyses.flush(steps, draft.mixed_steps(self._analyses.table))
        deque(steps, maxlen=0)
        if last:
            self._analyses.close()
        self._write_lexicon(draft, table)
        return draft.batch, draft.arrays

    def _write_segment(
        self, arrays: dict[str, AnyArray], articles: int, eojeols: int
    ) -> SegmentEntry:
        path = self._new_path("segment")
        counts = pack_pair_counts(self._lexicon, joined_planes(arrays))
        size = write_arrays(path, arrays | counts)
        return SegmentEntry(path.name, articles, eojeols, size)

    def _write_lexicon(self, draft: SegmentDraft, table: RunTable) -> None:
        """Write the new eojeols as a part of the lexicon."""
        words = draft.new.words
        if not words:
            return
        arrays = build_part(self._lexicon, draft.part, table, self._terms)
        path = self._new_path("lexicon")
        size = write_arrays(path, arrays)
        self._lexicon_entries.append(LexiconEntry(path.name, len(words), size))
        self._lexicon = Lexicon([*self._lexicon.parts, LexiconPart(ArrayFile(path))])
        self._eojeols.settle(draft.new.renumbered)
        self._fed = 0
        self._analyses.begin(self._known())

    def _new_path(self, kind: str) -> Path:
        self._files += 1
        path = self._folder / f"{kind}-{self._stem}-{self._files}.ksa"
        self._written.append(path)
        return path

    def checkpoint(self, sources: SourceTable) -> None:
        """Record what is written, so that the next run can resume an interrupted first build.

        ``sources`` has the files of which every article has been added. Gathered articles are first
        written as a segment.

        Raises:
            StorageError: the disk refused; the checkpoint before, if there is one, is still valid.
        """
        self._flush()
        segments = tuple(self._with_deletions())
        path = self._new_path("sources")
        write_sources(path, sources)
        manifest = self._manifest.following(
            segments=segments, lexicon=tuple(self._lexicon_entries), sources=path.name
        )
        # An interrupt may come when the checkpoint is already in place.
        self._kept |= manifest.files()
        checkpoint.write(self._folder, manifest)
        self.kept = sum(entry.articles - entry.deleted for entry in segments)

    @property
    def flushes(self) -> int:
        """The number of segments written so far."""
        return len(self._flushed)

    @property
    def is_between_articles(self) -> bool:
        """Whether no article is partly added, as after an interrupt."""
        return not self._adding

    # Committing

    def commit(self, sources: SourceTable | None = None) -> Manifest:
        """Write everything as the index's next generation.

        Raises:
            StorageError: the disk refused; the generation before is still valid.
        """
        try:
            manifest = self._next_manifest(sources)
            self._committing = True
            manifest = manifests.write(self._folder, manifest)
        except BaseException:
            self.rollback()
            raise
        self._analyses.close()
        self._written.clear()
        checkpoint.remove(self._folder)
        leftovers.clear(self._folder, manifest.files())
        return manifest

    def has_committed(self) -> bool:
        """Return whether the manifest that `commit` wrote is known to be in place."""
        return self._stem in "".join(self._committed() or ())

    def rollback(self) -> None:
        """Remove the files written since the last commit, unless a manifest names them.

        An error or an interrupt may come when the manifest is already in place. If it cannot be
        read then, nothing is removed: the next writer does that.
        """
        self._analyses.close()
        committed = self._committed()
        if committed is not None:
            for path in self._written:
                if path.name not in committed | self._kept:
                    disk.remove_quietly(path)
        self._written.clear()

    def _committed(self) -> set[str] | None:
        """Return the files of the committed index; None if they cannot be known."""
        if not self._committing:
            return set()
        try:
            return manifests.read(self._folder).files()
        except IndexNotFound:
            return set()
        except KSearchError:
            return None

    def _next_manifest(self, sources: SourceTable | None) -> Manifest:
        self._flush(last=True)
        segments = self._with_deletions()
        segments = self._merge(segments)
        self._merge_lexicon()
        sources_file = self._manifest.sources
        if sources is not None:
            path = self._new_path("sources")
            write_sources(path, sources)
            sources_file = path.name
        manifest = self._manifest.following(
            segments=tuple(segments), lexicon=tuple(self._lexicon_entries), sources=sources_file
        )
        snapshot = Snapshot(self._folder, manifest, self._base)
        words = self._words_with_glosses(snapshot)
        return replace(manifest, model=self._model(snapshot), words=words)

    def _words_with_glosses(self, snapshot: Snapshot) -> str:
        """Return the file of the word lists; a new one if the glosses have changed."""
        lists = read_in_force(self._folder, self._manifest)
        found = glosses_in(snapshot) if lists.synonyms.glosses else ()
        if found == lists.glosses:
            return self._manifest.words
        path = self._new_path("words")
        keep(path, replace(lists, glosses=found))
        return path.name

    def _with_deletions(self) -> list[SegmentEntry]:
        entries = []
        for number, segment in enumerate(self._base.segments if self._base else ()):
            entry = self._manifest.segments[number]
            last = segment.first + len(segment)
            gone = {n - segment.first for n in self._gone if segment.first <= n < last}
            old = () if segment.deleted is None else np.flatnonzero(segment.deleted).tolist()
            entries.append(self._delete_from(entry, gone, set(old)) if gone else entry)
        for number, entry in enumerate(self._flushed):
            gone = self._deleted.get(str(number), set())
            entries.append(self._delete_from(entry, gone, set()) if gone else entry)
        return [entry for entry in entries if entry.deleted < entry.articles]

    def _delete_from(self, entry: SegmentEntry, gone: set[int], old: set[int]) -> SegmentEntry:
        bits = np.zeros(entry.articles, np.bool_)
        everything = gone | old
        bits[list(everything)] = True
        path = self._new_path("deletions")
        write_arrays(path, {"deleted": np.packbits(bits)})
        return replace(entry, deletions=path.name, deleted=len(everything))

    def _merge(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        live = [entry.articles - entry.deleted for entry in entries]
        groups = choose_segments(live, [entry.articles for entry in entries])
        if not groups:
            return entries
        merged: dict[int, SegmentEntry] = {}
        for group in groups:
            details, batch, postings = merge_segments([self._open(entries[n]) for n in group])
            arrays = pack_segment(details, batch, postings)
            arrays.update(pack_glosses(read_glosses(batch, self._lexicon)))
            merged[group[0]] = self._write_segment(arrays, len(details), len(batch.eojeols))
        dropped = {number for group in groups for number in group[1:]}
        return [
            merged.get(number, entry)
            for number, entry in enumerate(entries)
            if number not in dropped
        ]

    def _open(self, entry: SegmentEntry) -> Segment:
        deleted = None
        if entry.deletions:
            bits = ArrayFile(self._folder / entry.deletions)["deleted"]
            deleted = np.unpackbits(bits)[: entry.articles].astype(np.bool_)
        return Segment(ArrayFile(self._folder / entry.file), self._lexicon, 0, deleted)

    def _merge_lexicon(self) -> None:
        first = choose_lexicon_parts(self._lexicon_entries)
        if first >= len(self._lexicon_entries):
            return
        path = self._new_path("lexicon")
        size = write_arrays(path, merge_parts(self._lexicon.parts[first:]))
        eojeols = sum(entry.eojeols for entry in self._lexicon_entries[first:])
        self._lexicon_entries[first:] = [LexiconEntry(path.name, eojeols, size)]

    def _model(self, snapshot: Snapshot) -> Model:
        manifest = snapshot.manifest
        if not snapshot.size:
            return manifest.model
        title, lead, body = map(float, snapshot.average_lengths())
        return replace(manifest.model, average_lengths=(title, lead, body))


class _KnownEojeols:
    """The lexicon with a filter before it, which saves look-ups in the many parts of a build."""

    def __init__(self, lexicon: Lexicon, eojeols: Numbering) -> None:
        self._lexicon = lexicon
        self._eojeols = eojeols
        self.term_text = lexicon.term_text

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return the analysis of a run of Hangul that is an eojeol, or None."""
        number = self._eojeols.number_if_known(run)
        if number is None:
            return self._lexicon.analysis(run)
        return None if number < 0 else self._lexicon.analysis_of(number)


def without_control(article: Article) -> Article:
    """Remove control characters, which mean nothing in text; the index uses some of them."""
    fields = (article.title, article.lead, article.body)
    if not any(map(_UNWANTED.search, fields)):
        return article
    title, lead, body = (_HALVES.sub("\ufffd", _CONTROL.sub("", text)) for text in fields)
    return replace(article, title=title, lead=lead, body=body)
