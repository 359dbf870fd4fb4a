"""The postings of a segment as contributions to scores: every kind of leaf, by BM25F."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Articles, Floats, Ids, Scores
from ksearch.model.fields import ALL_FIELDS
from ksearch.plan import (
    DayLeaf,
    EojeolsLeaf,
    Leaf,
    NameLeaf,
    RunLeaf,
    TermLeaf,
    UndatedDayLeaf,
)
from ksearch.ranking.matching.days import DayPatterns, day_articles
from ksearch.ranking.matching.exact import exact_articles, exact_pattern
from ksearch.ranking.matching.places import SegmentPlaces
from ksearch.ranking.matching.runs import LONGEST_SEARCHED_RUN, RunPatterns, run_articles
from ksearch.ranking.postings.bm25f import field_shares, norms, saturated
from ksearch.storage.manifest import Model
from ksearch.storage.segments.postings import FREQUENCIES
from ksearch.storage.segments.segment import Segment

#: Leaves that occur in the text fields.
TextLeaf: TypeAlias = TermLeaf | EojeolsLeaf | RunLeaf | UndatedDayLeaf

#: Cache size in bytes of leaves' contributions, for each segment.
_CACHE_BYTES = 16 << 20
#: Term frequencies in the fields by packed byte (float32: codes, 3).
_BY_CODE = np.ascontiguousarray(FREQUENCIES.T)
#: Contribution of the date of an article: about that of a word in its title.
DAY_CONTRIBUTION = 0.7
#: Contribution of a reporter, paper or section: less than that of a word once in a long body, so
#: that articles about a person come before those by a person of that name.
NAME_CONTRIBUTION = 0.2


class LeafPostings:
    """The articles of a leaf in one segment, and what it contributes to each before the idf.

    Attributes:
        numbers: uint16, the articles, ascending; usually a view of the file.
        contributions: float32, in [0, 1).
    """

    __slots__ = ("contributions", "numbers")

    def __init__(self, numbers: npt.NDArray[np.uint16], contributions: Floats) -> None:
        self.numbers = numbers
        self.contributions = contributions

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def articles(self) -> Articles:
        """The articles, ascending (int64)."""
        return self.numbers.astype(np.int64)


def _bytes_of(postings: LeafPostings) -> int:
    # A view of the mapped file takes no memory.
    numbers = postings.numbers
    return postings.contributions.nbytes + (numbers.nbytes if numbers.base is None else 0)


_NO_LEAF_POSTINGS = LeafPostings(np.zeros(0, np.uint16), np.zeros(0, np.float32))


class SegmentScorer:
    """Reads the postings of a segment as contributions to BM25F scores.

    Args:
        segment: where they are.
        model: of BM25F.
        patterns, day_patterns: those of the segment's lexicon, which other segments may share.
    """

    def __init__(
        self,
        segment: Segment,
        model: Model,
        patterns: RunPatterns | None = None,
        day_patterns: DayPatterns | None = None,
    ) -> None:
        self.segment = segment
        self._patterns = patterns or RunPatterns(segment.lexicon)
        self._day_patterns = day_patterns or DayPatterns(segment.lexicon)
        self._model = model
        self._norms = norms(segment.forward.field_lengths().astype(np.float32), model)
        self._leaves: Cache[LeafPostings] = Cache(_CACHE_BYTES, _bytes_of)
        self.places = SegmentPlaces(segment)

    def frequency(self, term: int) -> int:
        """Return how many articles of the segment hold a term, deleted ones included."""
        return self.places.frequency(term)

    def leaf(self, leaf: Leaf) -> LeafPostings:
        """Return the postings of a leaf."""
        return self._leaves.of(leaf, lambda: self._read(leaf))

    def contribution(self, leaf: Leaf, article: int) -> float:
        """Return the contribution of a leaf to an article before the idf, or 0."""
        postings = self.leaf(leaf)
        place = np.flatnonzero(postings.numbers == article)
        return float(postings.contributions[place[0]]) if len(place) else 0.0

    def field_shares(self, leaf: TextLeaf, article: int) -> Scores:
        """Return the share of title, lead and body in that contribution (float64, 3)."""
        bits = [1 << field & leaf.fields for field in range(3)]
        alone = [self.contribution(leaf.changed(fields=bit), article) if bit else 0 for bit in bits]
        return field_shares(np.array(alone, np.float64))

    def _read(self, leaf: Leaf) -> LeafPostings:
        match leaf:
            case TermLeaf():
                return self._term(leaf)
            case EojeolsLeaf():
                return self._eojeols(leaf)
            case RunLeaf():
                return self._run(leaf)
            case DayLeaf():
                return self._day(leaf)
            case UndatedDayLeaf():
                pattern = self._day_patterns.of(leaf.month, leaf.day)
                return self._once(day_articles(self.places, pattern, leaf, self.segment.days))
            case NameLeaf():
                numbers = self.segment.names.articles(leaf.kind, leaf.key)
                contributions = np.full(len(numbers), NAME_CONTRIBUTION, np.float32)
                return LeafPostings(numbers, contributions)

    def _term(self, leaf: TermLeaf) -> LeafPostings:
        row = self.places.row_of(leaf.term)
        if row < 0:
            return _NO_LEAF_POSTINGS
        postings = self.segment.postings
        frequencies = _BY_CODE.take(postings.frequencies_of(row), axis=0)
        return self._contributions(postings.articles_of(row), frequencies, leaf.fields)

    def _contributions(
        self, articles: npt.NDArray[Any], frequencies: Floats, fields: int
    ) -> LeafPostings:
        """Weigh frequencies (float32: articles, 3 fields) and drop what no field holds."""
        if fields != ALL_FIELDS:
            wanted = np.array([fields >> bit & 1 for bit in range(3)], np.float32)
            frequencies = frequencies * wanted
            held = frequencies.any(axis=1)
            articles, frequencies = articles[held], frequencies[held]
        field_norms = self._norms.take(articles, axis=0)
        contributions = saturated(frequencies, field_norms, self._model.saturation)
        return LeafPostings(articles.astype(np.uint16, copy=False), contributions)

    def _eojeols(self, leaf: EojeolsLeaf) -> LeafPostings:
        if not len(leaf.eojeols):
            return _NO_LEAF_POSTINGS
        if self.places.occurrences.are_many(leaf.eojeols):
            return self._of_all(self.segment.forward.frequencies_of(leaf.eojeols), leaf.fields)
        places = self.places.of(leaf.eojeols)
        owners, field = self.places.occurrences.located(places)
        if len(places) > len(self.segment):
            # Most articles have one of the eojeols, so there is a row for every article, without
            # sorting.
            counts = np.bincount(3 * owners + field, minlength=3 * len(self.segment))
            return self._of_all(counts.reshape(-1, 3), leaf.fields)
        articles = distinct(owners)
        rows = articles.searchsorted(owners)
        counts = np.bincount(3 * rows + field, minlength=3 * len(articles))
        frequencies = counts.reshape(len(articles), 3).astype(np.float32)
        return self._contributions(articles, frequencies, leaf.fields)

    def _of_all(self, counts: Ids, fields: int) -> LeafPostings:
        """Return the postings of frequencies in all articles (int64: articles, 3)."""
        articles = np.flatnonzero(counts.any(axis=1))
        return self._contributions(articles, counts[articles].astype(np.float32), fields)

    def _run(self, leaf: RunLeaf) -> LeafPostings:
        if len(leaf.key) <= LONGEST_SEARCHED_RUN:
            articles = run_articles(self.places, self._patterns.of(leaf.key), leaf.fields)
        else:
            # A row of this length is the same text even if it begins and ends within words.
            pattern = exact_pattern(self.segment.lexicon, leaf.key)
            articles = exact_articles(self.places, pattern, leaf.fields)
        return self._once(articles)

    def _once(self, articles: Articles) -> LeafPostings:
        """Return the postings of a leaf that some articles have, without frequencies."""
        # The frequency is not known; the minimum is once in the body.
        frequencies = np.zeros((len(articles), 3), np.float32)
        frequencies[:, 2] = 1
        return self._contributions(articles, frequencies, ALL_FIELDS)

    def _day(self, leaf: DayLeaf) -> LeafPostings:
        numbers = np.flatnonzero(days_of(self.segment.days, leaf))
        contributions = np.full(len(numbers), DAY_CONTRIBUTION, np.float32)
        return LeafPostings(numbers.astype(np.uint16), contributions)


def days_of(days: npt.NDArray[np.int64], leaf: DayLeaf) -> npt.NDArray[np.bool_]:
    """Return which of some days (since 1970) a leaf names (bool)."""
    dates = np.where(days < 0, 0, days).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    same: npt.NDArray[np.bool_] = (months.astype(np.int64) % 12 == leaf.month - 1) & (days >= 0)
    same &= (dates - months).astype(np.int64) == leaf.day - 1
    if leaf.year:
        same &= months.astype(np.int64) // 12 == leaf.year - 1970
    return same
