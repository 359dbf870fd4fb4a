"""Evaluates plans over the postings with numpy: which articles match, and how well.

The plain case, a handful of words, takes its own way: first the articles that hold every word, by
intersecting the rarest word's articles with the others'; only when these do not fill the page, all
articles that hold any word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from ksearch.ranking.bm25f import LeafPostings, SegmentScorer, idf
from ksearch.ranking.exact import ExactPattern, exact_articles, exact_pattern
from ksearch.ranking.nearness import near_articles
from ksearch.ranking.plan import (
    All,
    AnyOf,
    DateRange,
    Everything,
    Exact,
    Foreign,
    Keyword,
    Leaf,
    Near,
    Node,
    Nothing,
    Optional,
    TermLeaf,
    Weighted,
    Without,
    Word,
)
from ksearch.storage.segment import NO_DATE
from ksearch.storage.snapshot import Snapshot

Articles = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matched:
    """Articles of one segment (int64, ascending) and their scores (float64)."""

    articles: Articles
    scores: Scores


#: So many patterns of exact texts are kept, the latest used.
_PATTERNS = 128
_NO_MATCH = Matched(np.zeros(0, np.int64), np.zeros(0, np.float64))

#: Runs a Whoosh query over one segment: (query, number of the segment) → what matched.
ForeignRunner = Callable[[object, int], Matched]


class Evaluator:
    """Evaluates plans over one snapshot; safe to share between threads."""

    def __init__(self, snapshot: Snapshot, run_foreign: ForeignRunner | None = None) -> None:
        self.snapshot = snapshot
        model = snapshot.manifest.model
        self.scorers = [SegmentScorer(segment, model) for segment in snapshot.segments]
        self._run_foreign = run_foreign
        self._idf: dict[int, float] = {}
        #: Patterns of exact texts, which a text has once for planning, evaluating and painting.
        self.pattern: Callable[[str], ExactPattern] = lru_cache(maxsize=_PATTERNS)(
            partial(exact_pattern, snapshot.lexicon)
        )

    # Weights

    def idf(self, leaf: Leaf) -> float:
        """Return the weight of a leaf by how rare it is in the whole snapshot."""
        if not isinstance(leaf, TermLeaf):
            count = sum(len(scorer.leaf(leaf)) for scorer in self.scorers)
            return idf(count, self.snapshot.size)
        weight = self._idf.get(leaf.term)
        if weight is None:
            count = sum(scorer.frequency(leaf.term) for scorer in self.scorers)
            weight = self._idf[leaf.term] = idf(count, self.snapshot.size)
        return weight

    def word_weight(self, word: Word) -> float:
        """Return how much a word says: the weight of its strongest leaf."""
        return max((self.idf(leaf) for leaf, weight in word.scored if weight >= 1), default=1.0)

    def stands(self, leaf: Leaf) -> bool:
        """Tell whether any article has a leaf."""
        return any(len(scorer.leaf(leaf).articles) for scorer in self.scorers)

    # Plain words

    def holding(self, words: Sequence[Word], number: int) -> list[Articles]:
        """Return the articles of a segment that hold each word (deleted ones too)."""
        scorer = self.scorers[number]
        return [self._holding(word, scorer) for word in words]

    def _holding(self, word: Word, scorer: SegmentScorer) -> Articles:
        found = [_held_by_all([scorer.leaf(leaf) for leaf in reading]) for reading in word.readings]
        if len(found) == 1:
            return found[0].astype(np.int64)
        # The segment is small enough that marking beats sorting.
        held = np.zeros(len(scorer.segment), np.bool_)
        for articles in found:
            held[articles] = True
        return np.flatnonzero(held)

    def score_words(self, words: Sequence[Word], number: int, articles: Articles) -> Scores:
        """Return the BM25F scores of some articles (ascending) of a segment."""
        scores = np.zeros(len(articles), np.float64)
        for word in words:
            for leaf, weight in word.scored:
                postings = self.scorers[number].leaf(leaf)
                _add_scores(scores, articles, postings, weight * self.idf(leaf))
        return scores

    def score_any(self, words: Sequence[Word], number: int) -> Scores:
        """Return what the words say about every article of a segment (float64)."""
        scorer = self.scorers[number]
        size = len(self.snapshot.segments[number])
        articles, contributions, spread = [], [], []
        for word in words:
            for leaf, weight in word.scored:
                postings = scorer.leaf(leaf)
                share = np.float32(weight * self.idf(leaf))
                if postings.spread is not None:
                    spread.append(postings.spread[0] * share)
                elif len(postings):
                    articles.append(postings.numbers)
                    contributions.append(postings.contributions * share)
        if articles:
            scores: Scores = np.bincount(  # type: ignore[assignment]
                np.concatenate(articles), weights=np.concatenate(contributions), minlength=size
            )
        else:
            scores = np.zeros(size, np.float64)
        for everywhere in spread:
            scores += everywhere
        return scores

    def holding_any(self, words: Sequence[Word], number: int) -> npt.NDArray[np.bool_]:
        """Tell of every article of a segment whether it holds one of the words at least."""
        scorer = self.scorers[number]
        held = np.zeros(len(self.snapshot.segments[number]), np.bool_)
        for word in words:
            for reading in word.readings:
                found = [scorer.leaf(leaf) for leaf in reading]
                if len(found) > 1:
                    held[_held_by_all(found)] = True
                elif found[0].spread is not None:
                    held |= found[0].spread[1]
                else:
                    held[found[0].numbers] = True
        return held

    def live_mask(self, number: int) -> npt.NDArray[np.bool_] | None:
        """Tell of every article of a segment whether it is not deleted; None: all are live."""
        deleted = self.snapshot.segments[number].deleted
        return None if deleted is None else ~deleted

    def holds(self, word: Word, number: int, articles: Articles) -> npt.NDArray[np.bool_]:
        """Tell which of some articles of a segment hold a word."""
        scorer = self.scorers[number]
        held = np.zeros(len(articles), np.bool_)
        for reading in word.readings:
            together = np.ones(len(articles), np.bool_)
            for leaf in reading:
                together &= _contained(articles, scorer.leaf(leaf).articles)
            held |= together
        return held

    # Any plan

    def evaluate(self, node: Node, number: int) -> Matched:
        """Return the live articles of a segment that match a plan, with their scores."""
        matched = self._match(node, number)
        deleted = self.snapshot.segments[number].deleted
        if deleted is None or not len(matched.articles):
            return matched
        live = ~deleted[matched.articles]
        return Matched(matched.articles[live], matched.scores[live])

    def _match(self, node: Node, number: int) -> Matched:
        match node:
            case Word():
                articles = self._holding(node, self.scorers[number])
                return Matched(articles, self.score_words((node,), number, articles))
            case All(parts):
                return _all([self._match(part, number) for part in parts])
            case AnyOf(parts):
                return _any([self._match(part, number) for part in parts])
            case Without(inner, excluded):
                return _without(self._match(inner, number), self._match(excluded, number))
            case Weighted(inner, weight):
                matched = self._match(inner, number)
                return Matched(matched.articles, matched.scores * weight)
            case Optional(inner, extra):
                matched, more = self._match(inner, number), self._match(extra, number)
                scores = matched.scores.copy()
                held, places = _found_in(matched.articles, more.articles)
                scores[held] += more.scores[places[held]]
                return Matched(matched.articles, scores)
            case Exact():
                return self._exact(node, number)
            case Near():
                return self._near(node, number)
            case Nothing():
                return _NO_MATCH
            case Foreign(query):
                if self._run_foreign is None:
                    return _NO_MATCH
                return self._run_foreign(query, number)
            case Everything() | DateRange() | Keyword():
                articles = np.flatnonzero(self.accepted(node, number))
                return Matched(articles, np.ones(len(articles)))

    def _exact(self, node: Exact, number: int) -> Matched:
        if not node.key:
            return _NO_MATCH
        articles = exact_articles(self.scorers[number], self.pattern(node.key), node.fields)
        # The words of an exact text say more together than each: they count double.
        return Matched(articles, 2 * self.score_words(node.words, number, articles))

    def _near(self, node: Near, number: int) -> Matched:
        candidates = intersection(self.holding(node.words, number))
        segment = self.snapshot.segments[number]
        articles = near_articles(segment, candidates, node.words, node.distance, node.fields)
        return Matched(articles, self.score_words(node.words, number, articles))

    def accepted(
        self, node: Everything | DateRange | Keyword, number: int
    ) -> npt.NDArray[np.bool_]:
        """Tell of every article of a segment whether a filter lets it through."""
        segment = self.snapshot.segments[number]
        match node:
            case Keyword(name, value):
                matching: npt.NDArray[np.bool_] = segment.column(name).matching(value)
                return matching
            case DateRange(since, until):
                seconds = segment.seconds
                kept: npt.NDArray[np.bool_] = seconds != NO_DATE
                if since is not None:
                    kept &= seconds >= since
                if until is not None:
                    kept &= seconds <= until
                return kept
            case Everything():
                return np.ones(len(segment), np.bool_)


def _held_by_all(leaves: Sequence[LeafPostings]) -> npt.NDArray[np.uint16]:
    """Return the articles that hold every leaf, ascending."""
    first, *others = sorted(leaves, key=len)
    numbers = first.numbers
    for other in others:
        if other.spread is not None:
            numbers = numbers[other.spread[1][numbers]]
        else:
            numbers = numbers[_contained(numbers, other.numbers)]
    return numbers


def intersection(sets: Sequence[Articles]) -> Articles:
    """Intersect sets of ascending articles, the smallest first."""
    ordered = sorted(sets, key=len)
    articles = ordered[0]
    for other in ordered[1:]:
        if not len(articles):
            break
        articles = _intersect(articles, other)
    return articles


def _intersect(first: Articles, second: Articles) -> Articles:
    """Intersect ascending articles; ``first`` is the shorter."""
    return first[_contained(first, second)]


def _contained(articles: npt.NDArray[Any], among: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    if not len(among):
        return np.zeros(len(articles), np.bool_)
    places = among.searchsorted(articles)
    places[places == len(among)] = 0
    contained: npt.NDArray[np.bool_] = among[places] == articles
    return contained


def _found_in(articles: Articles, among: Articles) -> tuple[npt.NDArray[np.bool_], Articles]:
    """Tell which articles are among others, and at which place."""
    if not len(among):
        return np.zeros(len(articles), np.bool_), np.zeros(len(articles), np.int64)
    places = among.searchsorted(articles)
    places[places == len(among)] = 0
    return among[places] == articles, places


def _add_scores(scores: Scores, articles: Articles, postings: LeafPostings, weight: float) -> None:
    held, places = _found_in(articles, postings.articles)
    if held.any():
        scores[held] += weight * postings.contributions[places[held]].astype(np.float64)


def _all(parts: Sequence[Matched]) -> Matched:
    ordered = sorted(parts, key=lambda part: len(part.articles))
    articles = ordered[0].articles
    for part in ordered[1:]:
        articles = _intersect(articles, part.articles)
    scores = np.zeros(len(articles), np.float64)
    for part in parts:
        scores += part.scores[part.articles.searchsorted(articles)] if len(articles) else 0.0
    return Matched(articles, scores)


def _any(parts: Sequence[Matched]) -> Matched:
    articles, which = np.unique(
        np.concatenate([part.articles for part in parts]), return_inverse=True
    )
    scores = np.bincount(
        which, weights=np.concatenate([part.scores for part in parts]), minlength=len(articles)
    )
    # Of nothing at all, numpy's counts are whole numbers.
    return Matched(articles, scores.astype(np.float64, copy=False))


def _without(matched: Matched, excluded: Matched) -> Matched:
    kept = ~_contained(matched.articles, excluded.articles)
    return Matched(matched.articles[kept], matched.scores[kept])
