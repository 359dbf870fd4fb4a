"""The characters where eojeols of articles begin and end; text is assembled on demand."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Ids
from ksearch.lexicon.lexicon import Lexicon

_decode = codecs.utf_16_le_decode
_ALTERNATING = np.tile(np.array([False, True]), 2048)


class TextParts(NamedTuple):
    """The eojeols of some articles of a segment, and their separators.

    An article has one separator more than eojeols. Articles are end to end in every array.

    Attributes:
        eojeols: int64, their numbers.
        fields: int64 (articles, 3): the lengths of title, lead and body in eojeols.
        marked: bool by separator: whether it is other than one space.
        units: uint16, the code units of the marked separators.
        unit_lengths, lengths: int64 by marked separator: its code units, and its characters.
    """

    eojeols: Ids
    fields: Ids
    marked: npt.NDArray[np.bool_]
    units: npt.NDArray[np.uint16]
    unit_lengths: Ids
    lengths: Ids


class TextLayout:
    """The texts of some articles, end to end: title, lead and body with a `FIELD_BREAK` between.

    A *slot* is a separator and the eojeol behind it; the last one of an article has no eojeol.

    Args:
        lexicon: of the snapshot.
        pieces: of one segment or several; articles keep their order.

    Attributes:
        lexicon: as given.
        eojeols: int64, the numbers of all eojeols.
        starts, ends: int64, their characters.
        firsts: int64 (articles + 1): the index of each article's first eojeol.
        begins: int64 (articles + 1): the character where each article's text begins.
        slots: int64 (articles, 4): the slots where each article's title, lead and body begin, and
            its last one.
    """

    def __init__(self, lexicon: Lexicon, pieces: Sequence[TextParts]) -> None:
        self.lexicon = lexicon
        joined = TextParts(*map(np.concatenate, zip(*pieces, strict=True)))
        self.eojeols = joined.eojeols
        articles = len(joined.fields)
        self.slots = np.zeros((articles, 4), np.int64)
        joined.fields.cumsum(axis=1, out=self.slots[:, 1:])
        self.firsts = _sums(self.slots[:, 3])
        self.slots += (self.firsts[:-1] + np.arange(articles))[:, None]
        last = self.slots[:, 3]
        self._separator_widths, self._separators = _separators(joined)
        widths = np.ones(len(joined.marked), np.int64)
        widths[joined.marked] = joined.lengths
        followed = np.ones(len(widths), np.bool_)
        followed[last] = False
        lengths = lexicon.lengths(self.eojeols)
        widths[followed] += lengths
        ends = widths.cumsum()
        self.ends = ends[followed]
        self.starts = self.ends - lengths
        self.begins = np.concatenate(([0], ends[last]))
        self._slot_begins = ends - widths

    def slots_around(self, first: Ids, last: Ids) -> tuple[Ids, Ids]:
        """Return the first and last slots that cover characters ``[first, last)`` (int64 each)."""
        begins = self._slot_begins
        return begins.searchsorted(first, side="right") - 1, begins.searchsorted(last)

    def slot_begins(self, slots: Ids) -> Ids:
        """Return the characters where some slots begin (int64)."""
        return self._slot_begins[slots]

    def texts(self, rows: Ids, first: Ids, last: Ids) -> list[str]:
        """Assemble stretches of text, all at once.

        Args:
            rows: int64, the article of each stretch.
            first: int64, the slot that each begins with.
            last: int64, the slot with whose separator it ends.
        """
        bounds = list(zip(first.tolist(), (last + 1).tolist(), strict=True))
        of_rows = zip(rows.tolist(), bounds, strict=True)
        eojeols = [self.eojeols[begin - row : end - 1 - row] for row, (begin, end) in of_rows]
        letters, counts = self.lexicon.gather(np.concatenate(eojeols))
        # By slot: the widths of the separator and of the eojeol.
        separators = [self._separator_widths[begin:end] for begin, end in bounds]
        widths = np.zeros((sum(map(len, separators)), 2), np.int64)
        np.concatenate(separators, out=widths[:, 0])
        lasts = (last - first + 1).cumsum() - 1
        followed = np.ones(len(widths), np.bool_)
        followed[lasts] = False
        widths[followed, 1] = counts
        is_letter = _ALTERNATING[: 2 * len(widths)]
        if len(is_letter) < 2 * len(widths):
            is_letter = np.tile(_ALTERNATING[:2], len(widths))
        is_letter = is_letter.repeat(widths.reshape(-1))
        joined_units = np.empty(len(is_letter), np.uint16)
        joined_units[is_letter] = letters
        starts = self._separator_starts
        units = [self._separators[starts[begin] : starts[end]] for begin, end in bounds]
        joined_units[~is_letter] = np.concatenate(units)
        ends = (widths[:, 0] + widths[:, 1]).cumsum()[lasts].tolist()
        return _cut(joined_units.tobytes(), [0, *ends])

    def whole_texts(self) -> list[str]:
        """Return the articles' texts."""
        return self.texts(np.arange(len(self.slots)), self.slots[:, 0], self.slots[:, 3])

    @cached_property
    def _separator_starts(self) -> Ids:
        return _sums(self._separator_widths)


def _separators(pieces: TextParts) -> tuple[Ids, npt.NDArray[np.uint16]]:
    """Return the length of each separator in code units, and their code units end to end."""
    widths = np.ones(len(pieces.marked), np.int64)
    widths[pieces.marked] = pieces.unit_lengths
    is_marked = pieces.marked.repeat(widths)
    units = np.full(len(is_marked), ord(" "), np.uint16)
    units[is_marked] = pieces.units
    return widths, units


def _sums(values: npt.NDArray[Any]) -> Ids:
    """Return the prefix sums of the values, from 0 to the total (int64)."""
    sums = np.zeros(len(values) + 1, np.int64)
    values.cumsum(out=sums[1:])
    return sums


def _cut(units: bytes, bounds: Sequence[int]) -> list[str]:
    """Decode code units and cut them at some places."""
    whole = _decode(units, "surrogatepass")[0]
    if 2 * len(whole) == len(units):
        return [whole[start:end] for start, end in pairwise(bounds)]
    # Some characters take two code units.
    return [
        _decode(units[2 * start : 2 * end], "surrogatepass")[0] for start, end in pairwise(bounds)
    ]
