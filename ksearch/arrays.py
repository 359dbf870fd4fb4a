"""Named numpy arrays in one memory-mapped file, checked as they are read.

Layout, little endian throughout: an 8-byte magic; the length of the header, the CRC-32 of it and of
each of two tables (uint32); the size of the file (uint64); the header (UTF-8 JSON: name → dtype,
length, offset); zeros up to a multiple of 8; the tables: the sum of the words of each block of the
body (uint64), and its CRC-32 (uint32); zeros up to a multiple of 64; the body: the arrays, each
one-dimensional and followed by zeros up to a multiple of 64. Nothing in it is executable or
unpickled.

A block is compared with its sum when something of it is first read, so that what is read is what
was written, and a search pays for the blocks that it touches alone. A sum of 64-bit words costs a
tenth of a CRC, and any change of one word changes it; `ArrayFile.problems` compares CRCs, too.
"""

from __future__ import annotations

import json
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from ksearch import disk
from ksearch.errors import IndexCorrupt, StorageError

if TYPE_CHECKING:
    import mmap

AnyArray = npt.NDArray[Any]
Whole = TypeVar("Whole", bound=np.integer[Any])

_MAGIC = b"KSARRAY2"
_PREFIX = struct.Struct("<8sIIIIQ")
_WORD = 8
#: Before there were blocks: magic, length and CRC-32 of the header, in which each array has a CRC.
_MAGIC_1 = b"KSARRAY1"
_PREFIX_1 = struct.Struct("<8sII")
_ALIGN = 64
#: Bytes of a block: as many as take as long to sum up as Python takes to ask for it.
_BLOCK_BITS = 14
_BLOCK = 1 << _BLOCK_BITS
#: Bytes of the largest array of the old format that is checked when it is first read; as it has one
#: checksum, a larger one would cost a search too much, and is left to `ArrayFile.problems`.
_CHECKED_WHOLE = 1 << 20
#: Reads after which an array is checked as a whole, once and for all; a search from the shell does
#: some hundreds. A look-up of many places counts as `_LOOKUP` of them.
_READS = 4096
_LOOKUP = 128
#: The most stretches that are checked one by one.
_STRETCHES = 512
#: Where as many places are looked up for each block, most blocks are touched, and all are checked.
_PLACES = 16
#: What an array may hold: integers and floating-point numbers of up to eight bytes, and flags.
_KINDS = frozenset(
    ["|b1", "|u1", "|i1", *(f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)), "<f4", "<f8"]
)


