"""The letter pairs of a query, weighted by how rare they are in all articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Counts, Pairs, Scores
from ksearch.lexicon.letter_pairs import pairs_of
from ksearch.plan import Word
from ksearch.storage.snapshot import Snapshot

#: Bytes that the letter pairs of words may take in memory.
_CACHE_BYTES = 4 << 20
#: The most letter pairs of a query that are looked for.
_MAX_PAIRS = 512
#: In an index of at least this many articles, letter pairs of a weight below `_COMMON_WEIGHT` (in
#: about a fifth of the articles) are ignored: they would take nearly all of the time.
_LARGE_INDEX_ARTICLES = 4_000
_COMMON_WEIGHT = 1.5


class PairWeights:
    """Weighs the letter pairs of words; safe to share between threads.

    Args:
        size: how many articles there are.
        counts: returns how often each of some pairs occurs in the articles.
    """

    def __init__(self, size: int, counts: Callable[[Pairs], Counts]) -> None:
        self._size = size
        self._counts = counts
        self._known: Cache[tuple[Pairs, Scores]] = Cache(_CACHE_BYTES)

    def of(self, words: Sequence[Word]) -> tuple[Pairs, Scores]:
        """Return the letter pairs of some words without common ones, ascending, and their weights.

        Returns:
            uint32 and float64 (pairs), each pair once.
        """
        known = [self._of_word(word.text) for word in words]
        pairs = np.concatenate([np.zeros(0, np.uint32), *(pairs for pairs, _ in known)])
        weights = np.concatenate([np.zeros(0, np.float64), *(weights for _, weights in known)])
        order = pairs.argsort(kind="stable")
        pairs = pairs[order]
        first = np.ones(len(pairs), np.bool_)
        first[1:] = pairs[1:] != pairs[:-1]
        return pairs[first][:_MAX_PAIRS], weights[order][first][:_MAX_PAIRS]

    def _of_word(self, text: str) -> tuple[Pairs, Scores]:
        return self._known.of(text, lambda: self._weighed(pairs_of(text)))

    def _weighed(self, pairs: Pairs) -> tuple[Pairs, Scores]:
        # The document frequency of a pair is not known; it is estimated as if its occurrences were
        # spread at random.
        size, counts = self._size, self._counts(pairs)
        articles = size * -np.expm1(-counts / max(size, 1))
        weights: Scores = np.log1p((size - articles + 0.5) / (articles + 0.5))
        if size < _LARGE_INDEX_ARTICLES:
            return pairs, weights
        rare = weights >= _COMMON_WEIGHT
        return pairs[rare], weights[rare]


def pair_weights_of(snapshot: Snapshot) -> PairWeights:
    """Return the weights of letter pairs in the articles of a snapshot."""
    # Not the snapshot itself: that would be a reference cycle.
    segments = snapshot.segments

    def counts(pairs: Pairs) -> Counts:
        counted = np.zeros(len(pairs), np.int64)
        for segment in segments:
            counted += segment.pair_counts.of(pairs)
        return counted

    return PairWeights(snapshot.size, counts)
