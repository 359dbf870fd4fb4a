"""What is not given on the command line is taken from ksearch.toml and the environment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ksearch.cli import app as slow_lane
from ksearch.cli import main
from ksearch.cli.options.option import Option, OptionKind
from ksearch.cli.options.taken import TAKEN
from ksearch.cli.settings.lookup import FILE_VARIABLE, SETTINGS_FILE_NAME, settings_of
from ksearch.cli.settings.toml_file import means_one, options_by_key
from ksearch.messages import language, use_language

from .conftest import FakeIndex, Outcome, Updates

Run = Callable[..., Outcome]
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a file of settings, two folders above the current one."""
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.delenv("KSEARCH_HYPERLINKS")
    here = tmp_path / "자료" / "기사"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)

    def write(text: str) -> Path:
        path = tmp_path / SETTINGS_FILE_NAME
        path.write_text(text, encoding="utf-8")
        return path

    return write


def asked_limit(index: FakeIndex) -> object:
    return index.asked[-1][1]["limit"]


@pytest.mark.parametrize("lane", [main, slow_lane.run_app], ids=["fast lane", "typer"])
def test_the_file_gives_way_to_the_environment_and_that_to_options(
    lane: Callable[[list[str]], int],
    index: FakeIndex,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lane(["search", "배추"])
    assert asked_limit(index) == 10
    write("limit = 20\n")
    lane(["search", "배추"])
    assert asked_limit(index) == 20
    monkeypatch.setenv("KSEARCH_LIMIT", "30")
    lane(["search", "배추"])
    assert asked_limit(index) == 30
    lane(["search", "배추", "-n", "4"])
    assert asked_limit(index) == 4


def test_the_table_of_a_command_goes_before_the_top(
    run: Run, index: FakeIndex, write: Write
) -> None:
    write("limit = 20\n[search]\nlimit = 5\n")
    run("search", "배추")
    assert asked_limit(index) == 5
    run("similar", "강원/배추.txt")
    assert index.asked[-1][1] == 20


def test_paths_are_meant_from_the_files_folder(write: Write, tmp_path: Path) -> None:
    write('index = "색인"\nsources = ["자료", "/먼/곳"]\n')
    found = settings_of("index", TAKEN["index"])
    assert found["index"].value == str(tmp_path / "색인")
    assert found["sources"].value == (str(tmp_path / "자료"), "/먼/곳")


def test_sources_of_the_file_are_indexed_where_none_is_named(
    run: Run, updates: Updates, write: Write, tmp_path: Path
) -> None:
    write('sources = ["자료"]\nexclude = ["*.bak"]\n')
    run("index")
    _, sources, asked = updates.asked[-1]
    assert sources == [str(tmp_path / "자료")]
    assert asked["options"].exclude == ("*.bak",)
    run("index", "여기")
    assert updates.asked[-1][1] == ["여기"]


def test_a_format_of_the_file_gives_way_to_options_that_say_another(
    run: Run, index: FakeIndex, write: Write
) -> None:
    write('[search]\nformat = "ids"\n')
    assert run("search", "배추").out == "강원/배추.txt\n전남/양파.txt\n"
    assert json.loads(run("search", "배추", "--json").out)["total"] == 2
    assert run("search", "배추", "--template", "{title}").out.startswith("고랭지")
    assert run("search", "배추", "--format=text").out.startswith("1")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\nlmit = 3\n", "{file}:2: there is no setting “lmit”; did you mean “limit”?"),
        ('limit = "열"\n', '{file}:1: “limit” takes a whole number of 1 or more, and not "열"'),
        ("limit = true\n", "{file}:1: “limit” takes a whole number of 1 or more, and not true"),
        ("limit = 0\n", "{file}:1: “limit” takes a whole number of 1 or more, and not 0"),
        ('color = "빨강"\n', '{file}:1: “color” takes auto, always, never, and not "빨강"'),
        ("group = 1\n", "{file}:1: “group” takes true or false, and not 1"),
        ("sources = [1]\n", "{file}:1: “sources” takes a list, each of it a text, and not [1]"),
        (
            "\n[serach]\nlimit = 3\n",
            "{file}:2: there is no command “serach”; did you mean",
        ),
        ("[words.lst]\n", "{file}:1: there is no command “words lst”; did you mean “words list”?"),
        (
            '# 꼴\n\n[stats]\nsort = "newest"\n',
            "{file}:4: “sort” is not a setting of `ksearch stats`",
        ),
        ('format = "csv"\n', "{file}:1: “format” is not the same for all commands; put it into a "),
        ("limit = \n", "{file} is not valid TOML: Invalid value (at line 1, column 9)"),
    ],
)
def test_what_is_no_setting_is_said_with_its_place(
    run: Run, index: FakeIndex, write: Write, text: str, sentence: str
) -> None:
    path = write(text)
    for command in (("search", "배추"), ("stats",), ("config",)):
        outcome = run(*command)
        assert outcome.status == 2
        assert outcome.out == ""
        assert outcome.err.startswith(f"ksearch: {sentence.format(file=path)}")
        assert outcome.err.count("\n") == 1


