"""Terms side by side, and exact runs, in the texts of some articles."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.lexicon.letter_pairs import pairs_of
from ksearch.plan import TermLeaf, Word
from ksearch.ranking.reranking.evidence import Evidence, EvidenceFinder, Features
from ksearch.ranking.reranking.signals.exact_run import have_run
from ksearch.ranking.reranking.signals.neighbours import near_each_other, side_by_side
from ksearch.ranking.reranking.signals.passage import best_window
from ksearch.ranking.reranking.texts import CandidateTexts, gather_texts
from ksearch.storage.snapshot import Snapshot

TEXTS = {
    "1": ("등대 축제", "섬 등대 축제가 열린다", "등대 섬 등대 축제 섬 바다"),
    "2": ("섬 바다", "축제 등대", "바다 섬 섬 바다 축제 등대"),
    "3": ("", "", "등대"),
    "4": ("바다 등대", "축제", "해양박물관 등대 축제 바다"),
}
WORDS = ["등대", "축제", "섬", "바다", "박물관", "해양박물관", "없는말"]


@pytest.fixture(scope="module")
def snapshot(build_texts: Any) -> Snapshot:
    built: Snapshot = build_texts(TEXTS)
    return built


def terms_in(snapshot: Snapshot, article: int) -> list[set[int]]:
    lexicon = snapshot.lexicon
    eojeols = snapshot.segments[0].forward.eojeols(article).tolist()
    return [{term for term, *_ in lexicon.terms_of(eojeol)} for eojeol in eojeols]


def leaves(snapshot: Snapshot, words: list[str]) -> list[TermLeaf]:
    unknown = snapshot.lexicon.term_count
    found = [snapshot.lexicon.find_term(word) for word in words]
    return [TermLeaf(term if term >= 0 else unknown) for term in found]


def weight(leaf: TermLeaf) -> float:
    return 1.0 + leaf.term % 3


@given(st.lists(st.sampled_from(WORDS), max_size=5), st.sets(st.integers(0, 3), min_size=1))
def test_terms_side_by_side_count_in_one_eojeol_and_in_neighbours(
    snapshot: Snapshot, query: list[str], chosen: set[int]
) -> None:
    terms = leaves(snapshot, query)
    expected = []
    for article in sorted(chosen):
        held = [*terms_in(snapshot, article), set()]
        score = 0.0
        for first, second in pairwise(terms):
            times = sum(
                first.term in here and (second.term in here or second.term in following)
                for here, following in pairwise(held)
            )
            score += (weight(first) + weight(second)) / 2 * times / (times + 1)
        expected.append(score)
    texts = gather_texts(snapshot, np.array(sorted(chosen), np.int64))
    evidence = evidence_in(snapshot, texts, terms)
    found = side_by_side(evidence, np.array([weight(term) for term in terms], np.float64))
    assert found.tolist() == pytest.approx(expected)


def evidence_in(snapshot: Snapshot, texts: CandidateTexts, terms: list[TermLeaf]) -> Evidence:
    return EvidenceFinder(snapshot.lexicon).find(texts, Features(tuple(terms), pairs_of("")))


@given(
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.sets(st.integers(0, 3), min_size=1),
    st.integers(1, 6),
)
def test_the_best_window_has_the_most_weight_of_distinct_terms(
    snapshot: Snapshot, query: list[str], chosen: set[int], width: int
) -> None:
    terms = leaves(snapshot, query)
    expected = []
    for article in sorted(chosen):
        held = terms_in(snapshot, article)
        windows = [set().union(*held[at : at + width]) for at in range(len(held))]
        expected.append(
            max(
                (sum(weight(term) for term in terms if term.term in window) for window in windows),
                default=0.0,
            )
        )
    texts = gather_texts(snapshot, np.array(sorted(chosen), np.int64))
    weights = np.array([weight(term) for term in terms], np.float64)
    found = best_window(evidence_in(snapshot, texts, terms), weights, width)
    assert found.tolist() == pytest.approx(expected)


@given(
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.sets(st.integers(0, 3), min_size=1),
    st.integers(1, 4),
)
def test_terms_near_each_other_count_once_in_either_order(
    snapshot: Snapshot, query: list[str], chosen: set[int], distance: int
) -> None:
    terms = leaves(snapshot, query)
    expected = []
    for article in sorted(chosen):
        held = terms_in(snapshot, article)
        expected.append(
            sum(
                (weight(first) + weight(second)) / 2
                for first, second in pairwise(terms)
                if any(
                    first.term in here
                    and any(
                        second.term in other
                        for other in held[max(at - distance, 0) : at + distance + 1]
                    )
                    for at, here in enumerate(held)
                )
            )
        )
    texts = gather_texts(snapshot, np.array(sorted(chosen), np.int64))
    weights = np.array([weight(term) for term in terms], np.float64)
    found = near_each_other(evidence_in(snapshot, texts, terms), weights, distance)
    assert found.tolist() == pytest.approx(expected)


def words_of(snapshot: Snapshot, query: list[str]) -> list[Word]:
    return [Word(text, (), (), tuple(sorted(snapshot.lexicon.find_key(text)))) for text in query]


@given(st.lists(st.sampled_from([*WORDS, "축제가"]), min_size=2, max_size=4))
def test_a_run_has_all_words_in_their_order_within_a_field(
    snapshot: Snapshot, query: list[str]
) -> None:
    expected = []
    for fields in TEXTS.values():
        texts = [field.split() for field in fields]
        expected.append(
            any(
                field[at : at + len(query) - 1] == query[:-1]
                and field[at + len(query) - 1].startswith(query[-1])
                for field in texts
                for at in range(len(field) - len(query) + 1)
            )
        )
    texts_of_all = gather_texts(snapshot, np.arange(len(TEXTS)))
    found = have_run(texts_of_all, snapshot.lexicon, words_of(snapshot, query))
    assert found.tolist() == expected
