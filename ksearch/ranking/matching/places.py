"""Where eojeols occur in the articles of a segment."""

from __future__ import annotations

import numpy as np

from ksearch.arrays import distinct, ranges
from ksearch.arrays.types import Ids
from ksearch.ranking.postings.occurrences import Occurrences
from ksearch.storage.segments.segment import Segment

#: Eojeols of a segment up to which it is scanned as a whole, in tens of microseconds.
_FEW_PLACES = 1 << 16


class SegmentPlaces:
    """Finds places in the forward index of a segment; safe to share between threads.

    Attributes:
        segment: where to look.
        occurrences: its eojeols, by a scan at first, inverted once that pays.
    """

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.occurrences = Occurrences(segment.forward)

    def row_of(self, term: int) -> int:
        """Return the row of a term in the segment's postings, -1 if no article holds it."""
        return self.segment.postings.row_of(term)

    def frequency(self, term: int) -> int:
        """Return how many articles of the segment hold a term, deleted ones included."""
        row = self.row_of(term)
        return 0 if row < 0 else self.segment.postings.frequency_of(row)

    def articles(self, term: int) -> Ids:
        """Return the articles of the segment that hold a term, deleted ones included (int64)."""
        row = self.row_of(term)
        if row < 0:
            return np.zeros(0, np.int64)
        return self.segment.postings.articles_of(row).astype(np.int64)

    @property
    def are_few(self) -> bool:
        """Whether looking at every place is cheaper than choosing articles first."""
        return int(self.segment.forward.bounds[-1]) <= _FEW_PLACES

    def of(self, eojeols: Ids) -> Ids:
        """Return the places of some eojeols (int64), in no order.

        An article with an eojeol has its terms, so if these are rare, only the articles that have
        the rarest of them are read; otherwise the whole forward index is.

        Args:
            eojeols: int64, ascending.
        """
        forward = self.segment.forward
        if not len(eojeols):
            return np.zeros(0, np.int64)
        if self.are_few or self.occurrences.ready():
            return self.occurrences.places(eojeols)
        articles = self._articles_of_rarest_terms(eojeols)
        if articles is None:
            return self.occurrences.places(eojeols)
        starts = forward.bounds[articles].astype(np.int64)
        counts = forward.bounds[articles + 1].astype(np.int64) - starts
        places = ranges(starts, counts)
        wanted = np.zeros(int(eojeols[-1]) + 2, np.bool_)
        wanted[eojeols] = True
        found: Ids = places[wanted[np.minimum(forward.at(places), len(wanted) - 1)]]
        return found

    def _articles_of_rarest_terms(self, eojeols: Ids) -> Ids | None:
        """Return the articles to read, or None if reading all is cheaper."""
        segment = self.segment
        postings = segment.postings
        expansion = segment.lexicon.expand(eojeols)
        row = np.searchsorted(postings.terms, expansion.terms)
        row = np.minimum(row, max(len(postings.terms) - 1, 0))
        if not len(postings.terms):
            return np.zeros(0, np.int64)
        starts = postings.starts
        counts = np.where(
            postings.terms[row] == expansion.terms,
            starts[row + 1].astype(np.int64) - starts[row],
            0,
        )
        # The rarest term of each eojeol; rows of one eojeol are adjacent.
        order = np.lexsort((counts, expansion.owner))
        owner = expansion.owner[order]
        first = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
        rarest = distinct(expansion.terms[order][first].astype(np.int64))
        articles = np.zeros(len(segment), np.bool_)
        # Most articles that are read one by one; for more, a scan of all is cheaper.
        budget = len(segment) // 8
        for term in rarest.tolist():
            position = self.row_of(term)
            if position < 0:
                continue
            budget -= int(starts[position + 1]) - int(starts[position])
            if budget < 0:
                return None
            articles[postings.articles_of(position)] = True
        return np.flatnonzero(articles)
