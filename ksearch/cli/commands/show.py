"""`ksearch show`: one article."""

from __future__ import annotations

from typing import Annotated

import typer

import ksearch
from ksearch.render.json import to_json
from ksearch.render.terminal import output_terminal, write_lines
from ksearch.render.terminal.articles import article_lines

from .. import parameters as take
from ..guard import FOUND
from ..last_search import article_named


def show(
    id: Annotated[  # noqa: A002 - what the command line calls it
        str,
        typer.Argument(
            help="The article's id, or the number of a hit of the last search.", metavar="ID|N"
        ),
    ],
    index: take.IndexFolder = "index",
    json: take.Json = False,
    color: take.Color = "auto",
) -> int:
    """Print one article."""
    with ksearch.open(index) as opened:
        article = article_named(opened, index, id)
    write_lines([to_json(article)] if json else article_lines(article, output_terminal(color)))
    return FOUND
