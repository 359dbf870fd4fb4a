"""Operations that numpy does not have, compared with how numpy would do them slowly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ksearch.arrays import chunks, stable_order


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3) | st.sampled_from([65_536, 65_537])))
def test_an_order_by_halves_is_that_of_the_whole_numbers(values: list[int]) -> None:
    numbers = np.array(values, np.uint32)
    order = stable_order(numbers.astype(np.uint16), (numbers >> 16).astype(np.uint16))
    assert order.tolist() == numbers.argsort(kind="stable").tolist()


@given(st.lists(st.integers(0, 9), max_size=20), st.integers(0, 12))
def test_chunks_cover_all_rows_and_are_as_large_as_they_may_be(
    lengths: list[int], size: int
) -> None:
    bounds = np.cumsum([0, *lengths])
    found = list(chunks(bounds, size))
    assert [row for first, last in found for row in range(first, last)] == list(range(len(lengths)))
    for first, last in found:
        assert sum(lengths[first:last]) <= size or last == first + 1
        assert last == len(lengths) or sum(lengths[first : last + 1]) > size
