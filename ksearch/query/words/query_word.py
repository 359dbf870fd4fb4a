"""A word of the query as it was understood, and what finds it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ksearch.korean.grammar.particles import bare_forms
from ksearch.korean.normalise import fold
from ksearch.korean.terms import key_of
from ksearch.plan import Leaf, TermLeaf, Word
from ksearch.query.words.reading import NumberedTerm


class QueryWord(Word):
    """A word of the query with how well it was understood.

    Attributes:
        certain: false if neither the lexicon nor the base lexicon has the word, so that its
            readings are guesses: it may have been mistyped.
        spaced: it was read as several words without the space between them, which may be a
        coincidence.
        stem: its noun without a particle; the word as typed if it is not a noun with a particle.
    """

    certain: bool = True
    spaced: bool = False
    stem: str = ""

    @cached_property
    def folded(self) -> str:
        """The stem, folded."""
        return fold(self.stem)

    @cached_property
    def key(self) -> str:
        """The key of the stem."""
        return key_of(self.stem)

    @cached_property
    def other_nouns(self) -> tuple[str, ...]:
        """Further folded forms without a particle, beside the stem.

        For a word that no lexicon has, any beginning of it may be the noun.
        """
        return () if self.spellings else tuple(map(fold, bare_forms(self.text)))


def term_leaves(rows: Sequence[NumberedTerm], fields: int) -> tuple[Leaf, ...]:
    """Return the terms of a reading as leaves, each once."""
    return tuple(dict.fromkeys(TermLeaf(row[0], fields) for row in rows))


def with_reading(word: Word, reading: tuple[Leaf, ...], weight: float) -> Word:
    """Return a word that a further reading finds, whose new leaves count ``weight`` in ranking."""
    if reading in word.readings:
        return word
    scored = word.scored
    if weight:
        known = {leaf for leaf, _ in scored}
        scored += tuple((leaf, weight) for leaf in reading if leaf not in known)
    return word.changed(readings=(*word.readings, reading), scored=scored)
