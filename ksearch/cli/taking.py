"""Export of hits: tables, templates, lists of ids, and streams of all matches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from ksearch import Hit
from ksearch.messages import Message
from ksearch.render.exports.columns import ALL_COLUMNS, DEFAULT_COLUMNS, GetArticle, hit_rows
from ksearch.render.exports.csv import csv_lines
from ksearch.render.exports.template import Template
from ksearch.render.results import LINE_PRINTERS, PRINTERS, OutputOptions
from ksearch.render.terminal import Terminal, is_terminal, write_lines

from .guard import FOUND, NOTHING_FOUND, UsageError
from .paging import show
from .printing import READ_FORMATS, places_for, say_what_was_found, with_originals

if TYPE_CHECKING:
    from ksearch import Index

#: Formats that only print the requested columns.
_TABLES = ("csv", "xlsx")
#: Formats of an answer as a whole.
_WHOLE = ("json", "html")


class Taking(NamedTuple):
    """Formats in which hits are passed to other programs.

    Attributes:
        format: ``csv``, ``xlsx``, ``template``, or one of `LINE_PRINTERS`.
        columns: of a table.
        template: the text for each hit, for the format ``template``.
        output: the file to write; None for stdout.
        explain: whether JSON has the explanation of each score.
    """

    format: str
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    template: Template | None = None
    output: str | None = None
    explain: bool = False


def taking_of(
    format_name: str, columns: str | None, template: str | None, output: str | None, explain: bool
) -> Taking:
    """Return the format that the options ask for.

    Raises:
        UsageError: two of them contradict each other, or there is no such column.
        InvalidValue: the template cannot be used.
    """
    if template is not None:
        if format_name != "text" or columns is not None:
            raise UsageError(
                Message("--template defines the whole format; leave out --format and --fields")
            )
        return Taking("template", template=Template(template), output=output, explain=explain)
    names = DEFAULT_COLUMNS if columns is None else columns_of(columns)
    if columns is not None and format_name == "text":
        format_name = "csv"
    if columns is not None and format_name not in (*_TABLES, "jsonl"):
        raise UsageError(
            Message(
                "--fields needs --format csv, xlsx or jsonl, not {format_name}",
                format_name=format_name,
            )
        )
    if columns is not None and format_name == "jsonl":
        format_name = "rows"
    if format_name == "xlsx" and output is None and is_terminal(sys.stdout):
        raise UsageError(Message("a workbook is nothing for a terminal; name a file with --output"))
    return Taking(format_name, names, output=output, explain=explain)


def columns_of(text: str) -> tuple[str, ...]:
    """Return the columns in ``--fields``.

    Raises:
        UsageError: a column that hits do not have, or no column at all.
    """
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in ALL_COLUMNS:
            raise UsageError(
                Message(
                    "hits have no field “{name}”; they have {names}",
                    name=name,
                    names=", ".join(ALL_COLUMNS),
                )
            )
    if not names:
        raise UsageError(
            Message("--fields needs at least one of {names}", names=", ".join(ALL_COLUMNS))
        )
    return names


def search_and_take(
    index: Index,
    query: str,
    taking: Taking,
    terminal: Terminal,
    page: Mapping[str, Any] | None,
    options: Mapping[str, Any],
) -> int:
    """Search and write the hits; return the exit status.

    Args:
        index: what is searched.
        query: for what.
        taking: how to write it.
        terminal: what stdout can show.
        page: arguments of `Index.search` that select hits; None for every match.
        options: the other arguments.

    Raises:
        UsageError: every match is requested in a format that needs all of them at once.
    """
    hits: Iterable[Hit]
    if page is None:
        if taking.format in _WHOLE:
            raise UsageError(
                Message(
                    "--all writes one hit after the other, which {format} cannot; use jsonl",
                    format=taking.format,
                )
            )
        results = index.search(query, limit=1, **options)
        hits = index.scan(query, **options) if results.hits else ()
    else:
        results = hits = index.search(query, **page, **options)
    if results.hits:
        terminal = terminal if taking.output is None else Terminal()
        manner = OutputOptions(terminal, taking.explain, last_rank=results.total)
        manner = with_originals(manner, places_for(index, taking.format, terminal))
        if taking.format in _WHOLE:
            _write(taking, PRINTERS[taking.format](results, manner), terminal)
        else:
            write_hits(taking, hits, index.get, manner)
    say_what_was_found(results)
    return FOUND if results.hits else NOTHING_FOUND


def write_hits(
    taking: Taking,
    hits: Iterable[Hit],
    get: GetArticle,
    manner: OutputOptions = OutputOptions(Terminal()),  # noqa: B008 - immutable
) -> None:
    """Write hits as they come, to the file of ``taking`` or to stdout.

    Args:
        taking: how; no format of an answer as a whole.
        hits: what to write.
        get: returns the whole article of a hit.
        manner: for formats that are meant for people.

    Raises:
        MissingExtra: the format needs a package that is not installed.
        OSError: the file cannot be written.
    """
    if taking.format == "xlsx":
        _write_workbook(taking, hits, get)
    else:
        _write(taking, _lines(taking, hits, get, manner), manner.terminal)


def _write_workbook(taking: Taking, hits: Iterable[Hit], get: GetArticle) -> None:
    from ksearch.render.exports.xlsx import require_workbooks, write_workbook

    require_workbooks()  # before the file is truncated
    rows = hit_rows(hits, taking.columns, get)
    with _binary_output(taking.output) as file:
        write_workbook(rows, list(taking.columns), file)


def _write(taking: Taking, lines: Iterable[str], terminal: Terminal) -> None:
    if taking.output is None and taking.format in READ_FORMATS:
        show(lines, terminal)
        return
    if taking.output is None:
        write_lines(lines, painted=False)
        return
    # Spreadsheets read a table as UTF-8 only if it has a byte-order mark.
    encoding = "utf-8-sig" if taking.format == "csv" else "utf-8"
    with Path(taking.output).open("w", encoding=encoding, newline="", errors="replace") as file:
        file.writelines(f"{line}\n" for line in lines)


def _lines(
    taking: Taking, hits: Iterable[Hit], get: GetArticle, manner: OutputOptions
) -> Iterable[str]:
    if taking.template is not None:
        return taking.template.lines(hits, get)
    if taking.format == "csv":
        return csv_lines(hit_rows(hits, taking.columns, get))
    if taking.format == "rows":
        from ksearch.render.json import to_json_line

        return map(to_json_line, hit_rows(hits, taking.columns, get))
    return LINE_PRINTERS[taking.format](hits, manner)


@contextmanager
def _binary_output(path: str | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdout.buffer
        return
    with Path(path).open("wb") as file:
        yield file
