"""Defaults of options: from the environment, then ``ksearch.toml``, then the table.

A file of settings is looked for from the current folder upward. It can set paths, numbers and
choices, but no command to be run: opening a folder of somebody else must not run their programs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ksearch.messages import Message

from ..guard import UsageError
from ..options.option import Option, OptionKind

if TYPE_CHECKING:
    from .setting import Setting

SETTINGS_FILE_NAME = "ksearch.toml"
#: Environment variable that names the file; if it is empty, no file is read.
FILE_VARIABLE = "KSEARCH_CONFIG"

_TRUE = frozenset(("1", "true", "yes", "on"))
_FALSE = frozenset(("0", "false", "no", "off"))


def find_file() -> str | None:
    """Return the path of the file of settings; None if no folder has one."""
    named = os.environ.get(FILE_VARIABLE)
    if named is not None:
        return named or None
    try:
        folder = os.getcwd()  # noqa: PTH109 - pathlib is slow, and every search does this
    except OSError:  # the folder was removed
        return None
    while True:
        path = f"{folder.rstrip(os.sep)}{os.sep}{SETTINGS_FILE_NAME}"
        if os.path.isfile(path):  # noqa: PTH113
            return path
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder:
            return None
        folder = parent


def settings_of(command: str, options: Sequence[Option]) -> dict[str, Setting]:
    """Return the settings of a command's options, by the options' names.

    If the file sets a language, it is used from now on.

    Args:
        command: the command's whole name.
        options: of the command.

    Raises:
        UsageError: the file, or a variable, holds what cannot be used.
    """
    path = find_file()
    found: dict[str, Setting] = {}
    if path is not None:
        from .toml_file import read_settings

        file = read_settings(path)
        found = file.of(command, options)
        if "language" in file.general:
            _speak(str(file.general["language"].value))
    for option in options:
        setting = from_environment(option)
        if setting is not None:
            found[option.name] = setting
    return found


def _speak(configured: str) -> None:
    from ksearch.messages import use_language
    from ksearch.messages.languages import language_of_environment

    use_language(language_of_environment(configured))


def not_overridden(
    settings: Mapping[str, Setting], options: Sequence[Option], arguments: Sequence[str]
) -> dict[str, Setting]:
    """Return the settings without those that an option on the command line contradicts."""
    flags = {option.name: option.flags for option in options}
    given = {argument.partition("=")[0] for argument in arguments}
    overridden = {
        option.name
        for option in options
        if option.yields_to
        and any(given.intersection(flags.get(name, ())) for name in option.yields_to)
    }
    return {name: each for name, each in settings.items() if name not in overridden}


def from_environment(option: Option) -> Setting | None:
    """Return the setting of an option's variable; None if that is not set, or empty.

    Raises:
        UsageError: its value is not of the option's kind.
    """
    text = os.environ.get(option.variable) if option.variable else None
    if not text:
        return None
    from .setting import Setting, fits, taken_by

    value = _parsed(option, text)
    if value is None or not fits(option, value):
        raise UsageError(
            Message(
                "{option} takes {values}, and not “{value}”",
                option=option.variable,
                values=taken_by(option),
                value=text,
            )
        )
    return Setting(value, str(option.variable))


def _parsed(option: Option, text: str) -> object:
    """Return a text as a value of the option's kind; None if it cannot be."""
    try:
        if option.kind is OptionKind.NUMBER:
            return int(text)
        if option.kind is OptionKind.SECONDS:
            return float(text)
        text.encode()
    except ValueError:  # not a number, or bytes that are not text
        return None
    if option.kind is OptionKind.FLAG:
        return True if text.lower() in _TRUE else False if text.lower() in _FALSE else None
    return text
