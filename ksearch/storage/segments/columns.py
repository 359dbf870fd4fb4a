"""Columns: a string or None per article, as a table of distinct values or compressed blocks."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import lazily
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import AnyArray
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt
from ksearch.storage.segments.name_index import sections_in

_VALUES_PER_BLOCK = 16
#: Cache size of decompressed blocks, in bytes, for each column.
_UNPACKED_BYTES = 1 << 20
#: Limit in bytes for decompressing values of format 1, which does not record their size.
_MAX_UNPACKED_BYTES = 64 << 20
#: A column is stored as a table of distinct values if these repeat this often on average.
_REPEATS = 4


def pack_column(name: str, values: Sequence[str | None]) -> dict[str, AnyArray]:
    """Return the arrays of a column; `Column` reads them."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) * _REPEATS <= len(values) or len(distinct) <= 1:
        numbers = {value: number for number, value in enumerate(distinct)}
        codes = np.fromiter((numbers[value] for value in values), np.int64, len(values))
        kind = np.min_scalar_type(max(len(distinct) - 1, 0))
        table = _compress(distinct)
        return {
            f"{name}_table": table.data,
            f"{name}_table_size": np.array([table.size], np.uint32),
            f"{name}_codes": codes.astype(kind),
        }
    blocks = [
        _compress(values[position : position + _VALUES_PER_BLOCK])
        for position in range(0, len(values), _VALUES_PER_BLOCK)
    ]
    ends = np.cumsum([len(block.data) for block in blocks])
    return {
        f"{name}_blocks": np.concatenate([block.data for block in blocks]),
        f"{name}_starts": np.concatenate(([0], ends)).astype(np.uint32),
        f"{name}_sizes": np.array([block.size for block in blocks], np.uint32),
    }


class _Compressed(NamedTuple):
    """zlib-compressed values (uint8), and their uncompressed size in bytes."""

    data: npt.NDArray[np.uint8]
    size: int


def _compress(values: Sequence[str | None]) -> _Compressed:
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    plain = text.encode("utf-8", "surrogatepass")
    return _Compressed(np.frombuffer(zlib.compress(plain, 6), np.uint8), len(plain))


def _decompress(data: AnyArray, size: int | None, name: str) -> list[str | None]:
    """Decompress values; ``size`` is their size in bytes, None if it was not recorded.

    Raises:
        IndexCorrupt: the size differs, or the data is invalid.
    """
    most = _MAX_UNPACKED_BYTES if size is None else size
    try:
        packed = zlib.decompressobj()
        plain = packed.decompress(data.tobytes(), most + 1)
        if not packed.eof or len(plain) != (len(plain) if size is None else size):
            raise ValueError(Message("they are not as long as when they were written"))
        values = json.loads(plain.decode("utf-8", "surrogatepass"))
        if not isinstance(values, list) or not all(v is None or type(v) is str for v in values):
            raise ValueError(Message("they are not texts"))
    except (ValueError, RecursionError, zlib.error) as error:
        raise _damaged(name, str(error)) from error
    return values


def _damaged(name: str, what: str) -> IndexCorrupt:
    return IndexCorrupt(
        Message(
            "the values of “{name}” in the index are damaged ({what}); run `ksearch "
            "check --repair`, or `ksearch rebuild`",
            name=name,
            what=what,
        )
    )


