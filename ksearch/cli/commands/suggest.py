"""`ksearch suggest`: completions of a beginning."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import harmless, is_terminal, write_lines

from .. import parameters as take
from ..guard import FOUND, NOTHING_FOUND, complain
from ..printing import at_least


def suggest(
    prefix: Annotated[str, typer.Argument(help="The beginning of a word: 코스ㅍ.")],
    index: take.IndexFolder = "index",
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many words to print.")] = 10,
    json: take.Json = False,
) -> int:
    """Print the words that begin so, the most frequent first."""
    at_least(1, "--limit", limit)
    with ksearch.open(index) as opened:
        words = opened.suggest(prefix, limit=limit)
    if json:
        write_lines([to_json({"prefix": prefix, "suggestions": list(words)})])
    else:
        write_lines(map(harmless, words))
    if words:
        return FOUND
    if is_terminal(sys.stderr):
        complain(f"no word begins with “{prefix}”")
    return NOTHING_FOUND
