"""`ksearch config`: the configured values of options, and where they are set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from ksearch.messages.languages import LANGUAGE_VARIABLE, language_of_environment
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal, harmless, write_lines
from ksearch.render.terminal.width import display_width, pad

from ...guard import FOUND
from ...options.option import Command, Option
from ...options.table import GENERAL
from ...options.taken import TAKEN
from ...paging import show
from ...printing import result_format
from ...settings.lookup import find_file, from_environment
from ...settings.setting import Setting
from ...settings.toml_file import SettingsFile, means_one, options_by_key, read_settings

SUMMARY = """Print the settings, and where each is from.

A file ksearch.toml, here or in a folder above, holds settings for all commands, such as limit = 20,
and for one command in a table, such as [search]. The environment goes before it, and options on the
command line before that. $KSEARCH_CONFIG names another file.
"""

_DEFAULT = "default"


class _SettingRow(NamedTuple):
    """A row of the output; the name of a setting for one command begins with the command."""

    name: str
    value: object
    origin: str


def run(*, format: str | None, json: bool, terminal: Terminal) -> int:  # noqa: A002 - as in `options`
    """Print the settings; return the exit status.

    Raises:
        UsageError: the file, or a variable, holds what cannot be used.
    """
    path = find_file()
    file = read_settings(path) if path is not None else SettingsFile("", {}, {})
    rows = list(_rows(file))
    if result_format(format, json) == "json":
        data = [{"name": row.name, "value": row.value, "from": row.origin} for row in rows]
        write_lines([to_json({"file": path, "settings": data})])
    else:
        show(_lines(rows, terminal), terminal)
    return FOUND


def _rows(file: SettingsFile) -> Iterator[_SettingRow]:
    """Yield the settings for all commands, then those for single commands."""
    for key, options in options_by_key().items():
        general = None
        if means_one(options):
            general = _row(key, next(iter(options.values())), file.general.get(key))
            yield general
        for command, option in options.items():
            if command not in TAKEN:
                continue
            own = file.own.get((command, key))
            row = _row(f"{command}.{key}".replace(" ", "."), option, own or file.general.get(key))
            if general is None or (row.value, row.origin) != (general.value, general.origin):
                yield row


def _row(name: str, option: Option, from_file: Setting | None) -> _SettingRow:
    if option in GENERAL:
        return _language_row(name, from_file)
    setting = from_environment(option) or from_file or Setting(option.default, _DEFAULT)
    return _SettingRow(name, setting.value, setting.origin)


def _language_row(name: str, from_file: Setting | None) -> _SettingRow:
    """Return the language in use, which may also be set by variables of the locale."""
    configured = str(from_file.value) if from_file is not None else None
    language = language_of_environment(configured)
    if os.environ.get(LANGUAGE_VARIABLE):
        return _SettingRow(name, language, LANGUAGE_VARIABLE)
    return _SettingRow(name, language, from_file.origin if from_file is not None else "locale")


def _lines(rows: list[_SettingRow], terminal: Terminal) -> Iterator[str]:
    values = [_shown(row.value) for row in rows]
    widest_name = max(display_width(row.name) for row in rows)
    widest_value = max(map(display_width, values))
    for row, value in zip(rows, values, strict=True):
        origin = harmless(row.origin)
        name = terminal.label(pad(row.name, widest_name))
        shown = origin if row.origin != _DEFAULT else terminal.dim(origin)
        yield f"{name}  {pad(value, widest_value)}  {shown}"


def _shown(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(", ".join(value) if isinstance(value, tuple) else f"{value}")


COMMAND = Command("config", SUMMARY, TAKEN["config"], run)
