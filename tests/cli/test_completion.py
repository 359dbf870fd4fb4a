"""Shells complete names, ids and words out of the index."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

import ksearch
from ksearch.cli.app import all_commands, app
from ksearch.cli.completion import VALUE_COMPLETIONS

Complete = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_kiwi: None) -> Path:
    articles = [
        ("섬/등대.txt", "섬마을 등대", "들꽃신문", "한바다", "사회>지역"),
        ("섬/배.txt", "섬마을 배편", "산골 일보", "이들녘", "사회>지역"),
        ("뭍/밭.txt", "고랭지 배추", "들꽃신문", "한여울", "경제"),
    ]
    with ksearch.create(tmp_path / "index").writer() as writer:
        for id_, title, publisher, author, section in articles:
            writer.add(
                ksearch.Article(
                    id=id_,
                    title=title,
                    body=f"{title} 이야기.",
                    publisher=publisher,
                    author=author,
                    section=section,
                )
            )
    monkeypatch.setenv("KSEARCH_INDEX", str(tmp_path / "index"))
    return tmp_path / "index"


@pytest.fixture
def complete(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Complete:
    """Return what a shell is offered for the last of some words."""

    def complete(*words: str, shell: str = "fish") -> list[str]:
        if shell == "bash":
            line = {"COMP_WORDS": " ".join(("ksearch", *words)), "COMP_CWORD": str(len(words))}
        else:
            line = {"_TYPER_COMPLETE_ARGS": " ".join(("ksearch", *words))}
        line |= {
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
            "_KSEARCH_COMPLETE": f"complete_{shell}",
        }
        for name, value in line.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit):
            typer.main.get_command(app).main([], prog_name="ksearch")
        printed = capsys.readouterr()
        assert printed.err == ""
        return [each.split("\t")[0] for each in printed.out.splitlines() if each]

    return complete


def test_names_of_the_index_are_offered(complete: Complete) -> None:
    assert complete("search", "--publisher", "") == ["들꽃신문", "산골 일보"]
    assert complete("search", "--publisher", "산") == ["산골 일보"]
    assert complete("count", "섬", "--author", "한") == ["한바다", "한여울"]
    assert complete("trend", "--section", "") == ["사회>지역", "경제"]


def test_bash_is_given_names_that_it_takes_as_one_word(complete: Complete) -> None:
    assert complete("search", "--publisher", "산", shell="bash") == ["산골\\ 일보"]
    assert complete("search", "--section", "사", shell="bash") == ["사회\\>지역"]


def test_zsh_is_given_them_too(complete: Complete) -> None:
    assert '"들꽃신문"' in "".join(complete("search", "--publisher", "들", shell="zsh"))


def test_ids_are_offered_by_their_beginning(complete: Complete) -> None:
    assert complete("similar", "") == []
    assert complete("similar", "섬/") == ["섬/등대.txt", "섬/배.txt"]
    assert complete("show", "뭍") == ["뭍/밭.txt"]
    assert complete("show", "섬(") == []


def test_hits_of_the_last_search_are_offered_by_number(
    complete: Complete, run: Any, folder: Path
) -> None:
    run("search", "섬마을", columns=80)
    assert complete("open", "") == ["1", "2"]
    assert complete("show", "섬") == ["섬/등대.txt", "섬/배.txt"] or complete("show", "섬") == [
        "섬/배.txt",
        "섬/등대.txt",
    ]


def test_words_and_choices_are_offered(complete: Complete) -> None:
    assert "섬마을" in complete("search", "섬마")
    assert complete("count", "섬", "--by", "") == ["publisher", "section", "author"]
    assert complete("search", "--in", "t") == ["title"]
    assert complete("search", "--sort", "n") == ["newest"]


def test_another_index_may_be_named_before(complete: Complete, tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "다른곳").writer() as writer:
        writer.add(ksearch.Article(id="1", title="밭", body="밭.", publisher="갯벌일보"))
    other = str(tmp_path / "다른곳")
    assert complete("search", "--index", other, "--publisher", "") == ["갯벌일보"]


def test_nothing_is_offered_and_nothing_said_without_an_index(
    complete: Complete, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KSEARCH_INDEX", str(tmp_path / "없음"))
    assert complete("search", "--publisher", "") == []
    monkeypatch.setenv("KSEARCH_LIMIT", "열")
    assert complete("search", "--publisher", "") == []


def test_every_completion_of_the_table_is_known() -> None:
    named = {option.completion for command in all_commands() for option in command.options}
    assert named - {None, "path", "folder"} == set(VALUE_COMPLETIONS)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_with_the_script_that_the_program_prints(folder: Path) -> None:
    """The installed script, run by a bash: typing a beginning and pressing the tab key."""
    program = Path(sys.executable).with_name("ksearch")
    environment = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    environment["_KSEARCH_COMPLETE"] = "source_bash"
    script = subprocess.run(
        [program], env=environment, capture_output=True, encoding="utf-8", check=False
    ).stdout
    del environment["_KSEARCH_COMPLETE"]
    asked = """
COMP_WORDS=(ksearch search --publisher 들); COMP_CWORD=3
_ksearch_completion ksearch; printf '%s\\n' "${COMPREPLY[@]}"
"""
    done = subprocess.run(
        ["bash", "--norc", "-c", script + asked],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == "들꽃신문\n", done.stderr
