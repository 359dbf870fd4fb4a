"""`ksearch analyze`: how a text is read."""

from __future__ import annotations

import ksearch
from ksearch.messages import Message
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal, write_lines
from ksearch.render.terminal.analysis import analysis_lines

from ...batch.stdin import read_stdin
from ...guard import FOUND, UsageError
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show
from ...progress import status

SUMMARY = """Print how a text is read.

A line for each eojeol: its morphemes, and the terms that it is found by. If there is an
index, its lexicon and its dictionary are used.
"""


def run(*, text: tuple[str, ...], index: str, json: bool, terminal: Terminal) -> int:
    """Analyse and print; return the exit status.

    Raises:
        UsageError: there is nothing to analyse.
    """
    whole = read_stdin() if text == ("-",) else " ".join(text)
    with status(Message("Loading the analyser")):
        eojeols = ksearch.analyze(whole, index=index)
    if not eojeols:
        raise UsageError(Message("the text holds no word to analyse"))
    if json:
        write_lines([to_json({"text": whole, "eojeols": list(eojeols)})])
    else:
        show(analysis_lines(eojeols, terminal), terminal)
    return FOUND


COMMAND = Command("analyze", SUMMARY, TAKEN["analyze"], run)
