"""What else finds a number of a query: its other spellings, and the other numerals of a chapter."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, TermLeaf
from ksearch.query.words.quantities import in_a_row, is_strict, other_numeral, terms_alike

#: Weight of other spellings of a number, of which an article may have several.
SPELT_WEIGHT = 0.3


def leaves_spelt_otherwise(
    lexicon: Lexicon, text: str, fields: int, *, in_rows: bool
) -> Iterator[Leaf]:
    """Yield the leaves of other spellings of a number (see `quantities`).

    ``in_rows``: also of those with spaces in them, each of which takes a millisecond: too long for
    a pasted text with hundreds of numbers.
    """
    if is_strict(text):
        for term in map(lexicon.find_term, terms_alike(text)):
            if term >= 0:
                yield TermLeaf(term, fields)
        for key in in_a_row(text) if in_rows else ():
            yield RunLeaf(key, fields)
    yield from _in_other_numerals(lexicon, text, fields)


def _in_other_numerals(lexicon: Lexicon, text: str, fields: int) -> Iterator[Leaf]:
    """Yield the leaves of 제Ⅳ장 for 제4장, and of 제4장 for 제Ⅳ장."""
    spelling = other_numeral(text)
    if spelling is None:
        return
    eojeols = lexicon.with_prefix(spelling)
    rests = [key_of(spelt)[len(spelling) :] for spelt in lexicon.texts(eojeols)]
    held = [not rest or rest in PARTICLES for rest in rests]
    if any(held):
        yield EojeolsLeaf(eojeols[held], fields)
    yield RunLeaf(spelling, fields)
