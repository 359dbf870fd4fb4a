"""Applies changed word lists: the affected parts of lexicon and segments are analysed again.

The result is a snapshot that is not committed yet. It equals one built from the same articles with
the new words, but the time is proportional to the eojeols that may contain a changed word, and to
the postings of the terms that these gain or lose.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ksearch import disk
from ksearch.arrays import ArrayFile, replaced, write_arrays
from ksearch.arrays.types import AnyArray, Ids
from ksearch.korean.analyses import Analyser
from ksearch.korean.word_lists.user_words import UserWords
from ksearch.lexicon.base.lexicon import BaseLexicon
from ksearch.lexicon.lexicon import Lexicon, LexiconPart
from ksearch.lexicon.reanalysis import ReanalysedLexicon, reanalyse, touched_by
from ksearch.storage.manifest import LexiconEntry, SegmentEntry
from ksearch.storage.segments.postings import Postings, build_postings
from ksearch.storage.segments.segment import Segment
from ksearch.storage.snapshot import Snapshot
from ksearch.storage.word_lists import WordLists, keep


@dataclass(frozen=True, slots=True)
class ReanalysedSnapshot:
    """A snapshot with word lists that are not committed yet.

    Attributes:
        snapshot: the index with the new lists applied.
        written: the new files of it, to be committed or removed.
        changed: whether it differs from the committed index.
        eojeols: how many distinct eojeols were analysed again.
    """

    snapshot: Snapshot
    written: tuple[Path, ...] = ()
    changed: bool = False
    eojeols: int = 0


def take_over(
    snapshot: Snapshot,
    lists: WordLists,
    analyser: Callable[[UserWords], Analyser],
    words: BaseLexicon | None = None,
) -> ReanalysedSnapshot:
    """Apply word lists; ``analyser`` makes an analyser with given user words.

    ``words`` is the base lexicon that the index was analysed with.

    Nothing is written, and no analyser made, if the lists are already in force.

    Raises:
        StorageError: the disk refused; nothing is left behind.
    """
    if lists.says_the_same(snapshot.words):
        return ReanalysedSnapshot(snapshot)
    files = _Files(snapshot)
    try:
        return _taken_over(snapshot, lists, analyser, words, files)
    except BaseException:
        for path in files.written:
            disk.remove_quietly(path)
        raise


class _Files:
    """Names and writes the new files of a generation."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._folder = snapshot.folder
        self._stem = f"{snapshot.manifest.generation + 1:06d}-{time.time_ns():x}"
        self.written: list[Path] = []

    def new(self, kind: str) -> Path:
        path = self._folder / f"{kind}-{self._stem}-words{len(self.written)}.ksa"
        self.written.append(path)
        return path

    def write(self, kind: str, arrays: dict[str, AnyArray]) -> tuple[str, int]:
        """Write arrays; return the name of their file and its size in bytes."""
        path = self.new(kind)
        return path.name, write_arrays(path, arrays)


def _taken_over(
    snapshot: Snapshot,
    lists: WordLists,
    analyser: Callable[[UserWords], Analyser],
    base: BaseLexicon | None,
    files: _Files,
) -> ReanalysedSnapshot:
    manifest = snapshot.manifest
    words = ""
    if lists != WordLists():
        path = files.new("words")
        keep(path, lists)
        words = path.name
    manifest = replace(manifest, words=words)
    touched = touched_by(snapshot.lexicon, snapshot.words.user_words.changed(lists.user_words))
    if len(touched):
        user_words = lists.user_words
        again = reanalyse(snapshot.lexicon, touched, analyser(user_words), user_words, base)
        entries = _lexicon_entries(manifest.lexicon, again, files)
        lexicon = Lexicon(
            [LexiconPart(ArrayFile(snapshot.folder / entry.file)) for entry in entries]
        )
        segments = [
            _segment_entry(entry, segment, lexicon, again.terms, files)
            for entry, segment in zip(manifest.segments, snapshot.segments, strict=True)
        ]
        manifest = replace(manifest, lexicon=tuple(entries), segments=tuple(segments))
    renewed = Snapshot(snapshot.folder, manifest, snapshot)
    return ReanalysedSnapshot(renewed, tuple(files.written), True, len(touched))


