"""Pairs of neighbouring letters (syllable bigrams), and which eojeols of a lexicon have them.

Terms show whether an article has a word. Letter pairs also match what terms miss: the same ending,
half of a compound, a name that was cut differently.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct, stable_order
from ksearch.arrays.types import Ids, Pairs
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon

_UNIT_VALUES = 1 << 16
_CAPITAL = 0x20


def pairs_of(word: str) -> Pairs:
    """Return the pairs of neighbouring letters of a word, ascending (uint32).

    A pair is two UTF-16 code units of the folded word, the first in the higher half.
    """
    units = np.frombuffer(key_of(word).encode("utf-16-le", "surrogatepass"), np.uint16).tolist()
    return np.array(sorted({first << 16 | second for first, second in pairwise(units)}), np.uint32)


def find_pairs(lexicon: Lexicon, eojeols: Ids, pairs: Pairs) -> tuple[Ids, Ids]:
    """Return which of some eojeols have which of some pairs (ascending).

    Returns:
        The indices of the eojeols, ascending, and of the pairs; each combination once (int64).
    """
    units, lengths = lexicon.gather(eojeols)
    places, which = _pairs_at(units, pairs)
    ends = np.cumsum(lengths)
    owners = ends.searchsorted(places, side="right")
    within = places + 1 < ends[owners]
    both = distinct(owners[within] * len(pairs) + which[within])
    rows, which = np.divmod(both, max(len(pairs), 1))
    return rows, which


def _pairs_at(units: npt.NDArray[np.uint16], pairs: Pairs) -> tuple[Ids, Ids]:
    """Return where the letters have one of the pairs, and which."""
    begins = np.zeros(_UNIT_VALUES, np.bool_)
    begins[pairs >> 16] = True
    # Capitals of the Latin alphabet differ from small letters by one bit.
    begins[(pairs[(pairs >> 16) - ord("a") < 26] >> 16) - _CAPITAL] = True
    places = np.flatnonzero(begins[units[:-1]])
    here = (_small(units[places]).astype(np.uint32) << 16) | _small(units[places + 1])
    which = pairs.searchsorted(here)
    which[which == len(pairs)] = 0
    same = pairs[which] == here
    return places[same], which[same]


def _small(units: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """Return the code units with Latin capitals lowered."""
    return np.where(units - np.uint16(ord("A")) < 26, units | np.uint16(_CAPITAL), units)


def count_pairs(lexicon: Lexicon, eojeols: Ids) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """Return the letter pairs of a text, ascending, and how often each occurs in it (int64).

    Args:
        lexicon: of the eojeols.
        eojeols: int64: those of the text, in any order.
    """
    return count_pairs_by(lexicon, np.bincount(eojeols))


def count_pairs_by(lexicon: Lexicon, times: Ids) -> tuple[Pairs, npt.NDArray[np.int64]]:
    """Do the same, given how often each eojeol occurs in the text (int64, by number)."""
    used = np.flatnonzero(times)
    units, lengths = lexicon.gather(used)
    owners = np.repeat(np.arange(len(used)), lengths)
    within = np.flatnonzero(owners[1:] == owners[:-1])
    small = _small(units).astype(np.uint32)
    pairs = ((small[:-1] << np.uint32(16)) | small[1:])[within] if len(small) else small
    order = pairs.argsort(kind="stable")
    pairs = pairs[order]
    new = np.concatenate((np.ones(len(pairs[:1]), np.bool_), pairs[1:] != pairs[:-1]))
    firsts = np.flatnonzero(new)
    if not len(firsts):
        return pairs, np.zeros(0, np.int64)
    counts = np.add.reduceat(times[used][owners[within]][order], firsts)
    return pairs[firsts], counts


class PairHolders(NamedTuple):
    """An inverted index of letter pairs to eojeols; takes 8 bytes of memory a letter.

    Attributes:
        pairs: uint32, ascending: all pairs.
        starts: int64 (pairs + 1): where the eojeols of each begin.
        eojeols: uint32: the eojeols, pair after pair.
    """

    pairs: Pairs
    starts: npt.NDArray[np.int64]
    eojeols: npt.NDArray[np.uint32]

    def of(self, pairs: Pairs) -> list[npt.NDArray[np.uint32]]:
        """Return the eojeols that have each of some pairs."""
        if not len(self.pairs):
            return [self.eojeols] * len(pairs)
        places = np.minimum(self.pairs.searchsorted(pairs), len(self.pairs) - 1)
        known = self.pairs[places] == pairs
        begins, ends = self.starts[places], self.starts[places + known]
        stretches = zip(begins.tolist(), ends.tolist(), strict=True)
        return [self.eojeols[begin:end] for begin, end in stretches]


def invert_pairs(lexicon: Lexicon) -> PairHolders:
    """Invert a lexicon by letter pairs."""
    found = [np.zeros(0, np.uint32)]
    owners = [np.zeros(0, np.uint32)]
    for part in lexicon.parts:
        lengths = part.eojeols.lengths
        last = part.first_eojeol + len(lengths)
        owner = np.repeat(np.arange(part.first_eojeol, last, dtype=np.uint32), lengths)
        within = np.flatnonzero(owner[1:] == owner[:-1])
        small = _small(part.eojeols.chars).astype(np.uint32)
        found.append(((small[:-1] << np.uint32(16)) | small[1:])[within])
        owners.append(owner[within])
    keys, holders = np.concatenate(found), np.concatenate(owners)
    order = stable_order(keys.astype(np.uint16), (keys >> 16).astype(np.uint16))
    keys, holders = keys[order], holders[order]
    new = np.concatenate((np.ones(len(keys[:1]), np.bool_), keys[1:] != keys[:-1]))
    first = np.flatnonzero(new)
    return PairHolders(keys[first], np.append(first, len(keys)), holders)
