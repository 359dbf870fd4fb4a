"""Named numpy arrays in one memory-mapped file, verified as they are read.

Layout, little endian throughout: an 8-byte magic; the length of the header, the CRC-32 of it and of
each of two tables (uint32); the size of the file (uint64); the header (UTF-8 JSON: name → dtype,
length, offset); zeros up to a multiple of 8; the tables: the sum of the words of each block of the
body (uint64), and its CRC-32 (uint32); zeros up to a multiple of 64; the body: the arrays, each
one-dimensional and followed by zeros up to a multiple of 64. Nothing in it is executable or
unpickled.

A block is verified against its sum when it is first read, so a search pays only for the blocks that
it touches. A sum of 64-bit words takes a tenth of the time of a CRC, and changes with any change of
one word; `ArrayFile.problems` compares CRCs, too.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch import disk
from ksearch.arrays.checksums import (
    ALIGN,
    BLOCK_BYTES,
    WORD,
    Blocks,
    WholeArrays,
    aligned_size,
    body_of,
    checksums_of,
    sums_of,
)
from ksearch.arrays.types import AnyArray
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, StorageError

#: Exceptions that reading inconsistent arrays may raise.
CONFUSED = (
    *(ValueError, LookupError, ArithmeticError, TypeError, AttributeError, zlib.error),
    *(MemoryError, RecursionError),
)

_MAGIC = b"KSARRAY2"
_FILE_PREFIX = struct.Struct("<8sIIIIQ")
#: Format 1, without blocks: magic, length and CRC-32 of the header, which has a CRC per array.
_MAGIC_1 = b"KSARRAY1"
_PREFIX_1 = struct.Struct("<8sII")
#: Reads of an array after which all of it is verified at once; a search from the shell makes a few
#: hundred. A look-up of many indices counts as `_READS_PER_LOOKUP` reads.
_READS_BEFORE_WHOLE = 4096
_READS_PER_LOOKUP = 128
#: Most ranges that are verified one by one.
_MAX_STRETCHES = 512
#: Dtypes that an array may have: integers and floats of up to eight bytes, and bool.
_DTYPES = frozenset(
    ["|b1", "|u1", "|i1", *(f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)), "<f4", "<f8"]
)


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> int:
    """Write one-dimensional arrays to a new file and sync it; return its size in bytes.

    Raises:
        StorageError: the disk refused (full, read-only, no permission).
    """
    plain = [np.ascontiguousarray(array) for array in arrays.values()]
    header: dict[str, list[str | int]] = {}
    offset = 0
    for name, array in zip(arrays, plain, strict=True):
        header[name] = [array.dtype.str, int(array.size), offset]
        offset += aligned_size(array.nbytes)
    text = json.dumps(header).encode()
    sums, checksums = sums_of(plain, offset).tobytes(), checksums_of(plain).tobytes()
    tables = sums + checksums
    start = aligned_size(_FILE_PREFIX.size + _padded(len(text)) + len(tables))
    made = len(text), *map(zlib.crc32, (text, sums, checksums)), start + offset
    head = _FILE_PREFIX.pack(_MAGIC, *made) + text.ljust(_padded(len(text)), b"\0") + tables
    return disk.write_durably(path, chain([head.ljust(start, b"\0")], body_of(plain)))


def _padded(size: int) -> int:
    return -(-size // WORD) * WORD


class _Damage(ValueError):
    """Internal: why a file is not valid."""


class _ArrayPlace(NamedTuple):
    """Location of an array: its dtype, its length in items, and its offset in the file in bytes."""

    kind: np.dtype[Any]
    items: int
    begin: int

    @property
    def end(self) -> int:
        return self.begin + self.items * self.kind.itemsize


def _places(text: bytes, start: int, size: int) -> dict[str, _ArrayPlace]:
    """Parse the header; each array must lie within the ``size`` bytes of the file."""
    found = {}
    for name, (kind, count, offset, *_) in json.loads(text).items():
        if kind not in _DTYPES or type(count) is not int or type(offset) is not int:
            raise _Damage(Message("“{name}” is not an array", name=name))
        place = found[name] = _ArrayPlace(np.dtype(kind), count, start + offset)
        if count < 0 or offset < 0 or offset % ALIGN or place.end > size:
            raise _Damage(Message("“{name}” lies outside the file", name=name))
    return found


class LazyArray:
    """An array whose blocks are verified when they are first read.

    Every method raises `IndexCorrupt` if a block differs from its checksum.
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
        """Return the array after verifying its ranges ``begins[i]`` to ``ends[i]``."""
        if not self._sound:
            self._count(_READS_PER_LOOKUP if len(begins) <= _MAX_STRETCHES else _READS_BEFORE_WHOLE)
        if not self._sound:
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
                self._compared(begin, end)
        return self._array

    def at(self, places: npt.NDArray[np.int64]) -> AnyArray:
        """Return the items at some indices, in any order."""
        if not self._sound:
            self._count(_READS_PER_LOOKUP)
        if not self._sound and self._file is not None and self._place is not None:
            kind, _, begin = self._place
            end = self._place.end
            if not self._file.checksums.are_sound(begin, end, places * kind.itemsize):
                raise self._file.differs(self._name)
        return self._array[places]

    def _count(self, reads: int) -> None:
        self._reads += reads
        if self._reads >= _READS_BEFORE_WHOLE:
            self._compared(0, len(self._array))

    def _compared(self, begin: int, end: int) -> AnyArray:
        if self._file is not None and begin < end:
            self._file.compare(self._name, begin, end)
            if begin == 0 and end == len(self._array):
                self._sound = True
        return self._array


