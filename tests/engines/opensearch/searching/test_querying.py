"""Queries of a cluster that are bounded: letters in a row that many eojeols make up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.engines.opensearch.searching import querying
from ksearch.engines.opensearch.searching.intervals import likely_run, run_intervals
from ksearch.model.errors import QueryTooLarge
from ksearch.ranking.matching.runs import RunPattern
from ksearch.ranking.postings.tiers import tier_of_each


def pattern_of(text: str, longest: int) -> RunPattern:
    """Return the pattern of a text of which every piece is an eojeol, up to some letters."""
    size = len(text)
    rows = [
        (first, end)
        for first in range(size)
        for end in range(first + 1, min(first + longest, size) + 1)
    ]
    passes = [0 if end == size else 1 << first for first, end in rows]
    ends = [1 << first if end == size else 0 for first, end in rows]

    def column(values: list[int]) -> Any:
        return np.array([0, *values], np.uint64)

    return RunPattern(
        np.arange(len(rows)),
        column(passes),
        column([end - first for first, end in rows]),
        column(ends),
        False,
        (),
    )


def ways(found: list[dict[str, Any]]) -> Iterator[int]:
    """Yield how many eojeols each way has."""
    for each in found:
        if "match" in each:
            yield 1
        elif "any_of" in each:
            yield from ways(each["any_of"]["intervals"])
        else:
            _, rest = each["all_of"]["intervals"]
            yield from (1 + count for count in ways([rest]))


def test_all_ways_to_cut_a_short_text_are_in_one_query() -> None:
    found = list(ways(run_intervals(pattern_of("할수있다", 4), "할수있다")))
    assert sorted(found) == [2, 2, 2, 3, 3, 3, 4]


def test_a_text_with_too_many_ways_leaves_out_those_of_single_syllables() -> None:
    text = "가나다라마바사아자차카타파하"
    found = list(ways(run_intervals(pattern_of(text, 2), text)))
    assert len(text) // 2 in found  # two by two
    assert len(text) not in found


def test_a_text_with_far_too_many_ways_is_refused() -> None:
    text = "가나다라마바사아자차카타파하" * 3
    with pytest.raises(QueryTooLarge, match="in too many ways"):
        run_intervals(pattern_of(text, 4), text)


@given(st.lists(st.floats(0, 30, allow_nan=False), min_size=1, max_size=3))
def test_a_clause_for_each_word_puts_articles_into_the_tiers_of_their_words(
    weights: list[float],
) -> None:
    tiers = tier_of_each(weights).tolist()
    lifts = querying._lifts_of(tuple(tiers))
    sums = [querying._lift_of(held, lifts) for held in range(len(tiers))]
    for one in range(1, len(tiers)):
        for other in range(1, len(tiers)):
            assert (sums[one] < sums[other]) == (tiers[one] < tiers[other])


def test_a_run_is_likely_where_its_first_two_pieces_are_side_by_side() -> None:
    pattern = pattern_of("할수있다", 4)
    pairs = (((0,), (4, 5)), ((1,), (7,)))
    query = json.dumps(likely_run(pattern._replace(pairs=pairs), ["title"]))
    assert '"query": "0"' in query
    assert '"query": "4 5"' in query
    assert query.count("intervals") < 10, "and not by every way to cut it"
