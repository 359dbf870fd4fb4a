"""Calls a command with what the command line says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ksearch.messages import Message

from .guard import UsageError
from .option import Command, Option


def run_command(command: Command, values: Mapping[str, Any]) -> int:
    """Run a command; return its exit status.

    Args:
        command: what to run.
        values: a value for each of its options, by the options' names.

    Raises:
        UsageError: a number is too small.
        KSearchError: whatever the command raises.
    """
    for option in command.options:
        if option.least is not None:
            _at_least(option, values[option.name])
    return command.run(**values)


def _at_least(option: Option, value: float) -> None:
    if not value >= (option.least or 0):
        raise UsageError(
            Message(
                "{option} must be {least} or more, not {value}",
                option=option.flags[0],
                least=f"{option.least:g}",
                value=f"{value:g}",
            )
        )
