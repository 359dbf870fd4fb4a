"""Words one or two typos away from what was typed.

A slip changes one or two neighbouring syllables and leaves the others alone, so that distances are
computed only for words that agree with the typed one in most syllables: a few hundred of half a
million, found by comparing columns of code units.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Ids, Mask, Units
from ksearch.korean.letters import jamo
from ksearch.korean.letters.edit_distance import EDIT, EditCosts, nearest
from ksearch.korean.letters.jamo_arrays import initials_of_units, letter_codes, stroke_counts
from ksearch.query.suggesting.vocabulary import SpellingColumns, SpellingTable

#: Costs of slips: easy ones count a little less. Among words at the same distance, the more
#: frequent one is preferred.
COSTS = EditCosts(exchange=3, repeat=3, shift=3, sound=3, neighbour=3)
#: Least strokes of a word for which two slips are allowed; shorter ones have too many neighbours.
_STROKES_FOR_TWO = 7
_ONE_SLIP, _TWO_SLIPS = 1.0, 2.0
#: Least syllables of a word of which two may be changed.
_MIN_SYLLABLES_TWO_CHANGED = 4
#: Most letters that may differ then: two slips, and a final that moved to the next syllable.
_MAX_LETTERS_CHANGED = 3
#: Longest word that is corrected, in code units.
_MAX_UNITS = 60


class NearSpellings(NamedTuple):
    """Spellings at a small distance from what was typed.

    Attributes:
        numbers: int64, their numbers in the table of spellings.
        distances: float32, in slips.
    """

    numbers: Ids
    distances: npt.NDArray[np.float32]


def slips(typed: str, spellings: SpellingTable) -> NearSpellings:
    """Return the spellings that are one or two slips away from what was typed (folded)."""
    units = np.frombuffer(typed.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(units) > _MAX_UNITS:
        return NearSpellings(np.zeros(0, np.int64), np.zeros(0, np.float32))
    size, strokes = len(units), len(letter_codes(typed))
    limit = _TWO_SLIPS if strokes >= _STROKES_FOR_TWO else _ONE_SLIP
    same = spellings.columns(size)
    changed = size - _agreeing(same.units, units)
    numbers = np.concatenate(
        [
            same.numbers[_near(same, units, changed)],
            _one_more(spellings.columns(size + 1), units),
            _one_less(spellings.columns(size - 1), units),
        ]
    )
    # A slip changes the number of strokes by one at most.
    most = int(limit * EDIT) // COSTS.cheapest
    numbers = numbers[np.abs(_strokes(spellings, numbers) - strokes) <= most]
    near, distances = nearest(typed, spellings.strokes(numbers), limit, COSTS)
    found = dict(zip(numbers[near].tolist(), distances.tolist(), strict=True))
    single = np.flatnonzero(changed == 1)
    single = single[_one_letter(same.units[:, single], units)]
    for number in same.numbers[single].tolist():
        found[number] = min(found.get(number, _ONE_SLIP), _ONE_SLIP)
    return NearSpellings(
        np.fromiter(found, np.int64, len(found)),
        np.fromiter(found.values(), np.float32, len(found)),
    )


def _agreeing(columns: Units, units: Units) -> npt.NDArray[np.int8]:
    """Count the places in which each spelling agrees with the units."""
    agreeing = np.zeros(columns.shape[1], np.int8)
    for column, unit in zip(columns, units, strict=True):
        agreeing += column == unit
    return agreeing


def _near(same: SpellingColumns, units: Units, changed: npt.NDArray[np.int8]) -> Mask:
    """Return the spellings of the same length whose distance is to be computed."""
    near = changed <= 1
    if len(units) >= _MIN_SYLLABLES_TWO_CHANGED:
        two = np.flatnonzero(changed == 2)
        near[two[_letters_changed(same.units[:, two], units) <= _MAX_LETTERS_CHANGED]] = True
    if 1 < len(units) < _MIN_SYLLABLES_TWO_CHANGED:
        initial = initials_of_units(units[:1])[0]
        near |= (changed == 2) & (initials_of_units(same.units[0]) == initial)
    return near


def _letters_changed(columns: Units, units: Units) -> npt.NDArray[np.int8]:
    """Count the letters (initial, vowel, final) in which spellings differ; a sign counts as one."""
    changed = np.zeros(columns.shape[1], np.int8)
    for column, unit in zip(columns, units, strict=True):
        here = np.flatnonzero(column != unit)
        there = column[here].astype(np.int64) - jamo.SYLLABLE_FIRST
        typed = int(unit) - jamo.SYLLABLE_FIRST
        if not 0 <= typed <= jamo.SYLLABLE_LAST - jamo.SYLLABLE_FIRST:
            changed[here] += 1
            continue
        letters = (there % jamo.FINAL_COUNT != typed % jamo.FINAL_COUNT).astype(np.int8)
        there, typed = there // jamo.FINAL_COUNT, typed // jamo.FINAL_COUNT
        letters += there % jamo.VOWEL_COUNT != typed % jamo.VOWEL_COUNT
        letters += there // jamo.VOWEL_COUNT != typed // jamo.VOWEL_COUNT
        changed[here] += letters
    return changed


def _strokes(spellings: SpellingTable, numbers: Ids) -> Ids:
    """Return how many strokes some spellings take (int64)."""
    units, lengths = spellings.table.gather(numbers)
    ends = np.cumsum(lengths)
    sums = np.concatenate(([0], np.cumsum(stroke_counts()[units], dtype=np.int64)))
    strokes: Ids = sums[ends] - sums[ends - lengths]
    return strokes


def _one_more(longer: SpellingColumns, units: Units) -> Ids:
    """Return the spellings that are longer by one, with one other change at most."""
    agreeing = np.zeros(len(longer.numbers), np.int8)
    for place, unit in enumerate(units):
        agreeing += (longer.units[place] == unit) | (longer.units[place + 1] == unit)
    return longer.numbers[agreeing >= max(len(units) - 1, 1)]


def _one_less(shorter: SpellingColumns, units: Units) -> Ids:
    """Return the spellings that are shorter by one, with one other change at most."""
    agreeing = np.zeros(len(shorter.numbers), np.int8)
    for place, column in enumerate(shorter.units):
        agreeing += (column == units[place]) | (column == units[place + 1])
    return shorter.numbers[agreeing >= max(len(units) - 2, 1)]


def _one_letter(columns: Units, units: Units) -> Mask:
    """Return which spellings with one changed place differ in one letter there.

    ㄱ for ㄼ, or ㅏ for ㅘ, is one letter, though it is more than one stroke.
    """
    changed = columns != units[:, None]
    there = columns[changed.argmax(axis=0), np.arange(columns.shape[1])].astype(np.int64)
    typed = units[changed.argmax(axis=0)].astype(np.int64)
    both = _syllables(there) & _syllables(typed)
    there, typed = there - jamo.SYLLABLE_FIRST, typed - jamo.SYLLABLE_FIRST
    final = there % jamo.FINAL_COUNT != typed % jamo.FINAL_COUNT
    there, typed = there // jamo.FINAL_COUNT, typed // jamo.FINAL_COUNT
    vowel = there % jamo.VOWEL_COUNT != typed % jamo.VOWEL_COUNT
    initial = there // jamo.VOWEL_COUNT != typed // jamo.VOWEL_COUNT
    letters = final.astype(np.int8) + vowel + initial
    one: Mask = both & (letters == 1)
    return one


def _syllables(units: Ids) -> Mask:
    return (units >= jamo.SYLLABLE_FIRST) & (units <= jamo.SYLLABLE_LAST)
