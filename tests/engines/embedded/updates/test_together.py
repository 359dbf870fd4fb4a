"""Several writers at once: each waits for the others, and no change is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from doubles import WITHOUT_KIWI

import ksearch

pytestmark = pytest.mark.usefixtures("without_kiwi")

_ROUNDS = 12

_HEAD = """
import sys
from pathlib import Path
import ksearch
index, source, rounds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])

def write(number):
    path = source / f"{source.name}{number}.txt"
    path.write_text(f"{number}째 소식\\n\\n눈이 왔다.\\n", "utf-8")
"""
_INDEXING = """
for number in range(rounds):
    write(number)
    ksearch.update(index, source, wait=120)
"""
_WRITING = """
for number in range(rounds):
    with ksearch.open(index) as opened, opened.writer(wait=120) as writer:
        writer.add(ksearch.Article(id=f"손으로 {number}", title=f"{number}째 글"))
"""
_WATCHING = """
from ksearch.cli import main
sys.exit(main(["watch", str(source), "--index", index, "--wait", "120"]))
"""


def begun(program: str, index: Path, source: Path) -> subprocess.Popen[bytes]:
    source.mkdir(exist_ok=True)
    arguments = [str(index), str(source), str(_ROUNDS)]
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_KIWI + _HEAD + program, *arguments],
        stdout=subprocess.DEVNULL,
    )


def holds(index: Path) -> set[str]:
    with ksearch.open(index) as opened:
        return {hit.id for hit in opened.search("*", limit=200, group=False)}


def test_a_watch_an_index_and_a_writer_lose_nothing(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    index, watched = tmp_path / "색인", tmp_path / "본"
    watched.mkdir()
    (watched / "처음.txt").write_text("처음 소식\n\n눈이 왔다.\n", "utf-8")
    ksearch.update(index, watched)
    watching = begun(_WATCHING, index, watched)
    workers = [
        begun(_INDEXING, index, tmp_path / "가"),
        begun(_INDEXING, index, tmp_path / "나"),
        begun(_WRITING, index, tmp_path / "손"),
    ]
    for number in range(_ROUNDS):
        (watched / f"본{number}.txt").write_text(f"{number}째 소식\n\n눈이 왔다.\n", "utf-8")
        time.sleep(0.05)
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    expected = {f"{name}{number}.txt" for name in "본가나" for number in range(_ROUNDS)}
    expected |= {f"손으로 {number}" for number in range(_ROUNDS)} | {"처음.txt"}
    patience = time.monotonic() + 60
    while holds(index) != expected and time.monotonic() < patience:
        time.sleep(0.2)
    watching.send_signal(signal.SIGINT)
    watching.wait()
    assert holds(index) == expected
    assert ksearch.open(index).check().sound


def test_the_error_of_a_second_writer_names_the_first(tmp_path: Path) -> None:
    index = tmp_path / "색인"
    with ksearch.create(index).writer():
        for change in (
            lambda: ksearch.update(index, tmp_path),
            lambda: ksearch.add(index, [{"title": "섬"}]),
            lambda: ksearch.open(index).add_source(tmp_path),
        ):
            with pytest.raises(ksearch.IndexLocked, match=r"\(process \d+ on .*, since ") as caught:
                change()
            assert caught.value.pid is not None
