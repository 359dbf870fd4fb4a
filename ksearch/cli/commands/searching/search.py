"""`ksearch search`: ranked hits with snippets.

Its options are a table, so that a plain search can be parsed without loading typer.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import ksearch
from ksearch.messages import Message, translate
from ksearch.model.choices import Sort
from ksearch.render.terminal import Terminal, is_terminal, write_lines

from ...guard import UsageError
from ...options.filters import given
from ...options.option import Command
from ...options.table import SEARCH
from ...printing import COUNTING_FORMATS, READ_FORMATS, places_for, print_results, result_format

#: Formats that are tables, and made elsewhere.
_TABLES = ("csv", "xlsx")

SUMMARY = """Search and print the best articles.

Words are found in every form: 오르다 finds 올랐다, 혁명 finds 산업혁명. "…" finds an exact run of
words; -포항 leaves out articles with a word.
"""


def run(
    *,
    query: tuple[str, ...],
    index: str,
    limit: int,
    offset: int,
    sort: Sort,
    group: bool,
    facets: bool,
    format: str | None,  # noqa: A002 - the parameters are named as in `options`
    json: bool,
    all: bool,  # noqa: A002
    columns: str | None,
    template: str | None,
    output: str | None,
    batch: bool,
    explain: bool,
    oneline: bool,
    terminal: Terminal,
    **filters: Any,
) -> int:
    """Search and print; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever searching raises.
    """
    format_name = result_format(format, json, oneline)
    if facets and format_name not in COUNTING_FORMATS:
        raise UsageError(Message("--facets needs --format text or json"))
    options = {"sort": sort, **given(filters)}
    if batch:
        from ...batch.answers import Asked
        from ...batch.running import search_batch

        if query:
            raise UsageError(Message("--batch reads its queries from stdin; leave QUERY out"))
        from ...taking import columns_of

        names = None if columns is None else columns_of(columns)
        options |= {"limit": limit, "group": group}
        with ksearch.open(index) as opened:
            return search_batch(opened, Asked(options, names, explain))
    text = query_of(query)
    if all or columns or template or output or format_name in _TABLES:
        from ...taking import search_and_take, taking_of

        taking = taking_of(format_name, columns, template, output, explain)
        page = None if all else {"limit": limit, "offset": offset, "group": group}
        with ksearch.open(index) as opened:
            return search_and_take(opened, text, taking, terminal, page, options)
    with ksearch.open(index) as opened:
        results = opened.search(text, limit=limit, offset=offset, group=group, **options)
        counted = opened.facets(text, **given(filters)) if facets else None
        status = print_results(
            results,
            format_name,
            terminal,
            explain=explain,
            facets=counted,
            places=places_for(opened, format_name, terminal),
            without_filters=partial(_found_without, opened, text, given(filters)),
        )
        if results.hits and format_name in READ_FORMATS and is_terminal(sys.stdout):
            from ...last_search import remember

            remember(index, results, given(filters).get("fields", ()))
        if results.hits and format_name == "text" and (filters["since"] or filters["until"]):
            _print_undated(opened, text, given(filters), terminal)
        return status


def _found_without(index: ksearch.Index, query: str, filters: dict[str, Any]) -> str | None:
    from ...without_filters import found_without

    return found_without(index, query, filters)


def _print_undated(
    index: ksearch.Index, query: str, filters: dict[str, Any], terminal: Terminal
) -> None:
    from ...without_filters import undated_found, undated_left_out

    if undated := undated_found(index, query, filters):
        write_lines([terminal.dim(translate(undated_left_out(undated)))])


def query_of(words: tuple[str, ...]) -> str:
    """Return the query: the words of the command line, or for ``-`` what stdin holds.

    Raises:
        UsageError: no query was given, or stdin is not UTF-8.
    """
    if words == ("-",):
        from ...batch.stdin import read_stdin

        return " ".join(read_stdin().split())
    if not words:
        raise UsageError(Message("missing argument 'QUERY'; see `ksearch search --help`"))
    return " ".join(words)


COMMAND = Command("search", SUMMARY, SEARCH, run)
