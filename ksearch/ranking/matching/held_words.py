"""The words of a query that an article holds, and those that its title holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ksearch.plan import EojeolsLeaf, TermLeaf, Word
from ksearch.ranking.matching.evaluator import Evaluator


class Held(NamedTuple):
    """Indices of the query's words that an article has, and of those that its title has."""

    anywhere: frozenset[int]
    title: frozenset[int]

    def all_in(self, other: Held) -> bool:
        """Return whether another article has at least the same words, and its title, too."""
        return self.anywhere <= other.anywhere and self.title <= other.title


class HeldWords:
    """Finds the words of one query that single articles have.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
    """

    def __init__(self, evaluator: Evaluator, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._words = words
        self._known: dict[int, Held] = {}

    def of(self, article: int) -> Held:
        """Return which words an article has, given by its number over all segments."""
        held = self._known.get(article)
        if held is None:
            held = self._known[article] = self._held(article)
        return held

    def _held(self, article: int) -> Held:
        number = np.array([article], np.int64)
        several = self._evaluator.several(self._words)
        anywhere = [place for place, word in enumerate(several) if word.holds(number)[0]]
        title = self._title(article)
        lexicon = self._evaluator.snapshot.lexicon
        terms = {term for eojeol in title for term, *_ in lexicon.terms_of(eojeol)}
        named = [place for place in anywhere if _has_reading(self._words[place], title, terms)]
        return Held(frozenset(anywhere), frozenset(named))

    def _title(self, article: int) -> set[int]:
        segment, within = self._evaluator.snapshot.locate(article)
        forward = segment.forward
        begin, end = int(forward.bounds[within]), int(forward.lead_starts[within])
        return set(forward.slice(begin, end).tolist())


def _has_reading(word: Word, eojeols: set[int], terms: set[int]) -> bool:
    """Return whether a text, given by its eojeols and their terms, has one of a word's readings."""
    if not eojeols.isdisjoint(word.spellings):
        return True
    return any(
        bool(reading)
        and all(
            (isinstance(leaf, TermLeaf) and leaf.term in terms)
            or (isinstance(leaf, EojeolsLeaf) and not eojeols.isdisjoint(leaf.eojeols.tolist()))
            for leaf in reading
        )
        for reading in word.readings
    )
