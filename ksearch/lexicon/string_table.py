"""Many short strings in two arrays: looked up by binary search, scanned as one string."""

from __future__ import annotations

import codecs
import struct
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct, lazily, ranges
from ksearch.arrays.types import AnyArray, Ids
from ksearch.arrays.warm import Warm
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt

#: The longest string, in UTF-16 code units.
LONGEST_STRING = 255

_LAST_CODE_POINT = "\U0010ffff"
_decode = codecs.utf_16_le_decode
#: Code units at the beginning of a string that are packed into one number for comparison.
_HEAD_UNITS = 4
_HEAD_STRUCT = struct.Struct(f"<{_HEAD_UNITS}H")
#: Offsets by the highest five bits of a code unit; with them added, strings sort by units as they
#: do by code points: surrogates come last.
_CODE_POINT_ORDER = (*[0] * 27, 0x2000, *[-0x800] * 4)
#: Look-ups before the heads are made, which reads all strings: a minimum, and a share of the
#: strings.
_SEARCHES_BEFORE_HEADS = 64
_SEARCHES_PER_STRING = 1 / 2048
#: Calls that count the code units of the given strings only, before those of all strings are
#: cached.
_COUNTS_BEFORE_CACHING = 16
_CHUNK_UNITS = 1 << 16


def pack(strings: Sequence[str]) -> dict[str, AnyArray]:
    """Return the arrays of a table: ``chars`` (uint16, UTF-16) and ``lengths`` (uint8, units).

    The strings must be sorted (by code point) for `StringTable.find` without an ``order``.
    """
    chars = np.frombuffer("".join(strings).encode("utf-16-le", "surrogatepass"), np.uint16)
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    if len(chars) != int(lengths.sum()):
        lengths = np.fromiter(
            (len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in strings),
            np.int64,
            len(strings),
        )
    if len(lengths) and int(lengths.max()) > LONGEST_STRING:
        raise ValueError(f"a string is longer than {LONGEST_STRING} UTF-16 code units")
    return {"chars": chars, "lengths": lengths.astype(np.uint8)}


def all_between(strings: Sequence[str], first: str, last: str) -> npt.NDArray[np.bool_]:
    """Return for each string whether all its characters lie between two; false for an empty one."""
    joined = "".join(strings).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, np.uint32)
    outside = np.concatenate(([0], np.cumsum((codes < ord(first)) | (codes > ord(last)))))
    ends = np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)))
    starts = np.concatenate(([0], ends[:-1]))[: len(ends)]
    inside: npt.NDArray[np.bool_] = (outside[ends] == outside[starts]) & (ends > starts)
    return inside


