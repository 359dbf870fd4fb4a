"""Many files: another process reads them ahead, and what comes of them is the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import ksearch
from ksearch import system_calls
from ksearch.reading import Limits, Read, ReadOptions, Refusal, read_file, walk
from ksearch.reading.workers import ahead, pool
from ksearch.reading.workers.ahead import read_files

#: More small texts than a process is begun for.
MANY = 700


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(system_calls.calls), "cores", lambda self: 2)
    pool._idle.keep(None)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[pool.Worker]:
    """Return the list to which each process that is taken for reading is added."""
    taken: list[pool.Worker] = []

    def borrow() -> pool.Worker:
        taken.append(pool.borrow())
        return taken[-1]

    monkeypatch.setattr(ahead, "borrow", borrow)
    return taken


def texts(folder: Path, number: int) -> None:
    for each in range(number):
        text = f"섬의 아침 {each}\n\n배가 {each}번째로 섬에 닿았다.\n"
        (folder / f"{each:04}.txt").write_text(text, "utf-8")


def jobs(folder: Path, options: ReadOptions | None = None) -> list[ahead.Job]:
    chosen = options or ReadOptions()
    return [(file, chosen) for file in walk([folder]).files]


def one_by_one(folder: Path, options: ReadOptions | None = None) -> list[list[Read]]:
    return [list(read_file(file, chosen)) for file, chosen in jobs(folder, options)]


def all_ahead(folder: Path, options: ReadOptions | None = None) -> list[list[Read]]:
    return [list(items) for items in read_files(jobs(folder, options))]


def test_files_of_all_kinds_come_in_order_as_if_read_one_by_one(
    tmp_path: Path, processes: list[pool.Worker]
) -> None:
    texts(tmp_path, MANY)
    (tmp_path / "0100.txt").write_bytes(bytes(range(256)))
    (tmp_path / "0200.txt").write_text("", "utf-8")
    (tmp_path / "0300.html").write_text("<h1>섬의 저녁</h1><p>배가 떠났다.</p>", "utf-8")
    (tmp_path / "0400.jsonl").write_text('{"title": "하나"}\n{}\n{"title": "둘"}\n', "utf-8")
    (tmp_path / "0500.txt").write_text("배가 섬에 닿았다.\n" * 30_000, "utf-8")
    with zipfile.ZipFile(tmp_path / "0600.zip", "w") as package:
        for each in range(3):
            package.writestr(f"{each}.txt", f"섬의 밤 {each}\n\n불이 꺼졌다.\n")
    assert all_ahead(tmp_path) == one_by_one(tmp_path)
    assert len(processes) == 1
    assert sum(1 for _ in ksearch.read(tmp_path)) == MANY + 1 - 2 + 2 + 3


def test_for_few_texts_no_process_begins(tmp_path: Path, processes: list[pool.Worker]) -> None:
    texts(tmp_path, 20)
    assert all_ahead(tmp_path) == one_by_one(tmp_path)
    assert not processes


def test_what_a_process_that_is_killed_leaves_unread_is_read_all_the_same(
    tmp_path: Path, processes: list[pool.Worker]
) -> None:
    texts(tmp_path, MANY)
    expected = one_by_one(tmp_path)
    read: list[list[Read]] = []
    for items in read_files(jobs(tmp_path)):
        read.append(list(items))
        if len(read) in (1, 300):
            processes[-1]._process.kill()
    assert read == expected
    assert len(processes) >= 2


#: The program of a process in which one text takes as long as it may.
SLOW = """
import sys, time
sys.path[:] = {path!r}
from ksearch.reading import files
from ksearch.reading.workers.worker import main
open_document = files.document_of
def slowly(key, *others):
    if key == "0350.txt":
        time.sleep(60)
    return open_document(key, *others)
files.document_of = slowly
main({descriptor})
"""


def test_the_one_text_that_takes_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts(tmp_path, MANY)
    expected = one_by_one(tmp_path)
    expected[350] = [Refusal("0350.txt", "takes more than 2 s to read; --timeout gives it more")]
    monkeypatch.setattr(pool, "_PROGRAM", SLOW)
    assert all_ahead(tmp_path, ReadOptions(limits=Limits(document_seconds=2.0))) == expected


def test_files_of_other_options_are_read_by_their_own(tmp_path: Path) -> None:
    texts(tmp_path, MANY)
    page = "메뉴\n정치\n섬의 아침\n입력 2024.05.01 10:00\n배가 섬에 닿았다.\n공유\n인쇄\n댓글\n"
    for each in range(0, MANY, 50):
        (tmp_path / f"{each:04}.txt").write_text(page, "utf-8")
    files = walk([tmp_path]).files
    kinds = ReadOptions(), ReadOptions(raw=True)
    mixed = [(file, kinds[number // 10 % 2]) for number, file in enumerate(files)]
    expected = [list(read_file(file, options)) for file, options in mixed]
    assert [list(items) for items in read_files(mixed)] == expected


def test_an_iterator_need_not_be_used_to_its_end(tmp_path: Path) -> None:
    texts(tmp_path, MANY)
    with zipfile.ZipFile(tmp_path / "0000.zip", "w") as package:
        for each in range(30):
            package.writestr(f"{each}.txt", f"섬의 밤 {each}\n\n불이 꺼졌다.\n")
    firsts = [next(items) for items in read_files(jobs(tmp_path))]
    assert len(firsts) == MANY + 1


def test_reading_that_is_left_ends_its_process(
    tmp_path: Path, processes: list[pool.Worker]
) -> None:
    texts(tmp_path, MANY)
    reading = read_files(jobs(tmp_path))
    next(reading)
    reading.close()
    assert not processes[0].runs()
    assert pool._idle._worker is None


def test_a_process_that_has_answered_all_is_kept(
    tmp_path: Path, processes: list[pool.Worker]
) -> None:
    texts(tmp_path, MANY)
    assert len(all_ahead(tmp_path)) == MANY
    assert pool._idle._worker is processes[0]


def test_where_no_process_can_begin_all_is_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    texts(tmp_path, MANY)
    expected = one_by_one(tmp_path)
    monkeypatch.setattr("subprocess.Popen", refuse)
    assert all_ahead(tmp_path) == expected
