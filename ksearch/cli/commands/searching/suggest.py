"""`ksearch suggest`: completions of a beginning."""

from __future__ import annotations

import sys

import ksearch
from ksearch.messages import Message
from ksearch.render.json import to_json
from ksearch.render.terminal import harmless, is_terminal, write_lines

from ...guard import FOUND, NOTHING_FOUND, complain
from ...options.option import Command
from ...options.taken import TAKEN

SUMMARY = "Print the words that begin so, the most frequent first."


def run(*, prefix: str, index: str, limit: int, json: bool) -> int:
    """Print the completions; return the exit status."""
    with ksearch.open(index) as opened:
        words = opened.suggest(prefix, limit=limit)
    if json:
        write_lines([to_json({"prefix": prefix, "suggestions": list(words)})])
    else:
        write_lines(map(harmless, words))
    if words:
        return FOUND
    if is_terminal(sys.stderr):
        complain(Message("no word begins with “{prefix}”", prefix=prefix))
    return NOTHING_FOUND


COMMAND = Command("suggest", SUMMARY, TAKEN["suggest"], run)
