"""`ksearch words`: the user dictionary and the synonyms."""

from __future__ import annotations

import sys

import ksearch
from ksearch.messages import Message
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal, is_terminal, output_terminal, write_lines
from ksearch.render.terminal.word_lists import added_line, removed_line, word_lines

from ...guard import FOUND, NOTHING_FOUND, complain
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show

SUMMARY = """The user dictionary and the synonyms of an index.

They are plain text files in the index's folder, userwords.txt and synonyms.txt, which may also be
edited by hand; of an index on a cluster they are kept there. Whatever changes them is in force
after the next `ksearch index`.
"""
_ADD = """Add a word to the user dictionary, or a synonym.

A word is kept whole and found by its parts all the same: 전세사기 by 전세 and 사기. Spaces in
it say what the parts are: '한강 작가' is 한강작가. Of synonyms with = each finds the others,
of those with > the first finds the second alone.
"""
_REMOVE = """Remove a word or a synonym.

It is given as `ksearch words list` shows it.
"""
_LIST = """List the words and synonyms.

What has changed since the last `ksearch index` is marked.
"""


def add(*, entry: str, index: str, tag: str | None, note: str, json: bool) -> int:
    """Add an entry; return the exit status."""
    with ksearch.open(index) as opened:
        added = opened.add_word(entry, tag=tag, note=note)
    write_lines([to_json(added)] if json else [added_line(added, output_terminal())])
    return FOUND


def remove(*, entry: str, index: str, json: bool) -> int:
    """Remove an entry; return the exit status."""
    with ksearch.open(index) as opened:
        removed = opened.remove_word(entry)
    write_lines([to_json(removed)] if json else [removed_line(removed, output_terminal())])
    return FOUND


def list_words(*, index: str, json: bool, terminal: Terminal) -> int:
    """Print the entries; return the exit status."""
    with ksearch.open(index) as opened:
        entries = opened.words()
    if json:
        write_lines([to_json({"entries": list(entries)})])
    else:
        show(word_lines(entries, terminal), terminal)
    if entries:
        return FOUND
    if is_terminal(sys.stderr):
        complain(Message("there are no words yet; `ksearch words add 전세사기` adds one"))
    return NOTHING_FOUND


COMMANDS = (
    Command("words add", _ADD, TAKEN["words add"], add),
    Command("words remove", _REMOVE, TAKEN["words remove"], remove),
    Command("words list", _LIST, TAKEN["words list"], list_words),
)
