"""Words of which only the initials were typed (초성): ㅋㅅㅍ → 코스피."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ksearch.arrays.types import Ids
from ksearch.korean.letters import jamo
from ksearch.korean.letters.jamo_arrays import initials_of_units
from ksearch.plan import EojeolsLeaf, Leaf
from ksearch.query.suggesting.vocabulary import SpellingTable, Vocabulary

#: Least consonants; too many words have one initial in common.
SHORTEST = 2
#: The most frequent terms with the initials that are also found with particles and endings.
_TERMS = 16


def may_be_initials(typed: str) -> bool:
    """Return whether a word is typed as its initials: two consonants or more, and nothing else."""
    return jamo.is_initials(typed) and len(jamo.initials(typed)) >= SHORTEST


def words_with_initials(typed: str, spellings: SpellingTable) -> Ids:
    """Return the numbers of the spellings that have these initials (int64)."""
    return words_beginning_with_initials(typed, len(jamo.initials(typed)), spellings)


def words_beginning_with_initials(typed: str, length: int, spellings: SpellingTable) -> Ids:
    """Return the numbers (int64) of the spellings of a length that begin with these initials."""
    letters = jamo.initials(typed)
    columns = spellings.columns(length)
    fitting = np.arange(len(columns.numbers))
    for column, letter in zip(columns.units, letters, strict=False):
        fitting = fitting[initials_of_units(column[fitting]) == ord(letter)]
    return columns.numbers[fitting]


def words_side_by_side(typed: str, vocabulary: Vocabulary, most: int) -> Iterator[tuple[str, int]]:
    """Yield pairs of neighbouring words in the articles with the initials that were typed:
    ㅎㅇㅌㅌ.

    Args:
        typed: the initials.
        vocabulary: of the articles.
        most: the most pairs for each way to divide the initials.

    Yields:
        The two words with a space between them, and the number of occurrences.
    """
    letters = jamo.initials(typed)
    for cut in range(SHORTEST, len(letters) - SHORTEST + 1):
        firsts, seconds = (
            WordsOfInitials(half, vocabulary).eojeols for half in (letters[:cut], letters[cut:])
        )
        for first, second, count in vocabulary.frequencies.pairs(firsts, seconds, most):
            words = vocabulary.lexicon.texts(np.array([first, second], np.int64))
            yield " ".join(words), count


class WordsOfInitials:
    """All words of the articles that have the same initials."""

    def __init__(self, typed: str, vocabulary: Vocabulary) -> None:
        self._typed = typed
        self._vocabulary = vocabulary

    @cached_property
    def terms(self) -> list[int]:
        """The most frequent terms with the initials."""
        weighed: list[tuple[float, int]] = []
        for table in self._vocabulary.terms:
            numbers = words_with_initials(self._typed, table)
            terms = table.identify(numbers)
            weighed.extend(zip(table.weigh(numbers).tolist(), terms.tolist(), strict=True))
        weighed.sort(reverse=True)
        return [term for weight, term in weighed[:_TERMS] if weight > 0]

    @cached_property
    def eojeols(self) -> Ids:
        """The eojeols with the initials that occur in an article (int64, ascending)."""
        found = [
            table.identify(words_with_initials(self._typed, table))
            for table in self._vocabulary.eojeols
        ]
        eojeols = np.unique(np.concatenate(found or [np.zeros(0, np.int64)]))
        return eojeols[self._vocabulary.frequencies.eojeols[eojeols] > 0]

    def readings(self, fields: int) -> list[tuple[Leaf, ...]]:
        """Return the readings that match every article with one of the eojeols.

        Args:
            fields: the text fields (bits) to search.
        """
        if not len(self.eojeols):
            return []
        return [(EojeolsLeaf(self.eojeols, fields),)]
