"""The manual page, from the table of options.

``python -m ksearch.cli.manual > docs/ksearch.1`` writes it anew; the wheel installs it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .app import ALL_COMMANDS, Group, all_commands
from .options.option import POSITIONAL, Command, Option, OptionKind
from .settings.lookup import FILE_VARIABLE, SETTINGS_FILE_NAME

_PAGE_HEAD = """\
.\\" Written by `python -m ksearch.cli.manual`; change the commands, not this file.
.TH KSEARCH 1 "" "ksearch" "User Commands"
.SH NAME
ksearch \\- Korean full-text search over a set of articles
.SH SYNOPSIS
.B ksearch
.I COMMAND
.RI [ OPTIONS ]
.RI [ ARGUMENTS ]
.SH DESCRIPTION
Words are found in every form, parts of compounds within them, names with and without spaces.
An index is made of folders and files by
.B ksearch index
and searched by
.BR "ksearch search" .
Every command explains itself with
.BR \\-\\-help .
.SH COMMANDS
"""

#: Environment variables without an option.
_VARIABLES = {
    FILE_VARIABLE: (
        f"Another file of settings than {SETTINGS_FILE_NAME}; if it is empty, none is read."
    ),
    "KSEARCH_LANG": "The language of messages and help: en or ko; otherwise that of the locale.",
    "KSEARCH_TIMEZONE": "The time zone in which dates without one are meant and all are shown.",
    "KSEARCH_PAGER, PAGER": "The pager; if it is empty or cat, there is none.",
    "VISUAL, EDITOR": "What opens files.",
    "NO_COLOR": "If it is set, nothing is coloured by itself.",
}


def manual() -> str:
    """Return the manual page, in the language of roff's man macros."""
    return "".join((_PAGE_HEAD, *_commands(), *_environment(), *_end()))


def _commands() -> Iterator[str]:
    for declared in ALL_COMMANDS:
        if isinstance(declared, Group):
            yield f".SS ksearch {declared.name}\n"
            yield from _paragraphs(declared.summary)
        for command in declared.commands if isinstance(declared, Group) else (declared,):
            yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    yield f".SS ksearch {command.name}{''.join(map(_argument, command.options))}\n"
    yield from _paragraphs(command.summary)
    for option in command.options:
        yield f".TP\n{_spelling(option)}\n{_line(option.help + _default(option))}\n"


def _argument(option: Option) -> str:
    if option.kind not in POSITIONAL:
        return ""
    name = _escaped(option.metavar or option.name.upper())
    several = "..." if option.kind is OptionKind.WORDS else ""
    return f" {name}{several}" if option.required else f" [{name}{several}]"


def _spelling(option: Option) -> str:
    value = option.metavar or "|".join(option.choices) or _VALUES.get(option.kind, "")
    if option.kind in POSITIONAL:
        return f"\\fI{_escaped(value)}\\fR"
    flags = (*option.flags, option.off) if option.off else option.flags
    shown = ", ".join(f"\\fB{_escaped(flag)}\\fR" for flag in flags)
    return f"{shown} \\fI{_escaped(value)}\\fR" if value else shown


#: Placeholders for values of options without a name of their own.
_VALUES = {OptionKind.NUMBER: "N", OptionKind.TEXT: "TEXT", OptionKind.TEXTS: "TEXT"}


def _default(option: Option) -> str:
    if option.kind in POSITIONAL or option.kind is OptionKind.FLAG or not option.default:
        return ""
    return f" Without it: {option.default}."


def _paragraphs(summary: str) -> Iterator[str]:
    for paragraph in summary.strip().split("\n\n"):
        yield f".PP\n{_line(paragraph)}\n"


def _environment() -> Iterator[str]:
    yield ".SH ENVIRONMENT\nAn option on the command line goes before a variable.\n"
    options = {o.variable: o for command in all_commands() for o in command.options if o.variable}
    for name, option in options.items():
        yield f".TP\n.B {name}\nAs {_escaped(option.flags[0])}.\n"
    for name, meaning in _VARIABLES.items():
        yield f".TP\n.B {name}\n{_line(meaning)}\n"


def _end() -> Iterator[str]:
    yield f".SH FILES\n.TP\n.I {SETTINGS_FILE_NAME}\n"
    yield "Settings, here or in a folder above: for all commands at its top, for one command in a\n"
    yield "table with its name. Variables of the environment go before it.\n"
    yield ".B ksearch config\nshows what is in force.\n"
    yield ".SH EXIT STATUS\n0 found, 1 nothing found, 2 error.\n"


def _line(text: str) -> str:
    """Return a text on one line, escaped for roff."""
    line = _escaped(" ".join(text.replace("`", "").split()))
    return f"\\&{line}" if line.startswith((".", "'")) else line


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")


if __name__ == "__main__":
    sys.stdout.write(manual())
