"""All spellings in the articles with their frequencies, grouped by length.

Three kinds of spelling count: eojeols as they stand in the text, folded eojeols where folding
changes them (OpenAI의 → openai의), and terms (the noun 코스피, even if only 코스피는 occurs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Ids, Mask, Units, Weights
from ksearch.korean.grammar.inference import infer
from ksearch.korean.grammar.particles import stems
from ksearch.korean.letters.jamo_arrays import JamoWords, encode_units
from ksearch.korean.terms import hangul_runs, key_of
from ksearch.lexicon.lexicon import NOMINAL, Lexicon, LexiconPart
from ksearch.lexicon.string_table import StringTable
from ksearch.storage.frequencies import Frequencies

#: Share of its frequency that counts for a term that is not an eojeol.
TERM_SHARE = 0.5
#: Least syllables of a term after which a string like a particle is taken for a particle.
_CERTAIN_NOUN = 3
#: Cache size in bytes of words' frequencies.
_CACHE_BYTES = 1 << 20


@dataclass(frozen=True, eq=False, slots=True)
class SpellingColumns:
    """The spellings of one length, as columns.

    Attributes:
        numbers: int64, their numbers in their table.
        units: uint16, shape (length, spellings), their UTF-16 code units.
    """

    numbers: Ids
    units: Units


@dataclass(eq=False)
class SpellingTable:
    """One table of spellings.

    Attributes:
        table: the spellings that are compared.
        text: how the spelling with a number is shown.
        identify: the numbers, in the lexicon, of the eojeols (or terms) that are spelt so.
        weigh: how often spellings (by number) occur in the articles; 0: not any more.
        nominal: bool per spelling: it is a noun, or several.
    """

    table: StringTable
    text: Callable[[int], str]
    identify: Callable[[Ids], Ids]
    weigh: Callable[[Ids], Weights]
    nominal: Callable[[Ids], Mask]
    _columns: dict[int, SpellingColumns] = field(default_factory=dict)

    def columns(self, length: int) -> SpellingColumns:
        """Return the spellings of a length in code units; the array is made on first use."""
        columns = self._columns.get(length)
        if columns is None:
            numbers = np.flatnonzero(self.table.lengths == length)
            starts = self.table.starts[numbers].astype(np.int64)
            units = np.empty((length, len(numbers)), np.uint16)
            for place in range(length):
                units[place] = self.table.chars[starts + place]
            columns = self._columns[length] = SpellingColumns(numbers, units)
        return columns

    def strokes(self, numbers: Ids) -> JamoWords:
        """Return the strokes of some spellings."""
        units, lengths = self.table.gather(numbers)
        starts = np.zeros(len(numbers) + 1, np.int64)
        np.cumsum(lengths, out=starts[1:])
        return encode_units(units, starts)


class Vocabulary:
    """The spellings of one lexicon; safe to share between threads."""

    def __init__(self, lexicon: Lexicon, frequencies: Frequencies) -> None:
        self.lexicon = lexicon
        self.frequencies = frequencies
        self.eojeols: list[SpellingTable] = []
        self.terms: list[SpellingTable] = []
        for part in lexicon.parts:
            self.eojeols.append(self._eojeols(part))
            if len(part.keys):
                self.eojeols.append(self._keys(part))
            self.terms.append(self._terms(part))
        self._frequencies: Cache[float] = Cache(_CACHE_BYTES)
        self._words: Cache[bool] = Cache(_CACHE_BYTES)

    def __iter__(self) -> Iterator[SpellingTable]:
        yield from self.eojeols
        yield from self.terms

    def _eojeols(self, part: LexiconPart) -> SpellingTable:
        def identify(numbers: Ids) -> Ids:
            return part.first_eojeol + numbers

        return self._of_eojeols(part, part.eojeols, part.eojeols.text, identify)

    def _keys(self, part: LexiconPart) -> SpellingTable:
        def identify(numbers: Ids) -> Ids:
            return part.first_eojeol + part.key_owners[numbers].astype(np.int64)

        def text(number: int) -> str:
            return part.eojeols.text(int(part.key_owners[number]))

        return self._of_eojeols(part, part.keys, text, identify)

    def _of_eojeols(
        self,
        part: LexiconPart,
        table: StringTable,
        text: Callable[[int], str],
        identify: Callable[[Ids], Ids],
    ) -> SpellingTable:
        marks = part.arrays["term_counts"]
        frequencies = (
            self.frequencies
        )  # a local: the function below must not refer to the vocabulary that caches it

        def weigh(numbers: Ids) -> Weights:
            return frequencies.of_eojeols(identify(numbers)).astype(np.float64)

        def nominal(numbers: Ids) -> Mask:
            kept: Mask = (marks[identify(numbers) - part.first_eojeol] & NOMINAL) != 0
            return kept

        return SpellingTable(table, text, identify, weigh, nominal)

    def _terms(self, part: LexiconPart) -> SpellingTable:
        frequencies = self.frequencies

        def identify(numbers: Ids) -> Ids:
            return part.first_term + numbers

        def weigh(numbers: Ids) -> Weights:
            return frequencies.terms[identify(numbers)].astype(np.float64) * TERM_SHARE

        def nominal(numbers: Ids) -> Mask:
            return np.ones(len(numbers), np.bool_)

        return SpellingTable(part.terms, part.terms.text, identify, weigh, nominal)

    def frequency(self, word: str) -> float:
        """Return how often a word occurs in the articles, by itself or as a term."""
        return self._frequencies.of(word, lambda: self._frequency(word))

    def _frequency(self, word: str) -> float:
        eojeols = np.array(self.lexicon.find_key(key_of(word)), np.int64)
        count = float(self.frequencies.of_eojeols(eojeols).sum())
        term = self.lexicon.find_term(key_of(word))
        return max(count, TERM_SHARE * float(self.frequencies.terms[term]) if term >= 0 else 0.0)

    def is_word(self, word: str) -> bool:
        """Return whether the lexicon has a word, or it is a noun of the lexicon with a particle."""
        return self._words.of(word, lambda: self._is_word(word))

    def _is_word(self, word: str) -> bool:
        if self.lexicon.find_key(key_of(word)):
            return True
        runs = hangul_runs(word)
        if runs != [key_of(word)]:
            return False
        if infer(runs[0], self.lexicon) is not None:
            return True
        nouns = [stem for stem in stems(runs[0]) if len(stem) >= _CERTAIN_NOUN]
        terms = map(self.lexicon.find_term, nouns)
        return any(term >= 0 and self.frequencies.terms[term] > 0 for term in terms)
