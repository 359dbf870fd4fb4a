"""Hangul letters of many words at once: strokes and initials as numpy arrays.

A word list is kept as two arrays (`JamoWords`): the stroke codes of all words end to end, and where
each word starts. Codes are one byte: see `letter_codes`. What a stroke is, is said in
`ksearch.korean.letters.jamo`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from ksearch.korean.letters import jamo

#: Codes: 0 is padding, ASCII is itself, stroke U+3131 + n is 0x80 + n, others in 0xC0..0xFF.
PADDING = 0
FIRST_STROKE_CODE = 0x80
_FIRST_STROKE = 0x3131
_LAST_STROKE = 0x3163
_FIRST_OTHER_CODE = 0xC0
_OTHER_CODES = 0x40
_CODE_UNITS = 0x10000
_STROKES_PER_SYLLABLE = 5


def letter_codes(text: str) -> NDArray[np.uint8]:
    """Return the strokes of a text as codes, shape (number of strokes,).

    Strokes and ASCII have a code of their own. All other characters (hanja, kana, …) share 64
    codes, so that two different ones may come out alike: enough for distances, which a collision
    makes too small at worst, not for decoding.
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    return encode_units(units, np.array([0, len(units)], dtype=np.int64)).codes


@dataclass(frozen=True, eq=False)
class JamoWords:
    """The strokes of many words, ``codes[starts[i]:starts[i + 1]]`` being those of word i.

    Attributes:
        codes: uint8, shape (number of strokes in all words,); see `letter_codes`.
        starts: int64, shape (number of words + 1,).
    """

    codes: NDArray[np.uint8]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def word(self, number: int) -> bytes:
        """Return the codes of one word."""
        return self.codes[self.starts[number] : self.starts[number + 1]].tobytes()

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """The number of strokes of each word."""
        return np.diff(self.starts)

    @cached_property
    def signatures(self) -> NDArray[np.uint64]:
        """For each word the set of its strokes, as 64 bits of which code c has bit c % 64.

        Made once, on first use; an edit adds at most one bit and removes at most one.
        """
        signatures = np.zeros(len(self), dtype=np.uint64)
        filled = np.flatnonzero(self.lengths)
        if len(filled):
            bits = np.left_shift(np.uint64(1), (self.codes & 63).astype(np.uint64))
            signatures[filled] = np.bitwise_or.reduceat(bits, self.starts[:-1][filled])
        return signatures

    def padded(self, numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Return the words of the given numbers as columns, shape (longest of them, how many).

        Below the end of a word is `PADDING`.
        """
        lengths = self.lengths[numbers]
        rows = np.arange(int(lengths.max(initial=0)), dtype=np.int64)[:, None]
        places = self.starts[:-1][numbers][None, :] + rows
        inside = rows < lengths[None, :]
        taken = self.codes.take(places, mode="clip") if len(self.codes) else np.empty_like(inside)
        return np.where(inside, taken, np.uint8(PADDING)).astype(np.uint8, copy=False)

    def take(self, numbers: NDArray[np.int64]) -> JamoWords:
        """Return the words of the given numbers as a list of their own, in that order."""
        lengths = self.lengths[numbers]
        starts = np.zeros(len(numbers) + 1, dtype=np.int64)
        np.cumsum(lengths, out=starts[1:])
        shift = np.repeat(self.starts[:-1][numbers] - starts[:-1], lengths)
        return JamoWords(self.codes[shift + np.arange(starts[-1])], starts)


def encode_units(units: NDArray[np.uint16], starts: NDArray[np.int64]) -> JamoWords:
    """Return the strokes of words given as UTF-16 code units.

    Args:
        units: uint16, shape (number of code units,); the words end to end.
        starts: int64, shape (number of words + 1,); where each word starts in ``units``.
    """
    table, counts = _stroke_tables()
    ends = np.zeros(len(units) + 1, dtype=np.int64)
    np.cumsum(counts[units], out=ends[1:])
    spread = table[units]
    return JamoWords(spread[spread != PADDING], ends[starts])


def initials_of_units(units: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return UTF-16 code units with each syllable replaced by its initial (a compatibility jamo).

    Shape and places stay the same; what is not a syllable stays as it is, so a compound consonant
    is not split as `ksearch.korean.letters.jamo.initials` does.
    """
    return _initial_table()[units]


@cache
def _initial_table() -> NDArray[np.uint16]:
    table = np.arange(_CODE_UNITS, dtype=np.uint16)
    letters = np.array([ord(letter) for letter in jamo.INITIALS], dtype=np.uint16)
    table[jamo.SYLLABLE_FIRST : jamo.SYLLABLE_LAST + 1] = np.repeat(
        letters, jamo.SYLLABLES_PER_INITIAL
    )
    return table


def stroke_counts() -> NDArray[np.uint8]:
    """Return how many strokes each UTF-16 code unit takes (uint8, 65,536)."""
    return _stroke_tables()[1]


@cache
def _stroke_tables() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return, for every code unit, its stroke codes (padded, 65536 × 5) and how many there are."""
    table = np.zeros((_CODE_UNITS, _STROKES_PER_SYLLABLE), dtype=np.uint8)
    everything = np.arange(_CODE_UNITS)
    table[:, 0] = _FIRST_OTHER_CODE + everything % _OTHER_CODES
    table[1:0x80, 0] = everything[1:0x80]
    for letter in range(_FIRST_STROKE, _LAST_STROKE + 1):
        strokes = jamo.to_jamo(chr(letter))
        table[letter, : len(strokes)] = _codes_of_strokes(strokes)
    table[jamo.SYLLABLE_FIRST : jamo.SYLLABLE_LAST + 1] = _syllable_strokes()
    return table, np.count_nonzero(table, axis=1).astype(np.uint8)


def _syllable_strokes() -> NDArray[np.uint8]:
    number = np.arange(jamo.SYLLABLE_LAST - jamo.SYLLABLE_FIRST + 1)
    columns = (
        _letter_codes(jamo.INITIALS)[:, :1][number // jamo.SYLLABLES_PER_INITIAL],
        _letter_codes(jamo.VOWELS)[number // jamo.FINAL_COUNT % jamo.VOWEL_COUNT],
        _letter_codes(jamo.FINALS)[number % jamo.FINAL_COUNT],
    )
    # The gaps need not be at the end: padding is dropped wherever it occurs.
    return np.concatenate(columns, axis=1)


def _letter_codes(letters: Sequence[str]) -> NDArray[np.uint8]:
    codes = np.zeros((len(letters), 2), dtype=np.uint8)
    for row, letter in enumerate(letters):
        strokes = jamo.to_jamo(letter)
        codes[row, : len(strokes)] = _codes_of_strokes(strokes)
    return codes


def _codes_of_strokes(strokes: str) -> list[int]:
    return [ord(stroke) - _FIRST_STROKE + FIRST_STROKE_CODE for stroke in strokes]
