"""Evaluates plans over the postings with numpy: which articles match, and how well.

Plans are evaluated segment by segment; a handful of words, the plain case, over all segments at
once (see `word_postings` and `any_words`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Articles, Scores
from ksearch.model.records import Record
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    EojeolsLeaf,
    Everything,
    Exact,
    Keyword,
    Leaf,
    Near,
    Node,
    Nothing,
    Optional,
    TermLeaf,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)
from ksearch.ranking.matching.days import DayPatterns
from ksearch.ranking.matching.exact import ExactPattern, exact_articles, exact_pattern
from ksearch.ranking.matching.near import near_articles
from ksearch.ranking.matching.runs import RunPatterns
from ksearch.ranking.postings.accumulators import Accumulator
from ksearch.ranking.postings.bm25f import idf
from ksearch.ranking.postings.scorer import SegmentScorer
from ksearch.ranking.postings.word_postings import (
    ScoredPostings,
    WordPostings,
    WordPostingsCache,
    held_by_all,
)
from ksearch.ranking.reranking.evidence import EvidenceFinder
from ksearch.ranking.reranking.pair_weights import PairWeights, pair_weights_of
from ksearch.storage.segments.segment import NO_DATE
from ksearch.storage.snapshot import Snapshot


class SegmentMatches(Record, eq=False):
    """Articles of one segment (int64, ascending) and their scores (float64)."""

    articles: Articles
    scores: Scores


#: Cache size in bytes of exact texts' patterns and of the articles that have them.
_PATTERN_BYTES = 4 << 20
_EXACT_BYTES = 2 << 20
#: Cache size in bytes of the idf of terms: 30,000 of them.
_IDF_BYTES = 8 << 20
#: Cache size in bytes of the articles that have a value in a keyword field.
_KEYWORD_BYTES = 8 << 20
_NO_MATCH = SegmentMatches(np.zeros(0, np.int64), np.zeros(0, np.float64))

#: Runs a Whoosh query over one segment: (query, number of the segment, evaluator) → what matched.
WhooshRunner = Callable[[object, int, "Evaluator"], SegmentMatches]


class _IdfWeights:
    """The idf of leaves over a whole snapshot.

    Separate from the evaluator, so that its caches do not refer back to it.
    """

    def __init__(self, scorers: Sequence[SegmentScorer], articles: int) -> None:
        self._scorers = scorers
        self._articles = articles
        self._of_terms: Cache[float] = Cache(_IDF_BYTES)

    def idf(self, leaf: Leaf) -> float:
        """Return the weight of a leaf."""
        term = leaf.like if isinstance(leaf, TermLeaf | EojeolsLeaf) else -1
        if term < 0 and isinstance(leaf, TermLeaf):
            term = leaf.term
        if term < 0:
            return idf(sum(len(scorer.leaf(leaf)) for scorer in self._scorers), self._articles)
        weight = self._of_terms.get(term)
        if weight is None:
            count = sum(scorer.frequency(term) for scorer in self._scorers)
            weight = self._of_terms.put(term, idf(count, self._articles))
        return weight


class Collection(NamedTuple):
    """What evaluation needs of a whole index, if the snapshot has only some of its articles.

    Attributes:
        articles: their number.
        frequency: returns how many of them hold a term.
        idf: returns the idf of a leaf over all articles.
        average_length: of all articles, in eojeols; at least 1.
        evidence, pair_weights, run_patterns, day_patterns: those of the index's lexicon.
    """

    articles: int
    frequency: Callable[[int], int]
    idf: Callable[[Leaf], float]
    average_length: float
    evidence: EvidenceFinder
    pair_weights: PairWeights
    run_patterns: RunPatterns
    day_patterns: DayPatterns


class Evaluator:
    """Evaluates plans over one snapshot; safe to share between threads.

    Args:
        snapshot: what is searched.
        run_whoosh_query: runs the queries that plans cannot express.
        collection: of the index, if the snapshot has only a few of its articles.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        run_whoosh_query: WhooshRunner | None = None,
        collection: Collection | None = None,
    ) -> None:
        self.snapshot = snapshot
        self._collection = collection
        model, lexicon = snapshot.manifest.model, snapshot.lexicon
        patterns = collection.run_patterns if collection else RunPatterns(lexicon)
        days = collection.day_patterns if collection else DayPatterns(lexicon)
        self.scorers = [
            SegmentScorer(segment, model, patterns, days) for segment in snapshot.segments
        ]
        self._run_whoosh_query = run_whoosh_query
        rarity = _IdfWeights(self.scorers, snapshot.size)
        self._idf = collection.idf if collection else rarity.idf
        #: Sums the contributions of leaves over all segments.
        self.sums = Accumulator(snapshot.size)
        #: Finds the terms and letter pairs of a query in texts.
        self.evidence = collection.evidence if collection else EvidenceFinder(lexicon)
        #: Weighs the letter pairs of a query.
        self.pair_weights = collection.pair_weights if collection else pair_weights_of(snapshot)
        firsts = [segment.first for segment in snapshot.segments]
        self._words = WordPostingsCache(
            list(zip(firsts, self.scorers, strict=True)), self.sums, self._idf
        )
        self._exact_articles: Cache[Articles] = Cache(_EXACT_BYTES)
        self._patterns: Cache[ExactPattern] = Cache(_PATTERN_BYTES)
        self._keywords: Cache[npt.NDArray[np.bool_]] = Cache(_KEYWORD_BYTES)

    def pattern(self, key: str) -> ExactPattern:
        """Return the pattern of an exact text, shared by planning, evaluation and highlighting."""
        return self._patterns.of(key, lambda: exact_pattern(self.snapshot.lexicon, key))

    # Weights

    def idf(self, leaf: Leaf) -> float:
        """Return the idf of a leaf over the whole index."""
        return self._idf(leaf)

    def frequency(self, term: int) -> int:
        """Return how many articles of the index hold a term (deleted ones too)."""
        if self._collection is not None:
            return self._collection.frequency(term)
        return sum(scorer.frequency(term) for scorer in self.scorers)

    @property
    def size(self) -> int:
        """How many articles the index has (deleted ones too)."""
        return self._collection.articles if self._collection else self.snapshot.size

    def lengths(self, articles: Articles) -> Articles:
        """Return how many eojeols some articles have (int64)."""
        return self._lengths[articles]

    @cached_property
    def average_length(self) -> float:
        """Average length of an article of the index in eojeols; at least 1."""
        if self._collection is not None:
            return self._collection.average_length
        return max(float(self._lengths.mean()), 1.0) if len(self._lengths) else 1.0

    @cached_property
    def _lengths(self) -> Articles:
        bounds = [segment.forward.bounds for segment in self.snapshot.segments]
        none = np.zeros(0, np.int64)
        return np.concatenate([none, *(np.diff(each).astype(np.int64) for each in bounds)])

    def word_weight(self, word: Word) -> float:
        """Return the weight of a word: that of its strongest leaf."""
        return self.postings(word).weight

    def occurs(self, leaf: Leaf) -> bool:
        """Return whether any article has a leaf."""
        return any(len(scorer.leaf(leaf).articles) for scorer in self.scorers)

    def is_held(self, word: Word) -> bool:
        """Return whether any article holds a word (deleted ones too)."""
        return len(self.postings(word).articles()) > 0

    # Plain words

    def postings(self, word: Word) -> WordPostings:
        """Return the articles of a word over all segments, with its contribution to each."""
        return self._words.of(word)

    def mask(
        self, filters: Sequence[Everything | DateRange | Keyword | AnyOf]
    ) -> npt.NDArray[np.bool_] | None:
        """Return which articles are live and pass all filters; None: all (bool by article)."""
        if not filters and all(segment.deleted is None for segment in self.snapshot.segments):
            return None
        masks = [np.zeros(0, np.bool_)]
        for number, segment in enumerate(self.snapshot.segments):
            mask = self.live_mask(number)
            for condition in filters:
                accepted = self.accepted(condition, number)
                mask = accepted if mask is None else mask & accepted
            masks.append(np.ones(len(segment), np.bool_) if mask is None else mask)
        return np.concatenate(masks)

    def score_words(self, words: Sequence[Word], number: int, articles: Articles) -> Scores:
        """Return the BM25F scores of some articles (ascending) of a segment."""
        return self.scores(words, articles + self.snapshot.segments[number].first)

    def scores(self, words: Sequence[Word], articles: npt.NDArray[Any]) -> Scores:
        """Return the BM25F scores of some articles, numbered over all segments (float64)."""
        scores = np.zeros(len(articles), np.float64)
        for word in words:
            scores += self.postings(word).shares_of(articles)
        return scores

    def several(self, words: Sequence[Word]) -> list[WordPostings]:
        """Return the articles of several words."""
        return [self._words.of(word) for word in words]

    def _holding(self, word: Word, number: int) -> Articles:
        """Return the articles of a segment that hold a word (deleted ones too)."""
        return self._within(self.postings(word).articles(), number)

    def _within(self, articles: npt.NDArray[Any], number: int) -> Articles:
        """Return those of some articles that are in a segment, numbered within it (int64)."""
        segment = self.snapshot.segments[number]
        last = segment.first + len(segment)
        edges = np.array([segment.first, last], articles.dtype)
        begin, end = articles.searchsorted(edges).tolist()
        return articles[begin:end].astype(np.int64) - segment.first

    def live_mask(self, number: int) -> npt.NDArray[np.bool_] | None:
        """Return for every article of a segment whether it is not deleted; None: all are live."""
        deleted = self.snapshot.segments[number].deleted
        return None if deleted is None else ~deleted

    # Any plan

    def evaluate(self, node: Node, number: int) -> SegmentMatches:
        """Return the live articles of a segment that match a plan, with their scores."""
        matched = self._match(node, number)
        deleted = self.snapshot.segments[number].deleted
        if deleted is None or not len(matched.articles):
            return matched
        live = ~deleted[matched.articles]
        return SegmentMatches(matched.articles[live], matched.scores[live])

    def postings_of(self, node: Node) -> WordPostings:
        """Return the matches of a plan in all segments (deleted ones too), as those of a word."""
        if isinstance(node, Word):
            return self._words.where_held(node)
        numbers, shares = [np.zeros(0, np.uint32)], [np.zeros(0, np.float32)]
        for number, segment in enumerate(self.snapshot.segments):
            matched = self._match(node, number)
            numbers.append((matched.articles + segment.first).astype(np.uint32))
            shares.append(matched.scores.astype(np.float32))
        held = np.concatenate(numbers)
        return WordPostings((ScoredPostings(held, np.concatenate(shares)),), (), (held,), ())

    def _match(self, node: Node, number: int) -> SegmentMatches:
        match node:
            case Word():
                articles = self._holding(node, number)
                return SegmentMatches(articles, self.score_words((node,), number, articles))
            case All(parts):
                return _all([self._match(part, number) for part in parts])
            case AnyOf(parts):
                size = len(self.snapshot.segments[number])
                matched_parts = (self._match(part, number) for part in parts)
                return _any(matched_parts, size)
            case Without(inner, excluded):
                return _without(self._match(inner, number), self._match(excluded, number))
            case Weighted(inner, weight):
                matched = self._match(inner, number)
                return SegmentMatches(matched.articles, matched.scores * weight)
            case Optional(inner, extra):
                matched, more = self._match(inner, number), self._match(extra, number)
                scores = matched.scores.copy()
                held, places = _found_in(matched.articles, more.articles)
                scores[held] += more.scores[places[held]]
                return SegmentMatches(matched.articles, scores)
            case Exact():
                return self._exact(node, number)
            case Near():
                return self._near(node, number)
            case Nothing():
                return _NO_MATCH
            case WhooshQuery(query):
                if self._run_whoosh_query is None:
                    return _NO_MATCH
                return self._run_whoosh_query(query, number, self)
            case Everything() | DateRange() | Keyword():
                articles = np.flatnonzero(self.accepted(node, number))
                return SegmentMatches(articles, np.ones(len(articles)))

    def _exact(self, node: Exact, number: int) -> SegmentMatches:
        if not node.key:
            return _NO_MATCH
        key = (node.key, node.fields, number)
        articles = self._exact_articles.get(key)
        if articles is None:
            pattern = self.pattern(node.key)
            articles = exact_articles(self.scorers[number].places, pattern, node.fields)
            self._exact_articles.put(key, articles)
        # The words of an exact text count double: they say more together.
        return SegmentMatches(articles, 2 * self.score_words(node.words, number, articles))

    def _near(self, node: Near, number: int) -> SegmentMatches:
        candidates = self._within(held_by_all(self.several(node.words)), number)
        segment = self.snapshot.segments[number]
        articles = near_articles(segment, candidates, node.words, node.distance, node.fields)
        return SegmentMatches(articles, self.score_words(node.words, number, articles))

    def accepted(
        self, node: Everything | DateRange | Keyword | AnyOf, number: int
    ) -> npt.NDArray[np.bool_]:
        """Return for every article of a segment whether a filter lets it through."""
        segment = self.snapshot.segments[number]
        match node:
            case Keyword():
                return self._having(node, number)
            case DateRange(since, until):
                seconds = segment.seconds
                kept: npt.NDArray[np.bool_] = seconds != NO_DATE
                if since is not None:
                    kept &= seconds >= since
                if until is not None:
                    kept &= seconds <= until
                return kept
            case AnyOf(parts):
                passing = np.zeros(len(segment), np.bool_)
                for part in parts:
                    assert isinstance(part, Everything | DateRange | Keyword | AnyOf)
                    passing |= self.accepted(part, number)
                return passing
            case Everything():
                return np.ones(len(segment), np.bool_)

    def passes_any(self, node: Keyword) -> bool:
        """Return whether any live article passes a filter."""
        for number, segment in enumerate(self.snapshot.segments):
            accepted = self._having(node, number)
            if (accepted if segment.deleted is None else accepted & ~segment.deleted).any():
                return True
        return False

    def _having(self, node: Keyword, number: int) -> npt.NDArray[np.bool_]:
        """Return for every article of a segment whether a keyword field has a value."""

        def compared() -> npt.NDArray[np.bool_]:
            column = self.snapshot.segments[number].column(node.name)
            return column.like(node.value) if node.wild else column.matching(node.value)

        return self._keywords.of((node.name, node.value, node.wild, number), compared)


