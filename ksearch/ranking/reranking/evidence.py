"""Where the terms and letter pairs of a query stand in the texts of candidates.

About one eojeol of an article in fourteen has one of them. A process that goes on searching inverts
the lexicon, which gives the eojeols that have a term or a pair without looking at any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Ids, Mask, Pairs
from ksearch.arrays.warm import Warm
from ksearch.lexicon.letter_pairs import PairHolders, find_pairs, invert_pairs, pairs_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import TermLeaf, Word
from ksearch.ranking.postings.membership import Membership
from ksearch.ranking.reranking.texts import CandidateTexts

#: Searches of a process that read all eojeols of the candidates, before the lexicon is inverted.
_SEARCHES = 32
#: Bytes that the letter pairs of words may take in memory.
_CACHE_BYTES = 4 << 20
#: The most terms, and letter pairs, of a query that are looked for.
_TERMS, _PAIRS = 40, 512


class Features(NamedTuple):
    """What is looked for in the texts of candidates.

    Attributes:
        terms: the terms of the words' first readings, in the order of the query.
        pairs: uint32, ascending: the words' letter pairs.
    """

    terms: tuple[TermLeaf, ...]
    pairs: Pairs


class Evidence(NamedTuple):
    """The eojeols of some texts that have a feature of the query.

    Attributes:
        places: int64, ascending: where in the texts each of them stands.
        rows: int64, by place: its row in ``terms`` and ``pairs``.
        marks: bool (rows, terms and pairs): which terms of the query, and letter pairs, it has.
        term_count: how many of the columns of ``marks`` are of terms.
        edges: of the texts.
    """

    places: Ids
    rows: Ids
    marks: Mask
    term_count: int
    edges: npt.NDArray[np.int64]

    @property
    def terms(self) -> Mask:
        """Which terms of the query each row has (bool: rows, terms)."""
        return self.marks[:, : self.term_count]

    @property
    def pairs(self) -> Mask:
        """Which letter pairs each row has (bool: rows, pairs)."""
        return self.marks[:, self.term_count :]

    def owners(self) -> Ids:
        """Return the candidate, by its row in ``edges``, that each place is in (int64)."""
        owners: Ids = self.edges[:, 3].searchsorted(self.places, side="right")
        return owners


class EvidenceFinder:
    """Finds evidence in texts whose eojeols are of one lexicon; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._holders: Warm[PairHolders] = Warm(_SEARCHES)
        self._marks = Membership(lexicon.eojeol_count + 1)
        self._pairs: Cache[Pairs] = Cache(_CACHE_BYTES)

    def features(self, words: Sequence[Word]) -> Features:
        """Return what to look for, for the words of a query."""
        terms = [term for word in words for term in leading_terms(word)]
        pairs = [self._pairs_of(word.text) for word in words]
        together = distinct(np.concatenate(pairs)) if pairs else pairs_of("")
        return Features(tuple(terms[:_TERMS]), together[:_PAIRS])

    def _pairs_of(self, text: str) -> Pairs:
        return self._pairs.of(text, lambda: pairs_of(text))

    def find(self, texts: CandidateTexts, features: Features) -> Evidence:
        """Return the eojeols of some texts that have a feature."""
        holders = self._holders.get(lambda: invert_pairs(self._lexicon))
        if holders is None:
            places, rows, marks = _read(self._lexicon, texts.eojeols, features)
        else:
            of_each = [self._lexicon.inverted_holders(leaf.term) for leaf in features.terms]
            of_each += [[held] for held in holders.of(features.pairs)]
            places, rows, marks = _looked_up(self._marks, texts.eojeols, of_each)
        return Evidence(places, rows, marks, len(features.terms), texts.edges)

    def likely(self, eojeols: Ids, terms: npt.NDArray[np.uint32]) -> Ids:
        """Return the places of those eojeols that can have one of some terms.

        These are all while the lexicon has not been inverted, and those that have one then.
        """
        if self._holders.table is None:
            return np.arange(len(eojeols))
        held = [part for term in terms.tolist() for part in self._lexicon.inverted_holders(term)]
        if not held:
            return eojeols[:0]
        return np.flatnonzero(self._marks.contained(eojeols, np.concatenate(held)))


def leading_terms(word: Word) -> list[TermLeaf]:
    """Return the terms of a word's first reading, in order."""
    return [leaf for leaf in (word.readings or ((),))[0] if isinstance(leaf, TermLeaf)]


def _read(lexicon: Lexicon, eojeols: Ids, features: Features) -> tuple[Ids, Ids, Mask]:
    """Look every eojeol up; returns places, rows and marks (rows; terms, then pairs)."""
    terms = [leaf.term for leaf in features.terms]
    marks = np.zeros((len(eojeols), len(terms) + len(features.pairs)), np.bool_)
    if terms:
        wanted = np.zeros(max(lexicon.term_count, max(terms) + 1), np.bool_)
        wanted[terms] = True
        owners, found, _ = lexicon.having(eojeols, wanted)
        for column, term in enumerate(terms):
            marks[owners[found == term], column] = True
    owners, which = find_pairs(lexicon, eojeols, features.pairs)
    marks[owners, len(terms) + which] = True
    places = np.flatnonzero(marks.any(axis=1))
    return places, np.arange(len(places)), marks[places]


def _looked_up(
    marked: Membership, eojeols: Ids, of_each: Sequence[Sequence[npt.NDArray[np.uint32]]]
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
