"""`ksearch sources`: what the index is made from."""

from __future__ import annotations

import sys
from typing import Any

import ksearch
from ksearch.messages import Message, tr
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal, harmless, is_terminal, write_lines
from ksearch.render.terminal.sources import source_lines
from ksearch.render.words import articles_in_words

from ...guard import FOUND, NOTHING_FOUND, complain
from ...options.option import Command
from ...options.reading import read_options
from ...options.taken import TAKEN
from ...paging import show

SUMMARY = """The sources that an index is made from.

The index remembers every folder and file that `ksearch index SOURCE` has named, and how it is
read; `ksearch index` without a source brings all of them up to date.
"""
_LIST = "List the sources, with what the index has of each."
_ADD = """Remember a source, or how one is read.

The next `ksearch index` reads it. Of a source that is remembered already, the options given
here take the place of all its others.
"""
_REMOVE = """Forget a source, and drop its articles.

Its files are left alone. It need not be there any more.
"""
_MOVE = """Say that a source is at another place now.

Its articles and their ids stay, and files that are the same are not read again.
"""


def list_sources(*, index: str, json: bool, terminal: Terminal) -> int:
    """Print the sources; return the exit status."""
    with ksearch.open(index) as opened:
        entries = opened.sources()
    if json:
        write_lines([to_json({"sources": list(entries)})])
    else:
        show(source_lines(entries, terminal), terminal)
    if entries:
        return FOUND
    if is_terminal(sys.stderr):
        complain(Message("there are no sources yet; `ksearch index SOURCE` reads one"))
    return NOTHING_FOUND


def add(*, source: str, index: str, wait: float, json: bool, **reading: Any) -> int:
    """Add a source; return the exit status."""
    options = read_options(**reading)
    with ksearch.open(index, create=True) as opened:
        entry = opened.add_source(source, options=options, wait=wait)
    path = harmless(entry.path)
    _print(entry, tr("added {path}; `ksearch index` reads it", path=path), json=json)
    return FOUND


def remove(*, source: str, index: str, wait: float, json: bool) -> int:
    """Remove a source; return the exit status."""
    with ksearch.open(index) as opened:
        entry = opened.remove_source(source, wait=wait)
    line = tr(
        "removed {path}; dropped {articles}",
        path=harmless(entry.path),
        articles=articles_in_words(entry.articles),
    )
    _print(entry, line, json=json)
    return FOUND


def move(*, source: str, new: str, index: str, wait: float, json: bool) -> int:
    """Move a source; return the exit status."""
    with ksearch.open(index) as opened:
        entry = opened.move_source(source, new, wait=wait)
    line = tr(
        "moved to {path}; kept {articles}",
        path=harmless(entry.path),
        articles=articles_in_words(entry.articles),
    )
    _print(entry, line, json=json)
    return FOUND


def _print(entry: ksearch.SourceEntry, line: str, *, json: bool) -> None:
    write_lines([to_json(entry) if json else line])


COMMANDS = (
    Command("sources list", _LIST, TAKEN["sources list"], list_sources),
    Command("sources add", _ADD, TAKEN["sources add"], add),
    Command("sources remove", _REMOVE, TAKEN["sources remove"], remove),
    Command("sources move", _MOVE, TAKEN["sources move"], move),
)