def _found_in(articles: Articles, among: Articles) -> tuple[npt.NDArray[np.bool_], Articles]:
    """Return which articles are among others, and their indices there."""
    if not len(among):
        return np.zeros(len(articles), np.bool_), np.zeros(len(articles), np.int64)
    places = among.searchsorted(articles)
    places[places == len(among)] = 0
    return among[places] == articles, places


def _all(parts: Sequence[SegmentMatches]) -> SegmentMatches:
    ordered = sorted(parts, key=lambda part: len(part.articles))
    articles = ordered[0].articles
    for part in ordered[1:]:
        articles = articles[contained(articles, part.articles)]
    scores = np.zeros(len(articles), np.float64)
    for part in parts:
        scores += part.scores[part.articles.searchsorted(articles)] if len(articles) else 0.0
    return SegmentMatches(articles, scores)


def _any(parts: Iterable[SegmentMatches], size: int) -> SegmentMatches:
    """Unite the matches of several plans in a segment of ``size`` articles."""
    scores = np.zeros(size, np.float64)
    held = np.zeros(size, np.bool_)
    for part in parts:
        scores[part.articles] += part.scores
        held[part.articles] = True
    articles = np.flatnonzero(held)
    return SegmentMatches(articles, scores[articles])


def _without(matched: SegmentMatches, excluded: SegmentMatches) -> SegmentMatches:
    kept = ~contained(matched.articles, excluded.articles)
    return SegmentMatches(matched.articles[kept], matched.scores[kept])
