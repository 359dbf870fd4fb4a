"""`ksearch analyze`: how a text is read."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import output_terminal, write_lines
from ksearch.render.terminal.analysis import analysis_lines

from .. import parameters as take
from ..guard import FOUND, UsageError


def analyze(
    text: Annotated[
        list[str], typer.Argument(help="The text; - reads it from stdin.", metavar="TEXT")
    ],
    index: take.IndexFolder = "index",
    json: take.Json = False,
    color: take.Color = "auto",
) -> int:
    """Print how a text is read.

    A line for each eojeol: its morphemes, and the terms that it is found by. If there is an
    index, its lexicon and its dictionary are used.
    """
    whole = sys.stdin.read() if text == ["-"] else " ".join(text)
    eojeols = ksearch.analyze(whole, index=index)
    if not eojeols:
        raise UsageError("the text holds no word to analyse")
    if json:
        write_lines([to_json({"text": whole, "eojeols": list(eojeols)})])
    else:
        write_lines(analysis_lines(eojeols, output_terminal(color)))
    return FOUND
