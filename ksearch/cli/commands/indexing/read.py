"""`ksearch read`: the articles that files are read as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ksearch import Article
from ksearch.messages import Message
from ksearch.reading import ReadOptions, Refusal
from ksearch.render.json import to_json_line
from ksearch.render.terminal import Terminal, write_lines
from ksearch.render.terminal.articles import article_lines, cleaned_page_lines

from ...guard import FOUND, NOTHING_FOUND, complain
from ...options.option import Command
from ...options.reading import read_options
from ...options.taken import TAKEN

if TYPE_CHECKING:
    from ksearch.reading import Page


SUMMARY = """Print the articles that files are read as.

This is what would be indexed: the article, without the rest of its page. What cannot be read is
listed on stderr, with the reason.
"""


def run(
    *,
    files: tuple[str, ...],
    all_lines: bool,
    raw: bool,
    json: bool,
    terminal: Terminal,
    **reading: Any,
) -> int:
    """Read files and print their articles; return the exit status."""
    chosen = read_options(raw=raw or all_lines, **reading)
    options = replace(chosen or ReadOptions(), explain=True)
    articles = _articles(files, options)
    number = 0
    for number, article in enumerate(articles, 1):
        if all_lines:
            lines: Iterable[str] = cleaned_page_lines(_page_of(article), terminal)
        elif json:
            lines = [to_json_line(article.with_lead())]
        else:
            found_by = getattr(article, "found_by", {})
            lines = article_lines(article.with_lead(), terminal, found_by=found_by)
        if number > 1 and not json:
            write_lines(["", terminal.dim("─" * (terminal.prose_columns or 3))])
        write_lines(lines)
    return FOUND if number else NOTHING_FOUND


def _articles(files: tuple[str, ...], options: ReadOptions) -> Iterator[Article]:
    from ksearch.reading import read_file, walk

    listing = walk(list(files), options)
    for refusal in listing.refusals:
        _complain_of(refusal)
    for file in listing.files:
        for item in read_file(file, options):
            if isinstance(item, Article):
                yield item
            else:
                _complain_of(item)
    if not listing.files:
        complain(Message("no file of a known kind is there to be read"))


def _complain_of(refusal: Refusal) -> None:
    values = {"where": refusal.where, "reason": refusal.reason}
    if refusal.note:
        complain(Message("note {where}: {reason}", **values))
    else:
        complain(Message("{where}: {reason}", **values))


def _page_of(article: Article) -> Page:
    """Return the page of an article that was read raw, with all of its lines."""
    from ksearch.reading import clean_page  # imported late: its patterns take long to compile

    return clean_page("\n".join(filter(None, (article.title, article.lead, article.body))))


COMMAND = Command("read", SUMMARY, TAKEN["read"], run)