def test_a_file_that_is_not_in_utf_8_is_said_to_be_so(
    run: Run, index: FakeIndex, write: Write
) -> None:
    path = write("")
    path.write_bytes("# 색인\n".encode("cp949"))
    assert run("stats").err == f"ksearch: {path} is not in UTF-8, as TOML has to be\n"


@pytest.mark.parametrize("value", ["열", "0", "-3", "1.5"])
def test_a_variable_that_holds_no_number_is_named(
    run: Run, index: FakeIndex, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("KSEARCH_LIMIT", value)
    for lane in (("배추",), ("--", "배추", "-n3")):
        sentence = f"KSEARCH_LIMIT takes a whole number of 1 or more, and not “{value}”"
        assert run("search", *lane).err == f"ksearch: {sentence}\n"


def test_help_is_printed_whatever_the_file_holds(run: Run, write: Write) -> None:
    write("lmit = 3\n")
    assert run("search", "--help").status == 0


def test_another_file_can_be_named_and_none(
    run: Run, index: FakeIndex, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("limit = 20\n")
    other = tmp_path / "다른.toml"
    other.write_text("limit = 7\n", encoding="utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(other))
    run("search", "배추")
    assert asked_limit(index) == 7
    monkeypatch.setenv(FILE_VARIABLE, "")
    run("search", "배추")
    assert asked_limit(index) == 10
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "없음.toml"))
    assert "없음.toml cannot be read" in run("search", "배추").err


def test_config_says_where_each_value_is_from(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write('limit = 20\n[trend]\nby = "year"\n')
    monkeypatch.setenv("KSEARCH_SORT", "newest")
    rows = [line.split() for line in run("config").out.splitlines()]
    assert ["limit", "20", f"{path}:1"] in rows
    assert ["trend.by", "year", f"{path}:3"] in rows
    assert ["sort", "newest", "KSEARCH_SORT"] in rows
    assert ["match", "auto", "default"] in rows
    data = json.loads(run("config", "--format", "json").out)
    assert data["file"] == str(path)
    assert {"name": "limit", "value": 20, "from": f"{path}:1"} in data["settings"]
    assert {row["name"] for row in data["settings"]} == {row[0] for row in rows}


def test_the_file_sets_the_language_where_the_environment_does_not(
    run: Run, index: FakeIndex, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('language = "ko"\n')
    try:
        run("search", "배추")
        assert language() == "en"
        monkeypatch.delenv("KSEARCH_LANG")
        run("search", "배추")
        assert language() == "ko"
        assert ["language", "ko"] in [line.split()[:2] for line in run("config").out.splitlines()]
    finally:
        use_language(None)


def test_config_shows_a_default_that_differs_between_commands(run: Run) -> None:
    rows = [line.split()[:2] for line in run("config").out.splitlines()]
    assert ["limit", "10"] in rows
    assert ["count.limit", "20"] in rows
    assert not any(name == "similar.limit" for name, _ in rows)


def configurable() -> list[tuple[str, Option]]:
    return [
        (command, option)
        for command, taken in TAKEN.items()
        for option in taken
        if option.key is not None
    ]


def test_no_command_is_run_that_a_file_names() -> None:
    keys = {option.key for _, option in configurable()}
    assert keys.isdisjoint({"editor", "output"})
    pager = [option for _, option in configurable() if option.key == "pager"]
    assert all(option.kind is OptionKind.FLAG for option in pager)


def test_only_what_means_the_same_for_all_commands_has_a_variable() -> None:
    for key, taken in options_by_key().items():
        if any(option.variable for option in taken.values()):
            assert means_one(taken), key


@pytest.mark.parametrize(("command", "option"), configurable())
def test_every_default_could_be_set_in_a_file(command: str, option: Option, write: Any) -> None:
    value = option.choices[0] if option.choices else option.default
    if option.kind is OptionKind.CHOICES:
        value = (value,)
    value = {None: True}.get(value, value) if option.kind is OptionKind.FLAG else value  # type: ignore[call-overload]
    if value is None and option.kind is OptionKind.NUMBER:
        value = option.least
    shown = json.dumps(value, ensure_ascii=False)
    table = command.replace(" ", ".")
    write(f"[{table}]\n{option.key} = {shown}\n")
    found = settings_of(command, TAKEN[command])[option.name]
    assert found.origin.endswith(f"{SETTINGS_FILE_NAME}:2")
    assert found.value == value or option.path
