"""A first build that does not come to its end: what is done is kept, and nobody sees half of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from doubles import WITHOUT_KIWI

import ksearch
from ksearch.engines.embedded.updates import progress as reporting
from ksearch.storage import locking, manifest
from ksearch.storage.snapshot import open_snapshot
from ksearch.storage.writing import checkpoint

pytestmark = pytest.mark.usefixtures("without_kiwi")

FILES = 60


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "글"
    folder.mkdir()
    for number in range(FILES):
        write(folder, number, f"{number}째 소식")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "색인"


def write(folder: Path, number: int, title: str) -> None:
    (folder / f"{number:03}.txt").write_text(f"{title}\n\n등대에 불이 켜졌다.\n", "utf-8")


def titles(index: Path) -> list[str]:
    snapshot = open_snapshot(index)
    return sorted(
        segment.article(number).title
        for segment in snapshot.segments
        for number in range(len(segment))
        if segment.is_live(number)
    )


def stopping_at(articles: int, error: type[BaseException]) -> Callable[[ksearch.Progress], None]:
    def stop(progress: ksearch.Progress) -> None:
        if progress.articles >= articles and progress.stage == "reading":
            raise error

    return stop


def interrupted(index: Path, source: Path, articles: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reporting, "_REPORT_INTERVAL", 0.0)
        with pytest.raises(KeyboardInterrupt):
            ksearch.update(index, source, progress=stopping_at(articles, KeyboardInterrupt))


@pytest.mark.parametrize("articles", [1, 30, FILES])
def test_what_was_read_before_ctrl_c_is_taken_over(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch, articles: int
) -> None:
    interrupted(index, source, articles, monkeypatch)
    reported: list[ksearch.Progress] = []
    report = ksearch.update(index, source, progress=reported.append)
    assert (report.added, report.unchanged, report.total) == (FILES, 0, FILES)
    assert report.resumed == articles
    assert reported[-1].articles == FILES - articles + 1  # the file at which it ended is read again
    assert titles(index) == sorted(f"{number}째 소식" for number in range(FILES))
    assert {path.name for path in index.iterdir()} == manifest.read(index).files() | {
        locking.LOCK_FILE_NAME
    }
    assert ksearch.open(index).check().sound
    assert ksearch.update(index).unchanged == FILES


def test_what_has_changed_since_is_read_as_it_is_now(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(index, source, 30, monkeypatch)
    write(source, 1, "1째 고친 소식")
    (source / "002.txt").unlink()
    (source / "050.txt").unlink()
    write(source, 99, "61째 소식")
    report = ksearch.update(index, source)
    assert (report.added, report.total) == (FILES - 1, FILES - 1)
    expected = {f"{number}째 소식" for number in range(FILES) if number not in (1, 2, 50)}
    assert titles(index) == sorted(expected | {"1째 고친 소식", "61째 소식"})


def test_a_file_of_many_articles_is_gone_on_with(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "묶음.jsonl"
    path.write_text("".join(f'{{"id": {n}, "title": "{n}호"}}\n' for n in range(50)), "utf-8")
    interrupted(index, path, 30, monkeypatch)
    path.write_text("".join(f'{{"id": {n}, "title": "{n}호"}}\n' for n in range(10, 50)), "utf-8")
    report = ksearch.update(index, path)
    assert report.resumed == 30
    assert titles(index) == sorted(f"{number}호" for number in range(10, 50))


def test_until_it_is_done_there_is_no_index(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(index, source, 30, monkeypatch)
    with pytest.raises(ksearch.IndexUnfinished, match=r"interrupted; .ksearch index --index"):
        ksearch.open(index)
    interrupted(index, source, 20, monkeypatch)
    assert ksearch.update(index).total == FILES


def test_other_sources_do_not_leave_it_unfinished(
    index: Path, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(index, source, 30, monkeypatch)
    other = tmp_path / "딴 글"
    other.mkdir()
    write(other, 500, "딴 소식")
    assert ksearch.update(index, other).total == FILES + 1


def test_a_rebuild_begins_anew(index: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(index, source, 30, monkeypatch)
    report = ksearch.rebuild(index, source)
    assert (report.total, report.resumed) == (FILES, 0)
    assert not (index / checkpoint.CHECKPOINT_FILE_NAME).exists()


def test_a_checkpoint_that_is_damaged_is_no_checkpoint(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for damage in (checkpoint.CHECKPOINT_FILE_NAME, "segment-*"):
        interrupted(index, source, 30, monkeypatch)
        for path in index.glob(damage):
            path.write_bytes(b"rubbish")
    report = ksearch.update(index, source)
    assert (report.total, report.resumed) == (FILES, 0)


def test_a_search_during_the_first_build_reports_its_progress(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_REPORT_INTERVAL", 0.0)
    monkeypatch.setattr(reporting, "_REPORT_SECONDS", 0.0)
    reported: list[float | None] = []

    def look(progress: ksearch.Progress) -> None:
        with pytest.raises(ksearch.IndexUnfinished, match=r"is being built, \d+%") as caught:
            ksearch.open(index)
        reported.append(caught.value.share)

    ksearch.update(index, source, progress=look)
    assert len(reported) > 10
    assert reported == sorted(reported)  # type: ignore[type-var]
    assert (reported[0], reported[-1]) == (pytest.approx(1 / FILES, abs=0.05), 0.99)


_BUILD = """
import sys
from pathlib import Path
import ksearch
from ksearch.engines.embedded.updates import progress as reporting
reporting._REPORT_INTERVAL = 0.0
reporting._CHECKPOINT = float(sys.argv[3])

