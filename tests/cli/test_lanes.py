"""The fast lane of `search` and typer read the same command lines alike."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch import KSearchError
from ksearch.cli import app as slow_lane
from ksearch.cli.commands.searching import search
from ksearch.cli.options.option import Option, OptionKind
from ksearch.cli.options.parsing import parse_arguments
from ksearch.cli.running import run_command


class Remembering:
    """`ksearch search` that keeps what it is called with, or the sentence that refuses it."""

    def __init__(self) -> None:
        self.taken: Any = None
        self.command = search.COMMAND._replace(run=self.run)

    def run(self, **values: Any) -> int:
        self.taken = values
        return 0


def by_typer(arguments: list[str]) -> Any:
    """Return what typer makes of a command line; None if it refuses."""
    import typer

    from ksearch.cli.options.typed import class_for, command_from

    remembering = Remembering()
    app = typer.Typer(add_completion=False)
    declared = remembering.command
    app.command(cls=class_for(declared))(command_from(declared))
    try:
        typer.main.get_command(app).main(arguments, prog_name="ksearch", standalone_mode=False)
    except typer.TyperException:
        return None
    except KSearchError as error:
        return str(error)
    return remembering.taken


def by_the_fast_lane(arguments: list[str]) -> Any:
    """Return what the fast lane makes of a command line; None if it leaves it to typer."""
    values = parse_arguments(arguments, search.COMMAND)
    if values is None:
        return None
    remembering = Remembering()
    try:
        run_command(remembering.command, values)
    except KSearchError as error:
        return str(error)
    return remembering.taken


OPTIONS = search.COMMAND.options
values = st.one_of(
    st.sampled_from(("", "3", "007", "-1", " 5", "1_0", "배추", "newest", "any", "title", "json")),
    st.sampled_from(("2025-02-12", "--json", "-n", "a=b", "text", "always", "-파", "-", "--")),
    st.text(st.characters(exclude_characters="\0", exclude_categories=()), max_size=6),
)


def pieces_of(option: Option) -> st.SearchStrategy[list[str]]:
    if option.kind is OptionKind.WORDS:
        return values.map(lambda value: [value])
    flags = st.sampled_from((*option.flags, *([option.off] if option.off else [])))
    if option.choices:
        fitting = st.one_of(st.sampled_from(option.choices), values)
    elif option.kind is OptionKind.NUMBER:
        fitting = st.one_of(st.integers(-5, 10**11).map(str), values)
    else:
        fitting = values
    return st.one_of(
        flags.map(lambda flag: [flag]),
        st.tuples(flags, fitting).map(list),
        st.tuples(flags, fitting).map(lambda pair: ["=".join(pair)]),
    )


command_lines = st.lists(
    st.one_of(values.map(lambda value: [value]), *map(pieces_of, OPTIONS)),
    max_size=8,
).map(lambda pieces: [argument for piece in pieces for argument in piece])


@given(command_lines)
def test_what_the_fast_lane_understands_typer_understands_alike(arguments: list[str]) -> None:
    understood = by_the_fast_lane(arguments)
    if understood is not None:
        assert understood == by_typer(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["배추"],
        ["배추", "창고", "-n", "3"],
        ["--limit=3", "배추", "-파", "--json"],
        ["배추", "--in", "title", "--in", "lead", "--no-group", "--explain"],
        ["배추", "--", "--json", "-n"],
        ["-"],
    ],
)
def test_plain_command_lines_need_no_typer(arguments: list[str]) -> None:
    understood = by_the_fast_lane(arguments)
    assert understood is not None
    assert understood == by_typer(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--help"],
        ["배추", "--limit"],
        ["배추", "--limit", "-3"],
        ["배추", "--limit", "３"],
        ["배추", "--limti", "3"],
        ["배추", "--json=yes"],
        ["배추", "-n3"],
        ["배추", "--sort", "best"],
        ["배추", "--publisher", "--json"],
        ["\udcbf"],
    ],
)
def test_everything_unusual_is_left_to_typer(arguments: list[str]) -> None:
    assert by_the_fast_lane(arguments) is None


def test_both_lanes_take_the_index_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSEARCH_INDEX", "다른 곳")
    for understood in (by_the_fast_lane(["배추"]), by_typer(["배추"])):
        assert understood is not None
        assert understood["index"] == "다른 곳"
    understood = by_the_fast_lane(["배추", "--index", "여기"])
    assert understood is not None
    assert understood["index"] == "여기"
    monkeypatch.setenv("KSEARCH_INDEX", "")
    for understood in (by_the_fast_lane(["배추"]), by_typer(["배추"])):
        assert understood is not None
        assert understood["index"] == "index"


def test_the_real_application_takes_the_slow_lane_alike(run: Any, index: Any) -> None:
    assert slow_lane.run_app(["search", "배추", "-파", "-n3", "--in=title"]) == 0
    run("search", "배추", "-파", "-n", "3", "--in", "title")
    assert index.asked[0] == index.asked[1]


def test_a_plain_search_loads_neither_typer_nor_rich_nor_whoosh_nor_kiwi() -> None:
    program = (
        "import sys, ksearch.cli\n"
        "ksearch.cli.main(['search', '배추', '--index', 'no such folder'])\n"
        "heavy = {'typer', 'rich', 'click', 'pydantic', 'whoosh', 'kiwipiepy', 'argparse'}\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == "\n"
    assert done.returncode == 0