class StringTable:
    """A packed table of strings, numbered from 0.

    Attributes:
        lengths: uint8 per string, in code units.
        order: uint32 or None, the strings' numbers in sorted order; None if they are numbered in
            sorted order.
    """

    def __init__(self, arrays: Mapping[str, AnyArray], prefix: str = "") -> None:
        self._chars = lazily(arrays, prefix + "chars")
        self.lengths = arrays[prefix + "lengths"]
        self.order = arrays.get(prefix + "order")
        self._heads: Warm[memoryview] = Warm(
            max(_SEARCHES_BEFORE_HEADS, int(len(self.lengths) * _SEARCHES_PER_STRING))
        )
        self._astral: Warm[tuple[Ids, Ids]] = Warm(_COUNTS_BEFORE_CACHING)

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def chars(self) -> npt.NDArray[np.uint16]:
        """The code units of all strings (uint16), verified as a whole."""
        return self._chars.whole()

    @cached_property
    def starts(self) -> npt.NDArray[np.uint32]:
        """Where each string begins in ``chars``; one longer than the table (uint32)."""
        starts = np.zeros(len(self.lengths) + 1, np.uint32)
        # In place: summing with a wider dtype takes three times as long.
        starts[1:] = self.lengths
        np.cumsum(starts, out=starts)
        if int(starts[-1]) != len(self._chars):
            raise IndexCorrupt(
                Message(
                    "the lengths of the words do not add up; run `ksearch check --repair`, or "
                    "`ksearch rebuild`"
                )
            )
        return starts

    @cached_property
    def strokes(self) -> npt.NDArray[np.uint16]:
        """The number of strokes of each string, by string number."""
        from ksearch.korean.letters.jamo_arrays import stroke_counts

        totals = np.concatenate(([0], np.cumsum(stroke_counts()[self.chars], dtype=np.int64)))
        return (totals[self.starts[1:]] - totals[self.starts[:-1]]).astype(np.uint16)

    @cached_property
    def has_astral(self) -> bool:
        """Whether any string has characters that take two code units."""
        return bool(len(self.astral_strings))

    @property
    def astral_strings(self) -> Ids:
        """The numbers of the strings with characters that take two code units."""
        return self._astral.now(self._find_astral)[0]

    def _find_astral(self) -> tuple[Ids, Ids]:
        """Return the strings with characters of two code units, and the number of these in each."""
        # In chunks, which stay in the processor's cache.
        chars = self.chars
        places = [
            start + np.flatnonzero((chars[start : start + _CHUNK_UNITS] & 0xFC00) == 0xD800)
            for start in range(0, len(chars), _CHUNK_UNITS)
        ]
        found = np.concatenate([np.zeros(0, np.int64), *places])
        numbers = self.starts.searchsorted(found.astype(np.uint32), side="right") - 1
        strings = distinct(numbers)
        counts = numbers.searchsorted(strings, side="right") - numbers.searchsorted(strings)
        return strings, counts

    @cached_property
    def _starts_view(self) -> memoryview:
        # Reading one item of a memoryview takes a tenth of the time of a numpy array.
        return self.starts.data

    def text(self, number: int) -> str:
        """Return one string."""
        starts = self._starts_view
        units = self._chars.between(starts[number], starts[number + 1])
        return _decode(units.data, "surrogatepass")[0]

    def texts(self, numbers: Iterable[int]) -> list[str]:
        """Return several strings, in the order asked for."""
        return [self.text(number) for number in numbers]

    def all_texts(self) -> list[str]:
        """Return every string, in the order of their numbers."""
        starts = self.starts.astype(np.int64)
        if self.has_astral:
            if not self._has_whole_pairs():
                return self.texts(range(len(self)))
            # A character of two code units is one character of the text.
            seconds = np.cumsum((self.chars & 0xFC00) == 0xDC00)
            starts -= np.concatenate(([0], seconds))[starts]
        whole = self.chars.tobytes().decode("utf-16-le", "surrogatepass")
        return [whole[begin:end] for begin, end in pairwise(starts.tolist())]

    def _make_heads(self) -> memoryview:
        """Return the first code units of each string in sorted order, packed (uint64).

        They compare like the strings. Empty if there are unpaired surrogates, which do not.
        """
        if not self._has_whole_pairs():
            return memoryview(b"")
        starts = self.starts[:-1].astype(np.int64)
        if self.order is not None:
            starts = starts[self.order]
        lengths = self.lengths if self.order is None else self.lengths[self.order]
        heads = np.zeros(len(starts), np.uint64)
        padded = np.concatenate((self.chars, np.zeros(_HEAD_UNITS, np.uint16)))
        for offset in range(_HEAD_UNITS):
            units = _in_code_point_order(np.where(lengths > offset, padded[starts + offset], 0))
            heads = (heads << np.uint64(16)) | units.astype(np.uint64)
        return heads.data  # bisect in it takes a tenth of the time of numpy

    def _has_whole_pairs(self) -> bool:
        """Return whether no surrogate is unpaired within its string."""
        if not self.has_astral:
            return not bool(((self.chars & 0xFC00) == 0xDC00).any())
        kinds = self.chars & 0xFC00
        first, second = kinds == 0xD800, kinds == 0xDC00
        begins = np.zeros(len(kinds) + 1, np.bool_)
        begins[self.starts] = True
        pairs = first[:-1] & second[1:] & ~begins[1:-1]
        count = np.count_nonzero(pairs)
        return bool(count == np.count_nonzero(first) == np.count_nonzero(second))

    def _range(self, text: str) -> tuple[int, int]:
        """Return the range of ranks in which a string can be: all, or those with the same head."""
        heads = self._heads.get(self._make_heads)
        if heads is None or len(heads) != len(self):
            return 0, len(self)
        try:
            units = text[:_HEAD_UNITS].encode("utf-16-le")
        except UnicodeEncodeError:  # an unpaired surrogate
            return 0, len(self)
        head = 0
        for unit in _HEAD_STRUCT.unpack(units[: _HEAD_STRUCT.size].ljust(_HEAD_STRUCT.size, b"\0")):
            head = head << 16 | (_CODE_POINT_ORDER[unit >> 11] + unit)
        low = bisect_left(heads, head)
        return low, bisect_left(heads, head + 1, lo=low)

    def _rank(self, text: str) -> int:
        """Return how many strings of the table sort before ``text``."""
        low, high = self._range(text)
        order = self.order
        while low < high:
            middle = (low + high) // 2
            number = middle if order is None else int(order[middle])
            if self.text(number) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: str) -> int:
        """Return the number of a string, or -1."""
        rank = self._rank(text)
        if rank < len(self):
            number = rank if self.order is None else int(self.order[rank])
            if self.text(number) == text:
                return number
        return -1

    def find_all(self, text: str) -> list[int]:
        """Return the numbers of all strings with this spelling."""
        found = []
        rank = self._rank(text)
        while rank < len(self):
            number = rank if self.order is None else int(self.order[rank])
            if self.text(number) != text:
                break
            found.append(number)
            rank += 1
        return found

    def begins(self, prefix: str) -> bool:
        """Return whether any string begins with ``prefix``."""
        rank = self._rank(prefix)
        if rank == len(self):
            return False
        return self.text(rank if self.order is None else int(self.order[rank])).startswith(prefix)

    def with_prefix(self, prefix: str) -> Ids:
        """Return the numbers of the strings that begin with ``prefix``, in sorted order."""
        low, high = self._rank(prefix), self._rank(prefix + _LAST_CODE_POINT)
        if self.order is None:
            return np.arange(low, high, dtype=np.int64)
        return self.order[low:high].astype(np.int64)

    def between(self, first: str, last: str) -> Ids:
        """Return the numbers of the strings from ``first`` to ``last``, in sorted order."""
        low, high = self._rank(first), self._rank(last + "\0")
        if self.order is None:
            return np.arange(low, high, dtype=np.int64)
        return self.order[low:high].astype(np.int64)

    def containing(self, piece: str) -> Ids:
        """Return the numbers of the strings that contain ``piece``, ascending."""
        if not piece:
            return np.arange(len(self), dtype=np.int64)
        needle = np.frombuffer(piece.encode("utf-16-le", "surrogatepass"), np.uint16)
        positions = self._positions(needle)
        # The same dtype as `starts`, which searchsorted would convert otherwise.
        numbers = np.searchsorted(self.starts, positions.astype(np.uint32), side="right") - 1
        inside = positions + len(needle) <= self.starts[numbers + 1]
        return distinct(numbers[inside].astype(np.int64))

    def _positions(self, needle: npt.NDArray[np.uint16]) -> Ids:
        chars = self.chars
        if len(chars) < len(needle):
            return np.zeros(0, np.int64)
        last = len(chars) - len(needle) + 1
        positions = np.flatnonzero(chars[:last] == needle[0])
        for offset in range(1, len(needle)):
            positions = positions[chars[positions + offset] == needle[offset]]
        return positions

    def gather(self, numbers: Ids) -> tuple[npt.NDArray[np.uint16], Ids]:
        """Return the code units of many strings one after the other, and each one's length."""
        lengths = self.lengths[numbers].astype(np.int64)
        return self._chars.at(ranges(self.starts[numbers], lengths)), lengths

    def last_units(self, numbers: Ids) -> npt.NDArray[np.uint16]:
        """Return the last code unit of many strings, none of them empty."""
        return self._chars.at(self.starts[numbers + 1].astype(np.int64) - 1)

    def characters(self, numbers: Ids) -> Ids:
        """Return how many characters each string has (int64)."""
        return self.lengths[numbers] - self._astral_counts(numbers)

    def _astral_counts(self, numbers: Ids) -> Ids:
        """Return how many characters of each string take two code units.

        The first few calls count in the given strings; after them, all strings are counted once.
        """
        astral = self._astral.get(self._find_astral)
        if astral is None:
            units, lengths = self.gather(numbers)
            marks = np.concatenate(([0], np.cumsum((units & 0xFC00) == 0xD800)))
            ends = np.cumsum(lengths)
            counted: Ids = marks[ends] - marks[ends - lengths]
            return counted
        strings, counts = astral
        if not len(strings):
            return np.zeros(len(numbers), np.int64)
        places = np.minimum(strings.searchsorted(numbers), len(strings) - 1)
        return np.where(strings[places] == numbers, counts[places], 0)


def _in_code_point_order(units: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return code units mapped so that they compare like code points."""
    surrogates = (units >> 11) == 0x1B
    above = units >= 0xE000
    ordered: npt.NDArray[Any] = units + 0x2000 * surrogates - 0x800 * above
    return ordered


def merged_order(tables: Sequence[StringTable]) -> npt.NDArray[np.uint32]:
    """Return the sorted order of the strings of several tables laid end to end."""
    texts = [text for table in tables for text in table.all_texts()]
    return np.array(sorted(range(len(texts)), key=texts.__getitem__), np.uint32)
