"""How often each term and each eojeol stands in the live articles of a snapshot."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.storage.segment import Segment
from ksearch.storage.snapshot import Snapshot

Counts = npt.NDArray[np.int64]

#: Eojeols are counted so many at a time, which keeps the memory that it takes small.
_CHUNK = 1 << 20


class Frequencies:
    """Counts what the articles of one snapshot hold, on first use; deleted articles do not count.

    The lexicon keeps words whose articles are gone: these have the frequency 0.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        #: How many articles there are.
        self.articles = snapshot.live_count

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
