"""Words of which only the initials were typed (초성): ㅋㅅㅍ → 코스피."""

from __future__ import annotations

import numpy as np

from ksearch.korean import jamo
from ksearch.korean.jamo_arrays import initials_of_units
from ksearch.korean.string_table import Ids
from ksearch.query.suggesting.vocabulary import Spellings

#: One consonant alone stands for too many words.
SHORTEST = 2


def is_initials(typed: str) -> bool:
    """Tell whether a word is typed as its initials: two consonants or more, and nothing else."""
    return jamo.is_initials(typed) and len(jamo.initials(typed)) >= SHORTEST


def words_with_initials(typed: str, spellings: Spellings) -> Ids:
    """Return the numbers of the spellings that have these initials (int64)."""
    wanted = np.array([ord(letter) for letter in jamo.initials(typed)], np.uint16)
    columns = spellings.columns(len(wanted))
    fitting = np.arange(len(columns.numbers))
    for column, letter in zip(columns.units, wanted, strict=True):
        fitting = fitting[initials_of_units(column[fitting]) == letter]
    return columns.numbers[fitting]
