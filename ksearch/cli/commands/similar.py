"""`ksearch similar`: articles like one of them."""

from __future__ import annotations

from typing import Annotated

import typer

import ksearch

from .. import parameters as take
from ..printing import at_least, print_results, result_format


def similar(
    id: Annotated[  # noqa: A002 - what the command line calls it
        str, typer.Argument(help="The article's id, as search prints it.", metavar="ID")
    ],
    index: take.IndexFolder = "index",
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many hits to print.")] = 10,
    group: take.Group = True,
    format: take.Format = None,  # noqa: A002
    json: take.HitsJson = False,
    color: take.Color = "auto",
) -> int:
    """Print the articles that are most like one."""
    format_name = result_format(format, json)
    at_least(1, "--limit", limit)
    with ksearch.open(index) as opened:
        return print_results(opened.similar(id, limit=limit, group=group), format_name, color)
