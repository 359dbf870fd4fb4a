"""What the eojeols of articles tell of a query: which terms and pairs of letters of it they have.

Of an article's eojeols about one in fourteen tells anything. A process that goes on searching
inverts the lexicon, which says at once which these are, and what each tells.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.cache import Cache
from ksearch.korean.letter_pairs import PairHolders, Pairs, find_pairs, invert_pairs, pairs_of
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.string_table import Ids
from ksearch.ranking.marks import Marks, Mask
from ksearch.ranking.plan import TermLeaf, Word
from ksearch.ranking.texts import Texts

#: So many searches look at all eojeols before the lexicon is inverted.
_SEARCHES = 32
#: Bytes that the pairs of words may take in memory.
_KEPT_BYTES = 4 << 20
#: Terms, and pairs of letters, of longer queries are not looked for.
_TERMS, _PAIRS = 40, 512


class Telling(NamedTuple):
    """What tells of the words of a query.

    Attributes:
        terms: the terms of their first readings, in order.
        pairs: uint32, their pairs of letters, ascending.
    """

    terms: tuple[TermLeaf, ...]
    pairs: Pairs


class Told(NamedTuple):
    """What the telling eojeols of some texts tell.

    Attributes:
        places: int64, ascending: where in the texts each of them stands.
        rows: int64: the row that says what it tells …
        terms: bool (rows, terms): … of the terms …
        pairs: bool (rows, pairs): … and of the pairs of letters.
        edges: of the texts.
    """

    places: Ids
    rows: Ids
    terms: Mask
    pairs: Mask
    edges: npt.NDArray[np.int64]


class TellingEojeols:
    """Finds the telling eojeols of one lexicon; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._searches = 0
        self._lock = threading.Lock()
        self._holders: PairHolders | None = None
        self._marks = Marks(lexicon.eojeol_count + 1)
        self._pairs: Cache[Pairs] = Cache(_KEPT_BYTES)

    def telling(self, words: Sequence[Word]) -> Telling:
        """Return what tells of the words of a query."""
        terms = [term for word in words for term in leading_terms(word)]
        pairs = [self._pairs_of(word.text) for word in words]
        together = distinct(np.concatenate(pairs)) if pairs else pairs_of("")
        return Telling(tuple(terms[:_TERMS]), together[:_PAIRS])

    def _pairs_of(self, text: str) -> Pairs:
        return self._pairs.of(text, lambda: pairs_of(text))

    def told(self, texts: Texts, telling: Telling) -> Told:
        """Return what the eojeols of some texts tell of some words."""
        holders = self._holders or self._invert()
        if holders is None:
            places, rows, marks = _read(self._lexicon, texts.eojeols, telling)
        else:
            of_each = [self._lexicon.inverted_holders(leaf.term) for leaf in telling.terms]
            of_each += [[held] for held in holders.of(telling.pairs)]
            places, rows, marks = _looked_up(self._marks, texts.eojeols, of_each)
        terms = len(telling.terms)
        return Told(places, rows, marks[:, :terms], marks[:, terms:], texts.edges)

    def likely(self, eojeols: Ids, terms: npt.NDArray[np.uint32]) -> Ids:
        """Return the places of those eojeols that can have one of some terms.

        These are all while the lexicon has not been inverted, and those that have one then.
        """
        if self._holders is None:
            return np.arange(len(eojeols))
        held = [part for term in terms.tolist() for part in self._lexicon.inverted_holders(term)]
        if not held:
            return eojeols[:0]
        return np.flatnonzero(self._marks.contained(eojeols, np.concatenate(held)))

    def _invert(self) -> PairHolders | None:
        """Invert the lexicon, if that is worth it by now."""
        self._searches += 1
        if self._searches > _SEARCHES:
            with self._lock:
                if self._holders is None:
                    self._holders = invert_pairs(self._lexicon)
        return self._holders


def leading_terms(word: Word) -> list[TermLeaf]:
    """Return the terms of a word's first reading, in order."""
    return [leaf for leaf in (word.readings or ((),))[0] if isinstance(leaf, TermLeaf)]


def _read(lexicon: Lexicon, eojeols: Ids, telling: Telling) -> tuple[Ids, Ids, Mask]:
    """Look every eojeol up; returns places, rows and marks (rows; terms, then pairs)."""
    terms = [leaf.term for leaf in telling.terms]
    marks = np.zeros((len(eojeols), len(terms) + len(telling.pairs)), np.bool_)
    if terms:
        wanted = np.zeros(max(lexicon.term_count, max(terms) + 1), np.bool_)
        wanted[terms] = True
        owners, found, _ = lexicon.having(eojeols, wanted)
        for column, term in enumerate(terms):
            marks[owners[found == term], column] = True
    owners, which = find_pairs(lexicon, eojeols, telling.pairs)
    marks[owners, len(terms) + which] = True
    places = np.flatnonzero(marks.any(axis=1))
    return places, np.arange(len(places)), marks[places]


def _looked_up(
    marked: Marks, eojeols: Ids, of_each: Sequence[Sequence[npt.NDArray[np.uint32]]]
) -> tuple[Ids, Ids, Mask]:
    """Do the same with all eojeols of the lexicon that have each term, and each pair."""
    pieces = [piece for held in of_each for piece in held]
    if not pieces:
        return eojeols[:0], eojeols[:0], np.zeros((0, len(of_each)), np.bool_)
    every = np.concatenate(pieces)
    standing = np.flatnonzero(marked.contained(every, eojeols))
    holders = every[standing].astype(np.int64)
    ends = list(accumulate(sum(map(len, held)) for held in of_each))
    columns = np.array(ends).searchsorted(standing, side="right")
    rows = distinct(holders)
    places = np.flatnonzero(marked.contained(eojeols, rows))
    marks = np.zeros((len(rows), len(of_each)), np.bool_)
    marks[rows.searchsorted(holders), columns] = True
    return places, rows.searchsorted(eojeols[places]), marks
