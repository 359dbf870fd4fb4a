"""The command line over a real index of invented articles, from reading to painting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ksearch

ARTICLES = {
    "배추.txt": (
        "고랭지 배추 값이 올랐다\n\n"
        "강원도 고랭지에서 배추를 기르는 농민들이 올여름 가뭄을 걱정하고 있다.\n\n"
        "배추 한 포기 값은 지난달보다 두 배 올랐다. 농협은 저장 창고를 늘리기로 했다.\n"
    ),
    "도서관.txt": (
        "산골 마을에 작은 도서관\n\n"
        "낡은 분교를 고친 도서관이 문을 열었다.\n\n"
        "아이들은 학교가 끝나면 이곳에 모여 숙제를 한다. 마을 농민들도 저녁에 책을 읽는다.\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("실제")
    source = folder / "기사"
    source.mkdir()
    for name, text in ARTICLES.items():
        (source / name).write_text(text, encoding="utf-8")
    ksearch.update(folder / "색인", [source])
    return folder


@pytest.fixture
def index_option(folder: Path) -> list[str]:
    return ["--index", str(folder / "색인")]


def test_a_search_finds_paints_and_counts(run: Any, index_option: list[str]) -> None:
    outcome = run("search", "배추", "창고", *index_option, "--json")
    answer = json.loads(outcome.out)
    assert outcome.status == 0
    hit = answer["hits"][0]
    assert (answer["total"], hit["id"], hit["path"]) == (1, "배추.txt", "배추.txt")
    snippet = hit["snippet"]
    painted = {snippet["text"][start:end] for start, end in snippet["matches"]}
    assert painted == {"배추", "창고"}
    assert [hit["title"][start:end] for start, end in hit["title_matches"]] == ["배추"]


def test_articles_that_lack_a_word_name_it(run: Any, index_option: list[str]) -> None:
    out = run("search", "농민들", "도서관", *index_option).out
    first, second = out.split("\n\n")[:2]
    assert "산골 마을에 작은 도서관" in first
    assert "missing: 도서관" in second


def test_matches_are_painted_on_a_terminal(run: Any, index_option: list[str]) -> None:
    assert "\x1b[1;31m도서관\x1b[0m" in run("search", "도서관", *index_option, columns=60).out


def test_nothing_found_is_status_1(run: Any, index_option: list[str]) -> None:
    assert run("search", "잠수함", *index_option).status == 1


def test_what_cannot_be_asked_is_one_sentence(run: Any, index_option: list[str]) -> None:
    for arguments in (["…"], ["배추", "--since", "그날"]):
        outcome = run("search", *arguments, *index_option)
        assert outcome.status == 2, arguments
        assert outcome.err.startswith("ksearch: ")
        assert outcome.err.count("\n") == 1
        assert "unforeseen" not in outcome.err


def test_no_index_names_the_command_that_makes_one(run: Any, tmp_path: Path) -> None:
    for command in (["search", "배추"], ["show", "배추.txt"], ["stats"], ["check"]):
        outcome = run(*command, "--index", str(tmp_path / "없음"))
        assert outcome.status == 2
        assert "ksearch index" in outcome.err


def test_indexing_again_changes_nothing(run: Any, folder: Path, index_option: list[str]) -> None:
    outcome = run("index", str(folder / "기사"), *index_option)
    assert outcome.out.startswith("added 0 · changed 0 · removed 0 · unchanged 2 · refused 0\n")
    assert outcome.status == 0


def test_a_source_that_is_not_there_is_an_error(
    run: Any, folder: Path, index_option: list[str]
) -> None:
    outcome = run("index", str(folder / "없는 곳"), *index_option)
    assert (outcome.status, outcome.out) == (2, "")
    assert "없는 곳" in outcome.err


def test_an_article_is_shown(run: Any, index_option: list[str]) -> None:
    out = run("show", "도서관.txt", *index_option).out
    assert out.startswith("산골 마을에 작은 도서관\n")
    assert "낡은 분교를 고친 도서관이 문을 열었다." in out


def test_an_id_that_no_article_has_is_an_error(run: Any, index_option: list[str]) -> None:
    outcome = run("show", "없음.txt", *index_option)
    assert outcome.status == 2
    assert "없음.txt" in outcome.err


def test_the_index_is_sound_and_counted(run: Any, index_option: list[str]) -> None:
    assert run("check", *index_option).status == 0
    assert json.loads(run("stats", "--json", *index_option).out)["articles"] == 2


def test_a_text_is_analysed(run: Any, index_option: list[str]) -> None:
    answer = json.loads(run("analyze", "배추 값이 올랐다", "--json", *index_option).out)
    assert [eojeol["text"] for eojeol in answer["eojeols"]] == ["배추", "값이", "올랐다"]
    assert ["오르", "VV"] in answer["eojeols"][2]["morphemes"]


def test_a_search_with_hits_loads_nothing_heavy(folder: Path) -> None:
    program = (
        "import sys, ksearch.cli\n"
        "status = ksearch.cli.main(['search', '배추', '저장', '--index', sys.argv[1]])\n"
        "heavy = {'typer', 'rich', 'click', 'pydantic', 'whoosh', 'kiwipiepy', 'argparse'}\n"
        "print(status, *sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / "색인")],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "0"
