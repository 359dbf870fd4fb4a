"""Arrays: files of arrays, and operations that numpy does not have."""

from __future__ import annotations

from ksearch.arrays.files import CONFUSED, ArrayFile, LazyArray, lazily, write_arrays
from ksearch.arrays.helpers import (
    chunks,
    contained,
    distinct,
    distinct_and_places,
    ranges,
    replaced,
    row_numbers,
    stable_order,
    weighted_sums,
)
from ksearch.arrays.types import AnyArray

__all__ = [
    "CONFUSED",
    "AnyArray",
    "ArrayFile",
    "LazyArray",
    "chunks",
    "contained",
    "distinct",
    "distinct_and_places",
    "lazily",
    "ranges",
    "replaced",
    "row_numbers",
    "stable_order",
    "weighted_sums",
    "write_arrays",
]
