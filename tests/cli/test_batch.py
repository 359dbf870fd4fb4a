"""Many queries in one go: in their order, in turns, and shared out among processes."""

from __future__ import annotations

import io
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ksearch
from ksearch import system_calls
from ksearch.cli.batch import sharing
from ksearch.cli.batch.answers import Asked, answers_to
from ksearch.cli.batch.sharing import Helpers
from ksearch.cli.batch.stdin import lines_of_stdin

WORDS = ("등대", "배추", "섬마을", "잠수함", "배편", "창고")
#: Queries of which some find something, some nothing, and some are not queries.
QUERIES = [f"{one} {other}" for one in WORDS for other in WORDS] + ["…", '"섬마을 등대"']


@pytest.fixture
def folder(tmp_path: Path, without_kiwi: None) -> Path:
    with ksearch.create(tmp_path / "index").writer() as writer:
        for number, title in enumerate(("섬마을 등대", "고랭지 배추 창고", "섬마을 배편")):
            writer.add(ksearch.Article(id=str(number), title=title, body=f"{title} 이야기."))
    return tmp_path / "index"


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "_WORTH_BEGINNING", 2)
    if not system_calls.copies_processes():
        pytest.skip("processes cannot be copied here")
    monkeypatch.setattr(sharing, "_QUERIES_BEFORE_COPYING", 3)
    monkeypatch.setattr("ksearch.system_calls.calls.cores", lambda: 2)


def answered(lines: str) -> list[Any]:
    """Return what was printed, without how long it took."""
    return [{**json.loads(line), "took_ms": 0} for line in lines.splitlines()]


def alone(folder: Path, asked: Asked, queries: list[str]) -> list[Any]:
    with ksearch.open(folder) as index:
        return answered(answers_to(index, asked, queries).lines)


@pytest.mark.usefixtures("two_processes")
@pytest.mark.parametrize("columns", [None, ("id", "title")])
def test_processes_answer_as_one_does_in_the_same_order(
    folder: Path, columns: tuple[str, ...] | None
) -> None:
    asked = Asked({"limit": 2}, columns, explain=columns is None)
    with ksearch.open(folder) as index, Helpers(index, asked) as helpers:
        shared = [answer for _ in range(2) for answer in helpers.answers(QUERIES)]
        assert helpers.are_at_work
    lines = "".join(answer.lines for answer in shared)
    assert answered(lines) == alone(folder, asked, QUERIES) * 2
    assert any(answer.found for answer in shared)


@pytest.mark.usefixtures("two_processes")
def test_what_a_killed_process_leaves_is_answered_all_the_same(folder: Path) -> None:
    asked = Asked({}, None, False)
    with ksearch.open(folder) as index, Helpers(index, asked) as helpers:
        list(helpers.answers(QUERIES))
        for process in multiprocessing.active_children():
            process.kill()
        lines = "".join(answer.lines for answer in helpers.answers(QUERIES))
        assert not helpers.are_at_work
        again = "".join(answer.lines for answer in helpers.answers(QUERIES))
    assert answered(lines) == answered(again) == alone(folder, asked, QUERIES)


@pytest.mark.usefixtures("two_processes")
def test_a_batch_is_of_the_state_that_it_began_with(folder: Path) -> None:
    asked = Asked({}, ("id",), False)
    before = alone(folder, asked, QUERIES)
    with ksearch.open(folder) as index:
        with ksearch.open(folder).writer() as writer:
            writer.add(ksearch.Article(id="new", title="섬마을 등대 배추 창고"))
        with Helpers(index, asked) as helpers:
            lines = "".join(answer.lines for answer in helpers.answers(QUERIES))
    assert answered(lines) == before != alone(folder, asked, QUERIES)


@pytest.mark.usefixtures("two_processes")
def test_an_interrupt_waits_for_no_process(folder: Path) -> None:
    asked = Asked({}, ("id",), False)

    def interrupted() -> None:
        with ksearch.open(folder) as index, Helpers(index, asked) as helpers:
            for _ in helpers.answers(QUERIES * 200):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert multiprocessing.active_children() == []


def test_few_queries_are_not_worth_a_process(folder: Path) -> None:
    asked = Asked({}, ("id",), False)
    with ksearch.open(folder) as index, Helpers(index, asked) as helpers:
        assert len(list(helpers.answers(QUERIES[:5]))) == 5
        assert not helpers.are_at_work


def test_a_program_can_ask_and_read_in_turns(folder: Path) -> None:
    command = [sys.executable, "-m", "ksearch", "search", "--batch", "--index", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for word in ("등대", "배추"):
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["query"] == word
        process.stdin.close()
    assert process.returncode == 0


class Pieces(io.RawIOBase):
    """A stream of which each reading gives the next piece."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)
        self.buffer = self

    def read1(self, _: int) -> bytes:
        return next(filter(None, self._pieces), b"")


def pieces_of(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    ends = sorted({cut % (len(data) + 1) for cut in cuts})
    for begin, end in zip([0, *ends], [*ends, len(data)], strict=True):
        yield data[begin:end]


@given(
    st.lists(st.text("가나b \t", max_size=6), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(st.integers(0, 99), max_size=6),
)
def test_lines_are_the_same_however_they_come(lines: list[str], end: str, cuts: list[int]) -> None:
    data = end.join(lines).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", Pieces(list(pieces_of(data, cuts))))
        read = [line for several in lines_of_stdin() for line in several]
    # Between the two signs of one end there may seem to be an empty line, which says nothing.
    assert list(filter(None, read)) == list(filter(None, lines))


def test_a_line_is_given_as_soon_as_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Pieces([b"\xef\xbb\xbfa", b"b\nc\nd", b"e\n", b"f"]))
    assert list(lines_of_stdin()) == [["ab", "c"], ["de"], ["f"]]


def test_lines_before_one_that_is_not_utf_8_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Pieces(["섬\n등대\n".encode() + b"\xbc\xbc\n", b"x\n"]))
    lines = lines_of_stdin()
    assert next(lines) == ["섬", "등대"]
    with pytest.raises(ksearch.KSearchError, match="not in UTF-8"):
        next(lines)
