"""Time and memory that one document may take: what goes beyond is refused, and the rest is read."""

from __future__ import annotations

import gzip
import os
import signal
import time
import zipfile
from pathlib import Path

import pytest

from ksearch.model.article import Article
from ksearch.reading import Limits, Read, ReadOptions, Refusal, read_file, walk
from ksearch.reading.workers import pool

SHORT = ReadOptions(limits=Limits(document_seconds=1.0))
MAIL = "Subject: {}\nContent-Type: text/plain; charset=utf-8\n\n배가 섬에 닿았다.\n"
#: Its paragraphs, none of which ends, keep the library busy for a quarter of a minute.
SLOW_PAGE = "<html><body>" + "<p>배가 섬에 " * 300_000
#: Its text, of which several copies are held while it is read, takes half a gigabyte.
WIDE_MAIL = MAIL.format("m") + "배가 섬에 닿았다.\n" * 1_200_000


def contents(path: Path, options: ReadOptions | None = None) -> list[Read]:
    return [item for file in walk([path]).files for item in read_file(file, options)]


def titles(items: list[Read]) -> list[str]:
    return [item.title for item in items if isinstance(item, Article)]


def refused(items: list[Read]) -> dict[str, str]:
    return {item.where: item.reason for item in items if isinstance(item, Refusal)}


def mails(folder: Path, *names: str) -> None:
    for name in names:
        (folder / f"{name}.eml").write_text(MAIL.format(name), "utf-8")


def test_a_document_that_takes_too_long_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    mails(tmp_path, "a", "z")
    (tmp_path / "m.html").write_text(SLOW_PAGE, "utf-8")
    items = contents(tmp_path, SHORT)
    assert titles(items) == ["a", "z"]
    assert refused(items) == {"m.html": "takes more than 1 s to read; --timeout gives it more"}


def test_in_an_archive_the_documents_behind_a_slow_one_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("1.eml", MAIL.format("one"))
        package.writestr("2.html", SLOW_PAGE)
        package.writestr("3.eml", MAIL.format("three"))
    items = contents(tmp_path, SHORT)
    assert titles(items) == ["one", "three"]
    assert list(refused(items)) == ["a.zip/2.html"]


def test_a_document_that_takes_too_much_memory_is_refused_and_the_rest_read(tmp_path: Path) -> None:
    mails(tmp_path, "a", "z")
    (tmp_path / "m.eml").write_text(WIDE_MAIL, "utf-8")
    items = contents(tmp_path, ReadOptions(limits=Limits(document_memory=128 << 20)))
    assert titles(items) == ["a", "z"]
    assert refused(items) == {
        "m.eml": "takes more than 128 MB of memory to read; --limit gives it more"
    }


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    mails(tmp_path, "a", "b", "c")
    used = []
    for file in walk([tmp_path]).files:
        list(read_file(file))
        used.append(pool._idle._worker)
    assert used[0] is not None
    assert set(used) == {used[0]}


def process_that_waits() -> int:
    worker = pool._idle._worker
    assert worker is not None
    return worker._process.pid


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGALRM])
def test_a_process_that_ended_while_it_waited_is_replaced(tmp_path: Path, sent: int) -> None:
    mails(tmp_path, "a")
    assert titles(contents(tmp_path)) == ["a"]
    pid = process_that_waits()
    os.kill(pid, sent)
    deadline = time.monotonic() + 10
    while pool._idle._worker is not None and pool._idle._worker.runs():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert titles(contents(tmp_path)) == ["a"]
    assert process_that_waits() != pid


def test_reading_that_is_left_in_the_middle_ends_its_process(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        for number in range(50):
            package.writestr(f"{number}.eml", MAIL.format(number))
    [file] = walk([tmp_path]).files
    items = read_file(file)
    next(iter(items))
    pool._idle.keep(None)
    items.close()  # type: ignore[attr-defined]
    assert pool._idle._worker is None
    assert len(titles(contents(tmp_path))) == 50


def test_files_are_read_here_where_no_process_can_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    pool._idle.keep(None)
    mails(tmp_path, "a")
    monkeypatch.setattr("subprocess.Popen", refuse)
    assert titles(contents(tmp_path)) == ["a"]
    assert pool._idle._worker is None


def test_a_large_text_is_read_apart_and_a_small_one_here(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("섬의 아침\n\n배가 왔다.\n", "utf-8")
    pool._idle.keep(None)
    assert titles(contents(tmp_path)) == ["섬의 아침"]
    assert pool._idle._worker is None
    (tmp_path / "a.txt").write_text("섬의 아침\n\n" + "배가 왔다.\n" * 30_000, "utf-8")
    assert titles(contents(tmp_path)) == ["섬의 아침"]
    assert pool._idle._worker is not None


def test_progress_is_told_of_what_another_process_reads(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(20):
            package.writestr(f"{number}.eml", MAIL.format(number) + os.urandom(8000).hex())
    [file] = walk([tmp_path]).files
    streams = []
    places = [streams[0].tell() for _ in read_file(file, on_open=streams.append)]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] <= file.size


def test_what_one_file_refuses_is_named_up_to_a_number_and_then_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n" * 5_000 + b'{"title": "\xec\x84\xac"}\n'))
    items = contents(path)
    named = [item for item in items if isinstance(item, Refusal)]
    assert titles(items) == ["섬"]
    assert len(named) == Limits().refusals + 1
    assert named[-1] == Refusal("a.jsonl.gz", "holds 4,900 more places that cannot be read")


def test_bounds_may_be_lifted(tmp_path: Path) -> None:
    mails(tmp_path, "a", "b")
    pool._idle.keep(None)
    free = ReadOptions(limits=Limits(document_seconds=None, document_memory=None))
    assert titles(contents(tmp_path, free)) == ["a", "b"]
    assert pool._idle._worker is None
