"""Articles that have at least one of several words: all are counted, the best are scored.

Wide leaves come last, and are only looked up for the articles that they can still lift into the
top-k (MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations", 1995).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np

from ksearch.arrays.types import Articles, Contributions, Mask, Scores
from ksearch.ranking.postings.accumulators import Accumulator
from ksearch.ranking.postings.top_k import best_places, lowest_of_best
from ksearch.ranking.postings.word_postings import WeightedLeaf, WordPostings, end_to_end

#: Bound of the rounding error of summed contributions.
_SUM_ROUNDING = 1e-3
#: Candidates above which those that cannot reach the top-k any more are dropped before the next
#: leaf.
_PRUNE_ABOVE = 500


class AnyOfWords:
    """The articles that hold at least one of some words.

    Args:
        words: the postings of each.
        sums: sums their contributions.
        mask: bool by article: which articles count; None: all.
    """

    def __init__(
        self, words: Sequence[WordPostings], sums: Accumulator, mask: Mask | None = None
    ) -> None:
        self._words = words
        self._sums = sums
        self._mask = mask
        #: Whether the mask excludes some articles.
        self._selective = mask is not None

    @cached_property
    def held(self) -> Mask:
        """Which articles hold a word, and count (bool by article)."""
        held = np.zeros(self._sums.size, np.bool_)
        if any(word.held for word in self._words):
            held[np.concatenate([numbers for word in self._words for numbers in word.held])] = True
        for word in self._words:
            for leaf in word.masks:
                held |= leaf.mask
        if self._mask is not None:
            held &= self._mask
        return held

    @cached_property
    def total(self) -> int:
        """Number of these articles."""
        return int(np.count_nonzero(self.held))

    @cached_property
    def articles(self) -> Articles:
        """Their numbers, ascending (int64)."""
        return self.held.nonzero()[0]

    def all(self) -> tuple[Articles, Scores]:
        """Return all articles, ascending, and their scores."""
        return self.articles, self.scores(self.articles)

    def holding(self, articles: Articles) -> Articles:
        """Return those of some articles that hold a word, and count."""
        return articles[self.held[articles]]

    def scores(self, articles: Articles) -> Scores:
        """Return the scores of some articles."""
        scores = np.zeros(len(articles), np.float64)
        for word in self._words:
            scores += word.shares_of(articles)
        return scores

    def best(self, count: int) -> tuple[Articles, Scores]:
        """Return the ``count`` best, ascending by number, and their scores."""
        if self.total <= count:
            return self.all()
        articles, scores = self._promising(count)
        if len(articles) < count:
            # Some articles match by a leaf that does not rank.
            articles, scores = self.all()
        # Rounding depends on the order in which leaves were added, which depends on ``count``; so
        # articles near the cut are scored again, in one order for all.
        near = (scores >= lowest_of_best(scores, count) - _SUM_ROUNDING).nonzero()[0]
        articles = articles[near]
        scores = self.scores(articles)
        places = best_places(scores, count)
        return articles[places], scores[places]

    def _promising(self, count: int) -> tuple[Articles, Scores]:
        """Score the articles that can be in the top-k."""
        waiting = sorted((leaf for word in self._words for leaf in word.wide), key=_most)
        kind = _DenseScores if self._sums.laid_out else _SparseScores
        given = kind(self._words, self._sums, self.held, selective=self._selective)
        #: By number of waiting leaves: the most that they can contribute together.
        rests = [0.0, *accumulate(map(_most, waiting))]
        lowest, rest = _lowest(given, waiting, count), rests[-1]
        added = False
        while waiting and rest >= lowest:
            # The remaining leaves together could lift articles that have no other leaf.
            added = True
            given.add(waiting.pop())
            rest = rests[len(waiting)]
            if not lowest:
                lowest = _lowest(given, waiting, count)
        if added:
            lowest = _lowest(given, waiting, count)
        articles, scores = given.at_least(lowest - rest)
        for leaf in reversed(waiting):
            scores = scores + leaf.shares_of(articles)
            if len(articles) > _PRUNE_ABOVE:
                rest -= leaf.most
                promising = (scores >= lowest - rest).nonzero()[0]
                articles, scores = articles[promising], scores[promising]
        return articles, scores.astype(np.float64)


class AllOfWords(AnyOfWords):
    """The articles that hold all of some words; only the best are scored.

    Args:
        words, sums: as for `AnyOfWords`.
        complete: int64, ascending: the articles that hold every word, and count.
    """

    def __init__(
        self, words: Sequence[WordPostings], sums: Accumulator, complete: Articles
    ) -> None:
        super().__init__(words, sums)
        self._selective = True
        self.__dict__.update(articles=complete, total=len(complete))

    @cached_property
    def held(self) -> Mask:
        """Which articles these are (bool by article)."""
        held = np.zeros(self._sums.size, np.bool_)
        held[self.articles] = True
        return held


def _lowest(
    given: _DenseScores | _SparseScores, waiting: Sequence[WeightedLeaf], count: int
) -> float:
    """Return a lower bound of the ``count``-th best score; 0 if none is known."""
    # An article occurs at most once in each stretch.
    bound = lowest_of_best(given.totals, count * max(given.stretches, 1))
    articles, scores = given.at_least(bound)
    for leaf in waiting:
        scores = scores + leaf.shares_of(articles)
    return max(lowest_of_best(scores, count) - _SUM_ROUNDING, 0.0)


def _most(leaf: WeightedLeaf) -> float:
    return leaf.most


class _PartialScores(ABC):
    """Partial sums of leaves, initially of those that are not wide.

    Args:
        words: whose leaves these are.
        sums: adds up.
        held: bool by article: which count.
        selective: whether to drop the articles that do not count immediately, because there are
        many.

    Attributes:
        stretches: the number of lists of which ``numbers`` is concatenated.
        numbers, shares: the articles of these lists end to end, and the contribution to each.
    """

    def __init__(
        self, words: Sequence[WordPostings], sums: Accumulator, held: Mask, *, selective: bool
    ) -> None:
        given = [piece for word in words for piece in word.given]
        self.stretches = len(given)
        self.numbers, self.shares = end_to_end(given)
        if selective:
            wanted = held.take(self.numbers, mode="clip")
            self.numbers, self.shares = self.numbers[wanted], self.shares[wanted]
        self._sums = sums
        self._held = held
        self._add_up()

    @abstractmethod
    def _add_up(self) -> None:
        """Compute the sums."""


class _DenseScores(_PartialScores):
    """Sums in an array over all articles."""

    def _add_up(self) -> None:
        self._over_all = self._sums.over_all(self.numbers, self.shares)

    def add(self, leaf: WeightedLeaf) -> None:
        """Add a wide leaf."""
        self._over_all += leaf.all_shares()

    @property
    def totals(self) -> Contributions:
        """The sum of each article of ``numbers`` (float32)."""
        totals: Contributions = self._over_all.take(self.numbers, mode="clip")
        return totals

    def at_least(self, bound: float) -> tuple[Articles, Contributions]:
        """Return the articles that count and have at least a score, ascending, and their sums."""
        articles = (self._over_all >= bound).nonzero()[0]
        articles = articles[self._held.take(articles, mode="clip")]
        return articles, self._over_all.take(articles, mode="clip")


class _SparseScores(_PartialScores):
    """Sums for the articles that have a leaf, in indexes that are too large for a dense array."""

    def _add_up(self) -> None:
        #: The sum of each article of ``numbers`` (float32).
        self.totals = self._sums.totals(self.numbers, self.shares)

    def add(self, leaf: WeightedLeaf) -> None:
        """Add a wide leaf."""
        self.stretches += 1
        shares = leaf.leaf.contributions * np.float32(leaf.weight)
        self.numbers = np.concatenate((self.numbers, leaf.leaf.numbers))
        self.shares = np.concatenate((self.shares, shares))
        self._add_up()

    def at_least(self, bound: float) -> tuple[Articles, Contributions]:
        """Return the articles that count and have at least a score, ascending, and their sums."""
        places = (self.totals >= bound).nonzero()[0]
        numbers, totals = self.numbers[places], self.totals[places]
        order = numbers.argsort(kind="stable")
        numbers = numbers[order]
        chosen = self._held[numbers]
        chosen[1:] &= numbers[1:] != numbers[:-1]
        return numbers[chosen].astype(np.int64), totals[order[chosen]]
