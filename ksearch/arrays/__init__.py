"""Arrays: what numpy lacks for them, and files that hold them."""

from __future__ import annotations

from ksearch.arrays.files import CONFUSED, ArrayFile, LazyArray, lazily, write_arrays
from ksearch.arrays.helpers import (
    contained,
    counted,
    distinct,
    ranges,
    replaced,
    rows_of,
    stable_order,
    weighted_sums,
)
from ksearch.arrays.types import AnyArray

__all__ = [
    "CONFUSED",
    "AnyArray",
    "ArrayFile",
    "LazyArray",
    "contained",
    "counted",
    "distinct",
    "lazily",
    "ranges",
    "replaced",
    "rows_of",
    "stable_order",
    "weighted_sums",
    "write_arrays",
]
