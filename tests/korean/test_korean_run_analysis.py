"""New eojeols are analysed once each: by what is known first, by the analyser else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.korean.run_analysis import RunAnalyses, infer


class Known:
    """A lexicon that knows some nouns."""

    def __init__(self, *nouns: str) -> None:
        self.nouns = nouns

    def analysis(self, run: str) -> RunAnalysis | None:
        if run not in self.nouns:
            return None
        return RunAnalysis((Term(run, 0, len(run)),), nominal=True)


def analyse(known: Known, analyser: Any, eojeols: list[str]) -> RunAnalyses:
    analyses = RunAnalyses(known, analyser)
    analyses.feed(eojeols)
    analyses.finish()
    return analyses


def texts(analysis: RunAnalysis) -> list[str]:
    return [term.text for term in analysis.terms]


def test_a_known_noun_and_a_particle_needs_no_analyser(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known("박물관"), analyser, ["박물관에서는"])
    assert texts(analyses.lookup("박물관에서는")) == ["박물관"]
    assert not analyses.lookup("박물관에서는").nominal
    assert analyser.asked == []
    assert analyses.analysed == 0


def test_a_noun_of_the_same_batch_counts_whatever_the_order(few_words: type[Any]) -> None:
    for order in (["박물관", "박물관에서"], ["박물관에서", "박물관"]):
        analyser = few_words()
        analyses = analyse(Known(), analyser, order)
        assert texts(analyses.lookup("박물관에서")) == ["박물관"]
        assert analyser.asked == ["박물관"]


def test_a_stem_may_itself_have_a_particle(few_words: type[Any]) -> None:
    analyses = analyse(Known("박물관"), few_words(), ["박물관에서만"])
    assert texts(analyses.lookup("박물관에서만")) == ["박물관"]


def test_an_unknown_stem_goes_to_the_analyser(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known(), analyser, ["해남에서", "3호기", "R&D"])
    assert sorted(analyser.asked) == ["해남에서", "호기"]
    assert analyses.analysed == 2


def test_each_run_is_asked_for_once(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = RunAnalyses(Known(), analyser)
    analyses.feed(["등대", "섬"])
    analyses.feed(["섬", "등대", "바다"])
    analyses.finish()
    assert sorted(analyser.asked) == ["등대", "바다", "섬"]


def test_a_new_batch_begins_after_forgetting(few_words: type[Any]) -> None:
    analyser = few_words()
    analyses = analyse(Known(), analyser, ["등대"])
    analyses.forget(Known("등대"))
    with pytest.raises(KeyError):
        analyses.lookup("등대")
    analyses.feed(["등대에서"])
    analyses.finish()
    assert texts(analyses.lookup("등대에서")) == ["등대"]
    assert analyser.asked == ["등대"]


def test_verbs_take_no_particles() -> None:
    class Verbs:
        def analysis(self, run: str) -> RunAnalysis | None:
            return RunAnalysis((Term("오르다", 0, 3),), nominal=False)

    assert infer("올랐다에서", Verbs()) is None


class Failing:
    def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
        for run in runs:
            raise RuntimeError(f"cannot read {run}")
        yield from ()


def test_what_fails_in_the_background_is_raised_where_it_is_waited_for() -> None:
    analyses = RunAnalyses(Known(), Failing())
    analyses.feed(["등대"])
    with pytest.raises(RuntimeError, match="cannot read 등대"):
        analyses.finish()


def test_an_interrupt_in_the_background_is_not_lost() -> None:
    class Interrupted:
        def analyse(self, runs: Iterable[str]) -> Iterator[tuple[str, RunAnalysis]]:
            next(iter(runs))
            raise KeyboardInterrupt
            yield

    analyses = RunAnalyses(Known(), Interrupted())
    analyses.feed(["등대"])
    with pytest.raises(KeyboardInterrupt):
        analyses.finish()
