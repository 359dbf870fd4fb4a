"""Pairs of letters that the query and an article share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ksearch
from ksearch.arrays import distinct
from ksearch.lexicon.letter_pairs import find_pairs, invert_pairs
from ksearch.lexicon.letter_pairs import pairs_of as letter_pairs_of
from ksearch.plan import TermLeaf, Word
from ksearch.ranking.reranking.evidence import EvidenceFinder, Features
from ksearch.ranking.reranking.pair_weights import pair_weights_of
from ksearch.ranking.reranking.signals.letters import letter_overlap
from ksearch.ranking.reranking.texts import gather_texts
from ksearch.storage.snapshot import Snapshot

TEXTS = {
    "a": ("갯벌 박물관", "남해안 갯벌박물관이 문을 열었다.", "Mudflat 박물관은 10월까지 연다."),
    "b": ("", "등대지기는 안개 낀 밤에 종을 쳤다.", "종소리가 갯벌까지 들렸다."),
    "c": ("KTX 요금", "내년부터다.", "ktx와 SRT의 요금이 오른다."),
}


@pytest.fixture(scope="module")
def snapshot(build_texts: Any) -> Snapshot:
    built: Snapshot = build_texts(TEXTS)
    return built


def pairs_of(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


def overlap(snapshot: Snapshot, *query: str) -> list[float]:
    texts = gather_texts(snapshot, np.arange(snapshot.size))
    pairs = distinct(np.concatenate([letter_pairs_of(word) for word in query]))
    evidence = EvidenceFinder(snapshot.lexicon).find(texts, Features((), pairs))
    return letter_overlap(evidence, np.ones(len(pairs)), snapshot.manifest.model).tolist()


def test_a_word_s_pairs_are_those_of_its_letters_folded() -> None:
    def spelt(word: str) -> set[str]:
        return {chr(pair >> 16) + chr(pair & 0xFFFF) for pair in letter_pairs_of(word)}

    assert spelt("갯벌은") == {"갯벌", "벌은"}
    assert spelt("KTX") == {"kt", "tx"}
    assert not spelt("길")


def test_articles_with_more_of_the_pairs_have_more(snapshot: Snapshot) -> None:
    a, b, c = overlap(snapshot, "갯벌박물관이")
    assert a > b > 0
    assert c == 0


def test_capitals_make_no_difference(snapshot: Snapshot) -> None:
    assert overlap(snapshot, "ktx") == overlap(snapshot, "KTX")
    assert overlap(snapshot, "mudflat")[0] > 0
    assert overlap(snapshot, "Ktx")[2] > 0


def test_letters_of_neighbouring_words_are_no_pair(snapshot: Snapshot) -> None:
    assert overlap(snapshot, "낀밤") == [0.0, 0.0, 0.0]


QUERY_WORDS = ["갯벌", "박물관이", "종소리", "ktx와", "등대", "없음"]


@given(st.lists(st.sampled_from(QUERY_WORDS), min_size=1))
def test_it_counts_what_stands_in_the_texts(snapshot: Snapshot, query: list[str]) -> None:
    model = snapshot.manifest.model
    expected = []
    for title, lead, body in TEXTS.values():
        fields = [field.lower().split() for field in (title, lead, body)]
        length = sum(map(len, fields)) / sum(model.average_lengths)
        norm = model.saturation * (0.5 + 0.5 * length)
        score = 0.0
        for pair in {pair for word in query for pair in pairs_of(word)}:
            frequency = sum(
                boost * sum(pair in pairs_of(eojeol.strip(".")) for eojeol in field)
                for boost, field in zip((1.0, *model.boosts[1:]), fields, strict=True)
            )
            score += frequency / (frequency + norm)
        expected.append(score)
    assert overlap(snapshot, *query) == pytest.approx(expected)


@given(st.lists(st.sampled_from(QUERY_WORDS), min_size=1))
def test_an_inverted_lexicon_names_the_eojeols_that_have_a_pair(
    snapshot: Snapshot, query: list[str]
) -> None:
    pairs = distinct(np.concatenate([letter_pairs_of(word) for word in query]))
    every = np.arange(snapshot.lexicon.eojeol_count)
    eojeols, which = find_pairs(snapshot.lexicon, every, pairs)
    found = {(eojeol, pair) for eojeol, pair in zip(eojeols.tolist(), which.tolist(), strict=True)}
    holders = invert_pairs(snapshot.lexicon).of(pairs)
    assert found == {(e, pair) for pair, held in enumerate(holders) for e in held.tolist()}


def terms(snapshot: Snapshot, *words: str) -> tuple[TermLeaf, ...]:
    unknown = snapshot.lexicon.term_count
    found = [snapshot.lexicon.find_term(word) for word in words]
    return tuple(TermLeaf(term if term >= 0 else unknown) for term in found)


@given(st.lists(st.sampled_from(QUERY_WORDS), min_size=1))
def test_an_inverted_lexicon_gives_what_looking_every_eojeol_up_gives(
    snapshot: Snapshot, query: list[str]
) -> None:
    looked_up = EvidenceFinder(snapshot.lexicon)
    pairs = pair_weights_of(snapshot).of([Word(word, (), (), ()) for word in query])[0]
    features = Features(terms(snapshot, *query, *query), pairs)
    texts = gather_texts(snapshot, np.arange(snapshot.size))
    at_first = looked_up.find(texts, features)
    for _ in range(40):
        later = looked_up.find(texts, features)
    assert later.places.tolist() == at_first.places.tolist()
    assert len(later.marks) < len(texts.eojeols)
    assert (later.marks[later.rows] == at_first.marks[at_first.rows]).all()


def test_a_lexicon_in_parts_gives_the_same(build: Any, tmp_path: Path) -> None:
    for name, (title, lead, body) in TEXTS.items():
        article = ksearch.Article(id=name, title=title, lead=lead, body=body)
        snapshot = build(tmp_path, [article])
    assert len(snapshot.lexicon.parts) > 1
    looked_up = EvidenceFinder(snapshot.lexicon)
    pairs = pair_weights_of(snapshot).of([Word(word, (), (), ()) for word in QUERY_WORDS])[0]
    features = Features(terms(snapshot, *QUERY_WORDS), pairs)
    texts = gather_texts(snapshot, np.arange(snapshot.size))
    at_first = looked_up.find(texts, features)
    for _ in range(40):
        later = looked_up.find(texts, features)
    assert later.places.tolist() == at_first.places.tolist()
    assert (later.marks[later.rows] == at_first.marks[at_first.rows]).all()
