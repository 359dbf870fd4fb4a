"""Named numpy arrays in one memory-mapped file, each with a checksum.

Layout: an 8-byte magic, the header's length (uint32, little endian) and CRC-32 (uint32), the header
(UTF-8 JSON: name → dtype, length, offset, CRC-32), then the arrays, each one-dimensional, little
endian and aligned to 64 bytes. Nothing in it is executable or unpickled.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ksearch import disk
from ksearch.errors import IndexCorrupt, StorageError

AnyArray = npt.NDArray[Any]
Whole = TypeVar("Whole", bound=np.integer[Any])

_MAGIC = b"KSARRAY1"
_PREFIX = struct.Struct("<8sII")
_ALIGN = 64
_CHUNK = 1 << 22


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
    """Write one-dimensional arrays into one file and sync it; returns its size in bytes.

    Raises:
        StorageError: the disk refused (full, read-only, no permission).
    """
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    offset = 0
    header: dict[str, list[str | int]] = {}
    for name, array in plain.items():
        data = array.data.cast("B") if array.size else memoryview(b"")
        header[name] = [array.dtype.str, int(array.size), offset, zlib.crc32(data)]
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    text = json.dumps(header).encode()
    body_start = -(-(_PREFIX.size + len(text)) // _ALIGN) * _ALIGN

    def chunks() -> Iterator[bytes | memoryview]:
        yield _PREFIX.pack(_MAGIC, len(text), zlib.crc32(text))
        yield text.ljust(body_start - _PREFIX.size)
        for array in plain.values():
            if array.size:
                yield array.data.cast("B")
            yield bytes(-array.nbytes % _ALIGN)

    return disk.write_durably(path, chunks())


class ArrayFile(Mapping[str, AnyArray]):
    """The arrays of one file, mapped into memory; ``file["name"]`` is a read-only view.

    Raises:
        IndexCorrupt: the file is missing, cut short, or not one of these.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            descriptor, self.size = disk.open_regular(path)
        except FileNotFoundError as error:
            raise _damaged(path, "it is missing") from error
        try:
            self._data = disk.operations.map(descriptor)
        except ValueError as error:
            raise _damaged(path, "it is empty") from error
        except OSError as error:
            raise StorageError(f"cannot map {path.name}: {disk.explained(error)}") from error
        finally:
            disk.operations.close(descriptor)
        self._header = self._read_header()

    def _read_header(self) -> dict[str, AnyArray]:
        try:
            magic, length, checksum = _PREFIX.unpack_from(self._data)
            text = self._data[_PREFIX.size : _PREFIX.size + length]
            if magic != _MAGIC or zlib.crc32(text) != checksum:
                raise ValueError("its header is damaged")
            start = -(-(_PREFIX.size + length) // _ALIGN) * _ALIGN
            return {
                name: np.frombuffer(self._data, np.dtype(kind), count, start + offset)
                for name, (kind, count, offset, _) in json.loads(text).items()
            }
        except (ValueError, struct.error) as error:
            raise _damaged(self.path, str(error)) from error

    def __getitem__(self, name: str) -> AnyArray:
        return self._header[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._header)

    def __len__(self) -> int:
        return len(self._header)

    def problems(self) -> list[str]:
        """Return one sentence for every array whose bytes are not what was written."""
        _, length, _ = _PREFIX.unpack_from(self._data)
        header = json.loads(self._data[_PREFIX.size : _PREFIX.size + length])
        found = []
        for name, (_, count, _, checksum) in header.items():
            actual = 0
            if count:
                data = self._header[name].data.cast("B")
                for start in range(0, len(data), _CHUNK):
                    actual = zlib.crc32(data[start : start + _CHUNK], actual)
            if actual != checksum:
                found.append(f"{self.path.name}: the bytes of “{name}” are not what was written")
        return found


def _damaged(path: Path, what: str) -> IndexCorrupt:
    return IndexCorrupt(f"the index file {path.name} is damaged ({what}); run `ksearch rebuild`")
