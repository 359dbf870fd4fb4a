"""The texts of candidates: eojeols are found by the low halves of their numbers first."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ksearch.ranking.reranking.texts import CandidateTexts

#: Numbers whose low halves are often the same.
NUMBERS = st.builds(lambda high, low: (high << 16) | low, st.integers(0, 3), st.integers(0, 4))


def made_of(eojeols: list[int]) -> CandidateTexts:
    numbers = np.array(eojeols, np.int64)
    low, high = (numbers & 0xFFFF).astype(np.uint16), (numbers >> 16).astype(np.uint8)
    return CandidateTexts(low, high, np.array([[0, 0, 0, len(eojeols)]], np.int64))


@given(st.lists(NUMBERS), st.lists(NUMBERS, unique=True, max_size=4))
def test_an_eojeol_stands_where_its_whole_number_does(
    eojeols: list[int], wanted: list[int]
) -> None:
    texts = made_of(eojeols)
    expected = [place for place, eojeol in enumerate(eojeols) if eojeol in wanted]
    assert texts.places(wanted).tolist() == expected
    assert texts.eojeols.tolist() == eojeols


@given(st.lists(NUMBERS), st.lists(NUMBERS, unique=True, max_size=4))
def test_likely_places_leave_out_none(eojeols: list[int], wanted: list[int]) -> None:
    texts = made_of(eojeols)
    likely = texts.likely_places(np.array(wanted, np.uint32))
    assert {place for place, eojeol in enumerate(eojeols) if eojeol in wanted} <= set(
        likely.tolist()
    )
    lows = {eojeol & 0xFFFF for eojeol in wanted}
    assert all(eojeols[place] & 0xFFFF in lows for place in likely.tolist())
    assert texts.at(likely).tolist() == [eojeols[place] for place in likely.tolist()]
