"""One string (or none) per article: a table of distinct values, or compressed blocks."""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ksearch.cache import Cache
from ksearch.storage.name_index import sections_in

AnyArray = npt.NDArray[Any]

_BLOCK = 16
#: Bytes that unpacked blocks of a column may take in memory.
_UNPACKED_BYTES = 1 << 20
#: A value that repeats this often on average is kept once, in a table.
_REPEATS = 4


def pack_column(name: str, values: Sequence[str | None]) -> dict[str, AnyArray]:
    """Return the arrays of a column; `Column` reads them."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) * _REPEATS <= len(values) or len(distinct) <= 1:
        numbers = {value: number for number, value in enumerate(distinct)}
        codes = np.fromiter((numbers[value] for value in values), np.int64, len(values))
        kind = np.min_scalar_type(max(len(distinct) - 1, 0))
        return {f"{name}_table": _compress(distinct), f"{name}_codes": codes.astype(kind)}
    blocks = [_compress(values[at : at + _BLOCK]) for at in range(0, len(values), _BLOCK)]
    ends = np.cumsum([len(block) for block in blocks])
    return {
        f"{name}_blocks": np.concatenate(blocks),
        f"{name}_starts": np.concatenate(([0], ends)).astype(np.uint32),
    }


def _compress(values: Sequence[str | None]) -> npt.NDArray[np.uint8]:
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return np.frombuffer(zlib.compress(text.encode("utf-8", "surrogatepass"), 6), np.uint8)


def _decompress(data: AnyArray) -> list[str | None]:
    values: list[str | None] = json.loads(
        zlib.decompress(data.tobytes()).decode("utf-8", "surrogatepass")
    )
    return values


class Column:
    """Reads a column; ``column[article]`` is its value."""

    def __init__(self, arrays: Mapping[str, AnyArray], name: str, count: int) -> None:
        self._name = name
        self._count = count
        self.table: list[str | None] | None = None
        #: The number of each article's value in ``table``, where there is a table.
        self.codes: AnyArray | None = None
        if f"{name}_codes" in arrays:
            self.table = _decompress(arrays[f"{name}_table"])
            self.codes = arrays[f"{name}_codes"]
        else:
            self._blocks, self._starts = arrays[f"{name}_blocks"], arrays[f"{name}_starts"]
        self._unpacked: Cache[list[str | None]] = Cache(_UNPACKED_BYTES)

    def __len__(self) -> int:
        return self._count

    @property
    def most(self) -> int:
        """The most values that there can be."""
        return len(self.codes) if self.codes is not None else _BLOCK * (len(self._starts) - 1)

    def __getitem__(self, article: int) -> str | None:
        if self.table is not None and self.codes is not None:
            return self.table[int(self.codes[article])]
        block = article // _BLOCK
        return self._unpacked.of(block, lambda: self._read_block(block))[article % _BLOCK]

    def _read_block(self, block: int) -> list[str | None]:
        return _decompress(self._blocks[int(self._starts[block]) : int(self._starts[block + 1])])

    def all(self) -> list[str | None]:
        """Return every value, in the order of the articles."""
        if self.table is not None and self.codes is not None:
            table = self.table
            return [table[code] for code in self.codes.tolist()]
        blocks = range(len(self._starts) - 1)
        return [value for block in blocks for value in self._read_block(block)]

    def places_of(self, wanted: Collection[str]) -> npt.NDArray[np.int64]:
        """Return the articles whose value is one of those that are wanted, ascending (int64)."""
        return np.flatnonzero(self._where(lambda value: value in wanted))

    def _where(self, fits: Callable[[str | None], bool]) -> npt.NDArray[np.bool_]:
        """Tell of every article whether its value fits."""
        if self.table is not None and self.codes is not None:
            return np.array([fits(value) for value in self.table], np.bool_)[self.codes]
        return np.fromiter(map(fits, self.all()), np.bool_, self._count)

    def matching(self, wanted: str) -> npt.NDArray[np.bool_]:
        """Return for every article whether its value is ``wanted``, by case-blind comparison.

        Several values in one, separated by commas, count each; authors are compared by their names
        alone (김가람 기자 is 김가람).
        """
        kinds = {"author": _names_person, "section": _is_section}
        return self._where(kinds.get(self._name, _is_value)(wanted))

    def like(self, pattern: str) -> npt.NDArray[np.bool_]:
        """Return for every article whether its value is like a pattern with * and ?.

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
    from ksearch.names import (
        people_in,
    )  # its patterns take longer to compile than a cold search may

    is_value, people = _is_value(wanted), set(people_in(wanted))

    def fits(value: str | None) -> bool:
        if value is None or is_value(value):
            return value is not None
        return any(map(value.__contains__, people)) and people <= set(people_in(value))

    return fits
