"""`ksearch words`, and what other commands say of the lists."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("without_kiwi")


@pytest.fixture
def place(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an index of one article, as the current one."""
    monkeypatch.chdir(tmp_path)
    article = "동네 도서관\n\n전세사기 피해자들이 도서관에 모였다.\n"
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "도서관.txt").write_text(article, encoding="utf-8")
    assert run("index").status == 0
    return tmp_path


def test_adding_and_removing_say_when_it_is_in_force(run: Any, place: Path) -> None:
    added = run("words", "add", "전세사기", "--tag", "NNG", "--note", "2022년부터")
    assert added.out == "added 전세사기 (NNG); in force after the next `ksearch index`\n"
    added = run("words", "add", "책방 > 도서관")
    assert added.out == "added 책방 > 도서관; in force after the next `ksearch index`\n"
    assert (added.status, added.err) == (0, "")
    assert run("words", "list").out == (
        "전세사기       NNG  added  2022년부터\n"
        "책방 > 도서관       added\n"
        "2 changes in force after the next `ksearch index`\n"
    )
    assert "1 eojeol read again, as the user words have changed\n" in run("index").out
    assert run("words", "list").out == "전세사기       NNG    2022년부터\n책방 > 도서관\n"
    removed = run("words", "remove", "책방 > 도서관")
    assert removed.out == "removed 책방 > 도서관; in force after the next `ksearch index`\n"
    assert "1 change in force" in run("words", "list").out


def test_entries_as_json(run: Any, place: Path) -> None:
    added = run("words", "add", "전세사기", "--json")
    word = {"kind": "word", "entry": "전세사기", "tag": "NNP", "note": "", "state": "added"}
    assert json.loads(added.out) == word
    assert json.loads(run("words", "list", "--json").out) == {"entries": [word]}
    removed = json.loads(run("words", "remove", "전세사기", "--json").out)
    assert removed == {**word, "state": "removed"}


def test_an_empty_list_is_nothing_found(run: Any, place: Path) -> None:
    outcome = run("words", "list")
    assert (outcome.status, outcome.out, outcome.err) == (1, "", "")
    assert "`ksearch words add 전세사기` adds one" in run("words", "list", columns=80).err


def test_the_index_is_named_as_everywhere(
    run: Any, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "index").rename(place / "다른 색인")
    missing = run("words", "add", "전세사기")
    assert (missing.status, missing.out) == (2, "")
    assert missing.err.startswith("ksearch: there is no index in “index”")
    assert run("words", "add", "전세사기", "--index", "다른 색인").status == 0
    monkeypatch.setenv("KSEARCH_INDEX", "다른 색인")
    assert run("words", "list").status == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["remove", "없다"], "없다 is not a user word; `ksearch words list` shows them"),
        (["add", "가 ="], "'가 =' has nothing on one side of ="),
        (["add", "가", "--tag", "X"], "X is not a tag; use one of NNG, NNP"),
        (["add"], "missing argument 'ENTRY'"),
        ([], "missing command; see `ksearch words --help`"),
        (["ad"], "no such command 'ad'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Any, place: Path, arguments: list[str], sentence: str
) -> None:
    outcome = run("words", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"ksearch: {sentence}")
    assert outcome.err.count("\n") == 1


def test_a_broken_line_stops_the_update_and_is_reported_by_check(run: Any, place: Path) -> None:
    (place / "index" / "userwords.txt").write_text("# 사전\n전세사기 NNG\n", encoding="utf-8")
    sentence = "index/userwords.txt, line 2: put a tab, not spaces, before NNG"
    for command in ("index", "rebuild"):
        outcome = run(command)
        assert (outcome.status, outcome.err) == (2, f"ksearch: {sentence}\n")
    outcome = run("words", "list")
    assert (outcome.status, outcome.err) == (2, f"ksearch: {sentence}\n")
    checked = run("check")
    assert (checked.status, checked.err) == (0, "")
    assert checked.out.startswith("index is sound: ")
    assert f"\nwarning: {sentence}" in checked.out
    assert run("search", "도서관").status == 0


def test_stats_show_what_is_in_force(run: Any, index: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "words" not in run("stats").out
    held = replace(index.stats(), user_words=1, synonyms=12)
    monkeypatch.setattr(index, "stats", lambda: held)
    assert "words     1 user word and 12 synonyms in force\n" in run("stats").out
