"""The best articles of several words: laid out over all articles, and looked up for a few."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.arrays.types import Mask, Numbers
from ksearch.ranking.postings.accumulators import Accumulator
from ksearch.ranking.postings.any_words import AllOfWords, AnyOfWords
from ksearch.ranking.postings.top_k import best_places
from ksearch.ranking.postings.word_postings import (
    ScoredPostings,
    WeightedLeaf,
    WideLeaf,
    WordPostings,
    held_by_all,
)

SIZE = 40
SUMS = Accumulator(SIZE)

articles = st.sets(st.integers(0, SIZE - 1))
contributions = st.sampled_from([0.25, 0.5, 0.75])
leaves = st.dictionaries(st.integers(0, SIZE - 1), contributions, max_size=SIZE)


def numbers_of(found: set[int] | dict[int, float]) -> Numbers:
    return np.array(sorted(found), np.uint32)


def wide_leaf(leaf: dict[int, float], laid_out: bool) -> WideLeaf:
    values = np.array([leaf[article] for article in sorted(leaf)], np.float32)
    return WideLeaf(numbers_of(leaf), values, SIZE, laid_out=laid_out)


Description = tuple[dict[int, float], list[tuple[dict[int, float], float]], bool]
words = st.tuples(
    leaves, st.lists(st.tuples(leaves, st.sampled_from([0.5, 1.0, 4.0])), max_size=2), st.booleans()
)


def postings(word: Description, laid_out: bool) -> WordPostings:
    """Make a word of one leaf and some wide ones, which only rank it, or are readings too."""
    narrow, wide, readings = word
    shares = np.array([2 * narrow[article] for article in sorted(narrow)], np.float32)
    weighted = tuple(WeightedLeaf(wide_leaf(leaf, laid_out), weight) for leaf, weight in wide)
    masks = tuple(leaf.leaf for leaf in weighted) if readings else ()
    given = ScoredPostings(numbers_of(narrow), shares)
    return WordPostings((given,), weighted, (given.numbers,), masks)


def score(word: Description, article: int) -> float:
    narrow, wide, _ = word
    return 2 * narrow.get(article, 0) + sum(leaf.get(article, 0) * w for leaf, w in wide)


def holds(word: Description, article: int) -> bool:
    narrow, wide, readings = word
    return article in narrow or (readings and any(article in leaf for leaf, _ in wide))


@given(
    st.lists(words, min_size=1, max_size=4),
    st.integers(1, 12),
    st.none() | articles,
    st.booleans(),
)
def test_the_best_are_those_with_the_highest_sums(
    query: list[Description], count: int, counting: set[int] | None, laid_out: bool
) -> None:
    mask: Mask | None = None
    if counting is not None:
        mask = np.zeros(SIZE, np.bool_)
        mask[list(counting)] = True
    found = AnyOfWords(
        [postings(word, laid_out) for word in query], Accumulator(SIZE, laid_out=laid_out), mask
    )
    expected = {
        article: sum(score(word, article) for word in query)
        for article in range(SIZE)
        if any(holds(word, article) for word in query) and (mask is None or mask[article])
    }
    assert found.total == len(expected)
    assert found.articles.tolist() == sorted(expected)
    best, scores = found.best(count)
    ranked = sorted(expected, key=lambda article: (-expected[article], article))[:count]
    assert best.tolist() == sorted(ranked)
    assert scores == pytest.approx([expected[article] for article in sorted(ranked)])
    everything, all_scores = found.all()
    assert all_scores == pytest.approx([expected[article] for article in everything.tolist()])


@given(st.lists(words, min_size=1, max_size=3), st.integers(1, 12), st.booleans())
def test_of_those_that_hold_all_words_the_best_are_found_alike(
    query: list[Description], count: int, laid_out: bool
) -> None:
    expected = {
        article: sum(score(word, article) for word in query)
        for article in range(SIZE)
        if all(holds(word, article) for word in query)
    }
    complete = np.array(sorted(expected), np.int64)
    held = [postings(word, laid_out) for word in query]
    found = AllOfWords(held, Accumulator(SIZE, laid_out=laid_out), complete)
    assert found.total == len(expected)
    best, scores = found.best(count)
    ranked = sorted(expected, key=lambda article: (-expected[article], article))[:count]
    assert best.tolist() == sorted(ranked)
    assert scores == pytest.approx([expected[article] for article in sorted(ranked)])


@given(st.lists(words, min_size=1, max_size=4))
def test_an_article_holds_all_words_if_it_holds_each(query: list[Description]) -> None:
    expected = [n for n in range(SIZE) if all(holds(word, n) for word in query)]
    assert held_by_all([postings(word, True) for word in query]).tolist() == expected


@given(st.lists(leaves, min_size=1, max_size=4))
def test_what_is_given_to_the_same_articles_is_added_up(stretches: list[dict[int, float]]) -> None:
    numbers = np.concatenate([numbers_of(stretch) for stretch in stretches])
    shares = np.concatenate([[stretch[n] for n in sorted(stretch)] for stretch in stretches])
    summed, sums = SUMS.added_up(numbers.astype(np.uint32), shares.astype(np.float32))
    expected = {
        n: sum(stretch.get(n, 0.0) for stretch in stretches)
        for stretch in stretches
        for n in stretch
    }
    assert summed.tolist() == sorted(expected)
    assert sums == pytest.approx([expected[n] for n in sorted(expected)])


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), max_size=600), st.integers(1, 9))
def test_of_equal_scores_the_first_are_the_best(scores: list[float], count: int) -> None:
    expected = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:count]
    assert best_places(np.array(scores), count).tolist() == sorted(expected)
