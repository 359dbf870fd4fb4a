"""Substring search: eojeols that contain a piece.

Latin words and numbers match only whole: US is not found in just, nor 20만원 in 120만원.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from ksearch.arrays import distinct
from ksearch.arrays.types import Ids, Mask
from ksearch.arrays.warm import Warm
from ksearch.korean.borders import has_border, is_within_borders
from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.keys import key_of
from ksearch.korean.normalise import fold
from ksearch.korean.pieces import pieces
from ksearch.lexicon.lexicon import Lexicon
from ksearch.lexicon.string_table import StringTable
from ksearch.plan import EojeolsLeaf, Leaf, TermLeaf

#: Least letters of a word that is looked for inside of others.
SHORTEST_PIECE = 2
#: Look-ups that scan the lexicon before its characters are sorted.
_SCANS_BEFORE_SORTING = 8


class SubstringFinder:
    """Looks for pieces in the spellings of one lexicon.

    The first few look-ups scan it. After that, an index of the places of every character is made in
    memory, and only those of the piece's rarest character are compared.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._warm: Warm[dict[int, _CharacterIndex]] = Warm(_SCANS_BEFORE_SORTING)

    def containing(self, key: str) -> Ids:
        """Return the eojeols whose folded spelling holds a key (int64, ascending).

        Where the key begins or ends with a Latin letter or a digit, the word or the number must
        begin or end there, too.
        """
        tables = self._warm.get(dict)
        if tables is None or not key:
            found = self._lexicon.containing(key)
        else:
            found = self._lexicon.select(lambda table: _places_in(tables, table).containing(key))
        if not any(map(has_border, key)):
            return found
        spelt = map(key_of, self._lexicon.texts(found))
        return found[np.array([is_within_borders(spelling, key) for spelling in spelt], np.bool_)]

    def leaf(
        self, text: str, fields: int, readings: Sequence[tuple[Leaf, ...]]
    ) -> EojeolsLeaf | None:
        """Return a leaf of the eojeols that contain a word and that no reading by terms finds.

        None if there are no such eojeols. Their idf is bounded by that of the word, if it is one
        term.

        Args:
            text: the word.
            fields: the text fields (bits) to search.
            readings: the readings that the word has already.
        """
        key = key_of(text)
        if len(pieces(fold(text))) == 1 and has_border(key[:1]):
            return None  # Latin words and numbers are terms wherever they occur
        if len(key) < SHORTEST_PIECE:
            eojeols = np.array(sorted(self._lexicon.find_key(key)), np.int64)
        else:
            eojeols = without_scattered(self._lexicon, self.containing(key), key)
        found: list[list[int]] = []
        for reading in readings:
            terms = [leaf.term for leaf in reading if isinstance(leaf, TermLeaf)]
            if terms and len(terms) == len(reading):
                found.append(terms)
        eojeols = eojeols[~_having_a_reading(self._lexicon, eojeols, found)]
        like = found[0][0] if found and len(found[0]) == 1 else -1
        return EojeolsLeaf(eojeols, fields, like) if len(eojeols) else None


def _having_a_reading(lexicon: Lexicon, eojeols: Ids, readings: Sequence[Sequence[int]]) -> Mask:
    """Return which eojeols have every term of one of some readings (bool)."""
    held = np.zeros(len(eojeols), np.bool_)
    if not readings or not len(eojeols):
        return held
    expansion = lexicon.expand(eojeols)
    for terms in readings:
        every = np.ones(len(eojeols), np.bool_)
        for term in terms:
            has = np.zeros(len(eojeols), np.bool_)
            has[expansion.owner[expansion.terms == term]] = True
            every &= has
        held |= every
    return held


def without_scattered(lexicon: Lexicon, eojeols: Ids, key: str) -> Ids:
    """Return the eojeols in which a piece is not the end of one word and the beginning of another.

    군·경이 has 군경, as words with signs between may be one word; 중재·조정 has no 재조정.

    Args:
        lexicon: of the eojeols.
        eojeols: int64, ascending; their spellings hold the piece.
        key: of the piece.
    """
    if not key.isalnum():
        return eojeols  # the signs in it are those of the eojeols
    texts = lexicon.texts(eojeols)
    kept = [text.isalnum() or _is_whole(text, key) for text in texts]
    return eojeols[np.array(kept, np.bool_)]


def _is_whole(text: str, key: str) -> bool:
    """Return whether a piece occurs within one word of an eojeol, or is several of them."""
    words = [word for word in map(key_of, re.split(r"[^\w]+", text)) if word]
    if any(key in word for word in words):
        return True
    spelling = "".join(words)
    ends = list(accumulate(map(len, words)))
    position = spelling.find(key)
    while position >= 0:
        past = position + len(key)
        end = next((end for end in ends if end >= past), past)
        if (position == 0 or position in ends) and (end == past or spelling[past:end] in PARTICLES):
            return True
        position = spelling.find(key, position + 1)
    return False


def _places_in(tables: dict[int, _CharacterIndex], table: StringTable) -> _CharacterIndex:
    places = tables.get(id(table))
    if places is None:
        places = tables[id(table)] = _CharacterIndex(table)
    return places


class _CharacterIndex:
    """Where each character occurs in a table: a permutation of places, sorted by character."""

    def __init__(self, table: StringTable) -> None:
        self._table = table
        self._order = np.argsort(table.chars, kind="stable").astype(np.uint32)
        counts = np.bincount(table.chars, minlength=1 << 16)
        self._starts = np.concatenate(([0], np.cumsum(counts)))

    def containing(self, key: str) -> Ids:
        """Return the numbers of the strings that hold a key, ascending."""
        chars, starts = self._table.chars, self._table.starts
        needle = np.frombuffer(key.encode("utf-16-le", "surrogatepass"), np.uint16)
        counts = self._starts[needle.astype(np.int64) + 1] - self._starts[needle]
        rarest = int(counts.argmin())
        begin = int(self._starts[needle[rarest]])
        found = self._order[begin : begin + int(counts[rarest])].astype(np.int64) - rarest
        found = found[(found >= 0) & (found <= len(chars) - len(needle))]
        for offset in np.argsort(counts, kind="stable").tolist():
            if offset != rarest:
                found = found[chars[found + offset] == needle[offset]]
        numbers = np.searchsorted(starts, found.astype(np.uint32), side="right") - 1
        whole = found + len(needle) <= starts[numbers + 1]
        return distinct(numbers[whole].astype(np.int64))
