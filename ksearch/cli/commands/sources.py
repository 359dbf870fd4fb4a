"""`ksearch sources`: what the index is made from."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import harmless, is_terminal, output_terminal, write_lines
from ksearch.render.terminal.sources import source_lines
from ksearch.render.words import count_of

from .. import parameters as take
from ..guard import FOUND, NOTHING_FOUND, complain

SUMMARY = """The sources that an index is made from.

The index remembers every folder and file that `ksearch index SOURCE` has named, and how it is
read; `ksearch index` without a source brings all of them up to date.
"""

_Path = Annotated[
    str, typer.Argument(help="The folder or file.", metavar="SOURCE", show_default=False)
]


def list_sources(
    index: take.IndexFolder = "index", json: take.Json = False, color: take.Color = "auto"
) -> int:
    """List the sources, with what the index has of each."""
    with ksearch.open(index) as opened:
        entries = opened.sources()
    if json:
        write_lines([to_json({"sources": list(entries)})])
    else:
        write_lines(source_lines(entries, output_terminal(color)))
    if entries:
        return FOUND
    if is_terminal(sys.stderr):
        complain("there are no sources yet; `ksearch index SOURCE` reads one")
    return NOTHING_FOUND


def add(
    source: _Path,
    index: take.IndexFolder = "index",
    raw: take.Raw = False,
    include: take.Include = None,
    exclude: take.Exclude = None,
    columns: take.Columns = None,
    timeout: take.Timeout = take.TIMEOUT,
    limit: take.MemoryLimit = take.MEMORY_LIMIT,
    wait: take.Wait = 0,
    json: take.Json = False,
) -> int:
    """Remember a source, or how one is read.

    The next `ksearch index` reads it. Of a source that is remembered already, the options given
    here take the place of all its others.
    """
    options = take.read_options(raw, include, exclude, columns, timeout, limit)
    with ksearch.open(index, create=True) as opened:
        entry = opened.add_source(source, options=options, wait=wait)
    path = harmless(entry.path)
    _print(entry, f"added {path}; `ksearch index` reads it", json=json)
    return FOUND


def remove(
    source: _Path,
    index: take.IndexFolder = "index",
    wait: take.Wait = 0,
    json: take.Json = False,
) -> int:
    """Forget a source, and drop its articles.

    Its files are left alone. It need not be there any more.
    """
    with ksearch.open(index) as opened:
        entry = opened.remove_source(source, wait=wait)
    dropped = count_of(entry.articles, "article")
    _print(entry, f"removed {harmless(entry.path)}; dropped {dropped}", json=json)
    return FOUND


def move(
    source: _Path,
    new: Annotated[str, typer.Argument(help="Where it is now.", metavar="NEW", show_default=False)],
    index: take.IndexFolder = "index",
    wait: take.Wait = 0,
    json: take.Json = False,
) -> int:
    """Say that a source is at another place now.

    Its articles and their ids stay, and files that are the same are not read again.
    """
    with ksearch.open(index) as opened:
        entry = opened.move_source(source, new, wait=wait)
    kept = count_of(entry.articles, "article")
    _print(entry, f"moved to {harmless(entry.path)}; kept {kept}", json=json)
    return FOUND


def _print(entry: ksearch.SourceEntry, line: str, *, json: bool) -> None:
    write_lines([to_json(entry) if json else line])


app = typer.Typer(rich_markup_mode=None, help=SUMMARY)
app.command("list")(list_sources)
app.command("add")(add)
app.command("remove")(remove)
app.command("move")(move)
