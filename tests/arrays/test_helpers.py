"""Operations that numpy does not have, compared with how numpy would do them slowly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ksearch.arrays import stable_order


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 3) | st.sampled_from([65_536, 65_537])))
def test_an_order_by_halves_is_that_of_the_whole_numbers(values: list[int]) -> None:
    numbers = np.array(values, np.uint32)
    order = stable_order(numbers.astype(np.uint16), (numbers >> 16).astype(np.uint16))
    assert order.tolist() == numbers.argsort(kind="stable").tolist()
