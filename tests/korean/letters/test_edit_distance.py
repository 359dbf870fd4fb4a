from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jamo_words import encode_words

from ksearch.korean.letters.edit_distance import (
    EDIT,
    EQUAL_COSTS,
    TYPING,
    EditCosts,
    distances,
    nearest,
)
from ksearch.korean.letters.jamo_arrays import letter_codes

LEXICON = ["대통령", "대통령실", "부통령", "반도체", "반대", "아파트", "계엄", "ㅋㅋ"]


def _found(query: str, limit: float, costs: EditCosts = EQUAL_COSTS) -> list[tuple[str, float]]:
    numbers, far = nearest(query, encode_words(LEXICON), limit, costs)
    return [(LEXICON[n], d) for n, d in zip(numbers.tolist(), far.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("데통령", "대통령"),  # another vowel
        ("대톨령", "대통령"),  # another consonant
        ("대통려", "대통령"),  # one left out
        ("반도체체", "반도체"),
        ("아파틑", "아파트"),  # one too many
        ("반드오체", "반도체"),
        ("계어맘", "계엄"),
    ],
)
def test_a_slip_or_two_away(typed: str, meant: str) -> None:
    assert meant in [word for word, _ in _found(typed, 3)]


def test_each_kind_of_edit_counts_one() -> None:
    assert _found("데통령", 1) == [("대통령", 1.0)]
    assert _found("대통려", 1) == [("대통령", 1.0)]
    assert _found("아파틑", 1) == [("아파트", 1.0)]
    assert _found("아팥ㅡ", 1) == [("아파트", 0.0)]
    assert _found("ㅇㅏㅏㅍㅌㅡ", 1) == [("아파트", 1.0)]


def test_easy_slips_cost_less() -> None:
    assert _found("데통령", 0.5, TYPING) == [("대통령", 0.5)]
    assert _found("빤대", 1, TYPING) == [("반대", 0.5)]
    assert _found("ㅋㅋㅋ", 1, TYPING) == [("ㅋㅋ", 0.5)]


def test_nothing_within_the_limit() -> None:
    assert _found("국회의사당", 2) == []
    assert _found("데통령", 0) == []
    assert nearest("가", encode_words([]), 2)[0].tolist() == []


def test_a_word_typed_half_is_near_the_beginning_of_the_whole() -> None:
    words = encode_words(["대통령실", "반도체"])
    assert distances("데통", words, 1, EQUAL_COSTS, prefix=True).tolist() == [1.0, math.inf]
    assert distances("데통", words, 1, EQUAL_COSTS).tolist() == [math.inf, math.inf]


def _reference(query: str, word: str, costs: EditCosts) -> list[int]:
    """Return the last row of the textbook table, in quarters of an edit."""
    a, b = letter_codes(query).tolist(), letter_codes(word).tolist()
    replace = costs.replace.tolist()
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways = [0] if i == j == 0 else []
            if i:
                ways.append(table[i - 1][j] + _single(a, i, costs))
            if j:
                ways.append(table[i][j - 1] + _single(b, j, costs))
            if i and j:
                ways.append(table[i - 1][j - 1] + replace[a[i - 1]][b[j - 1]])
            if i > 1 and j > 1 and a[i - 2 : i] == b[j - 2 : j][::-1]:
                ways.append(table[i - 2][j - 2] + costs.exchange)
            table[i][j] = min(ways)
    return table[-1]


def _single(strokes: list[int], place: int, costs: EditCosts) -> int:
    return costs.repeat if place > 1 and strokes[place - 1] == strokes[place - 2] else EDIT


@settings(max_examples=60, deadline=None)
@given(
    st.text("가각갃나너괴ㄱㅏbb", max_size=4),
    st.lists(st.text("가각갃나너괴ㄱㅏbb", max_size=4), max_size=20),
    st.sampled_from([0, 0.5, 1, 2, 3.5]),
    st.sampled_from([EQUAL_COSTS, TYPING]),
)
def test_all_at_once_is_the_textbook_distance(
    query: str, words: list[str], limit: float, costs: EditCosts
) -> None:
    rows = [_reference(query, word, costs) for word in words]
    whole = [row[-1] / EDIT if row[-1] <= limit * EDIT else math.inf for row in rows]
    start = [min(row) / EDIT if min(row) <= limit * EDIT else math.inf for row in rows]
    encoded = encode_words(words)
    assert distances(query, encoded, limit, costs).tolist() == whole
    assert distances(query, encoded, limit, costs, prefix=True).tolist() == start
    numbers, far = nearest(query, encoded, limit, costs)
    wanted = sorted((d, n) for n, d in enumerate(whole) if d <= limit)
    assert list(zip(far.tolist(), numbers.tolist(), strict=True)) == wanted
