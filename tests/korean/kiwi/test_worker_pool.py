"""Many runs are shared out among processes; what comes back is what one analyser would say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

import pytest

from ksearch import system_calls
from ksearch.korean.analyses import AnalysisColumns
from ksearch.korean.kiwi import worker_pool
from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
from ksearch.korean.kiwi.worker_pool import WorkerPool, columns_of_analyses
from ksearch.korean.word_lists.user_words import parse

WORDS = ["박물관에서", "반도체공장", "올랐다", "배추밭", "국민건강보험공단", "예뻤다", "전세사기"]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "_WORTH_PROCESSES", 4)
    monkeypatch.setattr(worker_pool, "_RUNS_PER_MESSAGE", 2)


def in_order(found: Iterable[AnalysisColumns]) -> list[tuple[str, list[str], list[int], bool]]:
    """The rows of some batches, whatever the order in which these came."""
    rows = []
    for runs, counts, texts, spans, nominal in found:
        ends = list(accumulate(counts))
        for run, start, end, noun in zip(runs, [0, *ends], ends, nominal, strict=False):
            rows.append((run, texts[start:end], spans[start:end], noun))
    return sorted(rows)


def expected(analyser: MorphemeAnalyser) -> list[tuple[str, list[str], list[int], bool]]:
    return in_order([columns_of_analyses(analyser.analyse(WORDS))])


def test_processes_say_what_the_analyser_says(small_batches: None) -> None:
    analyser = MorphemeAnalyser(parse(["전세사기\tNNG"]))
    pool = WorkerPool(analyser)
    pool.ask(WORDS)
    rows = in_order(pool.answers())
    pool.close()
    assert rows == expected(analyser)


def test_while_it_waits_it_does_something_else(small_batches: None) -> None:
    steps = []

    def meanwhile() -> Iterator[None]:
        for step in range(3):
            steps.append(step)
            yield

    analyser = MorphemeAnalyser(parse(["전세사기\tNNG"]))
    pool = WorkerPool(analyser)
    pool.ask(WORDS)
    assert in_order(pool.answers(meanwhile())) == expected(analyser)
    pool.close()
    assert steps == [0, 1, 2]


def test_few_runs_begin_no_process(few_words: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("a process was begun")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    pool = WorkerPool(few_words())
    pool.ask(WORDS)
    assert sorted(run for found in pool.answers() for run in found.runs) == sorted(WORDS)
    assert list(pool.answers()) == []


def test_what_a_killed_process_leaves_is_analysed_here(
    small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []
    popen = subprocess.Popen

    def begin(*arguments: Any, **options: Any) -> Any:
        process = popen(*arguments, **options)
        begun.append(process)
        process.kill()
        return process

    monkeypatch.setattr(subprocess, "Popen", begin)
    analyser = MorphemeAnalyser()
    pool = WorkerPool(analyser)
    pool.ask(WORDS)
    assert in_order(pool.answers()) == expected(analyser)
    assert begun
    pool.close()


def test_processes_that_are_at_work_end_at_once(
    small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(system_calls.calls), "cores", lambda self: 2)
    begun = []
    popen = subprocess.Popen

    def begin(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        begun.append(popen(*arguments, **options))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", begin)
    pool = WorkerPool(MorphemeAnalyser())
    pool.ask([f"{word}{ending}" for word in WORDS for ending in ("은", "을", "에서", "까지")] * 99)
    pool.close()
    assert begun
    for process in begun:
        process.wait(10)  # raises TimeoutExpired if it still works


def test_where_processes_cannot_be_copied_each_is_begun_by_itself(
    small_batches: None, each_system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(system_calls.calls), "cores", lambda self: 2)
    test_processes_say_what_the_analyser_says(small_batches)


def assert_all_is_analysed() -> None:
    analyser = MorphemeAnalyser()
    pool = WorkerPool(analyser)
    pool.ask(WORDS)
    assert in_order(pool.answers()) == expected(analyser)
    pool.close()


def test_where_no_process_can_begin_this_one_does_all(
    small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert_all_is_analysed()


def test_where_no_pipe_can_be_made_this_process_does_all(
    small_batches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    pipe = os.pipe

    def refuse_the_second() -> tuple[int, int]:
        if made:
            raise OSError("too many open files")
        made.append(pipe())
        return made[0]

    monkeypatch.setattr(type(system_calls.calls), "cores", lambda self: 3)
    monkeypatch.setattr(os, "pipe", refuse_the_second)
    assert_all_is_analysed()
    for descriptor in made[0]:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)