def show(progress):
    if progress.articles == 40 and progress.stage == "reading":
        print("reading", flush=True)
        sys.stdin.readline()

try:
    ksearch.update(sys.argv[1], sys.argv[2], progress=show)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.posix("signals, and what is known of dead processes")
@pytest.mark.parametrize("kill", ["SIGINT", "SIGKILL"])
def test_a_process_that_is_stopped_leaves_its_checkpoint(
    index: Path, source: Path, kill: str
) -> None:
    every = "1e9" if kill == "SIGINT" else "0"
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT_KIWI + _BUILD, str(index), str(source), every],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        with pytest.raises(ksearch.IndexUnfinished, match="is being built"):
            ksearch.open(index)
        process.send_signal(signal.Signals[kill])
        if kill == "SIGINT":
            time.sleep(0.1)
            process.stdin.write("\n")
            process.stdin.flush()
            assert process.stdout.readline() == "interrupted\n"
        process.wait()
    with pytest.raises(ksearch.IndexUnfinished, match="was interrupted"):
        ksearch.open(index)
    report = ksearch.update(index, source)
    assert report.resumed == 40
    assert titles(index) == sorted(f"{number}째 소식" for number in range(FILES))


_SLOW_BUILD = """
import sys, time
import ksearch
from ksearch.engines.embedded.updates import progress as reporting

def analyse_slowly(self, runs):
    for run, analysis in analyse(self, runs):
        if started:
            time.sleep(0.2)
        yield run, analysis

MorphemeAnalyser.analyse = analyse_slowly
started = False
reporting._REPORT_INTERVAL = 0.0

def show(progress):
    global started
    if progress.articles == 20 and progress.stage == "reading":
        reporting._CHECKPOINT = 1e9
        started = True
    if progress.articles == 50 and progress.stage == "reading":
        print("reading", flush=True)
        sys.stdin.readline()

reporting._CHECKPOINT = 0.0
try:
    ksearch.update(sys.argv[1], sys.argv[2], progress=show)
except ksearch.UpdateInterrupted as interrupt:
    print(interrupt, flush=True)
"""


def test_ctrl_c_waits_a_second_for_what_is_read_and_keeps_the_last_checkpoint(
    index: Path, source: Path
) -> None:
    for number in range(FILES):  # words of which each takes a while
        text = " ".join(chr(ord("가") + 29 * number + step) + "말" for step in range(29))
        (source / f"{number:03}.txt").write_text(f"{number}째 소식\n\n{text}\n", "utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", WITHOUT_KIWI + _SLOW_BUILD, str(index), str(source)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "reading\n"
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        process.stdin.write("\n")
        process.stdin.flush()
        said = process.stdout.readline()
        taken = time.monotonic() - begun
    assert re.fullmatch(r"stopped; \d\d articles are kept, and `ksearch index .* goes on.*\n", said)
    assert taken < 10, taken  # what is read would take three minutes
    report = ksearch.update(index, source)
    assert f"; {report.resumed} articles" in said
    assert 19 <= report.resumed < 50
    assert titles(index) == sorted(f"{number}째 소식" for number in range(FILES))


def test_an_interrupt_of_an_update_changes_nothing(
    index: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ksearch.update(index, source)
    write(source, 99, "61째 소식")
    before = {path.name for path in index.iterdir()}
    interrupted(index, source, 1, monkeypatch)
    assert {path.name for path in index.iterdir()} == before
    assert len(ksearch.open(index)) == FILES


def test_ctrl_c_does_what_it_did_before_when_the_build_is_over(index: Path, source: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    ksearch.update(index, source)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_build_in_a_thread_leaves_ctrl_c_alone(index: Path, source: Path) -> None:
    reports: list[Any] = []
    thread = threading.Thread(target=lambda: reports.append(ksearch.update(index, source)))
    thread.start()
    thread.join()
    assert reports[0].total == FILES


def test_a_second_ctrl_c_does_not_wait(index: Path, source: Path) -> None:
    def twice(progress: ksearch.Progress) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        pytest.fail("the second one has not come")

    with pytest.raises(KeyboardInterrupt):
        ksearch.update(index, source, progress=twice)


def test_an_error_of_a_callback_in_a_first_build_is_no_damage(index: Path, source: Path) -> None:
    def broken(_: ksearch.Progress) -> None:
        raise TypeError("a mistake of the caller")

    with pytest.raises(TypeError, match="of the caller"):
        ksearch.update(index, source, progress=broken)
