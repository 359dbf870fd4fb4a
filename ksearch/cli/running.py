"""Calls a command with the values of its options."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ksearch.messages import Message
from ksearch.render.terminal import output_terminal

from .guard import UsageError
from .options.option import Command, Option

#: The options that describe the output.
_MANNER = ("color", "width", "pager", "hyperlinks")


#: Completions of options whose values are file names, or ids, which may be file names.
_NAMES_OF_FILES = ("path", "folder", "id", "hit")


def run_command(command: Command, values: Mapping[str, Any]) -> int:
    """Run a command; return its exit status.

    Args:
        command: what to run.
        values: a value for each of its options, by the options' names. Those that describe the
            output become a `Terminal`.

    Raises:
        UsageError: a number is too small.
        KSearchError: whatever the command raises.
    """
    values = {option.name: _readable(option, values[option.name]) for option in command.options}
    for option in command.options:
        if option.least is not None and values[option.name] is not None:
            _at_least(option, values[option.name])
    manner = {name: values[name] for name in _MANNER if name in values}
    if not manner:
        return command.run(**values)
    rest = {name: value for name, value in values.items() if name not in manner}
    return command.run(terminal=output_terminal(**manner), **rest)


def _readable(option: Option, value: Any) -> Any:
    """Return a value without bytes that the locale could not read; those of paths are kept.

    Without a locale (LC_ALL=C), they are decoded as UTF-8 or CP949.
    """
    if option.path or option.completion in _NAMES_OF_FILES:
        return value
    if isinstance(value, tuple):
        return tuple(_readable(option, each) for each in value)
    return _decoded(value) if isinstance(value, str) and not value.isascii() else value


def _decoded(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        data = os.fsencode(text)
        for encoding in ("utf-8", "cp949"):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding)
    return text


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
