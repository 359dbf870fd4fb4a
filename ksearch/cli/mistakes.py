"""Typer's messages about mistakes on the command line, as messages that can be translated."""

from __future__ import annotations

import re

import typer

from ksearch.messages import Message

_PROGRAM = "ksearch"

#: Typer's sentences, and their replacements; the groups are the values. Other sentences stay as
#: they are.
_SENTENCES = (
    (
        r"No such option: (?P<option>\S+) \(Possible options: (?P<options>.+)\)",
        Message("no such option: {option}; similar ones are {options}"),
    ),
    (r"No such option: (?P<option>\S+)", Message("no such option: {option}")),
    (
        r"No such command '(?P<command>.+?)'\. Did you mean '(?P<other>.+)'\?",
        Message("no such command '{command}'. Did you mean '{other}'?"),
    ),
    (r"No such command '(?P<command>.+)'", Message("no such command '{command}'")),
    (r"Missing command", Message("missing command")),
    (r"Missing (?:argument|parameter|option) '(?P<name>.+)'", Message("missing argument '{name}'")),
    (r"Option '(?P<option>.+)' requires an argument", Message("option {option} needs a value")),
    (
        r"Option '(?P<option>.+)' requires (?P<count>\d+) arguments",
        Message("option {option} needs {count} values"),
    ),
    (
        r"Option '(?P<option>.+)' does not take a value",
        Message("option {option} takes no value"),
    ),
    (
        r"Got unexpected extra arguments?(?:\(s\))? \((?P<words>.+)\)",
        Message("there is more than is expected: {words}"),
    ),
    (
        r"Invalid value for '(?P<option>[^']+)'(?: / '[^']+')*(?: \(env var: '[^']+'\))?: "
        r"(?P<problem>.+)",
        Message("invalid value for {option}: {problem}"),
    ),
)
#: Typer's reasons why a value is invalid.
_PROBLEMS = (
    (
        r"'(?P<value>.*)' is not one of (?P<choices>.+)",
        Message("“{value}” is not one of {choices}"),
    ),
    (r".*valid integer.*", Message("it must be a whole number")),
    (r".*valid number.*", Message("it must be a number")),
    (r".*valid boolean.*", Message("it must be yes or no")),
)


def sentence_of(error: typer.TyperException) -> Message:
    """Return the sentence about a mistake, and a reference to the help of the command."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else _PROGRAM
    return Message("{mistake}; see `{command} --help`", mistake=_mistake(error), command=path)


def _mistake(error: typer.TyperException) -> str:
    text = error.format_message().strip().replace("Value error, ", "").rstrip(".")
    for pattern, message in _SENTENCES:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            values: dict[str, str] = found.groupdict()
            if "problem" in values:
                values["problem"] = _problem(values["problem"])
            return Message(message.template, **values) if values else message
    return text[:1].lower() + text[1:]


def _problem(text: str) -> str:
    for pattern, message in _PROBLEMS:
        if found := re.fullmatch(pattern, text, re.DOTALL):
            values = found.groupdict()
            return Message(message.template, **values) if values else message
    return text
