"""What is longer than the terminal goes through a pager; what fits does not."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ksearch.cli.paging import show
from ksearch.render.terminal import Terminal
from ksearch.render.terminal.width import display_width

from .conftest import FakeIndex, Outcome

Run = Callable[..., Outcome]


@pytest.fixture
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pager that writes what it is given, and its options, into a file."""
    if os.name != "posix":
        pytest.skip("the pager is a shell script")
    program = tmp_path / "쪽"
    program.write_text('#!/bin/sh\n{ echo "LESS=$LESS"; cat; } > "$0.txt"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("KSEARCH_PAGER", str(program))
    monkeypatch.delenv("LESS", raising=False)
    monkeypatch.setenv("LINES", "5")
    return program.with_name("쪽.txt")


def test_what_is_longer_than_the_terminal_is_paged(run: Run, index: FakeIndex, pager: Path) -> None:
    printed = run("search", "배추", "--no-pager", columns=40)
    assert not pager.exists()
    paged = run("search", "배추", columns=40)
    assert (paged.status, paged.out) == (0, "")
    head, _, text = pager.read_text("utf-8").partition("\n")
    assert head == "LESS=FRX"
    assert text == printed.out


def test_what_fits_is_printed(
    run: Run, index: FakeIndex, pager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = run("search", "배추", "--no-pager", columns=40).out.count("\n")
    monkeypatch.setenv("LINES", str(lines + 1))  # one is the prompt's
    assert run("search", "배추", columns=40).out
    assert not pager.exists()
    monkeypatch.setenv("LINES", str(lines))
    run("search", "배추", columns=40)
    assert pager.exists()


@pytest.mark.parametrize("arguments", [("--json",), ("--format", "ids")])
def test_what_programs_read_is_not_paged(
    run: Run, index: FakeIndex, pager: Path, arguments: tuple[str, ...]
) -> None:
    assert run("search", "배추", *arguments, columns=40).out
    assert not pager.exists()


def test_a_pipe_is_not_paged(run: Run, index: FakeIndex, pager: Path) -> None:
    assert run("search", "배추").out
    assert not pager.exists()


@pytest.mark.parametrize("command", ["", "cat", "없는-프로그램", '"'])
def test_without_a_pager_everything_is_printed(
    run: Run, index: FakeIndex, pager: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("KSEARCH_PAGER", command)
    assert "2 articles" in run("search", "배추", columns=40).out


def test_a_pager_of_ones_own_goes_before_the_systems(
    run: Run, index: FakeIndex, pager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "cat")
    run("search", "배추", columns=40)
    assert pager.exists()
    pager.unlink()
    monkeypatch.setenv("PAGER", os.environ["KSEARCH_PAGER"])
    monkeypatch.delenv("KSEARCH_PAGER")
    monkeypatch.setenv("LESS", "-S")
    run("search", "배추", columns=40)
    assert pager.read_text("utf-8").startswith("LESS=-S\n")


def test_a_dumb_terminal_is_not_paged(
    run: Run, index: FakeIndex, pager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert run("search", "배추", columns=40).out
    assert not pager.exists()


def test_leaving_the_pager_early_is_no_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KSEARCH_PAGER", "head -n 1")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _: True, raising=False)
    show((f"{number}번째 줄" for number in range(100_000)), Terminal(rows=5))
    assert capfd.readouterr().out == "0번째 줄\n"


@pytest.mark.posix("the pager is a shell script")
def test_links_are_left_out_for_a_pager_that_may_show_their_letters(
    run: Run, index: FakeIndex, pager: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("search", "배추", "--hyperlinks", "always", columns=40)
    assert "\x1b]8" not in pager.read_text("utf-8")
    less = pager.parent / "less"
    (pager.parent / "쪽").rename(less)
    less.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo "less 590 (PCRE2)" && exit\ncat > "$0.txt"\n'
    )
    monkeypatch.setenv("KSEARCH_PAGER", str(less))
    run("search", "배추", "--hyperlinks", "always", columns=40)
    assert "\x1b]8" in (pager.parent / "less.txt").read_text("utf-8")


# Layout


def test_lines_of_a_pipe_may_be_broken_too(run: Run, index: FakeIndex) -> None:
    whole = run("search", "배추").out
    broken = run("search", "배추", "--width", "20").out
    assert max(map(len, whole.splitlines())) > 20
    assert all(display_width(line) <= 20 for line in broken.splitlines())
    assert re.sub(r"[\s·]", "", broken) == re.sub(r"[\s·]", "", whole)


def test_a_width_that_is_too_small_is_refused(run: Run, index: FakeIndex) -> None:
    outcome = run("search", "배추", "--width", "3")
    assert outcome.err == "ksearch: --width must be 20 or more, not 3\n"


def test_a_hit_on_one_line(run: Run, index: FakeIndex) -> None:
    assert run("search", "배추", "--oneline").out == (
        "1  고랭지 배추 창고 짓는다  산골신문 · 2025-02-12\n2  <양파> 값 & 배추 값\n"
    )
    narrow = run("search", "배추", "--oneline", "--color=never", columns=24).out
    assert narrow == "1  고랭지 배추 창고 짓…\n2  <양파> 값 & 배추 값\n"
    assert "exclude" in run("search", "배추", "--json", "--format", "ids").err
    assert run("search", "배추", "--oneline", "--json").err.startswith("ksearch: --oneline is a")


def test_missing_words_are_wrapped(
    run: Run, index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tuple(f"낱말{number}" for number in range(12))
    first, second = index.results.hits
    index.results = index.results.changed(hits=(first.changed(missing=words), second))
    lines = run("search", "배추", "--color=never", columns=40).out.splitlines()
    assert all(display_width(line) <= 40 for line in lines)
    assert ", ".join(words) in " ".join(line.strip() for line in lines)


# Links

LINK = re.compile("\x1b]8;;(.*?)\x1b\\\\")


def links_of(text: str) -> list[str]:
    return [address for address in LINK.findall(text) if address]


def test_titles_are_linked_on_a_terminal(
    run: Run, index: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KSEARCH_HYPERLINKS")
    for name in ("TERM_PROGRAM", "WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("VTE_VERSION", "4900")
    assert not links_of(run("search", "배추", columns=80).out)  # which does not say that it knows
    monkeypatch.setenv("VTE_VERSION", "7600")
    printed = run("search", "배추", columns=80).out
    # javascript: of the second hit is not a page on the web
    assert set(links_of(printed)) == {"https://example.com/%EB%B0%B0%EC%B6%94?a=1&b=2"}
    assert LINK.sub("", printed) == run("search", "배추", "--hyperlinks=never", columns=80).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert links_of(run("search", "배추", columns=80).out)
    assert not links_of(run("search", "배추").out)
    assert links_of(run("search", "배추", "--hyperlinks", "always").out)


def test_an_address_cannot_end_its_link(run: Run, index: FakeIndex) -> None:
    first, second = index.results.hits
    hostile = first.changed(url="https://example.com/\x1b\\\x1b[31m\x07")
    index.results = index.results.changed(hits=(hostile, second))
    printed = run("search", "배추", "--hyperlinks", "always", columns=80).out
    assert set(links_of(printed)) == {"https://example.com/%1B\\%1B[31m%07"}


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_kiwi: None) -> Path:
    """A folder of files in the current one, and a file of records outside."""
    import json

    import ksearch

    (tmp_path / "여기" / "기사").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "여기")
    Path("기사", "섬.txt").write_text("섬 등대\n\n등대에 불이 켜졌다.\n", encoding="utf-8")
    rows: list[dict[str, Any]] = [{"id": "가", "title": "밭", "body": "가 나 다."}]
    rows += [{"doc_id": 12, "title": "섬 12", "body": "바다."}]
    rows += [{"title": "섬 이름 없는", "body": "바다 건너."}]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "줄.jsonl").write_text("\n" + text, encoding="utf-8")
    ksearch.update("index", ["기사", tmp_path / "줄.jsonl"])
    return tmp_path


def test_paths_work_from_here_and_name_the_line_of_a_record(run: Run, files: Path) -> None:
    printed = run("search", "섬", "--format", "paths").out.splitlines()
    assert set(printed) == {
        str(Path("기사", "섬.txt")),
        f"{files / '줄.jsonl'}:3",
        f"{files / '줄.jsonl'}:4",
    }
    assert set(run("search", "섬", "--all", "--format", "paths").out.splitlines()) == set(printed)


def test_many_records_of_a_file_have_the_same_lines_as_few(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = run("search", "섬", "--format", "paths").out
    monkeypatch.setattr("ksearch.cli.places._MAX_SINGLE_LOOKUPS", 0)
    assert run("search", "섬", "--format", "paths").out == few


def test_a_file_without_an_address_is_linked(run: Run, files: Path) -> None:
    printed = run("search", "등대", "--hyperlinks=always", columns=80).out
    assert (files / "여기" / "기사" / "섬.txt").as_uri() in links_of(printed)


@pytest.mark.posix("the editor is a shell script")
@pytest.mark.parametrize(
    ("editor", "given"),
    [
        ("vim -R", ["-R", "+3", "{file}"]),
        ("nano", ["+3", "{file}"]),
        ("code --wait", ["--wait", "-g", "{file}:3"]),
        ("my-editor", ["{file}"]),
    ],
)
def test_an_editor_gets_the_line(
    run: Run,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    editor: str,
    given: list[str],
) -> None:
    program, _, options = editor.partition(" ")
    script = files / program
    script.write_text('#!/bin/sh\nfor each; do echo "$each"; done > "$0.txt"\n')
    script.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{script} {options}")
    assert run("open", "12").status == 0
    reported = (files / f"{program}.txt").read_text("utf-8").splitlines()
    assert reported == [each.format(file=files / "줄.jsonl") for each in given]


def test_an_editor_that_is_not_there_is_one_sentence(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", str(files / "없음"))
    outcome = run("open", "12")
    assert outcome.status == 2
    assert outcome.err.startswith(f"ksearch: the editor “{files / '없음'}” cannot be started: ")


def test_show_paints_what_the_last_search_looked_for(run: Run, files: Path) -> None:
    run("search", "등대", columns=80)
    painted = run("show", "1", columns=80).out
    assert painted.count("\x1b[1;31m등대\x1b[0m") == 2  # title and body
    assert "\x1b[1;31m" not in run("show", "12", columns=80).out
    assert "\x1b" not in run("show", "1").out
    assert re.sub("\x1b\\[[0-9;]*m", "", painted) == run("show", "1", "--width", "80").out