def _lexicon_entries(
    entries: tuple[LexiconEntry, ...], again: ReanalysedLexicon, files: _Files
) -> list[LexiconEntry]:
    renewed = list(entries)
    for place, arrays in again.parts.items():
        name, size = files.write("lexicon", arrays)
        renewed[place] = replace(entries[place], file=name, bytes=size)
    if again.added is not None:
        name, size = files.write("lexicon", again.added)
        renewed.append(LexiconEntry(name, 0, size))
    return renewed


def _segment_entry(
    entry: SegmentEntry, segment: Segment, lexicon: Lexicon, terms: Ids, files: _Files
) -> SegmentEntry:
    """Write a segment again, with the postings of some terms rebuilt from its forward index."""
    fresh = _postings_of(segment, lexicon, terms)
    if not len(fresh.terms) and not np.isin(segment.postings.terms, terms).any():
        return entry
    postings = _spliced(segment.postings.whole(), fresh, terms)
    name, size = files.write(
        "segment",
        {
            **segment.file,
            "terms": postings.terms,
            "term_starts": postings.starts,
            "articles": postings.articles,
            "frequencies": postings.frequencies,
        },
    )
    return replace(entry, file=name, bytes=size)


def _postings_of(segment: Segment, lexicon: Lexicon, terms: Ids) -> Postings:
    """Make the postings of some terms, from the places where an eojeol has one of them."""
    forward = segment.forward
    places = forward.places_of(lexicon.holders_of_any(terms))
    bounds = np.searchsorted(places, forward.bounds)
    heads = [
        np.searchsorted(places, starts) for starts in (forward.lead_starts, forward.body_starts)
    ]
    postings = build_postings(lexicon, forward.at(places), bounds, np.stack(heads, axis=1))
    return _chosen(postings, np.isin(postings.terms, terms))


def _counts(postings: Postings) -> Ids:
    counts: Ids = np.diff(postings.starts.astype(np.int64)).astype(np.int64)
    return counts


def _starts(counts: AnyArray) -> npt.NDArray[np.uint32]:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.uint32)


def _chosen(postings: Postings, wanted: AnyArray) -> Postings:
    """Return the postings of the wanted terms (bool per term of the postings)."""
    counts = _counts(postings)
    rows = np.repeat(wanted, counts)
    return Postings(
        postings.terms[wanted],
        _starts(counts[wanted]),
        postings.articles[rows],
        postings.frequencies[rows],
    )


def _spliced(old: Postings, fresh: Postings, terms: Ids) -> Postings:
    """Replace the postings of some terms."""
    # A term may be in only one of the two: then its range in the other is empty.
    places, new = _stretches(old.terms, terms), _stretches(fresh.terms, terms)
    rows = old.starts[places[0]].tolist(), old.starts[places[1]].tolist()
    new_rows = fresh.starts[new[0]], fresh.starts[new[1]]
    counts = replaced(_counts(old), *places, _pieces(_counts(fresh), *new))
    return Postings(
        replaced(old.terms, *places, _pieces(fresh.terms, *new)),
        _starts(counts),
        replaced(old.articles, *rows, _pieces(fresh.articles, *new_rows)),
        replaced(old.frequencies, *rows, _pieces(fresh.frequencies, *new_rows)),
    )


def _stretches(terms: AnyArray, wanted: Ids) -> tuple[list[int], list[int]]:
    """Return where each wanted term begins and ends among the terms."""
    begins = np.searchsorted(terms, wanted)
    return begins.tolist(), np.searchsorted(terms, wanted, side="right").tolist()


def _pieces(values: AnyArray, begins: Iterable[int], ends: Iterable[int]) -> list[AnyArray]:
    return [values[begin:end] for begin, end in zip(begins, ends, strict=True)]