def lazily(arrays: Mapping[str, AnyArray], name: str) -> LazyArray:
    """Return an array that is verified as it is read; an array in memory needs no verification."""
    if isinstance(arrays, ArrayFile):
        return arrays.lazily(name)
    return LazyArray(arrays[name])


class ArrayFile(Mapping[str, AnyArray]):
    """The arrays of one file, mapped into memory; ``file["name"]`` is a read-only view.

    Indexing verifies the whole array, once; `lazily` verifies only what is read of it. The file is
    unmapped when no reference to it or to one of its arrays is left.

    Attributes:
        path: its path when it was opened.
        size: its bytes.
        checksums: those of its arrays.

    Raises:
        IndexCorrupt: the file is missing, cut short, or not an array file; when an array is read:
            it is damaged or missing.
        StorageError: the disk refuses to read it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            descriptor, found = disk.open_regular(path)
        except FileNotFoundError as error:
            raise self._damaged(Message("it is missing")) from error
        self.size = found.st_size
        self._identity = found.st_dev, found.st_ino
        try:
            self._data = disk.operations.map(descriptor)
        except ValueError as error:
            raise self._damaged(Message("it is empty")) from error
        except OSError as error:
            raise StorageError(
                Message("cannot map {path}: {reason}", path=path.name, reason=disk.explained(error))
            ) from error
        finally:
            disk.operations.close(descriptor)
        self._arrays: dict[str, AnyArray] = {}
        self.checksums: Blocks | WholeArrays
        try:
            old = self._data[: len(_MAGIC_1)] == _MAGIC_1
            self._places = self._read_header_1() if old else self._read_header()
        except (ValueError, struct.error, TypeError, AttributeError, RecursionError) as error:
            raise self._damaged(str(error)) from error

    def _read_header(self) -> dict[str, _ArrayPlace]:
        data = self._data
        magic, length, checksum, sums_checksum, table_checksum, size = _FILE_PREFIX.unpack_from(
            data
        )
        if magic != _MAGIC:
            raise _Damage(Message("its beginning is not that of an index file"))
        if size != self.size:
            raise _Damage(
                Message("it has {size:,} bytes, not {size2:,}", size=self.size, size2=size)
            )
        text = data[_FILE_PREFIX.size : _FILE_PREFIX.size + length]
        if zlib.crc32(text) != checksum:
            raise _Damage(Message("its header is damaged"))
        tables = _FILE_PREFIX.size + _padded(length)
        start, blocks = self._body(tables, json.loads(text))
        sums = data[tables : tables + 8 * blocks]
        table = data[tables + 8 * blocks : tables + 12 * blocks]
        if zlib.crc32(sums) != sums_checksum or zlib.crc32(table) != table_checksum:
            raise _Damage(Message("its checksums are damaged"))
        gaps = data[_FILE_PREFIX.size + length : tables], data[tables + 12 * blocks : start]
        if any(gap.strip(b"\0") for gap in gaps):
            raise _Damage(Message("there is something between its header and its arrays"))
        places = _places(text, start, size)
        numbers = np.frombuffer(sums, "<u8"), np.frombuffer(table, "<u4")
        self.checksums = Blocks(data, start, *numbers)
        return places

    def _body(self, tables: int, header: dict[str, tuple[str, int, int]]) -> tuple[int, int]:
        """Return the offset of the body in bytes, and the number of its blocks."""
        ends = [
            offset + aligned_size(count * np.dtype(kind).itemsize)
            for kind, count, offset in header.values()
            if kind in _DTYPES and type(count) is type(offset) is int
        ]
        length = max(ends, default=0)
        blocks = -(-length // BLOCK_BYTES)
        start = aligned_size(tables + 12 * blocks)
        if length < 0 or start + length != self.size:
            raise _Damage(Message("its arrays are not as long as its header says"))
        return start, blocks

    def _read_header_1(self) -> dict[str, _ArrayPlace]:
        _, length, checksum = _PREFIX_1.unpack_from(self._data)
        text = self._data[_PREFIX_1.size : _PREFIX_1.size + length]
        if zlib.crc32(text) != checksum:
            raise _Damage(Message("its header is damaged"))
        start = aligned_size(_PREFIX_1.size + length)
        if self._data[_PREFIX_1.size + length : start].strip(b" "):
            raise _Damage(Message("there is something between its header and its arrays"))
        places = _places(text, start, self.size)
        rows = zip(places.values(), json.loads(text).values(), strict=True)
        sums = {place.begin: (place.end, row[3]) for place, row in rows if place.items}
        self.checksums = WholeArrays(self._data, sums)
        return places

    def is_current(self) -> bool:
        """Return whether the path still leads to this file."""
        try:
            found = self.path.stat(follow_symlinks=False)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._identity

    def _damaged(self, what: str) -> IndexCorrupt:
        return IndexCorrupt(
            Message(
                "the index file {path} is damaged ({what}); run `ksearch check --repair`, "
                "or `ksearch rebuild`",
                path=self.path.name,
                what=what,
            )
        )

    def differs(self, name: str) -> IndexCorrupt:
        """Return the error for an array that fails verification."""
        return self._damaged(Message("the bytes of “{name}” are not what was written", name=name))

    def place(self, name: str) -> _ArrayPlace:
        """Return the location of an array."""
        try:
            return self._places[name]
        except KeyError as error:
            raise self._damaged(Message("“{name}” is missing in it", name=name)) from error

    def compare(self, name: str, begin: int, end: int) -> None:
        """Verify a range of items of an array."""
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
        """Return an array whose blocks are verified as they are read."""
        return LazyArray(self._mapped(name), self, name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return an array, or a default if the file does not have it."""
        return self[name] if name in self._places else default

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def problems(self) -> list[str]:
        """Verify every byte; return one sentence for every array that is damaged."""
        if isinstance(self.checksums, WholeArrays):
            return self._problems_1(self.checksums)
        found: list[str] = []
        for begin, end in self.checksums.damaged():
            here = [n for n, p in self._places.items() if p.begin < end and begin < p.end]
            names = "”, “".join(here)
            found.append(
                Message(
                    "{path}: bytes {begin:,} to {end:,} (“{names}”) are not what was written",
                    path=self.path.name,
                    begin=begin,
                    end=end,
                    names=names,
                )
            )
        return found

    def _problems_1(self, checksums: WholeArrays) -> list[str]:
        found: list[str] = [
            Message(
                "{path}: the bytes of “{name}” are not what was written",
                path=self.path.name,
                name=name,
            )
            for name, place in self._places.items()
            if not checksums.is_sound(place.begin, place.end, self.size)
        ]
        if not checksums.is_filled_with_zeros():
            found.append(
                Message(
                    "{path}: bytes between the arrays are not what was written", path=self.path.name
                )
            )
        return found
