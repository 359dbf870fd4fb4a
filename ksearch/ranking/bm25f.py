"""BM25F: frequencies of the fields are weighted and length-normalised, summed, then saturated.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), 3.6; the
idf is Lucene's, which is never negative.
"""

from __future__ import annotations

import math
from collections import OrderedDict

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct, ranges
from ksearch.ranking.plan import ALL_FIELDS, EojeolsLeaf, Leaf, TermLeaf
from ksearch.storage.manifest import Model
from ksearch.storage.postings import FREQUENCIES
from ksearch.storage.segment import Segment

Floats = npt.NDArray[np.float32]
Articles = npt.NDArray[np.int64]

#: Contributions of so many postings are kept in memory (12 bytes each), the latest used.
_CACHED_POSTINGS = 4_000_000


def idf(frequency: int, articles: int) -> float:
    """Return the weight of a term that ``frequency`` of ``articles`` articles hold."""
    return math.log(1 + (articles - frequency + 0.5) / (frequency + 0.5))


class LeafPostings:
    """The articles of a leaf in one segment, and what it contributes to each before the idf.

    Attributes:
        articles: int64, ascending.
        contributions: float32, in [0, 1).
    """

    __slots__ = ("articles", "contributions")

    def __init__(self, articles: Articles, contributions: Floats) -> None:
        self.articles = articles
        self.contributions = contributions


_NONE = LeafPostings(np.zeros(0, np.int64), np.zeros(0, np.float32))


class SegmentScorer:
    """Reads the postings of a segment as contributions to BM25F scores."""

    def __init__(self, segment: Segment, model: Model) -> None:
        self.segment = segment
        self._model = model
        self._norms = _norms(segment, model)
        self._terms = segment.postings.terms
        self._cache: OrderedDict[tuple[int, int], LeafPostings] = OrderedDict()
        self._cached = 0

    def frequency(self, term: int) -> int:
        """Return how many articles of the segment hold a term, deleted ones included."""
        place = self._place(term)
        if place < 0:
            return 0
        starts = self.segment.postings.starts
        return int(starts[place + 1]) - int(starts[place])

    def _place(self, term: int) -> int:
        terms = self._terms
        place = int(terms.searchsorted(np.uint32(term)))
        return place if place < len(terms) and terms[place] == term else -1

    def leaf(self, leaf: Leaf) -> LeafPostings:
        """Return the postings of a leaf."""
        if isinstance(leaf, EojeolsLeaf):
            return self._eojeols(leaf)
        key = (leaf.term, leaf.fields)
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
            return found
        found = self._term(leaf)
        self._cache[key] = found
        self._cached += len(found.articles)
        while self._cached > _CACHED_POSTINGS:
            _, dropped = self._cache.popitem(last=False)
            self._cached -= len(dropped.articles)
        return found

    def _term(self, leaf: TermLeaf) -> LeafPostings:
        place = self._place(leaf.term)
        if place < 0:
            return _NONE
        postings = self.segment.postings
        begin, end = int(postings.starts[place]), int(postings.starts[place + 1])
        articles = postings.articles[begin:end].astype(np.int64)
        frequencies = FREQUENCIES[:, postings.frequencies[begin:end]]
        return self._contributions(articles, frequencies, leaf.fields)

    def _contributions(self, articles: Articles, frequencies: Floats, fields: int) -> LeafPostings:
        """Weigh frequencies (float32: 3 fields, articles) and drop what no field holds."""
        if fields != ALL_FIELDS:
            wanted = np.array([fields >> bit & 1 for bit in range(3)], np.float32)
            frequencies = frequencies * wanted[:, None]
            held = frequencies.any(axis=0)
            articles, frequencies = articles[held], frequencies[:, held]
        weights = np.einsum("fa,fa->a", frequencies, self._norms[:, articles])
        return LeafPostings(articles, weights / (weights + np.float32(self._model.saturation)))

    def _eojeols(self, leaf: EojeolsLeaf) -> LeafPostings:
        if not len(leaf.eojeols):
            return _NONE
        places = find_eojeols(self.segment, leaf.eojeols, self)
        owners, field = self.segment.forward.located(places)
        articles, which = np.unique(owners, return_inverse=True)
        frequencies = np.zeros((3, len(articles)), np.float32)
        np.add.at(frequencies, (field, which), 1)
        return self._contributions(articles, frequencies, leaf.fields)


def _norms(segment: Segment, model: Model) -> Floats:
    """Return each field's boost over its length norm, by article (float32: 3, articles)."""
    forward = segment.forward
    starts, ends = forward.bounds[:-1], forward.bounds[1:]
    lengths = np.stack(
        [
            forward.lead_starts - starts,
            forward.body_starts - forward.lead_starts,
            ends - forward.body_starts,
        ]
    ).astype(np.float32)
    weight = np.array(model.length_weights, np.float32)[:, None]
    average = np.array(model.average_lengths, np.float32)[:, None]
    boosts = np.array(model.boosts, np.float32)[:, None]
    return (boosts / (1 - weight + weight * lengths / average)).astype(np.float32)


def find_eojeols(
    segment: Segment, eojeols: npt.NDArray[np.int64], scorer: SegmentScorer
) -> npt.NDArray[np.int64]:
    """Return the places in the forward index at which one of these eojeols stands.

    An article that holds an eojeol holds its terms; where those are rare, only the articles that
    have the rarest of them are looked at, and the whole forward index otherwise.
    """
    forward = segment.forward
    if not len(eojeols):
        return np.zeros(0, np.int64)
    articles = _articles_of_rarest_terms(segment, eojeols, scorer)
    if articles is None:
        return forward.places_of(eojeols)
    starts = forward.bounds[articles].astype(np.int64)
    counts = forward.bounds[articles + 1].astype(np.int64) - starts
    places = ranges(starts, counts)
    wanted = np.zeros(int(eojeols[-1]) + 2, np.bool_)
    wanted[eojeols] = True
    found: Articles = places[wanted[np.minimum(forward.at(places), len(wanted) - 1)]]
    return found


def _articles_of_rarest_terms(
    segment: Segment, eojeols: npt.NDArray[np.int64], scorer: SegmentScorer
) -> Articles | None:
    """Return the articles to look at, or None where looking at all is cheaper."""
    postings = segment.postings
    expansion = segment.lexicon.expand(eojeols)
    place = np.searchsorted(postings.terms, expansion.terms)
    place = np.minimum(place, max(len(postings.terms) - 1, 0))
    if not len(postings.terms):
        return np.zeros(0, np.int64)
    starts = postings.starts.astype(np.int64)
    counts = np.where(
        postings.terms[place] == expansion.terms, starts[place + 1] - starts[place], 0
    )
    # The rarest term of each eojeol; rows of one eojeol lie together.
    order = np.lexsort((counts, expansion.owner))
    owner = expansion.owner[order]
    first = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
    rarest = distinct(expansion.terms[order][first].astype(np.int64))
    articles = np.zeros(len(segment), np.bool_)
    budget = len(segment) // 8
    for term in rarest.tolist():
        at = scorer._place(term)
        if at < 0:
            continue
        begin, end = int(starts[at]), int(starts[at + 1])
        budget -= end - begin
        if budget < 0:
            return None
        articles[postings.articles[begin:end]] = True
    return np.flatnonzero(articles)
