"""Statistics of an index on a cluster: how often terms, eojeols and letter pairs occur in it.

A commit adds a file of what it has changed; readers add the files up. So the idf of a term needs no
request, and is the same on every shard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import AnyArray, Counts, Ids, Pairs
from ksearch.korean.terms import key_of
from ksearch.korean.word_lists.glosses import Gloss, chosen, merged_glosses
from ksearch.lexicon.letter_pairs import count_pairs_by
from ksearch.lexicon.lexicon import Lexicon
from ksearch.storage.frequencies import Frequencies
from ksearch.storage.segments.gloss_rows import ROWS, pack_glosses, unpack_glosses
from ksearch.storage.snapshot import Snapshot

#: The count that is assumed for a letter pair that a segment has not stored, and below which one is
#: not stored (see `pair_counts`).
_OMITTED, _STORED = 1, 4

#: The least share of eojeols without an article for which a rebuild makes the lexicon again.
MOST_UNUSED = 0.5


def pack_statistics(added: Snapshot, *, counted: bool = False) -> dict[str, AnyArray]:
    """Return the arrays of the statistics of a snapshot's live articles.

    Args:
        added: the articles.
        counted: whether letter pairs are counted anew, rare ones too. So the counts of many commits
            add up to those of one; a copy keeps the counts of the segments that it copies.
    """
    frequencies = Frequencies(added)
    omitted = 0 if counted else _OMITTED * len(added.segments)
    pairs, counts = _counted_pairs(added, frequencies) if counted else _pairs_of(added)
    lengths = 0
    names = [np.zeros(0, np.uint64)]
    for segment in added.segments:
        each = segment.forward.field_lengths().sum(axis=1)
        lengths += int(each.sum() if segment.deleted is None else each[~segment.deleted].sum())
        names.append(np.array(segment.names.hashes(), np.uint64))
    return {
        **_sparse("terms", frequencies.terms),
        **_sparse("eojeols", frequencies.eojeols),
        "pairs": pairs,
        "pair_counts": counts,
        "omitted": np.array([omitted], np.int64),
        "names": np.unique(np.concatenate(names)),
        "totals": np.array([added.live_count, lengths], np.int64),
        **pack_glosses(merged_glosses(each for one in added.segments for each in one.glosses())),
    }


def pack_removed(removed: Snapshot) -> dict[str, AnyArray]:
    """Return the arrays of what is to be subtracted for articles that are removed.

    Names and glosses stay, as they do in a segment whose articles are deleted.
    """
    arrays = pack_statistics(removed, counted=True)
    return {
        **arrays,
        "pair_counts": -arrays["pair_counts"],
        "term_counts": -arrays["term_counts"],
        "eojeol_counts": -arrays["eojeol_counts"],
        "names": np.zeros(0, np.uint64),
        "totals": -arrays["totals"],
        **pack_glosses(()),
    }


def _sparse(name: str, counts: Counts) -> dict[str, AnyArray]:
    numbers = np.flatnonzero(counts)
    return {name: numbers.astype(np.uint32), f"{name[:-1]}_counts": counts[numbers]}


def _pairs_of(snapshot: Snapshot) -> tuple[Pairs, Counts]:
    """Return all letter pairs that a segment counts, ascending, and how often each occurs."""
    stored = [segment.pair_counts for segment in snapshot.segments]
    pairs = np.unique(np.concatenate([np.zeros(0, np.uint32), *(each.pairs for each in stored)]))
    counts = np.zeros(len(pairs), np.int64)
    for each in stored:
        counts += each.of(pairs)
    return pairs, counts


def _counted_pairs(snapshot: Snapshot, frequencies: Frequencies) -> tuple[Pairs, Counts]:
    """Count all letter pairs of a snapshot's live articles."""
    return count_pairs_by(snapshot.lexicon, frequencies.eojeols)


def merged(files: Sequence[Mapping[str, AnyArray]]) -> dict[str, AnyArray]:
    """Return the arrays of several files, added up."""
    omitted = sum(int(file["omitted"][0]) for file in files)
    pairs = np.unique(np.concatenate([file["pairs"] for file in files]))
    counts = np.zeros(len(pairs), np.int64)
    for file in files:
        counts += _counts_in(file, pairs)
    return {
        **_added("terms", files),
        **_added("eojeols", files),
        "pairs": pairs,
        "pair_counts": counts,
        "omitted": np.array([omitted], np.int64),
        "names": np.unique(np.concatenate([file["names"] for file in files])),
        "totals": _totals(files),
        **(pack_glosses(_glosses_in(files)) if _know_glosses(files) else {}),
    }


