"""Counts of letter pairs in the articles of a segment, from which their idf is estimated.

Letter pairs have no postings. Their counts are stored, so that a process that answers one query
need not count the letters of all articles.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import AnyArray, Ids, Pairs
from ksearch.lexicon.letter_pairs import count_pairs
from ksearch.lexicon.lexicon import Lexicon

#: Pairs with a lower count are not stored: half of all pairs, all of them rare.
_MIN_COUNT = 4
#: The count that is assumed for a pair that is not stored.
_OMITTED_COUNT = 1


def pack_pair_counts(lexicon: Lexicon, eojeols: Ids) -> dict[str, AnyArray]:
    """Return the arrays of the counts, of all eojeols of the articles (int64)."""
    pairs, counts = count_pairs(lexicon, eojeols)
    kept = counts >= _MIN_COUNT
    return {
        "pairs": pairs[kept],
        "pair_counts": np.minimum(counts[kept], np.iinfo(np.uint32).max).astype(np.uint32),
    }


class PairCounts:
    """Reads the counts of a segment.

    Args:
        arrays: of the segment.

    Attributes:
        pairs: uint32, ascending: those whose counts are stored.
    """

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self.pairs: Pairs = arrays["pairs"]
        self._counts = arrays["pair_counts"]

    def of(self, pairs: Pairs) -> npt.NDArray[np.int64]:
        """Return the counts of some pairs (int64), with those in deleted articles."""
        if not len(self.pairs):
            return np.full(len(pairs), _OMITTED_COUNT)
        places = np.minimum(self.pairs.searchsorted(pairs), len(self.pairs) - 1)
        return np.where(self.pairs[places] == pairs, self._counts[places], _OMITTED_COUNT)
