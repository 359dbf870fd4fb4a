"""Hits of the last search are named by their numbers: `show 2`, `open 2`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

import ksearch


@pytest.fixture
def folder(tmp_path: Path, without_kiwi: None) -> Path:
    source = tmp_path / "기사"
    source.mkdir()
    for name, title in (("하나.txt", "섬 등대"), ("둘.txt", "섬 축제")):
        (source / name).write_text(f"{title}\n\n배가 닿았다. {title}.\n", encoding="utf-8")
    rows = [{"id": "먼", "title": "섬 시장", "body": "장.", "url": "https://news.example/3"}]
    rows.append({"id": "가까운", "title": "배추", "body": "밭."})
    (tmp_path / "줄.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    ksearch.update(tmp_path / "index", [source, tmp_path / "줄.jsonl"])
    return tmp_path / "index"


@pytest.fixture
def ask(folder: Path, run: Any) -> Any:
    def ask(*arguments: str, columns: int | None = None) -> Any:
        return run(*arguments, "--index", str(folder), columns=columns)

    return ask


def test_a_hit_is_shown_by_its_number(ask: Any) -> None:
    ids = ask("search", "섬", "--format", "ids").out.split()
    ask("search", "섬", columns=80)
    assert [ask("show", str(n), "--json").out for n in (1, 2, 3)] == [
        ask("show", name, "--json").out for name in ids
    ]


def test_a_later_page_keeps_its_numbers(ask: Any) -> None:
    ids = ask("search", "섬", "--format", "ids").out.split()
    ask("search", "섬", "--offset", "1", columns=80)
    assert json.loads(ask("show", "3", "--json").out)["id"] == ids[2]
    outcome = ask("show", "1")
    assert outcome.status == 2
    assert "the last search showed the hits 2 to 3" in outcome.err


def test_without_a_last_search_a_number_is_one_sentence(ask: Any, tmp_path: Path) -> None:
    ask("search", "섬")  # not on a terminal
    for _ in range(2):
        outcome = ask("show", "3")
        assert (outcome.status, outcome.out) == (2, "")
        assert "there is no last search in this index" in outcome.err
        kept = tmp_path / "cache" / "ksearch" / "last-search.json"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("[", encoding="utf-8")


def test_an_id_goes_before_a_number(folder: Path, ask: Any) -> None:
    with ksearch.open(folder) as index, index.writer() as writer:
        writer.add(ksearch.Article(id="1", title="배추 값"))
    ask("search", "섬", columns=80)
    assert "배추 값" in ask("show", "1").out


def test_what_would_be_opened(ask: Any, tmp_path: Path) -> None:
    assert ask("open", "하나.txt", "--print").out == f"{tmp_path / '기사' / '하나.txt'}\n"
    # In a file of many articles, one would have to be looked for.
    assert ask("open", "먼", "--print").out == "https://news.example/3\n"
    assert ask("open", "가까운", "--print").out == f"{tmp_path / '줄.jsonl'}:2\n"
    (tmp_path / "기사" / "둘.txt").unlink()
    outcome = ask("open", "둘.txt")
    assert outcome.status == 2
    assert "neither the file is there nor an address known" in outcome.err


def test_a_file_is_opened_by_the_editor(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def run_program(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run_program)
    monkeypatch.setitem(os.environ, "VISUAL", "vi -R")
    assert ask("open", "하나.txt").status == 0
    assert started == [["vi", "-R", str(tmp_path / "기사" / "하나.txt")]]
