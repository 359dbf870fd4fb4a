"""The letters of some texts, end to end, to find a key in them, spaces aside."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ksearch.arrays import distinct, ranges
from ksearch.arrays.types import Ids, Numbers
from ksearch.korean.terms import key_of
from ksearch.storage.segments.layout import TextLayout

_BYTES_PER_UNIT = 2


class Letters:
    """The keys of all eojeols of some texts, end to end.

    They are copied out of the lexicon at once; an eojeol becomes a string only where a key occurs.

    Args:
        layout: of the texts.

    Attributes:
        layout: as given.
    """

    def __init__(self, layout: TextLayout) -> None:
        self.layout = layout

    @cached_property
    def _units(self) -> tuple[bytes, Ids]:
        """The letters as UTF-16, and where the key of each eojeol ends, in code units (int64)."""
        units, lengths = self.layout.lexicon.gather_keys(self.layout.eojeols)
        return units.tobytes(), lengths.cumsum()

    def holding(self, key: str) -> tuple[Numbers, dict[int, str]]:
        """Return where the letters of a key occur in a row, also within words.

        Returns:
            The eojeols of the layout in which they begin (int64, ascending), and the key of each
            distinct eojeol that they occur in, by its number in the lexicon.
        """
        wanted = key.encode("utf-16-le", "surrogatepass")
        begins = np.array(_places(self._units[0], wanted), np.int64)
        if not len(begins):
            return begins, {}
        ends = self._units[1]
        firsts = ends.searchsorted(begins, side="right")
        lasts = ends.searchsorted(begins + len(wanted) // _BYTES_PER_UNIT - 1, side="right")
        lexicon = self.layout.lexicon
        held = distinct(self.layout.eojeols[ranges(firsts, lasts - firsts + 1)])
        keys = dict(zip(held.tolist(), map(key_of, lexicon.texts(held)), strict=True))
        return distinct(firsts), keys


def _places(letters: bytes, wanted: bytes) -> list[int]:
    """Return where a key occurs in letters, in code units; places may overlap."""
    places: list[int] = []
    if not wanted:
        return places
    position = letters.find(wanted)
    while position >= 0:
        if position % _BYTES_PER_UNIT == 0:
            places.append(position // _BYTES_PER_UNIT)
        position = letters.find(wanted, position + 1)
    return places
