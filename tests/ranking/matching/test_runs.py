"""Letters in a row, words near each other, and where eojeols occur."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ksearch.model.article import Article
from ksearch.plan import RunLeaf
from ksearch.ranking.postings import occurrences
from ksearch.ranking.postings.occurrences import Occurrences
from ksearch.ranking.postings.scorer import SegmentScorer
from ksearch.storage.snapshot import Snapshot

TEXTS = {
    "row": "그 섬에 갈 수 있다",
    "particle": "갈 수 있다는 말",
    "order": "있다 수 갈",
    "apart": "갈 길 수 있다",
    "longer": "갈 수 있다지만",
    "fields": "",
}


@pytest.fixture
def snapshot(build: Any, tmp_path: Path) -> Snapshot:
    articles = [Article(id=name, title="등대", body=body) for name, body in TEXTS.items()]
    articles[-1] = Article(id="fields", title="갈 수", body="있다 등대")
    opened: Snapshot = build(tmp_path, articles)
    return opened


@pytest.fixture(params=["scanned", "inverted"])
def scorer(
    request: pytest.FixtureRequest, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> SegmentScorer:
    """A scorer that scans its segment, and one that has it inverted in memory."""
    monkeypatch.setattr(
        occurrences, "_SCANS_BEFORE_INVERTING", 0 if request.param == "inverted" else 1000
    )
    return SegmentScorer(snapshot.segments[0], snapshot.manifest.model)


def ids(scorer: SegmentScorer, leaf: RunLeaf) -> set[str]:
    names = scorer.segment.column("id")
    return {str(names[article]) for article in scorer.leaf(leaf).articles.tolist()}


def test_letters_in_a_row_are_whole_words_in_their_order(scorer: SegmentScorer) -> None:
    assert ids(scorer, RunLeaf("갈수있다")) == {"row", "particle"}


def test_a_run_stays_within_a_field(scorer: SegmentScorer) -> None:
    assert ids(scorer, RunLeaf("갈수", 0b001)) == {"fields"}
    assert "fields" not in ids(scorer, RunLeaf("갈수", 0b100))


def test_a_run_of_one_word_or_of_unknown_ones_is_nowhere(scorer: SegmentScorer) -> None:
    assert ids(scorer, RunLeaf("등대")) == set()
    assert ids(scorer, RunLeaf("코스비")) == set()


def test_places_are_the_same_scanned_and_inverted(snapshot: Snapshot) -> None:
    forward = snapshot.segments[0].forward
    inverted = Occurrences(forward)
    while not inverted.ready():
        pass
    scanned = Occurrences(forward)
    for eojeol in range(snapshot.lexicon.eojeol_count):
        wanted = np.array([eojeol], np.int64)
        places = np.sort(inverted.places(wanted))
        assert places.tolist() == scanned.places(wanted).tolist()
        assert [part.tolist() for part in inverted.located(places)] == [
            part.tolist() for part in scanned.located(places)
        ]


def test_eojeols_of_many_places_are_counted_by_a_scan(snapshot: Snapshot) -> None:
    forward = snapshot.segments[0].forward
    inverted = Occurrences(forward)
    while not inverted.ready():
        pass
    everything = np.arange(forward.eojeol_count)
    for each in (inverted, Occurrences(forward)):
        assert each.are_many(everything)
        assert not each.are_many(everything[-1:])


def test_places_in_some_articles_are_those_of_all_that_lie_there(snapshot: Snapshot) -> None:
    forward = snapshot.segments[0].forward
    some = np.array([0, 3], np.int64)
    eojeols = np.arange(0, snapshot.lexicon.eojeol_count, 2, dtype=np.int64)
    owners, _ = forward.located(forward.places_of(eojeols))
    expected = forward.places_of(eojeols)[np.isin(owners, some)]
    assert forward.places_in(some, eojeols).tolist() == expected.tolist()
