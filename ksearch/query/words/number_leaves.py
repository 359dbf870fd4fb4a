"""Leaves of a number's other spellings: other numerals, units, a fraction in words."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, TermLeaf
from ksearch.query.words.quantities import (
    in_a_row,
    is_strict,
    other_numeral,
    other_spellings_of_fraction,
    terms_alike,
)

#: Weight of other spellings of a number, of which an article may have several.
SPELT_WEIGHT = 0.3


def leaves_spelt_otherwise(
    lexicon: Lexicon, text: str, fields: int, *, in_rows: bool
) -> Iterator[Leaf]:
    """Yield the leaves of other spellings of a number (see `quantities`).

    ``in_rows``: also of spellings with spaces, each of which takes a millisecond, too long for a
    pasted text with hundreds of numbers.
    """
    if is_strict(text):
        for term in map(lexicon.find_term, terms_alike(text)):
            if term >= 0:
                yield TermLeaf(term, fields)
        for key in in_a_row(text) if in_rows else ():
            yield RunLeaf(key, fields)
    numeral = other_numeral(text)
    spelt = () if numeral is None else (numeral,)
    for spelling in (*(other_spellings_of_fraction(text) or ()), *spelt):
        yield from _anywhere(lexicon, spelling, fields, in_rows=in_rows)


def _anywhere(lexicon: Lexicon, spelling: str, fields: int, *, in_rows: bool) -> Iterator[Leaf]:
    """Yield the leaves of a spelling, as an eojeol with or without a particle, or as several."""
    key = key_of(spelling)
    eojeols = lexicon.with_prefix(key)
    rests = [key_of(spelt)[len(key) :] for spelt in lexicon.texts(eojeols)]
    held = [not rest or rest in PARTICLES for rest in rests]
    if any(held):
        yield EojeolsLeaf(eojeols[held], fields)
    if in_rows:
        yield RunLeaf(key, fields)
