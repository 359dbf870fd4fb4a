"""Posting lists of words: all readings and leaves of a word, over all segments.

A word is found by several leaves, and scored by several. The sum of its rare leaves is cached by
word, so that a query costs a few array operations per word instead of per leaf and segment. Leaves
of many articles are kept once for all words that have them, as a mask over all articles: they are
looked up for candidates only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained, distinct
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Articles, Articles32, Contributions, Mask
from ksearch.plan import Leaf, Word
from ksearch.ranking.postings.accumulators import Accumulator
from ksearch.ranking.postings.scorer import SegmentScorer

#: A leaf is wide if more than 1/16 of the articles have it.
_WIDE_DIVISOR = 16
#: Cache sizes in bytes: of words' postings, by leaves and by words, and of wide leaves.
_WORDS_BYTES = 40 << 20
_LEAVES_BYTES = 80 << 20
#: Bytes of a posting in memory: the number of an article (4), and its contribution (4).
_POSTING_BYTES = 8
#: Overhead of a cached word in bytes: arrays, leaves, the word itself. Measured as the growth per
#: query over 100,000 queries of rare words (4.3 kB).
_WORD_BYTES = 4096
_LEAF_BYTES = 1024


class WideLeaf:
    """A leaf of many articles.

    Attributes:
        numbers: uint32, ascending: the articles that hold it.
        contributions: float32: its unweighted contribution to each.
        mask: bool by article: which hold it.
        most: the largest contribution.
        laid_out: float32 by article: the contributions; None if there are too many articles for a
            dense array.
    """

    __slots__ = ("contributions", "laid_out", "mask", "most", "numbers")

    def __init__(
        self, numbers: Articles32, contributions: Contributions, size: int, *, laid_out: bool
    ) -> None:
        self.numbers = numbers
        self.contributions = contributions
        self.mask = np.zeros(size, np.bool_)
        self.mask[numbers] = True
        self.most = float(contributions.max(initial=0.0))
        self.laid_out: Contributions | None = None
        if laid_out:
            self.laid_out = np.zeros(size, np.float32)
            self.laid_out[numbers] = contributions

    def __len__(self) -> int:
        return len(self.numbers)

    def contributions_to(self, articles: npt.NDArray[Any]) -> Contributions:
        """Return its contributions to some articles (float32)."""
        if self.laid_out is not None:
            found: Contributions = self.laid_out.take(articles, mode="clip")
            return found
        return looked_up(articles, self.numbers, self.contributions)

    def room(self) -> int:
        """Return the memory that it takes, in postings (8 bytes)."""
        laid_out = 0 if self.laid_out is None else len(self.laid_out) // 2
        return len(self.numbers) + len(self.mask) // 8 + laid_out


class WeightedLeaf(NamedTuple):
    """A wide leaf with its weight in a word."""

    leaf: WideLeaf
    weight: float

    @property
    def most(self) -> float:
        """The largest contribution to an article."""
        return self.leaf.most * self.weight

    def all_shares(self) -> Contributions:
        """Return the contributions to all articles (float32); for dense leaves."""
        assert self.leaf.laid_out is not None
        return self.leaf.laid_out * np.float32(self.weight)

    def shares_of(self, articles: npt.NDArray[Any]) -> Contributions:
        """Return its contributions to some articles (float32)."""
        return self.leaf.contributions_to(articles) * np.float32(self.weight)


class ScoredPostings(NamedTuple):
    """Articles (uint32, ascending), and the contribution to the score of each (float32)."""

    numbers: Articles32
    shares: Contributions


class WordPostings:
    """The articles of a word.

    Attributes:
        given: the leaves that are not wide, with contributions; an article may be in several.
        wide: the wide leaves that score it.
        held: uint32, ascending each: the articles that its readings find … The wide leaves that are
        readings; they also find the word.
        width: an upper bound of the number of articles with the word.
        weight: that of the word, as given.
        bound: above its contribution to any article, whatever the articles are.
    """

    __slots__ = ("bound", "given", "held", "masks", "weight", "wide", "width")

    def __init__(
        self,
        given: tuple[ScoredPostings, ...],
        wide: tuple[WeightedLeaf, ...],
        held: tuple[Articles32, ...],
        masks: tuple[WideLeaf, ...],
        weight: float = 1.0,
        bound: float = 0.0,
    ) -> None:
        self.weight = weight
        self.bound = bound
        self.given = given
        self.wide = wide
        self.held = held
        self.masks = masks
        self.width = sum(map(len, held)) + sum(map(len, masks))

    def ranks_held_alone(self) -> bool:
        """Return whether only articles with the word get a contribution."""
        wide = all(leaf.leaf in self.masks for leaf in self.wide)
        return wide and all(bool(self.holds(given.numbers).all()) for given in self.given)

    def room(self) -> int:
        """Return the memory that it takes, in postings (8 bytes)."""
        return sum(len(given.numbers) for given in self.given) + sum(map(len, self.held)) // 2

    def articles(self) -> npt.NDArray[Any]:
        """Return the articles that hold the word, ascending."""
        if not self.masks:
            return self.held[0] if len(self.held) == 1 else distinct(_joined(self.held))
        mask = self.masks[0].mask.copy()
        self.mark(mask)
        return mask.nonzero()[0]

    def mark(self, mask: Mask) -> None:
        """Mark the articles that hold the word."""
        for numbers in self.held:
            mask[numbers] = True
        for leaf in self.masks:
            mask |= leaf.mask

    def holds(self, articles: npt.NDArray[Any]) -> Mask:
        """Return which of some articles hold the word."""
        held = np.zeros(len(articles), np.bool_)
        for numbers in self.held:
            held |= contained(articles, numbers)
        for leaf in self.masks:
            held |= leaf.mask.take(articles, mode="clip")
        return held

    def shares_of(self, articles: npt.NDArray[Any]) -> Contributions:
        """Return the contributions to some articles (float32); 0 for those without the word."""
        shares = np.zeros(len(articles), np.float32)
        for given in self.given:
            shares += looked_up(articles, *given)
        for leaf in self.wide:
            shares += leaf.shares_of(articles)
        return shares


class WordPostingsCache:
    """Computes the postings of words, and caches them.

    Args:
        scorers: of the segments, with the number of each one's first article.
        sums: sums the leaves' contributions.
        idf: returns the idf of a leaf.
    """

    def __init__(
        self,
        scorers: Sequence[tuple[int, SegmentScorer]],
        sums: Accumulator,
        idf: Callable[[Leaf], float],
    ) -> None:
        self._scorers = scorers
        self._sums = sums
        self._idf = idf
        self._found: Cache[WordPostings] = Cache(
            _WORDS_BYTES, lambda found: _WORD_BYTES + _POSTING_BYTES * found.room()
        )
        # Keyed by identity, because comparing leaves is slow; the entry keeps the word, so that its
        # id stays valid.
        self._words: Cache[tuple[Word, WordPostings]] = Cache(
            _WORDS_BYTES, lambda kept: _WORD_BYTES + _POSTING_BYTES * kept[1].room()
        )
        self._leaves: Cache[WideLeaf | ScoredPostings] = Cache(
            _LEAVES_BYTES,
            lambda leaf: (
                _LEAF_BYTES
                + _POSTING_BYTES
                * (leaf.room() if isinstance(leaf, WideLeaf) else len(leaf.numbers))
            ),
        )

    def of(self, word: Word) -> WordPostings:
        """Return the postings of a word."""
        kept = self._words.get(id(word))
        if kept is not None:
            return kept[1]
        # Each short query has new words, with the same leaves.
        leaves = (word.readings, word.scored)
        found = self._found.get(leaves)
        if found is None:
            found = self._work_out(word)
            self._found.put(leaves, found)
        self._words.put(id(word), (word, found))
        return found

    def where_held(self, word: Word) -> WordPostings:
        """Return the postings of a word with contributions only for articles that have it.

        A leaf that only ranks (part of a name) contributes nothing to other articles.
        """
        found = self.of(word)
        if found.ranks_held_alone():
            return found
        key = (id(word), True)
        kept = self._words.get(key)
        if kept is None:
            held = found.articles().astype(np.uint32)
            given = ScoredPostings(held, found.shares_of(held))
            kept = (word, WordPostings((given,), (), (held,), ()))
            self._words.put(key, kept)
        return kept[1]

    def _work_out(self, word: Word) -> WordPostings:
        given: list[ScoredPostings] = []
        wide: list[WeightedLeaf] = []
        bound = 0.0
        for leaf, weight in word.scored:
            share = weight * self._idf(leaf)
            bound += share  # a leaf contributes less than 1 before its idf
            found = self._leaf(leaf)
            if isinstance(found, WideLeaf):
                wide.append(WeightedLeaf(found, share))
            elif len(found.numbers):
                given.append(ScoredPostings(found.numbers, found.shares * np.float32(share)))
        held: list[Articles32] = []
        masks: list[WideLeaf] = []
        for reading in word.readings:
            leaves = [self._leaf(leaf) for leaf in reading]
            only = leaves[0] if len(leaves) == 1 else None
            if isinstance(only, WideLeaf):
                masks.append(only)
            else:
                held.append(intersection(leaves, self._sums))
        if self._sums.laid_out:
            # For few articles, the leaves are merged once for all later queries.
            given = self._together(given)
            held = [distinct(_joined(held))] if len(held) > 1 else held
        return WordPostings(
            tuple(given), tuple(wide), tuple(held), tuple(masks), self._weight(word), bound
        )

    def _weight(self, word: Word) -> float:
        """Return the weight of a word: that of its strongest leaf."""
        # Weaker leaves, such as parts and other readings, count less than the word itself.
        strongest = min(max((weight for _, weight in word.scored), default=0.0), 1.0)
        found = [self._idf(leaf) for leaf, weight in word.scored if weight >= strongest]
        return strongest * max(found) if found else 1.0

    def _together(self, given: list[ScoredPostings]) -> list[ScoredPostings]:
        if len(given) < 2:
            return given
        return [ScoredPostings(*self._sums.added_up(*end_to_end(given)))]

    def _leaf(self, leaf: Leaf) -> WideLeaf | ScoredPostings:
        """Return the articles of a leaf, and its contribution to each."""
        kept = self._leaves.get(leaf)
        if kept is not None:
            return kept
        joined = self._over_all_segments(leaf)
        size, laid_out = self._sums.size, self._sums.laid_out
        if len(joined.numbers) * _WIDE_DIVISOR <= size:
            if not laid_out:
                self._leaves.put(leaf, joined)
            return joined
        wide = WideLeaf(*joined, size, laid_out=laid_out)
        self._leaves.put(leaf, wide)
        return wide

    def _over_all_segments(self, leaf: Leaf) -> ScoredPostings:
        """Number the articles of a leaf over all segments."""
        found = [(first, scorer.leaf(leaf)) for first, scorer in self._scorers]
        count = sum(len(postings) for _, postings in found)
        joined = ScoredPostings(np.empty(count, np.uint32), np.empty(count, np.float32))
        begin = 0
        for first, postings in found:
            end = begin + len(postings)
            if begin < end:
                np.add(postings.numbers, first, out=joined.numbers[begin:end], dtype=np.uint32)
                joined.shares[begin:end] = postings.contributions
            begin = end
        return joined


def _joined(pieces: Sequence[Articles32]) -> Articles32:
    return np.concatenate(pieces) if pieces else np.zeros(0, np.uint32)


def looked_up(
    wanted: npt.NDArray[Any], numbers: Articles32, values: Contributions
) -> Contributions:
    """Return the values of the wanted numbers (ascending); 0 where there is none (float32)."""
    if not len(numbers):
        return np.zeros(len(wanted), np.float32)
    wanted = wanted.astype(np.uint32, copy=False)
    places = numbers.searchsorted(wanted)
    places[places == len(numbers)] = 0
    found: Contributions = values[places] * (numbers[places] == wanted)
    return found


def end_to_end(given: Sequence[ScoredPostings]) -> ScoredPostings:
    """Concatenate the postings of several leaves or words; an article may be in several."""
    if not given:
        return ScoredPostings(np.zeros(0, np.uint32), np.zeros(0, np.float32))
    return ScoredPostings(*map(np.concatenate, zip(*given, strict=True)))


def intersection(leaves: Sequence[WideLeaf | ScoredPostings], sums: Accumulator) -> Articles32:
    """Return the articles that have several leaves, ascending."""
    if not leaves:  # a reading without leaves finds nothing
        return np.zeros(0, np.uint32)
    first, *others = sorted(leaves, key=lambda leaf: len(leaf.numbers))
    numbers = first.numbers
    for other in others:
        if not len(numbers):
            break
        if isinstance(other, WideLeaf):
            numbers = numbers[other.mask.take(numbers, mode="clip")]
        else:
            numbers = numbers[sums.contained(numbers, other.numbers)]
    return numbers


def held_by_all(words: Sequence[WordPostings]) -> Articles:
    """Return the articles that hold every word, ascending (int64)."""
    first, *others = sorted(words, key=lambda word: word.width)
    articles = first.articles()
    for other in others:
        if not len(articles):
            break
        articles = articles[other.holds(articles)]
    return articles.astype(np.int64)
