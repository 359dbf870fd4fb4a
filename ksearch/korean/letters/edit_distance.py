"""Edit distance in keystrokes: Damerau–Levenshtein distance of many words at once.

The distance is the restricted one (optimal string alignment; Damerau 1964, Boytsov 2011): a stroke
inserted, left out or replaced, or two neighbours exchanged, no stroke edited twice. What an edit
costs is said by `EditCosts`: `EQUAL_COSTS` counts edits, `TYPING` knows which slips are easy to
make.

For one query the work goes in three steps, each over all words that are left: length and set of
strokes (no word is touched), then the table of the dynamic program, a band of it only, row after
row, with the words dropped that can no longer come within the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ksearch.korean.letters.jamo_arrays import JamoWords, letter_codes

#: Costs are counted in quarters of an edit, as integers.
EDIT = 4
_FAR = 8_000
_COMPACT_BELOW = 0.7

_SHIFT_PAIRS = ("ㄱㄲ", "ㄷㄸ", "ㅂㅃ", "ㅅㅆ", "ㅈㅉ", "ㅐㅒ", "ㅔㅖ")
_SOUND_ALIKE_PAIRS = ("ㅐㅔ", "ㅒㅖ")
_KEY_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")


@dataclass(frozen=True)
class EditCosts:
    """Cost of each kind of edit, in quarters of an edit (1 … `EDIT`).

    Attributes:
        exchange: two neighbouring strokes in the wrong order.
        repeat: one stroke too many or too few of two alike (ㅋㅋ for ㅋ).
        shift: Shift forgotten or held too long (ㄱ for ㄲ).
        sound: vowels that sound alike today (ㅐ for ㅔ).
        neighbour: the key beside the right one.
    """

    exchange: int = EDIT
    repeat: int = EDIT
    shift: int = EDIT
    sound: int = EDIT
    neighbour: int = EDIT

    @cached_property
    def replace(self) -> NDArray[np.int16]:
        """The cost of one stroke for another, shape (256, 256), symmetric, 0 on the diagonal."""
        table = np.full((256, 256), EDIT, dtype=np.int16)
        beside = tuple(a + b for row in _KEY_ROWS for a, b in pairwise(row))
        for pairs, cost in (
            (beside, self.neighbour),
            (_SOUND_ALIKE_PAIRS, self.sound),
            (_SHIFT_PAIRS, self.shift),
        ):
            for pair in pairs:
                one, other = letter_codes(pair).tolist()
                table[one, other] = table[other, one] = cost
        np.fill_diagonal(table, 0)
        return table

    @property
    def cheapest(self) -> int:
        """The least that any edit costs."""
        return min(EDIT, self.exchange, self.repeat, self.shift, self.sound, self.neighbour)


#: Every edit counts one.
EQUAL_COSTS = EditCosts()
#: Easy slips count less than others.
TYPING = EditCosts(exchange=3, repeat=2, shift=2, sound=2, neighbour=3)


def nearest(
    query: str, words: JamoWords, limit: float = 1.0, costs: EditCosts = TYPING
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the words within a distance of the query, nearest first.

    Args:
        query: the word as typed.
        words: where to look; its `JamoWords.signatures` are made on first use.
        limit: the greatest distance, in edits.
        costs: what edits cost.

    Returns:
        The words' numbers (int64) and their distances in edits (float32), by distance, then number.
    """
    strokes = letter_codes(query)
    numbers = _possible(strokes, words, int(limit * EDIT) // costs.cheapest)
    found = distances(query, words.take(numbers), limit, costs)
    within = found <= limit
    numbers, found = numbers[within], found[within]
    order = np.argsort(found, kind="stable")
    return numbers[order], found[order]


def _possible(strokes: NDArray[np.uint8], words: JamoWords, edits: int) -> NDArray[np.int64]:
    """Return the words that may be within ``edits`` edits, by length and set of strokes."""
    numbers = np.flatnonzero(np.abs(words.lengths - len(strokes)) <= edits)
    wanted = np.uint64(0)
    for code in strokes.tolist():
        wanted |= np.uint64(1 << (code & 63))
    there = words.signatures[numbers]
    possible = np.bitwise_count(there & ~wanted) <= edits
    possible &= np.bitwise_count(wanted & ~there) <= edits
    possible_numbers: NDArray[np.int64] = numbers[possible]
    return possible_numbers


def distances(
    query: str,
    words: JamoWords,
    limit: float = 2.0,
    costs: EditCosts = EQUAL_COSTS,
    *,
    prefix: bool = False,
) -> NDArray[np.float32]:
    """Return the distance of each word from the query, or infinity where it is over the limit.

    Args:
        query: the word as typed.
        words: the words to compare it with.
        limit: the greatest distance of interest, in edits; a low one is fast.
        costs: what edits cost.
        prefix: measure to the beginning of the word that is nearest, for words typed half.

    Returns:
        float32, shape (number of words,).
    """
    found = np.full(len(words), np.inf, dtype=np.float32)
    strokes = letter_codes(query)
    bound = int(limit * EDIT)
    width = bound // min(EDIT, costs.repeat)
    if not len(words) or bound < 0:
        return found
    near = words.lengths >= len(strokes) - width
    if not prefix:
        near &= words.lengths <= len(strokes) + width
    numbers = np.flatnonzero(near)
    table = _Band(strokes, words, numbers, width, bound, costs, prefix)
    numbers, quarters = table.run()
    found[numbers] = np.where(quarters <= bound, quarters / np.float32(EDIT), np.inf)
    return found


class _Band:
    """The dynamic program: a row per query stroke, of cells at most ``width`` off the diagonal.

    Cell d of row i compares the query's first i strokes with a word's first i + d - width. Arrays
    are (cells of the band, words), so that every step works on all words at once.
    """

    def __init__(
        self,
        strokes: NDArray[np.uint8],
        words: JamoWords,
        numbers: NDArray[np.int64],
        width: int,
        bound: int,
        costs: EditCosts,
        prefix: bool,
    ) -> None:
        self.strokes, self.width, self.bound = strokes, width, bound
        self.costs, self.prefix = costs, prefix
        self.numbers = numbers
        self.lengths = words.lengths[numbers]
        self.letters = self._framed(words.padded(numbers))
        self.step = self._insertion_costs()

    def _framed(self, letters: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the words with room for the band above and below: stroke j at j + width + 1."""
        rows = len(self.strokes) + 2 * self.width + 2
        framed = np.zeros((rows, letters.shape[1]), dtype=np.uint8)
        kept = letters[: rows - self.width - 1]
        framed[self.width + 1 : self.width + 1 + len(kept)] = kept
        return framed

    def _insertion_costs(self) -> NDArray[np.int16]:
        cost = np.full(self.letters.shape, EDIT, dtype=np.int16)
        cost[1:][self.letters[1:] == self.letters[:-1]] = self.costs.repeat
        return cost

    def run(self) -> tuple[NDArray[np.int64], NDArray[np.int16]]:
        """Return the words that stayed within the bound to the end, and their costs."""
        row, before = self._first_row(), None
        for number in range(1, len(self.strokes) + 1):
            row, before = self._next_row(number, row, before), row
            row, before = self._drop_far(row, before)
            if not len(self.numbers):
                break
        return self.numbers, self._last_cells(row)

    def _first_row(self) -> NDArray[np.int16]:
        row = np.full((2 * self.width + 1, len(self.numbers)), _FAR, dtype=np.int16)
        row[self.width] = 0
        for cell in range(self.width + 1, 2 * self.width + 1):
            row[cell] = row[cell - 1] + self.step[cell]
        return row

    def _next_row(
        self, number: int, above: NDArray[np.int16], before: NDArray[np.int16] | None
    ) -> NDArray[np.int16]:
        stroke = self.strokes[number - 1]
        cells = 2 * self.width + 1
        letters = self.letters[number : number + cells]
        row: NDArray[np.int16] = above + self.costs.replace[stroke][letters]
        again = number > 1 and stroke == self.strokes[number - 2]
        np.minimum(row[:-1], above[1:] + (self.costs.repeat if again else EDIT), out=row[:-1])
        if before is not None:
            earlier = self.letters[number - 1 : number - 1 + cells]
            exchanged = (earlier == stroke) & (letters == self.strokes[number - 2])
            swap = np.where(exchanged, before + self.costs.exchange, _FAR)
            np.minimum(row, swap.astype(np.int16, copy=False), out=row)
        self._clear_before_start(number, above, row, again)
        for cell in range(1, cells):
            np.minimum(row[cell], row[cell - 1] + self.step[number + cell], out=row[cell])
        np.minimum(row, _FAR, out=row)
        return row

    def _clear_before_start(
        self, number: int, above: NDArray[np.int16], row: NDArray[np.int16], again: bool
    ) -> None:
        """Set the cells that lie before a word's first stroke: none of them, or all left out."""
        start = self.width - number
        if start >= 0:
            row[:start] = _FAR
            row[start] = above[start + 1] + (self.costs.repeat if again else EDIT)

    def _drop_far(
        self, row: NDArray[np.int16], before: NDArray[np.int16]
    ) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        alive = row.min(axis=0) <= self.bound
        alive |= before.min(axis=0) + self.costs.exchange <= self.bound
        if np.count_nonzero(alive) > _COMPACT_BELOW * len(alive):
            return row, before
        self.numbers, self.lengths = self.numbers[alive], self.lengths[alive]
        self.letters, self.step = self.letters[:, alive], self.step[:, alive]
        return row[:, alive], before[:, alive]

    def _last_cells(self, row: NDArray[np.int16]) -> NDArray[np.int16]:
        if not len(self.numbers):
            return np.empty(0, dtype=np.int16)
        if self.prefix:
            # Cells past a word's end only compare with padding, which is never cheaper.
            least: NDArray[np.int16] = row.min(axis=0)
            return least
        cells = self.lengths - len(self.strokes) + self.width
        return row[cells, np.arange(len(cells))]
