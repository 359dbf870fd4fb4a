"""Operations on arrays that numpy does not have, or does more slowly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import AnyArray

Whole = TypeVar("Whole", bound=np.integer[Any])


def ranges(starts: npt.NDArray[Any], counts: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the indices ``starts[i]`` to ``starts[i] + counts[i]``, range after range (int64)."""
    counts = counts.astype(np.int64, copy=False)
    ends = counts.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    places: npt.NDArray[np.int64] = np.arange(total)
    places += (starts - (ends - counts)).repeat(counts)
    return places


def chunks(bounds: npt.NDArray[Any], size: int) -> Iterator[tuple[int, int]]:
    """Yield neighbouring ranges of rows, first and one past the last, that cover all rows.

    A range has at most ``size`` values, or is one row that has more.

    Args:
        bounds: whole numbers, where each row begins among the values, and where the last one ends.
        size: the most values of a range.
    """
    first = 0
    while first < len(bounds) - 1:
        last = int(bounds.searchsorted(bounds[first] + size, side="right")) - 1
        last = max(last, first + 1)
        yield first, last
        first = last


def distinct(values: npt.NDArray[Whole]) -> npt.NDArray[Whole]:
    """Return the distinct values of an array of whole numbers, ascending.

    Like ``np.unique``, which imports ``numpy.ma`` on its first call: too slow for a cold search.
    """
    ordered = np.sort(values)
    if not len(ordered):
        return ordered
    first = np.empty(len(ordered), np.bool_)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def stable_order(low: npt.NDArray[Any], high: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    """Return the stable order of numbers that are given in two halves (uint32).

    As ``argsort(kind="stable")`` of the whole numbers, in a third of the time: numpy uses radix
    sort for numbers of up to 16 bits, and merge sort for wider ones. Its indices take eight bytes,
    and are narrowed before the next array is made.

    Args:
        low: uint16 or uint8, the lower halves.
        high: likewise, the upper halves.
    """
    order = np.argsort(low, kind="stable").astype(np.uint32)
    again = np.argsort(high[order], kind="stable").astype(np.uint32)
    return order[again]


def distinct_and_places(
    values: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the distinct values, ascending, and the index among them of each value (int64).

    Like ``np.unique(return_inverse=True)``, for many small non-negative values: nothing is sorted.
    """
    once = np.flatnonzero(np.bincount(values))
    places = np.zeros(int(once[-1]) + 1 if len(once) else 0, np.int64)
    places[once] = np.arange(len(once))
    return once, places[values]


def contained(values: npt.NDArray[Any], among: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return for each value whether it is among ``among``, which is ascending (bool)."""
    if not len(among):
        return np.zeros(len(values), np.bool_)
    # With another dtype, searchsorted would convert all of `among`.
    wanted = values.astype(among.dtype, copy=False)
    places = among.searchsorted(wanted)
    places[places == len(among)] = 0
    found: npt.NDArray[np.bool_] = among[places] == wanted
    return found


def weighted_sums(
    values: npt.NDArray[Any], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the sum of each row of values (n, m) by the weights (float64, m) of the columns.

    As ``values @ weights``, which uses threads for large arrays: on a busy machine they wait for
    each other a hundred times as long as the sums take.
    """
    found: npt.NDArray[np.float64] = np.einsum("nm,m->n", values, weights.astype(values.dtype))
    return found


def row_numbers(
    keys: npt.NDArray[np.int64], values: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the indices of some values among ascending keys, plus 1; 0 for no key (int64)."""
    if not len(keys):
        return np.zeros(len(values), np.int64)
    nearest = np.minimum(keys.searchsorted(values), len(keys) - 1)
    rows: npt.NDArray[np.int64] = np.where(keys[nearest] == values, nearest + 1, 0)
    return rows


def replaced(
    values: AnyArray, begins: Sequence[int], ends: Sequence[int], pieces: Sequence[AnyArray]
) -> AnyArray:
    """Return the values with the stretches ``begins[i]`` to ``ends[i]`` replaced by ``pieces[i]``.

    The stretches are in order and do not overlap; the values between them are copied at once.
    """
    parts: list[AnyArray] = []
    position = 0
    for begin, end, piece in zip(begins, ends, pieces, strict=True):
        parts += (values[position:begin], piece.astype(values.dtype))
        position = end
    return np.concatenate([*parts, values[position:]])
