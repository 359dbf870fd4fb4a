"""The typer application: every command, help, and mistakes on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from ksearch.messages import Message

from .commands.counting import count, related, trend
from .commands.indexing import copy, index, read, rebuild, sources, watch, words
from .commands.inspecting import analyze, check, config, schema, stats
from .commands.searching import browse, search, show, similar, suggest
from .commands.searching import open as open_command
from .commands.serving import mcp, serve
from .guard import ERROR, FOUND, INTERRUPTED, complain
from .help import HelpGroup
from .mistakes import sentence_of
from .options.option import Command
from .options.typed import class_for, command_from

_PROGRAM = "ksearch"

app = typer.Typer(
    name=_PROGRAM,
    cls=HelpGroup,
    help=Message("Korean full-text search over a set of articles."),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=Message("Exit status: 0 found, 1 nothing found, 2 error."),
)


class Group(NamedTuple):
    """Commands with a name before theirs, as `words add`."""

    name: str
    summary: str
    commands: tuple[Command, ...]


#: All commands, in the order of ``--help``.
ALL_COMMANDS: tuple[Command | Group, ...] = (
    index.COMMAND,
    rebuild.COMMAND,
    search.COMMAND,
    browse.COMMAND,
    count.COMMAND,
    trend.COMMAND,
    related.COMMAND,
    open_command.COMMAND,
    schema.COMMAND,
    show.COMMAND,
    similar.COMMAND,
    suggest.COMMAND,
    analyze.COMMAND,
    Group("words", words.SUMMARY, words.COMMANDS),
    Group("sources", sources.SUMMARY, sources.COMMANDS),
    stats.COMMAND,
    check.COMMAND,
    copy.COMMAND,
    read.COMMAND,
    watch.COMMAND,
    serve.COMMAND,
    mcp.COMMAND,
    config.COMMAND,
)


def all_commands() -> list[Command]:
    """Return every command, including those of groups."""
    found: list[Command] = []
    for declared in ALL_COMMANDS:
        if isinstance(declared, Group):
            found += declared.commands
        else:
            found.append(declared)
    return found


def _add(parent: typer.Typer, declared: Command | Group) -> None:
    if isinstance(declared, Group):
        group = typer.Typer(cls=HelpGroup, rich_markup_mode=None, help=declared.summary)
        for command in declared.commands:
            _add(group, command)
        parent.add_typer(group, name=declared.name)
    else:
        name = declared.name.rpartition(" ")[2]
        parent.command(name, cls=class_for(declared))(command_from(declared))


for _declared in ALL_COMMANDS:
    _add(app, _declared)


def _print_version(wanted: bool) -> None:
    if wanted:
        import ksearch

        typer.echo(f"{_PROGRAM} {ksearch.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=Message("Print the version and stop."),
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    pass


def run_app(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit status."""
    if not arguments:
        arguments = ("--help",)
    command = typer.main.get_command(app)
    try:
        status = command.main(list(arguments), prog_name=_PROGRAM, standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as error:
        complain(sentence_of(error))
        return ERROR
    except SystemExit as stop:  # typer exits so on a closed pipe
        raise BrokenPipeError from stop
    return status if isinstance(status, int) else FOUND
