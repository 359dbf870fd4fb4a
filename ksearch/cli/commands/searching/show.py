"""`ksearch show`: one article."""

from __future__ import annotations

from typing import Any

import ksearch
from ksearch.model.results import HighlightedArticle
from ksearch.render.json import to_json
from ksearch.render.terminal import Terminal, write_lines
from ksearch.render.terminal.articles import article_lines

from ...guard import FOUND
from ...last_search import article_named, last_search
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show
from ...places import OriginalPlaces

SUMMARY = """Print one article.

What the last search on the terminal looked for is painted in its hits.
"""


def run(*, id: str, index: str, json: bool, terminal: Terminal) -> int:  # noqa: A002 - as in `table`
    """Print the article; return the exit status."""
    with ksearch.open(index) as opened:
        article = article_named(opened, index, id)
        if json:
            write_lines([to_json(article)])
            return FOUND
        matches = _matches(opened, index, article.id) if terminal.color else None
        address = (
            OriginalPlaces(opened.source_paths()).address_of(article) if terminal.links else None
        )
    show(article_lines(article, terminal, matches=matches, address=address), terminal)
    return FOUND


def _matches(index: ksearch.Index, folder: str, article_id: str) -> HighlightedArticle | None:
    """Return the article with the matches of the last search, if it was found there."""
    last = last_search(folder)
    if last is None or not last.query or article_id not in last.ids:
        return None
    fields: dict[str, Any] = {"fields": last.fields} if last.fields else {}
    try:
        return index.highlight(last.query, article_id, **fields)
    except ksearch.KSearchError:  # the index has changed in the meantime
        return None


COMMAND = Command("show", SUMMARY, TAKEN["show"], run)
