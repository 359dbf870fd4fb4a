"""Where a person sees a word begin or end within an eojeol: the borders of exact texts.

A word ends before particles and endings, and where two nouns make up a compound (등대 of 등대지기).
It does not end within a name (이재 of 이재문), before a suffix or after a prefix that makes it
another word (중요 of 중요성, 공개 of 비공개), or within a Latin word or a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ksearch.arrays import contained
from ksearch.arrays.types import Mask, Numbers
from ksearch.korean.analyses import TermKind
from ksearch.korean.borders import has_border, runs_on
from ksearch.korean.grammar.affixes import is_derived
from ksearch.korean.grammar.derivation import is_base
from ksearch.korean.keys import key_of, placed_key
from ksearch.lexicon.lexicon import Lexicon

#: Least letters of each part of a compound.
_SHORTEST_PART = 2


class EojeolStretch(NamedTuple):
    """Letters in a row of an eojeol.

    Attributes:
        eojeol: its number.
        spelling: its key.
        offset: the first of the letters in the key.
        length: the number of letters.
    """

    eojeol: int
    spelling: str
    offset: int
    length: int


def begin_words(lexicon: Lexicon, stretches: Sequence[EojeolStretch]) -> Sequence[bool]:
    """Return whether a word begins with each stretch."""
    begun = [not one.offset for one in stretches]
    inside = [row for row, begins in enumerate(begun) if not begins]
    texts = lexicon.texts(np.array([stretches[row].eojeol for row in inside], np.int64))
    unsure = []
    for row, text in zip(inside, texts, strict=True):
        spelling = stretches[row].spelling
        if runs_on(spelling, stretches[row].offset, len(spelling)):
            continue
        if len(spelling) == len(text):
            unsure.append(row)
        else:
            begun[row] = True  # punctuation was inside: offsets differ, a word begins there
    eojeols = np.array([stretches[row].eojeol for row in unsure], np.int64)
    offsets = np.array([stretches[row].offset for row in unsure], np.int64)
    terms = lexicon.expand(eojeols)
    first = np.flatnonzero(terms.starts == offsets[terms.owner])
    bases = {term: is_base(lexicon.term_text(term)) for term in set(terms.terms[first].tolist())}
    for owner, term in zip(terms.owner[first].tolist(), terms.terms[first].tolist(), strict=True):
        if not bases[term]:
            begun[unsure[owner]] = True
    return begun


def end_words(lexicon: Lexicon, stretches: Sequence[EojeolStretch]) -> Sequence[bool]:
    """Return whether a word ends with each stretch."""
    ended = [one.offset + one.length >= len(one.spelling) for one in stretches]
    inside = [row for row, ends in enumerate(ended) if not ends]
    texts = lexicon.texts(np.array([stretches[row].eojeol for row in inside], np.int64))
    unsure, places = [], []
    for row, text in zip(inside, texts, strict=True):
        _, spelling, offset, length = stretches[row]
        if not runs_on(spelling, 0, offset + length):
            unsure.append(row)
            alike = len(spelling) == len(text)
            places.append(offset + length if alike else placed_key(text).ends[offset + length - 1])
    eojeols = np.array([stretches[row].eojeol for row in unsure], np.int64)
    ends_there = _word_ends(lexicon, eojeols, np.array(places, np.int64))
    for row, ends in zip(unsure, ends_there.tolist(), strict=True):
        ended[row] = ends
    return ended


def ends_word(lexicon: Lexicon, eojeol: int, spelling: str, end: int) -> bool:
    """Return whether a word ends before a letter of an eojeol, given by number and key."""
    return end_words(lexicon, [EojeolStretch(eojeol, spelling, 0, end)])[0]


def ending_in(lexicon: Lexicon, rest: str, found: Numbers) -> Numbers:
    """Return those of the eojeols beginning with the rest of a text in which a word ends there.

    Args:
        lexicon: of the eojeols.
        rest: the last letters of a text's key.
        found: the eojeols, int64, ascending.
    """
    if has_border(rest[-1]):
        spelt = [key_of(text) for text in lexicon.texts(found)]
        kept = [not runs_on(spelling, 0, len(rest)) for spelling in spelt]
        found = found[np.array(kept, np.bool_)]
    regular = _word_ends(lexicon, found, np.full(len(found), len(rest)))
    # If folding has changed the spelling, offsets in it are not those in the eojeol.
    respelt = np.flatnonzero(~regular & contained(found, lexicon.respelt_with_prefix(rest)))
    texts = lexicon.texts(found[respelt])
    other = [
        not text.startswith(rest) and ends_word(lexicon, eojeol, key_of(text), len(rest))
        for eojeol, text in zip(found[respelt].tolist(), texts, strict=True)
    ]
    regular[respelt[np.array(other, np.bool_)]] = True
    return found[regular]


def _word_ends(lexicon: Lexicon, eojeols: Numbers, ends: Numbers) -> Mask:
    """Return whether a word ends at a character (int64) of each eojeol."""
    rows = lexicon.expand(eojeols)
    begun, over, kinds, positions = rows.starts, rows.ends, rows.kinds, ends[rows.owner]
    edge = (kinds != TermKind.ALTERNATIVE) & ((begun == positions) | (over == positions))
    within = (
        (begun < positions)
        & (positions < over)
        & ((kinds == TermKind.MORPHEME) | (kinds == TermKind.SURFACE))
    )
    stems = np.zeros(len(positions), np.int64)
    stems[within] = lexicon.stem_lengths(rows.terms[within])
    cut = within & ~((stems > 0) & (positions >= begun + stems))
    compound = np.flatnonzero(
        cut & (positions - begun >= _SHORTEST_PART) & (over - positions >= _SHORTEST_PART)
    )
    if len(compound):
        texts = lexicon.texts(eojeols[rows.owner[compound]])
        spans = zip(texts, begun[compound].tolist(), positions[compound].tolist(), strict=True)
        cut[compound] = [lexicon.find_term(text[first:last]) < 0 for text, first, last in spans]
    words = np.ones(len(eojeols), np.bool_)
    words[rows.owner[cut]] = False
    words[rows.owner[edge]] = True
    # A noun that is one syllable longer than the part that ends here.
    longer = np.flatnonzero(cut & (over - positions == 1) & words[rows.owner])
    if len(longer):
        texts = lexicon.texts(eojeols[rows.owner[longer]])
        spans = zip(texts, begun[longer].tolist(), over[longer].tolist(), strict=True)
        derived = [is_derived(text[first:last]) for text, first, last in spans]
        words[rows.owner[longer[np.array(derived, np.bool_)]]] = False
    return words