def _know_glosses(files: Sequence[Mapping[str, AnyArray]]) -> bool:
    """Return whether all of some files have the glosses of their articles: early ones do not."""
    return all(ROWS in file for file in files)


def _glosses_in(files: Sequence[Mapping[str, AnyArray]]) -> list[Gloss]:
    return merged_glosses(gloss for file in files for gloss in unpack_glosses(file))


def _totals(files: Sequence[Mapping[str, AnyArray]]) -> Counts:
    """Return how many articles there are, and how many eojeols (int64, 2)."""
    totals: Counts = np.zeros(2, np.int64)
    for file in files:
        totals += file["totals"]
    return totals


def _added(name: str, files: Sequence[Mapping[str, AnyArray]]) -> dict[str, AnyArray]:
    size = max((int(file[name][-1]) + 1 for file in files if len(file[name])), default=0)
    return _sparse(name, _dense(name, files, size))


def _dense(name: str, files: Sequence[Mapping[str, AnyArray]], size: int) -> Counts:
    counts = np.zeros(size, np.int64)
    for file in files:
        counts[file[name]] += file[f"{name[:-1]}_counts"]
    return counts


def _counts_in(file: Mapping[str, AnyArray], pairs: Pairs) -> Counts:
    known, omitted = file["pairs"], int(file["omitted"][0])
    if not len(known):
        return np.full(len(pairs), omitted, np.int64)
    places = np.minimum(known.searchsorted(pairs), len(known) - 1)
    found: Counts = np.where(known[places] == pairs, file["pair_counts"][places], omitted)
    return found


class Statistics(Frequencies):
    """The statistics of one generation; safe to share between threads.

    Args:
        lexicon: of the index.
        files: the arrays of its statistics.

    Attributes:
        articles: how many there are.
    """

    def __init__(self, lexicon: Lexicon, files: Sequence[Mapping[str, AnyArray]]) -> None:
        self._lexicon = lexicon
        self._parts = files
        totals = _totals(files)
        self.articles = int(totals[0])
        #: Eojeols of an article on average, at least 1.
        self.average_length = max(float(totals[1]) / max(self.articles, 1), 1.0)

    @cached_property
    def terms(self) -> Counts:
        """The number of articles that hold each term, by term number (int64)."""
        return _dense("terms", self._parts, self._lexicon.term_count)

    @cached_property
    def eojeols(self) -> Counts:
        """The number of occurrences of each eojeol, by eojeol number (int64)."""
        return _dense("eojeols", self._parts, self._lexicon.eojeol_count)

    @property
    def unused_eojeols(self) -> int:
        """How many eojeols of the lexicon occur in no article any more."""
        return int(np.count_nonzero(self.eojeols <= 0))

    def of_eojeols(self, eojeols: Counts) -> Counts:
        """Return the number of occurrences of some eojeols (int64)."""
        return self.eojeols[eojeols]

    def pairs(
        self,
        firsts: Ids,  # noqa: ARG002
        seconds: Ids,  # noqa: ARG002
        most: int,  # noqa: ARG002
    ) -> list[tuple[int, int, int]]:
        """Return no pairs of neighbours: they are not counted in a cluster."""
        return []

    def letter_pairs(self, pairs: Pairs) -> Counts:
        """Return how often letter pairs occur in the articles (int64)."""
        counts = np.zeros(len(pairs), np.int64)
        for file in self._parts:
            counts += _counts_in(file, pairs)
        # As one segment of all articles would have them.
        return np.where(counts < _STORED, max(self._omitted, _OMITTED), counts)

    @cached_property
    def _omitted(self) -> int:
        return sum(int(file["omitted"][0]) for file in self._parts)

    def glosses(self) -> tuple[Gloss, ...] | None:
        """Return the reliable glosses of the articles; None where an early version counted."""
        if not _know_glosses(self._parts):
            return None

        def frequency(word: str) -> int:
            term = self._lexicon.find_term(key_of(word))
            return int(self.terms[term]) if term >= 0 else 0

        return chosen(_glosses_in(self._parts), frequency)

    @cached_property
    def _names(self) -> npt.NDArray[np.uint64]:
        names = [np.zeros(0, np.uint64), *(file["names"] for file in self._parts)]
        return np.unique(np.concatenate(names))

    def has_name(self, name: int) -> bool:
        """Return whether an article has a name, given by its hash."""
        place = int(self._names.searchsorted(np.uint64(name)))
        return place < len(self._names) and int(self._names[place]) == name
