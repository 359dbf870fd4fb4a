"""Changes of the sources, gathered into batches."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ksearch.reading.sources import watching
from ksearch.reading.sources.watching import Changes, watch

pytest.importorskip("watchfiles")


def test_what_concerns_the_index(tmp_path: Path) -> None:
    roots = [str(tmp_path)]
    assert watching._concerns(str(tmp_path / "기사" / "a.txt"), roots)
    assert watching._concerns(str(tmp_path / "기사" / "a.jsonl.gz"), roots)
    assert watching._concerns(str(tmp_path / ".ksearchignore"), roots)
    assert watching._concerns(str(tmp_path / "옮겨온 폴더"), roots)
    assert not watching._concerns(str(tmp_path / "그림.png"), roots)
    assert not watching._concerns(str(tmp_path / ".숨김" / "a.txt"), roots)
    assert not watching._concerns(str(tmp_path / ".a.txt.swp"), roots)


def test_many_changes_are_one_batch(tmp_path: Path) -> None:
    (tmp_path / "지울.txt").write_text("봄", "utf-8")
    stop, started = threading.Event(), threading.Event()
    batches: list[Changes] = []

    def gather() -> None:
        started.set()
        for changes in watch([tmp_path], quiet_ms=300, stop=stop):
            batches.append(changes)
            paths = {Path(path).name for batch in batches for path in batch.paths}
            if {"지울.txt", "0.txt", "19.txt"} <= paths:
                stop.set()

    watcher = threading.Thread(target=gather)
    watcher.start()
    started.wait()
    stop.wait(0.5)
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text("봄이 왔다.", "utf-8")
    (tmp_path / "그림.png").write_bytes(b"")
    (tmp_path / "지울.txt").unlink()
    watcher.join(10)
    stop.set()
    watcher.join(5)
    assert not watcher.is_alive()
    assert len(batches) <= 3
    added = {Path(path).name for batch in batches for path in batch.added}
    assert added == {f"{number}.txt" for number in range(20)}
    assert [Path(path).name for batch in batches for path in batch.removed] == ["지울.txt"]


def test_a_batch_of_nothing_is_false() -> None:
    assert not Changes()
    assert Changes(removed=("a.txt",))
