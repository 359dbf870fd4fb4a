"""Which eojeols can tell how well an article fits a query, so that all others are passed over.

Of an article's eojeols about one in seven has a term, or two letters in a row, of a word of the
query. A process that goes on searching inverts the lexicon, which tells which these are.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.korean.letter_pairs import PairHolders, Pairs, invert_pairs, pairs_of
from ksearch.korean.lexicon import Lexicon
from ksearch.ranking.closeness import Texts, leading_terms
from ksearch.ranking.plan import TermLeaf, Word

#: So many searches look at all eojeols before the lexicon is inverted.
_SEARCHES = 32
#: So many words are kept.
_KEPT = 8_192


class Telling(NamedTuple):
    """What tells of the words of a query.

    Attributes:
        terms: the terms of their first readings, in order.
        pairs: uint32, their pairs of letters, ascending.
    """

    terms: tuple[TermLeaf, ...]
    pairs: Pairs


class TellingEojeols:
    """Finds the telling eojeols of one lexicon; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._searches = 0
        self._lock = threading.Lock()
        self._holders: PairHolders | None = None
        self._own = threading.local()
        self._pairs_of = lru_cache(maxsize=_KEPT)(pairs_of)

    def telling(self, words: Sequence[Word]) -> Telling:
        """Return what tells of the words of a query."""
        terms = tuple(term for word in words for term in leading_terms(word))
        pairs = [self._pairs_of(word.text) for word in words]
        return Telling(terms, distinct(np.concatenate(pairs)) if pairs else pairs_of(""))

    def only(self, texts: Texts, telling: Telling) -> Texts:
        """Return the eojeols of some texts that tell of some words, as far as that is known."""
        holders = self._holders or self._invert()
        if holders is None:
            return texts
        table: npt.NDArray[np.bool_] | None = getattr(self._own, "table", None)
        if table is None:
            table = self._own.table = np.zeros(self._lexicon.eojeol_count + 1, np.bool_)
        of_terms = self._lexicon.holders_of_each([leaf.term for leaf in telling.terms])
        none = np.zeros(0, np.uint32)
        wanted = np.concatenate([none, *of_terms, *holders.of(telling.pairs)]).astype(np.int64)
        table[wanted] = True
        chosen = np.flatnonzero(table[texts.eojeols])
        # Cleaning what was marked costs less than a new table for every search.
        table[wanted] = False
        return texts.only(chosen)

    def _invert(self) -> PairHolders | None:
        """Invert the lexicon, if that is worth it by now."""
        self._searches += 1
        if self._searches > _SEARCHES:
            with self._lock:
                if self._holders is None:
                    self._holders = invert_pairs(self._lexicon)
        return self._holders
