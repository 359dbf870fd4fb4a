"""What cannot be meant is said in one sentence, and what can be is done."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ksearch

from .conftest import Outcome

Ask = Callable[..., Outcome]


@pytest.fixture
def folder(tmp_path: Path, without_kiwi: None) -> Path:
    """An index of three articles, none of which has a date."""
    with ksearch.create(tmp_path / "index").writer() as writer:
        for number in range(3):
            title, body = f"섬 등대 {number}", f"배가 {number}번 섬에 닿았다."
            writer.add(ksearch.Article(id=f"기사{number}", title=title, body=body))
    return tmp_path / "index"


@pytest.fixture
def ask(folder: Path, run: Any) -> Ask:
    def ask(*arguments: str, columns: int | None = None) -> Outcome:
        outcome: Outcome = run(*arguments, "--index", str(folder), columns=columns)
        return outcome

    return ask


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("search", "섬", "--template", "{면}"), "a template has no field “면”; it may have rank"),
        (("search", "섬", "--template", "{title"), "the template cannot be read: "),
        (("show", "3"), "no article has the id “3”, and there is no last search in this index"),
        (("open", "3"), "no article has the id “3”, and there is no last search in this index"),
        (
            ("count", "섬", "--by", "month"),
            "--by takes publisher, section, author, and not ",
        ),
        (("trend", "섬", "--by", "decade"), "invalid value for --by: “decade” is not one of "),
        (("search", "섬", "--width", "1"), "--width must be 20 or more, not 1"),
        (("search", "섬", "--in", "면"), "--in takes title, lead, body, and not “면”"),
    ],
)
def test_one_clear_sentence(ask: Ask, arguments: tuple[str, ...], sentence: str) -> None:
    outcome = ask(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ksearch: {sentence}")
    assert outcome.err.count("\n") == 1


def test_a_trend_over_undated_articles_says_that_they_are(ask: Ask) -> None:
    outcome = ask("trend", "섬")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "ksearch: what was found has no date: 3 undated articles\n"


@pytest.mark.parametrize("command", [("search", "-"), ("search", "--batch"), ("analyze", "-")])
def test_stdin_that_is_not_utf_8(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("섬 등대\n".encode("cp949"))))
    outcome = ask(*command)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("ksearch: stdin is not in UTF-8 (byte 0xbc); convert it")


@pytest.mark.parametrize("columns", [20, 8])
@pytest.mark.parametrize(
    "command",
    [
        ("search", "섬"),
        ("search", "섬", "--explain"),
        ("search", "섬", "--oneline"),
        ("count", "섬", "--by", "section"),
        ("related", "섬"),
        ("show", "기사1"),
        ("stats",),
        ("check",),
        ("config",),
    ],
    ids=" ".join,
)
def test_a_very_narrow_terminal_is_no_error(
    ask: Ask, run: Any, columns: int, command: tuple[str, ...]
) -> None:
    asked = run if command == ("config",) else ask
    outcome = asked(*command, columns=columns)
    assert outcome.status in (0, 1)
    assert outcome.out or "no related words" in outcome.err
    assert "unforeseen" not in outcome.err


def in_a_process(
    folder: Path, *arguments: str, environment: dict[str, str], encoding: str = "utf-8"
) -> subprocess.CompletedProcess[bytes]:
    """Run the program; its arguments are bytes of an encoding."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    words = [argument.encode(encoding) for argument in arguments]
    return subprocess.run(
        [sys.executable, "-m", "ksearch", *words, "--index", str(folder)],
        capture_output=True,
        env={**plain, "KSEARCH_CONFIG": "", **environment},
        check=False,
    )


#: No UTF-8 anywhere: neither does Python choose it by itself.
NO_UTF_8 = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
@pytest.mark.parametrize("locale", ["C", "POSIX", "ko_KR.EUC-KR", "xx_XX"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_locale_without_utf_8_searches_and_escapes(
    folder: Path, locale: str, encoding: str
) -> None:
    environment = {"LC_ALL": locale, **NO_UTF_8}
    done = in_a_process(folder, "search", "섬", environment=environment, encoding=encoding)
    assert done.returncode == 0
    assert done.stderr == b""
    titles = [line for line in done.stdout.splitlines() if line.startswith(b"1  ")]
    assert len(titles) == 1
    escaped = "섬 등대".encode("ascii", "backslashreplace")
    assert escaped in titles[0] or "섬 등대".encode("euc-kr") in titles[0]
    data = in_a_process(folder, "search", "섬", "--json", environment=environment)
    assert b'"total": 3' in data.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no head")
@pytest.mark.parametrize(
    "command", [("search", "섬"), ("search", "섬", "--all", "--format", "jsonl"), ("config",)]
)
def test_a_pipe_that_is_closed_is_silent(folder: Path, command: tuple[str, ...]) -> None:
    index = [] if command == ("config",) else ["--index", str(folder)]
    program = [sys.executable, "-m", "ksearch", *command, *index]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_pasted_paragraph_is_not_echoed_whole(ask: Ask) -> None:
    paragraph = "흰고래 " * 300
    outcome = ask("search", paragraph, columns=80)
    assert outcome.status == 1
    assert len(outcome.err) < 300
    corrected = ask("search", f'"섬 등대 1" {"없는낱말 " * 200}', "--match", "any", columns=80)
    assert all(len(line) < 200 for line in corrected.out.splitlines())
