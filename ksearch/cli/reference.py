"""The reference of the command line, from the texts of ``--help``.

``python -m ksearch.cli.reference > docs/cli.md`` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer
import typer.core

from .app import app

_PAGE_HEAD = """\
# The command line

<!-- Written by `python -m ksearch.cli.reference`; change the commands, not this file. -->

Exit status of every command: 0 found, 1 nothing found, 2 error. An error is one sentence on
stderr. Output to a pipe is plain; `NO_COLOR` turns colours off on a terminal, too.
"""


def reference() -> str:
    """Return the reference as Markdown."""
    root: Any = typer.main.get_command(app)
    context = typer.Context(root, info_name=root.name, **root.context_settings)
    parts = [_PAGE_HEAD, *_options_of(root, context)]
    parts += _commands_of(root, context)
    return "\n".join(parts)


def _commands_of(group: Any, context: Any, level: int = 2) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        child = typer.Context(command, info_name=name, parent=context)
        yield from _section(command, child, level)


def _section(command: Any, context: Any, level: int) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"{'#' * level} {context.command_path}\n"
    yield f"    {context.command_path} {usage}\n"
    yield f"{_help_of(command)}\n"
    if isinstance(command, typer.core.TyperGroup):
        yield from _commands_of(command, context, level + 1)
    else:
        yield from _options_of(command, context)


def _help_of(command: Any) -> str:
    paragraphs = (command.help or "").strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _options_of(command: Any, context: Any) -> Iterator[str]:
    records = [param.get_help_record(context) for param in command.get_params(context)]
    rows = [(_cell(names), _cell(text)) for names, text in filter(None, records)]
    yield "| option | meaning |\n| --- | --- |"
    yield "".join(f"| `{names}` | {text} |\n" for names, text in rows)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
