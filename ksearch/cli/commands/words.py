"""`ksearch words`: the user dictionary and the synonyms."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import is_terminal, output_terminal, write_lines
from ksearch.render.terminal.word_lists import changed_line, word_lines

from .. import parameters as take
from ..guard import FOUND, NOTHING_FOUND, complain

SUMMARY = """The user dictionary and the synonyms of an index.

They are plain text files in the index's folder, userwords.txt and synonyms.txt, which may also be
edited by hand. Whatever changes them is in force after the next `ksearch index`.
"""

_Entry = Annotated[
    str,
    typer.Argument(
        help="A word, 전세사기; or synonyms, '전기차 = 전기 자동차' or '코로나 > 코로나19'.",
        metavar="ENTRY",
    ),
]


def add(
    entry: _Entry,
    index: take.IndexFolder = "index",
    tag: Annotated[
        str | None,
        typer.Option(
            "--tag",
            help="A word's part of speech: NNP (a name) if none is given, NNG, VV, VA, MAG, …",
            metavar="TAG",
        ),
    ] = None,
    note: Annotated[
        str, typer.Option("--note", help="What to note behind a word.", metavar="TEXT")
    ] = "",
    json: take.Json = False,
) -> int:
    """Add a word to the user dictionary, or a synonym.

    A word is kept whole and found by its parts all the same: 전세사기 by 전세 and 사기. Spaces in
    it say what the parts are: '한강 작가' is 한강작가. Of synonyms with = each finds the others,
    of those with > the first finds the second alone.
    """
    with ksearch.open(index) as opened:
        added = opened.add_word(entry, tag=tag, note=note)
    write_lines([to_json(added)] if json else [changed_line("added", added, output_terminal())])
    return FOUND


def remove(entry: _Entry, index: take.IndexFolder = "index", json: take.Json = False) -> int:
    """Remove a word or a synonym.

    It is given as `ksearch words list` shows it.
    """
    with ksearch.open(index) as opened:
        removed = opened.remove_word(entry)
    line = changed_line("removed", removed, output_terminal())
    write_lines([to_json(removed)] if json else [line])
    return FOUND


def list_words(
    index: take.IndexFolder = "index", json: take.Json = False, color: take.Color = "auto"
) -> int:
    """List the words and synonyms.

    What has changed since the last `ksearch index` is marked.
    """
    with ksearch.open(index) as opened:
        entries = opened.words()
    if json:
        write_lines([to_json({"entries": list(entries)})])
    else:
        write_lines(word_lines(entries, output_terminal(color)))
    if entries:
        return FOUND
    if is_terminal(sys.stderr):
        complain("there are no words yet; `ksearch words add 전세사기` adds one")
    return NOTHING_FOUND


app = typer.Typer(rich_markup_mode=None, help=SUMMARY)
app.command("add")(add)
app.command("remove")(remove)
app.command("list")(list_words)