def ranges(starts: npt.NDArray[Any], counts: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the places ``starts[i]`` to ``starts[i] + counts[i]``, range after range (int64)."""
    counts = counts.astype(np.int64, copy=False)
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    places: npt.NDArray[np.int64] = np.arange(total)
    places += (starts - (ends - counts)).repeat(counts)
    return places


def distinct(values: npt.NDArray[Whole]) -> npt.NDArray[Whole]:
    """Return the distinct values of an array of whole numbers, ascending.

    As ``np.unique``, but that imports ``numpy.ma`` when first called, which a cold search feels.
    """
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    first = np.empty(len(ordered), np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def counted(values: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distinct values, ascending, and the place among them of each value (int64 each).

    As ``np.unique``, for many values that are small and not negative: nothing is sorted.
    """
    once = np.flatnonzero(np.bincount(values))
    places = np.zeros(int(once[-1]) + 1 if len(once) else 0, np.int64)
    places[once] = np.arange(len(once))
    return once, places[values]


def contained(values: npt.NDArray[Any], among: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell which of some values are among others, which are ascending."""
    if not len(among):
        return np.zeros(len(values), np.bool_)
    # Values of another type would have all others converted for the search.
    wanted = values.astype(among.dtype, copy=False)
    places = among.searchsorted(wanted)
    places[places == len(among)] = 0
    found: npt.NDArray[np.bool_] = among[places] == wanted
    return found


def rows_of(keys: npt.NDArray[np.int64], values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the places of some values among ascending keys, from 1 on; 0 for no key (int64)."""
    if not len(keys):
        return np.zeros(len(values), np.int64)
    nearest = np.minimum(keys.searchsorted(values), len(keys) - 1)
    rows: npt.NDArray[np.int64] = np.where(keys[nearest] == values, nearest + 1, 0)
    return rows


def replaced(
    values: AnyArray, begins: Sequence[int], ends: Sequence[int], pieces: Sequence[AnyArray]
) -> AnyArray:
    """Return the values with the stretches ``begins[i]`` to ``ends[i]`` replaced by ``pieces[i]``.

    The stretches are in order and do not overlap; what is between them is copied in one go.
    """
    parts: list[AnyArray] = []
    position = 0
    for begin, end, piece in zip(begins, ends, pieces, strict=True):
        parts += (values[position:begin], piece.astype(values.dtype))
        position = end
    return np.concatenate([*parts, values[position:]])


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> int:
    """Write one-dimensional arrays into one new file and sync it; returns its size in bytes.

    Raises:
        StorageError: the disk refused (full, read-only, no permission).
    """
    plain = [np.ascontiguousarray(array) for array in arrays.values()]
    header: dict[str, list[str | int]] = {}
    offset = 0
    for name, array in zip(arrays, plain, strict=True):
        header[name] = [array.dtype.str, int(array.size), offset]
        offset += _aligned(array.nbytes)
    text = json.dumps(header).encode()
    sums, checksums = _sums(plain, offset).tobytes(), _checksums(plain).tobytes()
    tables = sums + checksums
    start = _aligned(_PREFIX.size + _padded(len(text)) + len(tables))
    made = len(text), *map(zlib.crc32, (text, sums, checksums)), start + offset
    head = _PREFIX.pack(_MAGIC, *made) + text.ljust(_padded(len(text)), b"\0") + tables
    return disk.write_durably(path, chain([head.ljust(start, b"\0")], _body(plain)))


def _padded(size: int) -> int:
    return -(-size // _WORD) * _WORD


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _body(arrays: Sequence[AnyArray]) -> Iterator[bytes | memoryview]:
    for array in arrays:
        if array.size:
            yield array.data.cast("B")
            yield bytes(-array.nbytes % _ALIGN)


def _sums(arrays: Sequence[AnyArray], size: int) -> npt.NDArray[np.uint64]:
    """Return the sum of the words of each block of the body of ``size`` bytes that arrays make."""
    sums = np.zeros(-(-size // _BLOCK), np.uint64)
    begin = 0
    for array in arrays:
        data = array.reshape(-1).view(np.uint8) if array.size else np.zeros(0, np.uint8)
        data = np.pad(data, (0, -len(data) % _ALIGN)) if len(data) % _ALIGN else data
        first = begin >> _BLOCK_BITS
        # The blocks' first bytes that lie in the array, and the array's own first.
        cuts = np.arange((first + 1) * _BLOCK, begin + len(data), _BLOCK) - begin
        if len(data):
            starts = np.concatenate(([0], cuts)) // _WORD
            found = np.add.reduceat(data.view("<u8"), starts)
            sums[first : first + len(found)] += found
        begin += len(data)
    return sums.astype("<u8")


def _checksums(arrays: Sequence[AnyArray]) -> npt.NDArray[np.uint32]:
    """Return the CRC-32 of each block of the body that arrays make."""
    found = []
    checksum, room = 0, _BLOCK
    for piece in _body(arrays):
        rest = memoryview(piece)
        while len(rest) >= room:
            found.append(zlib.crc32(rest[:room], checksum))
            rest = rest[room:]
            checksum, room = 0, _BLOCK
        checksum = zlib.crc32(rest, checksum)
        room -= len(rest)
    if room < _BLOCK:
        found.append(checksum)
    return np.array(found, "<u4")


class _Damage(ValueError):
    """Says what is wrong with a file."""


class _Place(NamedTuple):
    """Where an array is: its type, its items, and the byte of the file where it begins."""

    kind: np.dtype[Any]
    items: int
    begin: int

    @property
    def end(self) -> int:
        return self.begin + self.items * self.kind.itemsize


def _places(text: bytes, start: int, size: int) -> dict[str, _Place]:
    """Read a header's names; each array must lie within the ``size`` bytes of the file."""
    found = {}
    for name, (kind, count, offset, *_) in json.loads(text).items():
        if kind not in _KINDS or type(count) is not int or type(offset) is not int:
            raise _Damage(f"“{name}” is no array")
        place = found[name] = _Place(np.dtype(kind), count, start + offset)
        if count < 0 or offset < 0 or offset % _ALIGN or place.end > size:
            raise _Damage(f"“{name}” lies outside the file")
    return found


class _Blocks:
    """The sums and checksums of a file's blocks, and which of these were compared.

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
        """Compare the blocks that hold some bytes of the file, as far as they were not yet."""
        compared, start = self._compared, self._start
        last = (end - start + _BLOCK - 1) >> _BLOCK_BITS
        first = compared.find(0, (begin - start) >> _BLOCK_BITS, last)
        while first >= 0:
            stop = compared.find(1, first, last)
            stop = last if stop < 0 else stop
            if not self._fit(first, stop):
                return False
            compared[first:stop] = bytes([1]) * (stop - first)
            first = compared.find(0, stop, last)
        return True

    def _fit(self, first: int, stop: int) -> bool:
        """Tell whether the sums of the blocks ``first`` to ``stop`` are right."""
        words = _BLOCK // _WORD
        whole = min(stop, len(self._words) // words)
        blocks = self._words[first * words : whole * words].reshape(-1, words)
        sums = np.add.reduce(blocks, axis=1)
        if not (sums == self._sums[first:whole]).all():
            return False
        # The last block of a file may be shorter.
        return whole == stop or np.add.reduce(self._words[whole * words :]) == self._sums[whole]

    def damaged(self) -> list[tuple[int, int]]:
        """Compare all blocks anew; return the stretches of bytes that differ."""
        found: list[tuple[int, int]] = []
        for block, checksum in enumerate(self._checksums.tolist()):
            first = self._start + (block << _BLOCK_BITS)
            data = self._data[first : first + _BLOCK]
            if zlib.crc32(data) != checksum or not self._fit(block, block + 1):
                before = found.pop()[0] if found and found[-1][1] == first else first
                found.append((before, first + len(data)))
        return found

    def are_sound(self, begin: int, end: int, places: npt.NDArray[np.int64]) -> bool:
        """Compare the blocks that hold some bytes of an array, given as numbers from its begin on.

        Where there are many, all blocks of the array are compared.
        """
        blocks = (end - begin >> _BLOCK_BITS) + 1
        if len(places) > _PLACES * blocks:
            return self.is_sound(begin, end)
        touched = np.zeros(len(self._compared), np.bool_)
        touched[(places + (begin - self._start)) >> _BLOCK_BITS] = True
        touched &= np.frombuffer(self._compared, np.uint8) == 0
        firsts = self._start + (np.flatnonzero(touched) << _BLOCK_BITS)
        return all(self.is_sound(first, first + 1) for first in firsts.tolist())


class _Arrays1:
    """The checksums of a file of format 1: one for each array."""

    def __init__(self, data: mmap.mmap, sums: Mapping[int, tuple[int, int]]) -> None:
        self._data = memoryview(data)
        #: By the byte where an array begins: the byte where it ends, and its CRC-32.
        self._sums = sums
        self._begins = sorted(sums)
        self._compared: set[int] = set()

    def is_sound(self, begin: int, end: int, most: int = _CHECKED_WHOLE) -> bool:
        """Compare the array that holds some bytes, unless it has more than ``most``."""
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

    def is_filled_with_zeros(self) -> bool:
        """Tell whether there are zeros alone behind each array, up to the next or the end."""
        ends = [self._sums[begin][0] for begin in self._begins]
        nexts = [*self._begins[1:], len(self._data)] if ends else []
        return not any(
            self._data[end:begin].tobytes().strip(b"\0")
            for end, begin in zip(ends, nexts, strict=True)
        )

    def are_sound(self, begin: int, end: int, places: npt.NDArray[np.int64]) -> bool:
        """Compare the array from ``begin`` to ``end``."""
        return not len(places) or self.is_sound(begin, end)


class LazyArray:
    """An array whose blocks are compared with their checksums when something of them is read.

    Every method raises `IndexCorrupt` where they differ.
    """

    __slots__ = ("_array", "_file", "_name", "_place", "_reads", "_sound")

    def __init__(self, array: AnyArray, file: ArrayFile | None = None, name: str = "") -> None:
        self._array = array
        self._file = file
        self._name = name
        self._place = file.place(name) if file is not None else None
        self._sound = file is None or not len(array)
        self._reads = 0

    def __len__(self) -> int:
        return len(self._array)

    def whole(self) -> AnyArray:
        """Return the array."""
        return self._array if self._sound else self._compared(0, len(self._array))

    def between(self, begin: int, end: int) -> AnyArray:
        """Return the items from ``begin`` to ``end``."""
        array = self._array
        if not self._sound:
            self._count(1)
            self._compared(max(begin, 0), min(end, len(array)))
        return array[begin:end]

    def covering(self, begins: npt.NDArray[Any], ends: npt.NDArray[Any]) -> AnyArray:
        """Return the array, to read stretches of it: ``begins[i]`` to ``ends[i]``."""
        if not self._sound:
            self._count(_LOOKUP if len(begins) <= _STRETCHES else _READS)
        if not self._sound:
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
                self._compared(begin, end)
        return self._array

    def at(self, places: npt.NDArray[np.int64]) -> AnyArray:
        """Return the items at some places (in order or not)."""
        if not self._sound:
            self._count(_LOOKUP)
        if not self._sound and self._file is not None and self._place is not None:
            kind, _, begin = self._place
            end = self._place.end
            if not self._file.checksums.are_sound(begin, end, places * kind.itemsize):
                raise self._file.differs(self._name)
        return self._array[places]

    def _count(self, reads: int) -> None:
        self._reads += reads
        if self._reads >= _READS:
            self._compared(0, len(self._array))

    def _compared(self, begin: int, end: int) -> AnyArray:
        if self._file is not None and begin < end:
            self._file.compare(self._name, begin, end)
            if begin == 0 and end == len(self._array):
                self._sound = True
        return self._array


def lazily(arrays: Mapping[str, AnyArray], name: str) -> LazyArray:
    """Return an array that is compared as it is read; one that comes from no file never is."""
    if isinstance(arrays, ArrayFile):
        return arrays.lazily(name)
    return LazyArray(arrays[name])


class ArrayFile(Mapping[str, AnyArray]):
    """The arrays of one file, mapped into memory; ``file["name"]`` is a read-only view.

    That compares the whole array with its checksums, once; `lazily` compares what is read of it.
    The file is unmapped when nothing refers to it, or to an array of it, any more.

    Attributes:
        path: where it was when it was opened.
        size: its bytes.
        checksums: those of its arrays.

    Raises:
        IndexCorrupt: the file is missing, cut short, or not one of these; from reading an array:
            it is not what was written, or not there.
        StorageError: the disk refuses to read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            descriptor, found = disk.open_regular(path)
        except FileNotFoundError as error:
            raise self._damaged("it is missing") from error
        self.size = found.st_size
        self._identity = found.st_dev, found.st_ino
        try:
            self._data = disk.operations.map(descriptor)
        except ValueError as error:
            raise self._damaged("it is empty") from error
        except OSError as error:
            raise StorageError(f"cannot map {path.name}: {disk.explained(error)}") from error
        finally:
            disk.operations.close(descriptor)
        self._arrays: dict[str, AnyArray] = {}
        self.checksums: _Blocks | _Arrays1
        try:
            old = self._data[: len(_MAGIC_1)] == _MAGIC_1
            self._places = self._read_header_1() if old else self._read_header()
        except (ValueError, struct.error, TypeError, AttributeError, RecursionError) as error:
            raise self._damaged(str(error)) from error

    def _read_header(self) -> dict[str, _Place]:
        data = self._data
        magic, length, checksum, sums_checksum, table_checksum, size = _PREFIX.unpack_from(data)
        if magic != _MAGIC:
            raise _Damage("it does not begin as one")
        if size != self.size:
            raise _Damage(f"it has {self.size:,} bytes, not {size:,}")
        text = data[_PREFIX.size : _PREFIX.size + length]
        if zlib.crc32(text) != checksum:
            raise _Damage("its header is damaged")
        tables = _PREFIX.size + _padded(length)
        start, blocks = self._body(tables, json.loads(text))
        sums = data[tables : tables + 8 * blocks]
        table = data[tables + 8 * blocks : tables + 12 * blocks]
        if zlib.crc32(sums) != sums_checksum or zlib.crc32(table) != table_checksum:
            raise _Damage("its checksums are damaged")
        gaps = data[_PREFIX.size + length : tables], data[tables + 12 * blocks : start]
        if any(gap.strip(b"\0") for gap in gaps):
            raise _Damage("there is something between its header and its arrays")
        places = _places(text, start, size)
        numbers = np.frombuffer(sums, "<u8"), np.frombuffer(table, "<u4")
        self.checksums = _Blocks(data, start, *numbers)
        return places

    def _body(self, tables: int, header: dict[str, tuple[str, int, int]]) -> tuple[int, int]:
        """Return where the body begins, and how many blocks it has."""
        ends = [
            offset + _aligned(count * np.dtype(kind).itemsize)
            for kind, count, offset in header.values()
            if kind in _KINDS and type(count) is type(offset) is int
        ]
        length = max(ends, default=0)
        blocks = -(-length // _BLOCK)
        start = _aligned(tables + 12 * blocks)
        if length < 0 or start + length != self.size:
            raise _Damage("its arrays are not as long as its header says")
        return start, blocks

    def _read_header_1(self) -> dict[str, _Place]:
        _, length, checksum = _PREFIX_1.unpack_from(self._data)
        text = self._data[_PREFIX_1.size : _PREFIX_1.size + length]
        if zlib.crc32(text) != checksum:
            raise _Damage("its header is damaged")
        start = _aligned(_PREFIX_1.size + length)
        if self._data[_PREFIX_1.size + length : start].strip(b" "):
            raise _Damage("there is something between its header and its arrays")
        places = _places(text, start, self.size)
        rows = zip(places.values(), json.loads(text).values(), strict=True)
        sums = {place.begin: (place.end, row[3]) for place, row in rows if place.items}
        self.checksums = _Arrays1(self._data, sums)
        return places

    def is_current(self) -> bool:
        """Tell whether this file is still the one of its name."""
        try:
            found = self.path.stat(follow_symlinks=False)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._identity

    def _damaged(self, what: str) -> IndexCorrupt:
        return IndexCorrupt(
            f"the index file {self.path.name} is damaged ({what}); run `ksearch check --repair`, "
            "or `ksearch rebuild`"
        )

    def differs(self, name: str) -> IndexCorrupt:
        """Return the error of an array that is not what was written."""
        return self._damaged(f"the bytes of “{name}” are not what was written")

    def place(self, name: str) -> _Place:
        """Return where an array is."""
        try:
            return self._places[name]
        except KeyError as error:
            raise self._damaged(f"it lacks “{name}”") from error

    def compare(self, name: str, begin: int, end: int) -> None:
        """Compare some items of an array with their checksums."""
        place = self.place(name)
        size = place.kind.itemsize
        if not self.checksums.is_sound(place.begin + begin * size, place.begin + end * size):
            raise self.differs(name)

    def __getitem__(self, name: str) -> AnyArray:
        array = self._arrays.get(name)
        if array is None:
            self.compare(name, 0, self.place(name).items)
            array = self._arrays[name] = self._mapped(name)
        return array

    def _mapped(self, name: str) -> AnyArray:
        place = self.place(name)
        return np.frombuffer(self._data, place.kind, place.items, place.begin)

    def lazily(self, name: str) -> LazyArray:
        """Return an array whose blocks are compared as they are read."""
        return LazyArray(self._mapped(name), self, name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return an array, or something else where there is none."""
        return self[name] if name in self._places else default

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def problems(self) -> list[str]:
        """Read every byte; return one sentence for every array that is not what was written."""
        if isinstance(self.checksums, _Arrays1):
            return self._problems_1(self.checksums)
        found = []
        for begin, end in self.checksums.damaged():
            here = [n for n, p in self._places.items() if p.begin < end and begin < p.end]
            names = "”, “".join(here)
            found.append(
                f"{self.path.name}: bytes {begin:,} to {end:,} (“{names}”) are not what was written"
            )
        return found

    def _problems_1(self, checksums: _Arrays1) -> list[str]:
        found = [
            f"{self.path.name}: the bytes of “{name}” are not what was written"
            for name, place in self._places.items()
            if not checksums.is_sound(place.begin, place.end, self.size)
        ]
        if not checksums.is_filled_with_zeros():
            found.append(f"{self.path.name}: bytes between the arrays are not what was written")
        return found
