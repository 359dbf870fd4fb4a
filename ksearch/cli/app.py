"""The typer application: every command, help, and mistakes on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from .commands import (
    analyze,
    check,
    count,
    index,
    read,
    rebuild,
    related,
    schema,
    search,
    show,
    similar,
    stats,
    suggest,
    trend,
)
from .commands import open as open_command
from .commands import sources as sources_command
from .commands import watch as watch_command
from .commands import words as words_command
from .guard import ERROR, FOUND, INTERRUPTED, complain
from .typed import WordsCommand, command_from

_NAME = "ksearch"

app = typer.Typer(
    name=_NAME,
    help="Korean full-text search over a set of articles.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="Exit status: 0 found, 1 nothing found, 2 error.",
)

app.command("index")(index.index)
app.command("rebuild")(rebuild.rebuild)
app.command("search", cls=WordsCommand)(
    command_from("search", search.SUMMARY, search.OPTIONS, search.run)
)
for _counting in (count, trend, related):
    _command_name = _counting.__name__.rpartition(".")[2]
    app.command(_command_name, cls=WordsCommand)(
        command_from(_command_name, _counting.SUMMARY, _counting.OPTIONS, _counting.run)
    )
app.command("open")(open_command.open_article)
app.command("schema")(schema.schema)
app.command("show")(show.show)
app.command("similar")(similar.similar)
app.command("suggest")(suggest.suggest)
app.command("analyze")(analyze.analyze)
app.add_typer(words_command.app, name="words")
app.add_typer(sources_command.app, name="sources")
app.command("stats")(stats.stats)
app.command("check")(check.check)
app.command("read")(read.read)
app.command("watch")(watch_command.watch)


def _print_version(wanted: bool) -> None:
    if wanted:
        import ksearch

        typer.echo(f"{_NAME} {ksearch.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", callback=_print_version, is_eager=True
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
        status = command.main(list(arguments), prog_name=_NAME, standalone_mode=False)
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as error:
        complain(_sentence_of(error))
        return ERROR
    except SystemExit as stop:  # typer's way of meeting a closed pipe
        raise BrokenPipeError from stop
    return status if isinstance(status, int) else FOUND


def _sentence_of(error: typer.TyperException) -> str:
    message = error.format_message().strip().replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else _NAME
    return f"{message[:1].lower()}{message[1:].rstrip('.')}; see `{path} --help`"
