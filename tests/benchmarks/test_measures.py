"""Figures, targets and ranking measures."""

from pathlib import Path

import pytest

from benchmarks.datasets import Collection, Question
from benchmarks.figures import Figures, at_least, at_most
from benchmarks.peers.protocol import Found
from benchmarks.speed.names import Name
from benchmarks.speed.targets import targets

QUESTIONS = tuple(Question(f"q{number}", "물음") for number in range(4))
COLLECTION = Collection("c", Path("none"), QUESTIONS, {q.id: {f"d{q.id}": 1} for q in QUESTIONS})


def _ranked_at(rank: int) -> list[Found]:
    """The right article at that rank of every question, scores all alike."""
    others = [(f"x{number}", 1.0) for number in range(rank - 1)]
    return [Found(q.id, rank, (*others, (f"d{q.id}", 1.0))) for q in QUESTIONS]


def test_measures_follow_the_order_of_the_hits_even_among_equal_scores() -> None:
    known_item = pytest.importorskip("benchmarks.quality.known_item")
    pytest.importorskip("ir_measures")
    means = known_item.score(COLLECTION, _ranked_at(2)).means
    assert means["R@1"] == 0
    assert means["R@10"] == 1
    assert means["RR@10"] == 0.5
    assert means["nDCG@10"] == pytest.approx(0.6309, abs=1e-4)


def test_a_question_without_an_answer_counts_as_nothing_found() -> None:
    known_item = pytest.importorskip("benchmarks.quality.known_item")
    pytest.importorskip("ir_measures")
    scored = known_item.score(COLLECTION, _ranked_at(1)[:3])
    assert scored.means["nDCG@10"] == 0.75
    assert list(scored.per_question) == [1, 1, 1, 0]


def test_the_same_run_twice_differs_by_nothing() -> None:
    known_item = pytest.importorskip("benchmarks.quality.known_item")
    pytest.importorskip("ir_measures")
    scored = known_item.score(COLLECTION, _ranked_at(3))
    assert known_item.compare(scored, scored) == known_item.Compared(0.0, 1.0, 1.0)


def test_a_target_without_its_figure_stays_open() -> None:
    assert at_most("n", None, 3.0, "s", "≤ 3").reached is None
    assert at_least("n", 3.0, None, "s", "≥ 3").reached is None


def test_targets_compare_the_least_round_with_the_peer_of_the_same_run() -> None:
    figures = Figures()
    figures.add(Name.BUILD, "ksearch", "s", [70.0, 35.0])
    figures.add(Name.BUILD, "Lucene nori", "s", [50.0, 55.0])
    figures.add(Name.REBUILD, "ksearch", "s", [30.0])
    reached = {(one.name, one.wanted): one.reached for one in targets(figures, 57.0)}
    assert reached[Name.BUILD, "≤ 0.7 × Lucene nori's"] is True
    assert reached[Name.REBUILD, "≤ 0.35 × the first build"] is False
    assert reached[Name.COLD_KNOWN, "≤ 0.25 s"] is None