class Column:
    """Reads a column; ``column[article]`` is its value."""

    def __init__(self, arrays: Mapping[str, AnyArray], name: str, count: int) -> None:
        self._name = name
        self._count = count
        self.table: list[str | None] | None = None
        #: The index of each article's value in ``table``; None if the column has no table.
        self.codes: AnyArray | None = None
        if f"{name}_codes" in arrays:
            sizes = arrays.get(f"{name}_table_size")
            size = int(sizes[0]) if sizes is not None and len(sizes) else None
            self.table = _decompress(arrays[f"{name}_table"], size, name)
            self.codes = arrays[f"{name}_codes"]
            if int(self.codes.max(initial=0)) >= max(len(self.table), 1):
                raise _damaged(name, Message("a value is named that does not exist"))
        else:
            self._blocks = lazily(arrays, f"{name}_blocks")
            self._starts: AnyArray = arrays[f"{name}_starts"]
            #: uint32: the uncompressed size of each block in bytes; None if it was not recorded.
            self._sizes: AnyArray | None = arrays.get(f"{name}_sizes")
        self._unpacked: Cache[list[str | None]] = Cache(_UNPACKED_BYTES)

    def __len__(self) -> int:
        return self._count

    @property
    def most(self) -> int:
        """An upper bound of the number of distinct values."""
        return (
            len(self.codes)
            if self.codes is not None
            else _VALUES_PER_BLOCK * (len(self._starts) - 1)
        )

    def __getitem__(self, article: int) -> str | None:
        if self.table is not None and self.codes is not None:
            return self.table[int(self.codes[article])]
        block = article // _VALUES_PER_BLOCK
        values = self._unpacked.of(block, lambda: self._read_block(block))
        if article % _VALUES_PER_BLOCK >= len(values):
            raise _damaged(self._name, Message("there are too few"))
        return values[article % _VALUES_PER_BLOCK]

    def _read_block(self, block: int) -> list[str | None]:
        starts, sizes = self._starts, self._sizes
        if block + 1 >= len(starts) or (sizes is not None and block >= len(sizes)):
            raise _damaged(self._name, Message("there are too few"))
        size = None if sizes is None else int(sizes[block])
        packed = self._blocks.between(int(starts[block]), int(starts[block + 1]))
        return _decompress(packed, size, self._name)

    def all(self) -> list[str | None]:
        """Return every value, in the order of the articles."""
        if self.table is not None and self.codes is not None:
            table = self.table
            return [table[code] for code in self.codes.tolist()]
        blocks = range(len(self._starts) - 1)
        return [value for block in blocks for value in self._read_block(block)]

    def places_of(self, wanted: Collection[str]) -> npt.NDArray[np.int64]:
        """Return the articles that have one of the wanted values, ascending (int64)."""
        return np.flatnonzero(self._where(lambda value: value in wanted))

    def _where(self, fits: Callable[[str | None], bool]) -> npt.NDArray[np.bool_]:
        """Return for every article whether its value fits."""
        if self.table is not None and self.codes is not None:
            return np.array([fits(value) for value in self.table], np.bool_)[self.codes]
        return np.fromiter(map(fits, self.all()), np.bool_, self._count)

    def matching(self, wanted: str) -> npt.NDArray[np.bool_]:
        """Return for every article whether its value is ``wanted``, by case-blind comparison.

        Values separated by commas are compared one by one, and authors only by their names (김가람
        기자 is 김가람).
        """
        kinds = {"author": _names_person, "section": _is_section}
        return self._where(kinds.get(self._name, _is_value)(wanted))

    def like(self, pattern: str) -> npt.NDArray[np.bool_]:
        """Return for every article whether its value matches a pattern with * and ?.

        As in `matching`; composed and decomposed letters are the same.
        """
        return self._where(_is_like(pattern))


def _is_value(wanted: str) -> Callable[[str | None], bool]:
    folded = wanted.casefold().strip()

    def fits(value: str | None) -> bool:
        if value is None:
            return False
        return any(part.strip().casefold() == folded for part in (value, *value.split(",")))

    return fits


def _is_section(wanted: str) -> Callable[[str | None], bool]:
    is_value, folded = _is_value(wanted), wanted.casefold().strip()

    def fits(value: str | None) -> bool:
        if value is None or is_value(value):
            return value is not None
        return folded in value.casefold() and folded in map(str.casefold, sections_in(value))

    return fits


def _is_like(pattern: str) -> Callable[[str | None], bool]:
    signs = {"*": ".*", "?": "."}
    pieces = re.split(r"([*?])", _settled(pattern))
    like = re.compile("".join(signs.get(piece) or re.escape(piece) for piece in pieces), re.DOTALL)

    def fits(value: str | None) -> bool:
        if value is None:
            return False
        settled = _settled(value)
        return any(like.fullmatch(part.strip()) for part in (settled, *settled.split(",")))

    return fits


def _settled(value: str) -> str:
    return unicodedata.normalize("NFC", value).casefold().strip()


def _names_person(wanted: str) -> Callable[[str | None], bool]:
    from ksearch.model.names import (
        people_in,
    )  # imported late: its patterns take too long to compile for a cold search

    is_value, people = _is_value(wanted), set(people_in(wanted))

    def fits(value: str | None) -> bool:
        if value is None or is_value(value):
            return value is not None
        return any(map(value.__contains__, people)) and people <= set(people_in(value))

    return fits
