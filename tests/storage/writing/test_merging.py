"""Segments that grew one by one answer as one that was built at once; old articles go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksearch.model.article import Article
from ksearch.storage.manifest import LexiconEntry
from ksearch.storage.segments.postings import FREQUENCIES
from ksearch.storage.segments.segment import Segment
from ksearch.storage.snapshot import Snapshot
from ksearch.storage.writing.merging import choose_lexicon_parts, choose_segments, merge_segments

Build = Callable[..., Snapshot]

words = st.lists(
    st.sampled_from(["등대", "섬", "반도체공장", "올랐다", "R&D", "3·1절", "。", "\n", "2025년"]),
    max_size=8,
).map(" ".join)
articles = st.lists(st.tuples(words, words), min_size=1, max_size=6)


def of(rows: list[tuple[str, str]], first: int = 0) -> list[Article]:
    return [
        Article(
            id=f"글{number}", title=title, lead=f"{number}번째", body=body, publisher="남녘신문"
        )
        for number, (title, body) in enumerate(rows, first)
    ]


def terms_of(snapshot: Snapshot) -> dict[str, set[tuple[str, tuple[float, ...]]]]:
    """Return the articles (by id) and frequencies of every term that live articles have."""
    found: dict[str, set[tuple[str, tuple[float, ...]]]] = {}
    for segment in snapshot.segments:
        postings = segment.postings
        for place, term in enumerate(postings.terms.tolist()):
            for at in range(int(postings.starts[place]), int(postings.starts[place + 1])):
                article = int(postings.articles[at])
                if segment.is_live(article):
                    frequencies = tuple(FREQUENCIES[:, postings.frequencies[at]].tolist())
                    row = (segment.column("id")[article] or "", frequencies)
                    found.setdefault(segment.lexicon.term_text(term), set()).add(row)
    return found


def kept(snapshot: Snapshot) -> dict[str, Article]:
    found = {}
    for segment in snapshot.segments:
        for number in range(len(segment)):
            if segment.is_live(number):
                found[segment.article(number).id] = segment.article(number)
    return found


@settings(max_examples=12)
@given(st.lists(articles, min_size=2, max_size=4), st.sets(st.integers(0, 23), max_size=6))
def test_growing_is_building_at_once(
    build: Build,
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[list[tuple[str, str]]],
    gone: set[int],
) -> None:
    grown, first = tmp_path_factory.mktemp("자란"), 0
    for batch in batches:
        grown_snapshot = build(grown, of(batch, first))
        first += len(batch)
    deleted = {f"글{number}" for number in gone}
    grown_snapshot = build(grown, [], delete=deleted)
    everything = of([row for batch in batches for row in batch])
    left = [article for article in everything if article.id not in deleted]
    whole = build(tmp_path_factory.mktemp("단번"), left)
    assert kept(grown_snapshot) == kept(whole)
    assert terms_of(grown_snapshot) == terms_of(whole)
    assert grown_snapshot.live_count == whole.live_count == len(left)


@settings(max_examples=12)
@given(articles, articles, st.sets(st.integers(0, 11)))
def test_merged_arrays_are_those_of_one_build(
    build: Build,
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, str]],
    second: list[tuple[str, str]],
    gone: set[int],
) -> None:
    folder = tmp_path_factory.mktemp("색인")
    build(folder, of(first))
    snapshot = build(folder, of(second, len(first)))
    import numpy as np

    segments = [
        Segment(
            segment.file,
            segment.lexicon,
            segment.first,
            np.array([segment.first + n in gone for n in range(len(segment))]),
        )
        for segment in snapshot.segments
    ]
    details, laid, postings = merge_segments(segments)
    left = [a for n, a in enumerate(of(first + second)) if n not in gone]
    assert [detail.id for detail in details] == [article.id for article in left]
    if left:
        (whole,) = build(tmp_path_factory.mktemp("단번"), left).segments
        texts = snapshot.lexicon.texts(laid.eojeols)
        assert texts == whole.lexicon.texts(whole.forward.all_eojeols())
        assert laid.bounds.tolist() == whole.forward.bounds.tolist()
        assert laid.fields[:, 0].tolist() == whole.forward.lead_starts.tolist()
        assert laid.fields[:, 1].tolist() == whole.forward.body_starts.tolist()
        assert len(postings.articles) == len(whole.postings.articles)


def test_many_small_commits_leave_few_segments_and_lexicon_parts(
    build: Build, tmp_path: Path
) -> None:
    for number in range(25):
        snapshot = build(tmp_path, [Article(id=str(number), title=f"낱말{chr(0xAC00 + number)}")])
    assert snapshot.live_count == 25
    assert len(snapshot.segments) < 10
    assert len(snapshot.lexicon.parts) <= 6
    # A number holds as long as the lexicon does, however its parts are merged.
    assert all(snapshot.lexicon.find(f"낱말{chr(0xAC00 + n)}") >= 0 for n in range(25))


def test_a_segment_with_many_deleted_articles_is_written_anew(build: Build, tmp_path: Path) -> None:
    build(tmp_path, of([("등대", "섬")] * 10))
    few = build(tmp_path, [], delete=["글0", "글1"])
    assert (few.size, few.live_count) == (10, 8)
    many = build(tmp_path, [], delete=["글2", "글3", "글4"])
    assert (many.size, many.live_count) == (5, 5)
    assert not list(tmp_path.glob("deletions-*"))


def test_which_segments_are_merged() -> None:
    assert choose_segments([10] * 7, [10] * 7) == []
    assert choose_segments([10] * 8, [10] * 8) == [list(range(8))]
    assert choose_segments([5000, *[10] * 8], [5000, *[10] * 8]) == [list(range(1, 9))]
    assert choose_segments([60], [100]) == [[0]]
    assert choose_segments([80], [100]) == []
    assert choose_segments([], []) == []


def test_a_merged_segment_is_never_too_large() -> None:
    (group,) = choose_segments([20_000] * 8, [20_000] * 8)
    assert sum([20_000] * len(group)) <= 1 << 16


def test_which_parts_of_the_lexicon_are_merged() -> None:
    entries = [
        LexiconEntry(f"{n}.ksa", size, 0) for n, size in enumerate([100_000, 9, 9, 9, 9, 9, 9])
    ]
    assert choose_lexicon_parts(entries[:6]) == 6
    assert choose_lexicon_parts(entries) == 1
