"""`ksearch show`: one article."""

from __future__ import annotations

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import output_terminal, write_lines
from ksearch.render.terminal.articles import article_lines

from ..guard import FOUND
from ..last_search import article_named
from ..option import Command
from ..options import TAKEN

SUMMARY = "Print one article."


def run(*, id: str, index: str, json: bool, color: str) -> int:  # noqa: A002 - as in `options`
    """Print the article; return the exit status."""
    with ksearch.open(index) as opened:
        article = article_named(opened, index, id)
    write_lines([to_json(article)] if json else article_lines(article, output_terminal(color)))
    return FOUND


COMMAND = Command("show", SUMMARY, TAKEN["show"], run)
