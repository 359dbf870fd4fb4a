"""Taking hits along: tables, workbooks, templates, lists, every match, and many queries at once."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ksearch import Article
from ksearch.storage.snapshot import Snapshot

LONG = "모래 " * 12000


@pytest.fixture(scope="module")
def folder(
    build: Callable[..., Snapshot], no_kiwi: Any, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder: Path = tmp_path_factory.mktemp("가져가기")
    articles = [
        Article(
            id=f"a{number}",
            title="섬 등대" if number else "=HYPERLINK(섬)",
            lead="배가 닿았다.",
            body=LONG if number == 3 else "저녁에 불이 켜졌다.\n아이들이 모였다.",
            date=datetime(2025, 1, 1 + number, 1, 30, tzinfo=UTC) if number != 2 else None,
            publisher="산골신문",
            section="지역, 섬",
        )
        for number in range(30)
    ]
    build(folder, articles)
    return folder


@pytest.fixture
def ask(folder: Path, run: Any, without_kiwi: None) -> Any:
    def ask(*arguments: str, columns: int | None = None) -> Any:
        return run("search", *arguments, "--index", str(folder), columns=columns)

    return ask


def type_in(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


def test_a_table_has_the_columns_that_were_asked_for(ask: Any) -> None:
    out = ask("섬", "--sort", "oldest", "-n", "2", "--fields", "id,date,section,body").out
    assert list(csv.reader(io.StringIO(out))) == [
        ["id", "date", "section", "body"],
        ["a0", "2025-01-01T10:30:00+09:00", "지역, 섬", "저녁에 불이 켜졌다.\n아이들이 모였다."],
        ["a1", "2025-01-02T10:30:00+09:00", "지역, 섬", "저녁에 불이 켜졌다.\n아이들이 모였다."],
    ]


def test_a_table_has_columns_of_its_own_choice(ask: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("섬", "--format", "csv", "--sort", "oldest").out)))
    assert list(rows[0]) == [
        *("rank", "id", "date", "publisher", "section", "author", "title", "snippet", "url"),
    ]
    # A spreadsheet would run what begins with "=".
    assert rows[0]["title"] == "'=HYPERLINK(섬)"


def test_json_lines_take_fields_too(ask: Any) -> None:
    out = ask("섬", "--fields", "id,text", "--format", "jsonl", "-n", "1", "--sort", "oldest").out
    assert json.loads(out) == {
        "id": "a0",
        "text": "=HYPERLINK(섬)\n배가 닿았다.\n저녁에 불이 켜졌다.\n아이들이 모였다.",
    }


def test_a_file_of_a_table_says_that_it_is_in_utf_8(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "표.csv"
    outcome = ask("섬", "--format", "csv", "-o", str(path))
    assert (outcome.status, outcome.out) == (0, "")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrank,")
    path = tmp_path / "답.json"
    ask("섬", "--json", "--output", str(path))
    assert json.loads(path.read_text("utf-8"))["total"] == 30


def test_every_match_one_after_the_other(ask: Any) -> None:
    ids = ask("섬", "--all", "--format", "ids").out.splitlines()
    assert sorted(ids) == sorted(f"a{number}" for number in range(30))
    assert ask("섬", "--format", "ids", "--no-group", "-n", "3").out.splitlines() == ids[:3]
    newest = ask("섬", "--all", "--sort", "newest", "--template", "{id}").out.splitlines()
    assert (newest[0], newest[-1]) == ("a29", "a2")
    assert len(ask("섬", "--all", "--format", "jsonl").out.splitlines()) == 30
    assert ask("섬", "--all").out.count("배가 닿았다.") == 30


def test_every_match_comes_one_by_one_and_json_does_not(ask: Any) -> None:
    outcome = ask("섬", "--all", "--json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "use jsonl" in outcome.err


def test_a_template_says_what_stands_on_a_line(ask: Any) -> None:
    template = r"{rank}\t{date:%Y/%m} {{{title:.3}}} {author}|{url}\n--"
    out = ask("섬", "-n", "1", "--sort", "newest", "--template", template).out
    assert out == "1\t2025/01 {섬 등} |\n--\n"
    undated = ask("섬", "--all", "--sort", "newest", "--template", "{date}{date:%Y}.").out
    assert undated.splitlines()[-1] == "."


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--template", "{heading}"], "a template has no field “heading”; it may have rank, id"),
        (["--template", "{title.__class__}"], "a template has no field “title.__class__”"),
        (["--template", "{0}"], "a template has no field “0”"),
        (["--template", "{title"], "the template cannot be read"),
        (["--template", "{rank:q}"], "“q” is not a format for rank"),
        (["--template", "{id}", "--json"], "leave out --format and --fields"),
        (["--fields", "id,heading"], "hits have no field “heading”; they have rank, id"),
        (["--fields", ","], "--fields needs at least one of rank"),
        (["--fields", "id", "--format", "html"], "--fields needs --format csv, xlsx or jsonl"),
    ],
)
def test_what_cannot_be_taken_along_is_one_sentence(
    ask: Any, arguments: list[str], sentence: str
) -> None:
    outcome = ask("섬", *arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_workbook_keeps_texts_texts_and_dates_dates(ask: Any, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    calamine: Any = pytest.importorskip("python_calamine")
    path = tmp_path / "표.xlsx"
    fields = "id,date,title,body,score"
    assert ask("섬", "--all", "--fields", fields, "--format=xlsx", "-o", str(path)).status == 0
    rows = calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == fields.split(",")
    by_id = {row[0]: row for row in rows[1:]}
    assert len(by_id) == 30
    assert by_id["a0"][1:3] == [datetime(2025, 1, 1, 10, 30), "=HYPERLINK(섬)"]
    assert by_id["a2"][1] == ""
    assert len(by_id["a3"][3]) == 32_767
    assert by_id["a3"][3].endswith("…")
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_workbook_is_nothing_for_a_terminal(ask: Any) -> None:
    outcome = ask("섬", "--format", "xlsx", columns=80)
    assert outcome.status == 2
    assert "name a file with --output" in outcome.err


def test_a_workbook_without_its_package_names_the_extra(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    path = tmp_path / "표.xlsx"
    path.write_text("mine")
    outcome = ask("섬", "--format", "xlsx", "-o", str(path))
    assert outcome.status == 2
    assert "[excel]" in outcome.err
    assert path.read_text() == "mine"


def test_nothing_found_writes_nothing(ask: Any, tmp_path: Path) -> None:
    path = tmp_path / "표.csv"
    assert ask("잠수함", "--all", "--format", "csv", "-o", str(path)).status == 1
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_one_sentence(ask: Any, tmp_path: Path) -> None:
    outcome = ask("섬", "--format", "csv", "-o", str(tmp_path / "없음" / "표.csv"))
    assert outcome.status == 2
    assert outcome.err.startswith("ksearch: ")
    assert outcome.err.count("\n") == 1


def test_a_query_comes_from_stdin(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    type_in(monkeypatch, "섬\n등대\n".encode())
    answer = json.loads(ask("-", "--json", "-n", "1").out)
    assert (answer["query"], len(answer["hits"])) == ("섬 등대", 1)


def test_a_batch_answers_a_line_with_a_line(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    jsonschema: Any = pytest.importorskip("jsonschema")
    from ksearch.render.schema import search_schema

    type_in(monkeypatch, "\ufeff섬\r\n\r\n…\n잠수함\n등대 섬".encode())
    outcome = ask("--batch", "-n", "2", "--explain")
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.status == 0
    assert [answer["query"] for answer in answers] == ["섬", "…", "잠수함", "등대 섬"]
    assert answers[0]["hits"]
    assert "holds no word" in answers[1]["error"]
    for answer in answers:
        jsonschema.validate(answer, search_schema())


def test_a_batch_makes_only_the_fields_that_are_asked_for(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def snippet(*_: object) -> None:
        raise AssertionError("a snippet is made that nobody sees")

    monkeypatch.setattr("ksearch.engines.embedded.painting.StoredPainter.snippet", snippet)
    type_in(monkeypatch, "섬\n잠수함\n".encode())
    outcome = ask("--batch", "--fields", "id,title")
    first, second = [json.loads(line) for line in outcome.out.splitlines()]
    assert first["query"] == "섬"
    assert first["total"] >= len(first["hits"]) > 0
    assert all(list(hit) == ["id", "title"] for hit in first["hits"])
    assert second["hits"] == []
    outcome = ask("--batch", "--fields", "nonsense")
    assert (outcome.status, outcome.out) == (2, "")
    assert "hits have no field “nonsense”" in outcome.err


def test_what_a_search_prints_is_what_the_schema_says(ask: Any, run: Any) -> None:
    jsonschema: Any = pytest.importorskip("jsonschema")
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    for arguments in (["섬"], ["섬", "--facets"], ["잠수함"], ['"섬', "--explain"]):
        answer = json.loads(ask(*arguments, "--json").out)
        jsonschema.validate(answer, schema)
    hit = {**schema, "anyOf": [{"$ref": "#/$defs/hit"}]}
    for line in ask("섬", "--format", "jsonl").out.splitlines():
        jsonschema.validate(json.loads(line), hit)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**answer, "unknown": 1}, schema)


@pytest.mark.parametrize("arguments", [["-"], ["--batch"]])
def test_stdin_that_is_not_utf_8_is_one_sentence(
    ask: Any, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    type_in(monkeypatch, "섬".encode("cp949"))
    outcome = ask(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert "stdin is not in UTF-8" in outcome.err


def test_a_batch_takes_its_queries_from_stdin_alone(ask: Any) -> None:
    outcome = ask("섬", "--batch")
    assert outcome.status == 2
    assert "leave QUERY out" in outcome.err
