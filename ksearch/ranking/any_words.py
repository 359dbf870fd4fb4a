"""Articles that hold at least one of several words: all of them counted, the best of them scored.

Leaves that many articles hold are left for last, and only looked up for the articles that they can
still lift among the best (MaxScore: Turtle and Flood, "Query evaluation: strategies and
optimizations", 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ksearch.ranking.best import best_places, lowest_of_best
from ksearch.ranking.sums import Numbers, Shares, Sums
from ksearch.ranking.word_postings import Articles, Mask, Scores, WeightedLeaf, WordPostings

#: Sums of shares differ by less than this from what they would be without rounding.
_ROUNDING = 1e-3
#: Of so many promising articles, those that the next leaf can't lift are left out before it.
_MANY = 500


class AnyOfWords:
    """What holds at least one of some words.

    Args:
        words: the postings of each.
        sums: adds up what they give to articles.
        mask: bool by article: which of them count; None: all.
    """

    def __init__(self, words: Sequence[WordPostings], sums: Sums, mask: Mask | None = None) -> None:
        self._words = words
        self._sums = sums
        self._mask = mask

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

    @property
    def _selected(self) -> Mask | None:
        """Which articles count, where others hold a word, too (bool by article)."""
        return self._mask

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
        articles, scores = self._promising(count)
        if len(articles) < count:
            # Some hold a word by what does not rank them.
            articles, scores = self.all()
        places = best_places(scores, count)
        return articles[places], scores[places]

    def _promising(self, count: int) -> tuple[Articles, Scores]:
        """Score the articles that can be among the best."""
        waiting = sorted((leaf for word in self._words for leaf in word.wide), key=_most)
        kind = _LaidOut if self._sums.laid_out else _Listed
        given = kind(_given(self._words, self._selected), self._sums, self.held)
        lowest, rest = _lowest(given, waiting, count), sum(map(_most, waiting))
        added = False
        while waiting and rest >= lowest:
            # Together, what is left could lift articles that have nothing else.
            added = True
            given.add(waiting.pop())
            rest = sum(map(_most, waiting))
            if not lowest:
                lowest = _lowest(given, waiting, count)
        if added:
            lowest = _lowest(given, waiting, count)
        articles, scores = given.at_least(lowest - rest)
        for leaf in reversed(waiting):
            scores = scores + leaf.shares_of(articles)
            if len(articles) > _MANY:
                rest -= leaf.most
                promising = np.flatnonzero(scores >= lowest - rest)
                articles, scores = articles[promising], scores[promising]
        return articles, scores.astype(np.float64)


class AllOfWords(AnyOfWords):
    """What holds every one of some words, where that is so much that only the best is scored.

    Args:
        words, sums: as of `AnyOfWords`.
        complete: int64, ascending: the articles that hold every word, and count.
    """

    def __init__(self, words: Sequence[WordPostings], sums: Sums, complete: Articles) -> None:
        super().__init__(words, sums)
        self.__dict__.update(articles=complete, total=len(complete))

    @cached_property
    def held(self) -> Mask:
        """Which articles these are (bool by article)."""
        held = np.zeros(self._sums.size, np.bool_)
        held[self.articles] = True
        return held

    @property
    def _selected(self) -> Mask:
        return self.held


def _lowest(given: _LaidOut | _Listed, waiting: Sequence[WeightedLeaf], count: int) -> float:
    """Return a score that so many articles have, at the least; 0 if that can't be told."""
    articles, scores = given.best(count)
    for leaf in waiting:
        scores = scores + leaf.shares_of(articles)
    return max(lowest_of_best(scores, count) - _ROUNDING, 0.0)


def _most(leaf: WeightedLeaf) -> float:
    return leaf.most


class _Given(NamedTuple):
    """What leaves give that are not wide; an article may stand once in every stretch."""

    stretches: int
    numbers: Numbers
    shares: Shares


def _given(words: Sequence[WordPostings], only: Mask | None) -> _Given:
    """Return what the leaves of some words give to the articles that are looked for."""
    given = [piece for word in words for piece in word.given]
    if not given:
        return _Given(0, np.zeros(0, np.uint32), np.zeros(0, np.float32))
    numbers, shares = map(np.concatenate, zip(*given, strict=True))
    if only is not None:
        counting = only.take(numbers, mode="clip")
        numbers, shares = numbers[counting], shares[counting]
    return _Given(len(given), numbers, shares)


class _LaidOut:
    """What leaves give to articles, laid out over all of them: first those that are not wide."""

    def __init__(self, given: _Given, sums: Sums, held: Mask) -> None:
        self._held = held
        self._stretches, self._numbers, shares = given
        self._sums = sums.over_all(self._numbers, shares)

    def add(self, leaf: WeightedLeaf) -> None:
        """Add a wide leaf."""
        self._sums += leaf.all_shares()

    def best(self, count: int) -> tuple[Articles, Shares]:
        """Return ``count`` articles at least, if there are, with what they are given."""
        # No article stands in more places than there are stretches.
        totals = self._sums.take(self._numbers, mode="clip")
        return self.at_least(lowest_of_best(totals, count * max(self._stretches, 1)))

    def at_least(self, bound: float) -> tuple[Articles, Shares]:
        """Return those of the articles held that are given no less, ascending, and how much."""
        articles = (self._sums >= bound).nonzero()[0]
        articles = articles[self._held.take(articles, mode="clip")]
        return articles, self._sums.take(articles, mode="clip")


class _Listed:
    """The same for more articles than can be laid out for every query.

    An article stands once for every stretch (what a leaf, or a word, gives) that has it, each
    time with all that it is given.
    """

    def __init__(self, given: _Given, sums: Sums, held: Mask) -> None:
        self._held = held
        self._sums = sums
        self._stretches, self._numbers, self._shares = given
        self._totals = sums.totals(self._numbers, self._shares)

    def add(self, leaf: WeightedLeaf) -> None:
        """Add a wide leaf."""
        self._stretches += 1
        shares = leaf.leaf.contributions * np.float32(leaf.weight)
        self._numbers = np.concatenate((self._numbers, leaf.leaf.numbers))
        self._shares = np.concatenate((self._shares, shares))
        self._totals = self._sums.totals(self._numbers, self._shares)

    def best(self, count: int) -> tuple[Articles, Shares]:
        """Return ``count`` articles at least, if there are, with what they are given."""
        # No article stands in more places than there are stretches.
        return self.at_least(lowest_of_best(self._totals, count * max(self._stretches, 1)))

    def at_least(self, bound: float) -> tuple[Articles, Shares]:
        """Return those of the articles held that are given no less, ascending, and how much."""
        places = np.flatnonzero(self._totals >= bound)
        numbers, totals = self._numbers[places], self._totals[places]
        order = numbers.argsort(kind="stable")
        numbers = numbers[order]
        chosen = self._held[numbers]
        chosen[1:] &= numbers[1:] != numbers[:-1]
        return numbers[chosen].astype(np.int64), totals[order[chosen]]
