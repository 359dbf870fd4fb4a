"""Word sums and CRC-32 of a file's blocks: made when it is written, verified as it is read."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import AnyArray

if TYPE_CHECKING:
    import mmap


#: Alignment of arrays in bytes; zeros fill the gaps between them.
ALIGN = 64
WORD = 8
#: Log2 of a block's bytes. Summing up a block of 16 KB takes about as long as the Python call that
#: asks for it.
_BLOCK_BITS = 14
BLOCK_BYTES = 1 << _BLOCK_BITS
#: Largest array of format 1, in bytes, that is verified when it is first read. It has one checksum,
#: so a larger one would slow a search down; `ArrayFile.problems` verifies it.
_CHECKED_WHOLE = 1 << 20
#: If there are this many look-ups per block, all blocks are verified: most of them are read anyway.
_LOOKUPS_PER_BLOCK = 16


def aligned_size(size: int) -> int:
    """Return the size in bytes of an array with its padding."""
    return -(-size // ALIGN) * ALIGN


def body_of(arrays: Sequence[AnyArray]) -> Iterator[bytes | memoryview]:
    """Yield the bytes of arrays, each with its padding."""
    for array in arrays:
        if array.size:
            yield array.data.cast("B")
            yield bytes(-array.nbytes % ALIGN)


def sums_of(arrays: Sequence[AnyArray], size: int) -> npt.NDArray[np.uint64]:
    """Return the sum of the 64-bit words of each block of a body of ``size`` bytes (uint64)."""
    sums = np.zeros(-(-size // BLOCK_BYTES), np.uint64)
    begin = 0
    for array in arrays:
        data = array.reshape(-1).view(np.uint8) if array.size else np.zeros(0, np.uint8)
        data = np.pad(data, (0, -len(data) % ALIGN)) if len(data) % ALIGN else data
        first = begin >> _BLOCK_BITS
        # Offsets of the array at which blocks begin, and its beginning.
        cuts = np.arange((first + 1) * BLOCK_BYTES, begin + len(data), BLOCK_BYTES) - begin
        if len(data):
            starts = np.concatenate(([0], cuts)) // WORD
            found = np.add.reduceat(data.view("<u8"), starts)
            sums[first : first + len(found)] += found
        begin += len(data)
    return sums.astype("<u8")


def checksums_of(arrays: Sequence[AnyArray]) -> npt.NDArray[np.uint32]:
    """Return the CRC-32 of each block of the body (uint32)."""
    found = []
    checksum, room = 0, BLOCK_BYTES
    for piece in body_of(arrays):
        rest = memoryview(piece)
        while len(rest) >= room:
            found.append(zlib.crc32(rest[:room], checksum))
            rest = rest[room:]
            checksum, room = 0, BLOCK_BYTES
        checksum = zlib.crc32(rest, checksum)
        room -= len(rest)
    if room < BLOCK_BYTES:
        found.append(checksum)
    return np.array(found, "<u4")


class Blocks:
    """The sums and checksums of a file's blocks, and which blocks have been verified.

    Args:
        data: the file.
        start: where its body begins.
        sums: uint64, the sum of the words of each block.
        checksums: uint32, the CRC-32 of each block.
    """

    def __init__(
        self,
        data: mmap.mmap,
        start: int,
        sums: npt.NDArray[np.uint64],
        checksums: npt.NDArray[np.uint32],
    ) -> None:
        self._data = memoryview(data)
        self._start = start
        self._words = np.frombuffer(data, "<u8", offset=start)
        self._sums = sums
        self._checksums = checksums
        self._compared = bytearray(len(sums))

    def is_sound(self, begin: int, end: int) -> bool:
        """Verify the blocks of a range of bytes, unless that has been done before."""
        compared, start = self._compared, self._start
        last = (end - start + BLOCK_BYTES - 1) >> _BLOCK_BITS
        first = compared.find(0, (begin - start) >> _BLOCK_BITS, last)
        while first >= 0:
            stop = compared.find(1, first, last)
            stop = last if stop < 0 else stop
            if not self._fit(first, stop):
                return False
            compared[first:stop] = bytes([1]) * (stop - first)
            first = compared.find(0, stop, last)
        return True

    def trust(self) -> None:
        """Mark all blocks as verified without reading them, if the caller has other proof."""
        self._compared = bytearray([1]) * len(self._compared)

    def _fit(self, first: int, stop: int) -> bool:
        """Return whether the sums of the blocks ``first`` to ``stop`` match."""
        words = BLOCK_BYTES // WORD
        whole = min(stop, len(self._words) // words)
        blocks = self._words[first * words : whole * words].reshape(-1, words)
        sums = np.add.reduce(blocks, axis=1)
        if not (sums == self._sums[first:whole]).all():
            return False
        # The last block of a file may be shorter.
        return whole == stop or np.add.reduce(self._words[whole * words :]) == self._sums[whole]

    def damaged(self) -> list[tuple[int, int]]:
        """Verify all blocks again; return the ranges of bytes that differ."""
        found: list[tuple[int, int]] = []
        for block, checksum in enumerate(self._checksums.tolist()):
            first = self._start + (block << _BLOCK_BITS)
            data = self._data[first : first + BLOCK_BYTES]
            if zlib.crc32(data) != checksum or not self._fit(block, block + 1):
                before = found.pop()[0] if found and found[-1][1] == first else first
                found.append((before, first + len(data)))
        return found

    def are_sound(self, begin: int, end: int, places: npt.NDArray[np.int64]) -> bool:
        """Verify the blocks of some bytes of an array, given as offsets in it.

        If there are many, all blocks of the array are verified.
        """
        blocks = (end - begin >> _BLOCK_BITS) + 1
        if len(places) > _LOOKUPS_PER_BLOCK * blocks:
            return self.is_sound(begin, end)
        touched = np.zeros(len(self._compared), np.bool_)
        touched[(places + (begin - self._start)) >> _BLOCK_BITS] = True
        touched &= np.frombuffer(self._compared, np.uint8) == 0
        firsts = self._start + (np.flatnonzero(touched) << _BLOCK_BITS)
        return all(self.is_sound(first, first + 1) for first in firsts.tolist())


class WholeArrays:
    """The checksums of a file of format 1: one for each array."""

    def __init__(self, data: mmap.mmap, sums: Mapping[int, tuple[int, int]]) -> None:
        self._data = memoryview(data)
        #: By the offset of an array: the offset of its end, and its CRC-32.
        self._sums = sums
        self._begins = sorted(sums)
        self._compared: set[int] = set()

    def is_sound(self, begin: int, end: int, most: int = _CHECKED_WHOLE) -> bool:
        """Verify the array with a range of bytes, unless it is larger than ``most`` bytes."""
        if begin == end:
            return True
        first = self._begins[bisect_right(self._begins, begin) - 1]
        last, checksum = self._sums[first]
        if first in self._compared or last - first > most:
            return True
        if zlib.crc32(self._data[first:last]) != checksum:
            return False
        self._compared.add(first)
        return True

    def trust(self) -> None:
        """Mark all arrays as verified without reading them."""
        self._compared = set(self._begins)

    def is_filled_with_zeros(self) -> bool:
        """Return whether all padding is zeros."""
        ends = [self._sums[begin][0] for begin in self._begins]
        nexts = [*self._begins[1:], len(self._data)] if ends else []
        return not any(
            self._data[end:begin].tobytes().strip(b"\0")
            for end, begin in zip(ends, nexts, strict=True)
        )

    def are_sound(self, begin: int, end: int, places: npt.NDArray[np.int64]) -> bool:
        """Verify the array from ``begin`` to ``end``."""
        return not len(places) or self.is_sound(begin, end)
