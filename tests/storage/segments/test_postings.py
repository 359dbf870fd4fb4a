"""Postings: which articles hold a term, and how often in title, lead and body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksearch.model.article import Article
from ksearch.storage.segments.postings import BODY_LEVELS, FREQUENCIES, FewPostings
from ksearch.storage.segments.segment import Segment
from ksearch.storage.snapshot import Snapshot

Build = Callable[..., Snapshot]


def postings_of(segment: Segment) -> dict[str, dict[int, list[float]]]:
    postings, lexicon = segment.postings, segment.lexicon
    found = {}
    for place, term in enumerate(postings.terms.tolist()):
        begin, end = int(postings.starts[place]), int(postings.starts[place + 1])
        articles = postings.articles[begin:end].tolist()
        assert articles == sorted(set(articles))
        frequencies = FREQUENCIES[:, postings.frequencies[begin:end]].T.tolist()
        found[lexicon.term_text(term)] = dict(zip(articles, frequencies, strict=True))
    return found


def test_frequencies_by_field(build: Build, tmp_path: Path) -> None:
    rows = [
        Article(id="1", title="배 배 섬", lead="배", body="등대 등대 등대 배"),
        Article(id="2", title="섬", lead="섬", body="반도체공장"),
    ]
    (segment,) = build(tmp_path, rows).segments
    assert postings_of(segment) == {
        "배": {0: [2, 1, 1]},
        "섬": {0: [1, 0, 0], 1: [1, 1, 0]},
        "등대": {0: [0, 0, 3]},
        "반도체": {1: [0, 0, 1]},
        "공장": {1: [0, 0, 1]},
    }


@pytest.mark.parametrize("times", [1, 3, 4, 7, 9, 15, 63, 64, 1000])
def test_large_frequencies_are_kept_roughly(times: int, build: Build, tmp_path: Path) -> None:
    row = Article(id="1", title="섬 " * times, lead="섬 " * times, body="섬 " * times + "끝")
    (segment,) = build(tmp_path, [row]).segments
    kept = max(level for level in BODY_LEVELS.tolist() if level <= times)
    assert postings_of(segment) == {
        "섬": {0: [min(times, 3), min(times, 3), kept]},
        "끝": {0: [0, 0, 1]},
    }


words = st.lists(st.sampled_from(["배", "섬", "등대", "반도체공장", "올랐다", "오른"]), max_size=6)


@settings(max_examples=25)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=6))
def test_postings_are_what_counting_by_hand_gives(
    build: Build,
    few_words: type,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[list[str], list[str], list[str]]],
) -> None:
    rows = [(title, lead or ["머리"], body) for title, lead, body in rows]
    articles = [
        Article(id=str(n), title=" ".join(t), lead=" ".join(h), body=" ".join(b))
        for n, (t, h, b) in enumerate(rows)
    ]
    # A lead that the body repeats as its first paragraph is taken out of the body.
    articles = [article.with_lead() for article in articles]
    expected: dict[str, dict[int, list[float]]] = {}
    for number, article in enumerate(articles):
        for field, text in enumerate((article.title, article.lead, article.body)):
            for word, count in Counter(text.split()).items():
                for term in few_words().known.get(word, ()) or (word,):
                    name = getattr(term, "text", term)
                    row = expected.setdefault(name, {}).setdefault(number, [0, 0, 0])
                    row[field] += count
    for held in expected.values():
        for row in held.values():
            row[:2] = [min(count, 3) for count in row[:2]]
            row[2] = max(level for level in BODY_LEVELS.tolist() if level <= row[2])
    (segment,) = build(tmp_path_factory.mktemp("색인"), articles).segments
    assert postings_of(segment) == expected
    assert np.all(np.diff(segment.postings.terms.astype(np.int64)) > 0)


@settings(max_examples=25)
@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=6))
def test_postings_made_term_by_term_are_those_made_at_once(
    build: Build,
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[list[str], list[str], list[str]]],
) -> None:
    articles = [
        Article(id=str(n), title=" ".join(t), lead=" ".join(h), body=" ".join([*b, *20 * b[:1]]))
        for n, (t, h, b) in enumerate(rows)
    ]
    (segment,) = build(tmp_path_factory.mktemp("색인"), articles).segments
    forward, whole = segment.forward, segment.postings
    few = FewPostings(
        segment.lexicon,
        forward.all_eojeols(),
        forward.bounds.astype(np.int64),
        np.stack([forward.lead_starts, forward.body_starts], axis=1).astype(np.int64),
    )
    for term in range(segment.lexicon.term_count):
        row, other = whole.row_of(term), few.row_of(term)
        assert (row < 0) == (other < 0)
        if row >= 0:
            assert few.articles_of(other).tolist() == whole.articles_of(row).tolist()
            assert few.frequencies_of(other).tolist() == whole.frequencies_of(row).tolist()
            assert few.frequency_of(other) == whole.frequency_of(row)
