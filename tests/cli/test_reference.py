"""docs/cli.md says what ``--help`` says, and every command and option is explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer

from ksearch.cli.app import all_commands, app
from ksearch.cli.options import indexing, table
from ksearch.cli.options.option import Option
from ksearch.cli.options.serving import SERVING
from ksearch.cli.reference import reference

DOCUMENT = Path(__file__).parents[2] / "docs" / "cli.md"


def commands_of(group: Any, before: str = "") -> dict[str, Any]:
    """Every command by its name, those of groups too: ``words add``."""
    found = {}
    for name, command in group.commands.items():
        inner = commands_of(command, f"{name} ") if hasattr(command, "commands") else {}
        found |= inner or {before + name: command}
    return found


COMMANDS: dict[str, Any] = commands_of(typer.main.get_command(app))
COMMANDS_OF_THE_TABLE = all_commands()


def test_the_reference_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == reference(), (
        "run: python -m ksearch.cli.reference > docs/cli.md"
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_explained(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").strip().endswith((".", "…")), f"{name} says what it does"
    for param in command.params:
        assert (param.help or "").strip(), f"{name}: {param.name} says what it is for"
        for flag in (*param.opts, *param.secondary_opts):
            if flag.startswith("-"):
                assert flag in reference()


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"read", "schema", "config", "copy"}))
def test_every_command_takes_the_index(name: str) -> None:
    assert any("--index" in param.opts for param in COMMANDS[name].params)


def test_no_command_of_the_contract_is_missing() -> None:
    assert set(COMMANDS) >= {
        *("index", "rebuild", "search", "show", "similar", "suggest"),
        *("analyze", "stats", "check", "watch"),
        *("words add", "words remove", "words list"),
    }


def test_every_command_takes_what_the_table_declares() -> None:
    declared = {command.name: command for command in COMMANDS_OF_THE_TABLE}
    assert set(declared) == set(COMMANDS)
    for name, command in declared.items():
        parameters = [param.name for param in COMMANDS[name].params]
        assert parameters == [option.name for option in command.options]


def test_every_option_of_the_table_is_taken_by_a_command() -> None:
    taken = {flag for command in COMMANDS_OF_THE_TABLE for o in command.options for flag in o.flags}
    declared = [*table.FILTERS, *SERVING]
    values = [*vars(table).values(), *vars(indexing).values()]
    declared += [value for value in values if isinstance(value, Option)]
    assert {flag for option in declared for flag in option.flags} == taken


def test_options_of_the_same_spelling_are_of_the_same_kind() -> None:
    kinds: dict[tuple[str, ...], set[object]] = {}
    for command in COMMANDS_OF_THE_TABLE:
        for option in command.options:
            if option.flags and option.flags != ("--by",):  # counts by several fields, one period
                kinds.setdefault(option.flags, set()).add(option.kind)
    assert {flags: found for flags, found in kinds.items() if len(found) > 1} == {}
