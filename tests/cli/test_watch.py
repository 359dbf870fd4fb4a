"""`ksearch watch`: updates again whenever something changed, and goes on after an error."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ksearch.cli.commands.indexing.watch import keep_up_to_date, outside
from ksearch.model.errors import IndexLocked, SourceNotFound, StorageError
from ksearch.model.reports import UpdateReport
from ksearch.reading.sources.watching import Changes
from ksearch.render.terminal import Terminal


def test_each_gathering_of_changes_is_one_update(capsys: pytest.CaptureFixture[str]) -> None:
    reports = iter(
        [
            UpdateReport(added=2, total=2),
            UpdateReport(unchanged=2, total=2),
            UpdateReport(changed=1, unchanged=1, total=2),
        ]
    )
    keep_up_to_date(lambda wait: next(reports), [{"하나"}, {"둘"}], "색인", Terminal())
    out = capsys.readouterr().out
    assert out.count("색인 holds 2 articles") == 2, "an update that did nothing is not told"
    assert "changed 1" in out
    assert next(reports, None) is None


def test_an_error_between_is_reported_and_watching_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers: list[UpdateReport | Exception] = [
        UpdateReport(total=1),
        StorageError("the disk is full"),
        UpdateReport(added=1, total=2),
    ]

    def update(wait: float) -> UpdateReport:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    keep_up_to_date(update, [1, 2], "색인", Terminal())
    captured = capsys.readouterr()
    assert captured.err == "ksearch: the disk is full\n"
    assert "색인 holds 2 articles" in captured.out


def test_changes_that_come_while_somebody_else_writes_are_not_forgotten(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waits: list[float] = []

    def update(wait: float) -> UpdateReport:
        waits.append(wait)
        if len(waits) == 2:
            raise IndexLocked("another process is writing")
        return UpdateReport(added=1, total=len(waits))

    keep_up_to_date(update, [1], "색인", Terminal())
    assert waits == [0, 0, math.inf]
    captured = capsys.readouterr()
    assert captured.err == "ksearch: another process is writing; waiting for it\n"
    assert "색인 holds 3 articles" in captured.out


def test_an_error_at_the_start_ends_it() -> None:
    def update(wait: float) -> UpdateReport:
        raise SourceNotFound("There is no 기사.")

    with pytest.raises(SourceNotFound):
        keep_up_to_date(update, [1], "색인", Terminal())


def test_changes_within_the_index_itself_are_passed_over(tmp_path: Path) -> None:
    index = tmp_path / "색인"
    own = Changes(modified=(str(index / "manifest.json"),))
    both = Changes(added=(str(tmp_path / "새 글.txt"),), modified=(str(index / "manifest.json"),))
    assert list(outside(str(index), [own, both])) == [both]


def test_what_changed_during_the_first_update_is_found_by_looking_again(tmp_path: Path) -> None:
    begun = Changes()
    assert list(outside(str(tmp_path), [begun])) == [begun]


def test_ctrl_c_ends_with_one_clear_line(
    run: Any, updates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("watchfiles")

    def interrupted(_: object) -> Iterator[Changes]:
        yield Changes()
        raise KeyboardInterrupt

    monkeypatch.setattr("ksearch.reading.watch", interrupted)
    outcome = run("watch")
    assert outcome.status == 130
    assert outcome.err == ""
    assert outcome.out.endswith("\nstopped watching; index is as of its last update\n")


def test_without_watchfiles_the_extra_is_named(
    run: Any, updates: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    outcome = run("watch")
    assert outcome.status == 2
    assert "needs the package watchfiles" in outcome.err
    assert f"{sys.executable} -m pip install 'ksearch-ko[watch]'" in outcome.err
