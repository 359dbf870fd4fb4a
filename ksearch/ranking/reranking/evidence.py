"""Where the terms and letter pairs of a query occur in the texts of candidates.

About one in fourteen eojeols of an article has one of them. After some searches the lexicon is
inverted, which gives the eojeols that have a term or a pair without reading the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.types import Ids, Mask, Pairs
from ksearch.arrays.warm import Warm
from ksearch.lexicon.letter_pairs import PairHolders, find_pairs, invert_pairs
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import TermLeaf, Word
from ksearch.ranking.postings.membership import Membership
from ksearch.ranking.reranking.texts import CandidateTexts, Edges

#: Searches that read all eojeols of the candidates, before the lexicon is inverted.
_SEARCHES = 32
#: Eojeols between the texts of two candidates in `Evidence.spread`: more than any window.
_GAP_EOJEOLS = 64
#: The most terms of a query that are looked for.
_MAX_QUERY_TERMS = 40


class Features(NamedTuple):
    """Features of a query that are looked for in the texts of candidates.

    Attributes:
        terms: the terms of the words' first readings, in the order of the query.
        pairs: uint32, ascending: the words' letter pairs.
    """

    terms: tuple[TermLeaf, ...]
    pairs: Pairs


class Evidence:
    """The eojeols of some texts that have a feature of the query.

    Attributes:
        places: int64, ascending: where in the texts each of them occurs.
        rows: int64, by place: its row in ``terms`` and ``pairs``.
        marks: bool (rows, terms and pairs): which terms of the query, and letter pairs, it has.
        term_count: how many of the columns of ``marks`` are of terms.
        edges: of the texts.
    """

    def __init__(self, places: Ids, rows: Ids, marks: Mask, term_count: int, edges: Edges) -> None:
        self.places = places
        self.rows = rows
        self.marks = marks
        self.term_count = term_count
        self.edges = edges

    @cached_property
    def by_place(self) -> Mask:
        """Which terms and letter pairs the eojeol at each place has (bool: places, features)."""
        return self.marks[self.rows]

    @property
    def terms(self) -> Mask:
        """Which terms of the query the eojeol at each place has (bool: places, terms)."""
        return self.by_place[:, : self.term_count]

    @property
    def pairs(self) -> Mask:
        """Which letter pairs the eojeol at each place has (bool: places, pairs)."""
        return self.by_place[:, self.term_count :]

    @cached_property
    def fields(self) -> Ids:
        """The field of each place, numbered over all candidates (int64)."""
        fields: Ids = self.edges[:, 1:].reshape(-1).searchsorted(self.places, side="right")
        return fields

    @cached_property
    def owners(self) -> Ids:
        """The candidate, by its row in ``edges``, that each place is in (int64)."""
        return self.fields // 3

    @cached_property
    def spread(self) -> Ids:
        """The places with a gap of 64 between candidates (int64, ascending).

        No stretch of fewer eojeols reaches from one candidate into another.
        """
        spread: Ids = self.places + _GAP_EOJEOLS * self.owners
        return spread

    @cached_property
    def counts(self) -> npt.NDArray[np.unsignedinteger[Any]]:
        """Occurrences of each feature before each place, and in all (places + 1, features)."""
        kind = np.uint16 if len(self.places) < 1 << 16 else np.uint32
        counts = np.zeros((len(self.places) + 1, self.marks.shape[1]), kind)
        np.cumsum(self.by_place, axis=0, out=counts[1:])
        return counts

    @cached_property
    def firsts(self) -> Ids:
        """The first place, by number, of each candidate that has one (int64)."""
        owners = self.owners
        return np.concatenate(([True], owners[1:] != owners[:-1])).nonzero()[0]


class EvidenceFinder:
    """Finds evidence in texts whose eojeols are of one lexicon; safe to share between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._holders: Warm[PairHolders] = Warm(_SEARCHES)
        self._marks = Membership(lexicon.eojeol_count + 1)

    def find(self, texts: CandidateTexts, features: Features) -> Evidence:
        """Return the eojeols of some texts that have a feature."""
        holders = self._holders.get(lambda: invert_pairs(self._lexicon))
        if holders is None:
            places, rows, marks = _read(self._lexicon, texts.eojeols, features)
        else:
            of_each = [self._lexicon.inverted_holders(leaf.term) for leaf in features.terms]
            of_each += [[held] for held in holders.of(features.pairs)]
            places, rows, marks = _looked_up(self._marks, texts, of_each)
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
        return self._marks.contained(eojeols, np.concatenate(held)).nonzero()[0]


def terms_of(words: Sequence[Word]) -> tuple[TermLeaf, ...]:
    """Return the terms of the words' first readings, in order, up to a bound."""
    return tuple([term for word in words for term in leading_terms(word)][:_MAX_QUERY_TERMS])


def leading_terms(word: Word) -> list[TermLeaf]:
    """Return the terms of a word's first reading, in order."""
    return [leaf for leaf in (word.readings or ((),))[0] if isinstance(leaf, TermLeaf)]


def _read(lexicon: Lexicon, eojeols: Ids, features: Features) -> tuple[Ids, Ids, Mask]:
    """Look every eojeol up; return places, rows and marks (rows; terms, then pairs)."""
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
    places = np.nonzero(marks.any(axis=1))[0]
    return places, np.arange(len(places)), marks[places]


def _looked_up(
    marked: Membership, texts: CandidateTexts, of_each: Sequence[Sequence[npt.NDArray[np.uint32]]]
) -> tuple[Ids, Ids, Mask]:
    """Do the same by the inverted lexicon: the eojeols of each term and each pair."""
    pieces = [piece for held in of_each for piece in held]
    if not pieces:
        none = np.zeros(0, np.int64)
        return none, none, np.zeros((0, len(of_each)), np.bool_)
    every = np.concatenate(pieces)
    likely = texts.likely_places(every)
    standing = texts.at(likely)
    held = marked.contained(every, standing).nonzero()[0]
    holders = every[held].astype(np.int64)
    ends = list(accumulate(sum(map(len, several)) for several in of_each))
    columns = np.array(ends).searchsorted(held, side="right")
    rows = distinct(holders)
    marks = np.zeros((len(rows), len(of_each)), np.bool_)
    marks[rows.searchsorted(holders), columns] = True
    row_of_each = rows.searchsorted(standing)
    row_of_each[row_of_each == len(rows)] = 0
    exact = rows[row_of_each] == standing if len(rows) else np.zeros(len(standing), np.bool_)
    return likely[exact], row_of_each[exact], marks
