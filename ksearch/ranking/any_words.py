"""Articles that hold at least one of several words: all of them counted, the best of them scored.

Where articles are few, all are scored at once, in an array as long as the index. Where they are
many, leaves that many articles hold are left for last, and only looked up for the articles that
they can still lift among the best (MaxScore: Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ksearch.ranking.best import best_places
from ksearch.ranking.word_postings import (
    LAID_OUT,
    Articles,
    Mask,
    Numbers,
    Scores,
    Shares,
    WeightedLeaf,
    WordPostings,
    added_up,
)

#: Leaves that together give no more than this to a score are looked up for the best articles alone,
#: even where all others are scored at once.
_LITTLE = 1.5
#: Sums of shares differ by less than this from what they would be without rounding.
_ROUNDING = 1e-3


class AnyOfWords:
    """What holds at least one of some words.

    Args:
        words: the postings of each.
        size: how many articles there are.
        mask: bool by article: which of them count; None: all.
        laid_out: up to so many articles, sums are laid out over all of them.
    """

    def __init__(
        self,
        words: Sequence[WordPostings],
        size: int,
        mask: Mask | None = None,
        *,
        laid_out: int = LAID_OUT,
    ) -> None:
        self._words = words
        self._size = size
        self._mask = mask
        self._at_once = size <= laid_out

    @cached_property
    def held(self) -> Mask:
        """Which articles hold a word, and count (bool by article)."""
        held = np.zeros(self._size, np.bool_)
        if self._words:
            held[np.concatenate([word.held for word in self._words])] = True
        for word in self._words:
            for leaf in word.masks:
                held |= leaf.mask
        if self._mask is not None:
            held &= self._mask
        return held

    @cached_property
    def total(self) -> int:
        """How many these are."""
        return int(np.count_nonzero(self.held))

    @cached_property
    def articles(self) -> Articles:
        """Their numbers, ascending (int64)."""
        return np.flatnonzero(self.held)

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
        articles, scores = self._laid_out(count) if self._at_once else self._promising(count)
        if len(articles) < count:
            # Some hold a word by what does not rank them.
            articles, scores = self.all()
        places = best_places(scores, count)
        return articles[places], scores[places]

    @property
    def _wide(self) -> list[WeightedLeaf]:
        return [leaf for word in self._words for leaf in word.wide]

    def _laid_out(self, count: int) -> tuple[Articles, Scores]:
        """Score all articles, in an array as long as the index."""
        sums: Shares = np.bincount(
            np.concatenate([word.numbers for word in self._words]),
            weights=np.concatenate([word.shares for word in self._words]),
            minlength=self._size,
        ).astype(np.float32)
        little, rest = _saying_little(self._wide)
        for leaf in self._wide:
            if leaf not in little:
                sums += leaf.all_shares()
        sums *= self.held
        places = best_places(sums, count)
        if not little:
            return places, sums[places].astype(np.float64)
        lowest = float(sums[places].min()) - rest
        places = np.flatnonzero(sums >= lowest) if lowest > 0 else self.articles
        scores = sums[places]
        for leaf in little:
            scores += leaf.shares_of(places)
        return places, scores.astype(np.float64)

    def _promising(self, count: int) -> tuple[Articles, Scores]:
        """Score the articles that can be among the best."""
        waiting = sorted(self._wide, key=_most)
        sums = _Sums(self._words, self.held)
        first, partial = sums.best(count)
        lowest = 0.0
        if len(first) == count:
            # So many articles have this, at the least.
            for leaf in waiting:
                partial = partial + leaf.shares_of(first)
            lowest = float(partial.min()) - _ROUNDING
        while waiting and sum(map(_most, waiting)) >= lowest:
            # Together, what is left could lift articles that have nothing else.
            sums.add(waiting.pop())
        rest = sum(map(_most, waiting))
        articles, scores = sums.at_least(lowest - rest)
        for leaf in reversed(waiting):
            rest -= leaf.most
            scores = scores + leaf.shares_of(articles)
            promising = np.flatnonzero(scores >= lowest - rest)
            articles, scores = articles[promising], scores[promising]
        return articles, scores


def _most(leaf: WeightedLeaf) -> float:
    return leaf.most


def _saying_little(wide: Sequence[WeightedLeaf]) -> tuple[list[WeightedLeaf], float]:
    """Return leaves that together change scores but little, and by how much at the most."""
    little: list[WeightedLeaf] = []
    rest = _ROUNDING
    for leaf in sorted(wide, key=_most):
        if rest + leaf.most > _LITTLE:
            break
        little.append(leaf)
        rest += leaf.most
    return little, rest


class _Sums:
    """What leaves give to the articles that hold any: first those that are not wide.

    Args:
        words: whose leaves these are.
        held: bool by article: which of them count.
    """

    def __init__(self, words: Sequence[WordPostings], held: Mask) -> None:
        self._held = held
        self._numbers = np.zeros(0, np.uint32)
        self._sums = np.zeros(0, np.float32)
        self._add([word.numbers for word in words], [word.shares for word in words])

    def _add(self, numbers: Sequence[Numbers], shares: Sequence[Shares]) -> None:
        summed, sums = added_up(
            np.concatenate((self._numbers, *numbers)), np.concatenate((self._sums, *shares))
        )
        counting = self._held[summed]
        self._numbers, self._sums = summed[counting], sums[counting]

    def add(self, leaf: WeightedLeaf) -> None:
        """Add a wide leaf."""
        self._add([leaf.leaf.numbers], [leaf.leaf.contributions * np.float32(leaf.weight)])

    def best(self, count: int) -> tuple[Articles, Scores]:
        """Return the ``count`` best, or all that there are, with their sums."""
        return self._at(best_places(self._sums, count))

    def at_least(self, bound: float) -> tuple[Articles, Scores]:
        """Return those whose sum is no less than a bound, with their sums."""
        return self._at(np.flatnonzero(self._sums >= bound))

    def _at(self, places: Articles) -> tuple[Articles, Scores]:
        return self._numbers[places].astype(np.int64), self._sums[places].astype(np.float64)
