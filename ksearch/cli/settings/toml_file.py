"""Reads and checks ``ksearch.toml``.

At its top are settings for all commands; a table with the name of a command has settings for this
command, which take priority. Paths are relative to the file's folder.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ksearch.messages import Message

from ..guard import UsageError
from ..options.option import MANY, Option, OptionKind
from ..options.table import GENERAL
from ..options.taken import TAKEN
from .setting import Setting, fits, taken_by

#: Types of TOML values by kind of option; str for all others.
_TYPES: Mapping[OptionKind, tuple[type, ...]] = {
    OptionKind.FLAG: (bool,),
    OptionKind.NUMBER: (int,),
    OptionKind.SECONDS: (int, float),
}


class SettingsFile(NamedTuple):
    """The settings of a file.

    Attributes:
        path: of the file.
        general: for all commands, by key.
        own: for single commands, by the command's whole name and the key.
    """

    path: str
    general: Mapping[str, Setting]
    own: Mapping[tuple[str, str], Setting]

    def of(self, command: str, options: Iterable[Option]) -> dict[str, Setting]:
        """Return the settings of a command's options, by the options' names."""
        found = {}
        for option in options:
            key = option.key
            if key is not None:
                setting = self.own.get((command, key)) or self.general.get(key)
                if setting is not None:
                    found[option.name] = setting
        return found


def options_by_key() -> dict[str, dict[str, Option]]:
    """Return every option that can be set, by its key and by the commands that take it."""
    found: dict[str, dict[str, Option]] = {str(option.key): {"": option} for option in GENERAL}
    for command, options in TAKEN.items():
        for option in options:
            if option.key is not None:
                found.setdefault(option.key, {})[command] = option
    return found


def means_one(options: Mapping[str, Option]) -> bool:
    """Return whether a key has one meaning for all commands, so that it may be at the top."""
    return len({(option.kind, option.choices) for option in options.values()}) == 1


def read_settings(path: str) -> SettingsFile:
    """Read a file of settings.

    Raises:
        UsageError: it cannot be read, or something in it is not a setting.
    """
    text = _text_of(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            Message("{path} is not valid TOML: {reason}", path=path, reason=str(error))
        ) from None
    known = options_by_key()
    general: dict[str, Setting] = {}
    own: dict[tuple[str, str], Setting] = {}
    for table, key, value in _entries(data):
        where = f"{path}:{_line_of(text, table, key)}"
        options = known.get(key, {})
        if table:
            option = _option_in(table, key, options, known, where)
            own[table, key] = _setting(option, key, value, where, path)
        else:
            option = _option_at_the_top(key, options, known, where)
            general[key] = _setting(option, key, value, where, path)
    for table, line in _unknown_tables(data, text):
        raise UsageError(
            Message(
                "{path}:{line}: there is no command “{name}”; {hint}",
                path=path,
                line=line,
                name=table,
                hint=_meant(table, TAKEN),
            )
        )
    return SettingsFile(path, general, own)


def _option_at_the_top(
    key: str, options: Mapping[str, Option], known: Iterable[str], where: str
) -> Option:
    if not options:
        raise UsageError(
            Message(
                "{where}: there is no setting “{name}”; {hint}",
                where=where,
                name=key,
                hint=_meant(key, known),
            )
        )
    if not means_one(options):
        raise UsageError(
            Message(
                "{where}: “{name}” is not the same for all commands; put it into a table, such as "
                "[{table}]",
                where=where,
                name=key,
                table=next(iter(options)),
            )
        )
    return next(iter(options.values()))


def _option_in(
    table: str,
    key: str,
    options: Mapping[str, Option],
    known: Mapping[str, Mapping[str, Option]],
    where: str,
) -> Option:
    if table not in options:
        raise UsageError(
            Message(
                "{where}: “{name}” is not a setting of `ksearch {command}`, which has {names}",
                where=where,
                name=key,
                command=table,
                names=", ".join(name for name, taken in known.items() if table in taken),
            )
        )
    return options[table]


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(Message("{path} is not in UTF-8, as TOML has to be", path=path)) from None
    except OSError as error:
        raise UsageError(
            Message("{path} cannot be read: {reason}", path=path, reason=error.strerror)
        ) from None


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Yield each setting with its table's name, which is empty at the top."""
    for key, value in data.items():
        if not isinstance(value, dict):
            yield "", key, value
    for table, content in _tables(data):
        if table in TAKEN:
            for key, value in content.items():
                yield table, key, value


def _tables(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables with their names, ``words list`` for ``[words.list]``."""
    for key, value in data.items():
        if isinstance(value, dict):
            inner = {name: each for name, each in value.items() if isinstance(each, dict)}
            if any(name.startswith(f"{key} ") for name in TAKEN) and inner:
                yield from ((f"{key} {name}", each) for name, each in inner.items())
            else:
                yield key, value


def _unknown_tables(data: Mapping[str, Any], text: str) -> Iterator[tuple[str, int]]:
    for table, _ in _tables(data):
        if table not in TAKEN:
            yield table, _line_of(text, table, None)


def _setting(option: Option, key: str, value: object, where: str, path: str) -> Setting:
    many = option.kind in MANY
    values = value if many and isinstance(value, list) else [value]
    types = _TYPES.get(option.kind, (str,))
    taken = tuple(values)
    if not all(type(each) in types for each in values) or not fits(
        option, taken if many else value
    ):
        wanted = taken_by(option)
        if many:
            wanted = Message("a list, each of it {values}", values=wanted)
        raise UsageError(
            Message(
                "{where}: “{name}” takes {values}, and not {value}",
                where=where,
                name=key,
                values=wanted,
                value=json.dumps(value, ensure_ascii=False, default=str),
            )
        )
    if option.path:
        taken = tuple(_path_from(path, str(each)) for each in values)
    return Setting(taken if many else taken[0], where)


def _path_from(file: str, path: str) -> str:
    """Return a path in a file of settings, relative to the current folder."""
    folder = os.path.dirname(os.path.abspath(file))  # noqa: PTH120
    if folder == os.getcwd():  # noqa: PTH109
        folder = ""
    return os.path.join(folder, os.path.expanduser(path))  # noqa: PTH111, PTH118


def _meant(name: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, list(known), 1)
    if close:
        return Message("did you mean “{name}”?", name=close[0])
    return Message("`ksearch config` lists them all")


def _line_of(text: str, table: str, key: str | None) -> int:
    """Return the number of the line on which a key, or the head of a table, is.

    TOML's reader does not give line numbers. For a key in an unusual notation, it is the line of
    the table.
    """
    head = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
    current, found = "", 1
    wanted = None if key is None else re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    for number, line in enumerate(text.splitlines(), 1):
        if heading := head.match(line):
            current = re.sub(r"""\s*\.\s*""", " ", heading[1]).replace('"', "").replace("'", "")
            if current == table:
                found = number
        elif wanted is not None and current == table and wanted.match(line):
            return number
    return found
