"""Articles with some of a few words, in tiers by the weight of the words that are missing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.types import Articles, Mask, Scores
from ksearch.ranking.postings.accumulators import Accumulator
from ksearch.ranking.postings.any_words import AnyOfWords
from ksearch.ranking.postings.word_postings import WordPostings

#: The most words of a query that are ranked in tiers. In a short query, missing words separate the
#: hits; in a long one, most hits miss some word.
MAX_TIERED_WORDS = 3
#: Tolerance when weights of words are compared.
_WEIGHT_TOLERANCE = 1e-6


class Tiers:
    """The articles that hold at least one of a few words, in tiers by missing weight.

    Args:
        words: the postings of each word.
        weights: the weight of having each word; 0 for a repeated word.
        sums: sums the words' contributions.
        mask: bool by article: which of them count; None: all.
    """

    def __init__(
        self,
        words: Sequence[WordPostings],
        weights: Sequence[float],
        sums: Accumulator,
        mask: Mask | None = None,
    ) -> None:
        self._words = words
        self._sums = sums
        held = np.zeros(sums.size, np.uint8)
        for number, word in enumerate(words):
            holding = np.zeros(sums.size, np.bool_)
            word.mark(holding)
            held |= holding.view(np.uint8) << number
        if mask is not None:
            held *= mask
        self._tiers = tier_of_each(weights)[held]
        self._any = AnyOfWords(words, sums, mask)

        #: An upper bound of the words' scores, which depends on the words alone.
        self.most = sum(word.bound for word in words)

    @cached_property
    def articles(self) -> Articles:
        """The articles, ascending (int64)."""
        return np.flatnonzero(self._tiers)

    @cached_property
    def total(self) -> int:
        """Number of matched articles."""
        return int(np.count_nonzero(self._tiers))

    def all(self) -> tuple[Articles, Scores]:
        """Return all articles, ascending, and their scores."""
        return self.articles, self.scores(self.articles)

    def best(self, count: int) -> tuple[Articles, Scores]:
        """Return the ``count`` best, ascending by number, and their scores."""
        found: list[Articles] = [np.zeros(0, np.int64)]
        for tier in range(int(self._tiers.max(initial=0)), 0, -1):
            members = self._tiers == tier
            best = AnyOfWords(self._words, self._sums, members).best(count)[0]
            found.append(best)
            count -= len(best)
            if count <= 0:
                break
        articles = np.sort(np.concatenate(found))
        return articles, self.scores(articles)

    def holding(self, articles: Articles) -> Articles:
        """Return those of some articles that hold a word, and count."""
        return articles[self._tiers[articles] > 0]

    def scores(self, articles: Articles) -> Scores:
        """Return the scores of some articles without their tiers."""
        return self._any.scores(articles)

    def tiers(self, articles: Articles) -> npt.NDArray[np.int64]:
        """Return the tier of each of some articles (int64): the higher, the less is missing."""
        return self._tiers[articles].astype(np.int64)


def tier_of_each(weights: Sequence[float]) -> npt.NDArray[np.uint8]:
    """Return the tier of each set of words (uint8, by the bits of the words); 0 for no word."""
    sets = np.arange(1 << len(weights))
    bits = sets[:, None] >> np.arange(len(weights)) & 1
    weight = np.round(bits @ np.array(weights, np.float64) / _WEIGHT_TOLERANCE).astype(np.int64)
    tiers = distinct(weight[1:]).searchsorted(weight) + 1
    tiers[0] = 0
    return tiers.astype(np.uint8)
