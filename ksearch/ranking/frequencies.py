"""How often each term and each eojeol stands in the live articles of a snapshot."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.storage.segment import Segment
from ksearch.storage.snapshot import Snapshot

Counts = npt.NDArray[np.int64]

#: Eojeols are counted so many at a time, which keeps the memory that it takes small.
_CHUNK = 1 << 20
#: So often single eojeols are looked for, at a tenth of what counting all of them takes.
_LOOKS = 3


class Frequencies:
    """Counts what the articles of one snapshot hold, on first use; deleted articles do not count.

    The lexicon keeps words whose articles are gone: these have the frequency 0.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        #: How many articles there are.
        self.articles = snapshot.live_count
        self._asked = 0

    @cached_property
    def terms(self) -> Counts:
        """In how many articles each term stands, by term number (int64)."""
        counts = np.zeros(self._snapshot.lexicon.term_count, np.int64)
        for segment in self._snapshot.segments:
            counts[segment.postings.terms] += _articles_per_term(segment)
        return counts

    @cached_property
    def eojeols(self) -> Counts:
        """How often each eojeol stands in the articles, by eojeol number (int64)."""
        counts = np.zeros(self._snapshot.lexicon.eojeol_count, np.int64)
        for segment in self._snapshot.segments:
            _count_eojeols(segment, counts)
        return counts

    def of_eojeols(self, eojeols: Counts) -> Counts:
        """Return how often some eojeols stand in the articles (int64).

        The first few calls look for these alone; a process that goes on asking counts all.
        """
        if not len(eojeols):
            return np.zeros(0, np.int64)
        self._asked += 1
        if self._asked > _LOOKS or "eojeols" in vars(self):
            return self.eojeols[eojeols]
        wanted = distinct(eojeols)
        counts = np.zeros(len(wanted), np.int64)
        for segment in self._snapshot.segments:
            places = segment.forward.places_of(wanted)
            if segment.deleted is not None:
                places = places[~segment.deleted[segment.forward.located(places)[0]]]
            found = wanted.searchsorted(segment.forward.at(places))
            counts += np.bincount(found, minlength=len(wanted))
        return counts[wanted.searchsorted(eojeols)]


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
    for begin in range(0, int(bounds[-1]), _CHUNK):
        end = min(begin + _CHUNK, int(bounds[-1]))
        eojeols = forward.slice(begin, end)
        if segment.deleted is not None:
            owners = np.searchsorted(bounds, np.arange(begin, end), side="right") - 1
            eojeols = eojeols[~segment.deleted[owners]]
        found = np.bincount(eojeols)
        counts[: len(found)] += found
