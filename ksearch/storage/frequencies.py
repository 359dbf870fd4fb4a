"""Document frequencies of terms and counts of eojeols in the live articles of a snapshot."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ksearch.arrays import contained, distinct
from ksearch.arrays.types import Counts
from ksearch.arrays.warm import Warm
from ksearch.storage.segments.segment import Segment
from ksearch.storage.snapshot import Snapshot

#: Eojeols that are counted at a time, which bounds the memory.
_CHUNK_EOJEOLS = 1 << 20
#: Calls that count single eojeols, each in a tenth of the time of counting all.
_LOOKUPS_BEFORE_COUNTING = 3


class Frequencies:
    """Counts over the articles of one snapshot, made on first use, without deleted articles.

    Words of the lexicon whose articles are deleted have the frequency 0.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        #: Number of live articles.
        self.articles = snapshot.live_count
        self._all: Warm[Counts] = Warm(_LOOKUPS_BEFORE_COUNTING)

    @cached_property
    def terms(self) -> Counts:
        """The number of articles with each term, by term number (int64)."""
        counts = np.zeros(self._snapshot.lexicon.term_count, np.int64)
        for segment in self._snapshot.segments:
            counts[segment.postings.terms] += _articles_per_term(segment)
        return counts

    @cached_property
    def eojeols(self) -> Counts:
        """The number of occurrences of each eojeol, by eojeol number (int64)."""
        counts = np.zeros(self._snapshot.lexicon.eojeol_count, np.int64)
        for segment in self._snapshot.segments:
            _count_eojeols(segment, counts)
        return counts

    def of_eojeols(self, eojeols: Counts) -> Counts:
        """Return the number of occurrences of some eojeols (int64).

        The first few calls count these alone; after them, all are counted once.
        """
        if not len(eojeols):
            return np.zeros(0, np.int64)
        counted = self._all.get(lambda: self.eojeols)
        if counted is not None:
            return counted[eojeols]
        wanted = distinct(eojeols)
        counts = np.zeros(len(wanted), np.int64)
        for segment in self._snapshot.segments:
            places = segment.forward.places_of(wanted)
            if segment.deleted is not None:
                places = places[~segment.deleted[segment.forward.located(places)[0]]]
            found = wanted.searchsorted(segment.forward.at(places))
            counts += np.bincount(found, minlength=len(wanted))
        return counts[wanted.searchsorted(eojeols)]

    def pairs(self, firsts: Counts, seconds: Counts, most: int) -> list[tuple[int, int, int]]:
        """Return the most frequent pairs of neighbours out of two sets of eojeols.

        Args:
            firsts, seconds: int64, ascending, the numbers of eojeols.
            most: how many pairs.

        Returns:
            First and second eojeol, and how often the one is before the other.
        """
        if not (len(firsts) and len(seconds)):
            return []
        found = [self._pairs_in(segment, firsts, seconds) for segment in self._snapshot.segments]
        places = np.concatenate([np.zeros(0, np.int64), *found])
        codes = distinct(places)
        counts = np.bincount(codes.searchsorted(places), minlength=len(codes))
        best = counts.argsort(kind="stable")[::-1][:most]
        rows, columns = np.divmod(codes[best], len(seconds))
        return list(
            zip(
                firsts[rows].tolist(),
                seconds[columns].tolist(),
                counts[best].tolist(),
                strict=True,
            )
        )

    def _pairs_in(self, segment: Segment, firsts: Counts, seconds: Counts) -> Counts:
        """Return the encoded pair at every place where a first eojeol precedes a second one."""
        forward = segment.forward
        places = forward.places_of(seconds)
        articles = forward.located(places)[0]
        inside = places > forward.bounds[articles]
        inside &= places != forward.lead_starts[articles]
        inside &= places != forward.body_starts[articles]
        if segment.deleted is not None:
            inside &= ~segment.deleted[articles]
        places = places[inside]
        before, after = forward.at(places - 1), forward.at(places)
        wanted = contained(before, firsts)
        codes: Counts = firsts.searchsorted(before[wanted]) * len(seconds)
        codes += seconds.searchsorted(after[wanted])
        return codes


def _articles_per_term(segment: Segment) -> Counts:
    postings = segment.postings
    starts = postings.starts.astype(np.int64)
    if segment.deleted is None or not len(postings.articles):
        return np.diff(starts)
    live = (~segment.deleted)[postings.articles].astype(np.int64)
    # Every term of a segment has a posting, so no run is empty.
    return np.add.reduceat(live, starts[:-1])


def _count_eojeols(segment: Segment, counts: Counts) -> None:
    forward = segment.forward
    bounds = forward.bounds.astype(np.int64)
    for begin in range(0, int(bounds[-1]), _CHUNK_EOJEOLS):
        end = min(begin + _CHUNK_EOJEOLS, int(bounds[-1]))
        eojeols = forward.slice(begin, end)
        if segment.deleted is not None:
            owners = np.searchsorted(bounds, np.arange(begin, end), side="right") - 1
            eojeols = eojeols[~segment.deleted[owners]]
        found = np.bincount(eojeols)
        counts[: len(found)] += found
