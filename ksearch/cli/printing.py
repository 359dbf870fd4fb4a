"""Prints the results of a search, or a sentence if nothing was found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from ksearch import Results
from ksearch.messages import Message
from ksearch.render.results import PRINTERS, OutputOptions
from ksearch.render.terminal import Terminal, is_terminal, write_lines
from ksearch.render.words import correction, counted_instead, in_short

from .guard import FOUND, NOTHING_FOUND, UsageError, complain

if TYPE_CHECKING:
    from ksearch import Facets, Index, Related, TrendSeries

    from .places import OriginalPlaces

#: Formats that are printed even without a hit, because readers expect a complete document.
_FRAMED = frozenset(("json", "html"))
#: Formats for reading on a terminal.
READ_FORMATS = ("text", "oneline")
#: Formats that can show counts.
COUNTING_FORMATS = ("text", "json")


def result_format(format_name: str | None, json: bool, oneline: bool = False) -> str:
    """Return the format that ``--format``, ``--json`` and ``--oneline`` ask for together.

    Raises:
        UsageError: they ask for different ones.
    """
    if json and format_name not in (None, "json"):
        raise UsageError(
            Message(
                "--json and --format {format_name} exclude each other; give one of them",
                format_name=format_name,
            )
        )
    if oneline and (json or format_name not in (None, "text")):
        raise UsageError(Message("--oneline is a format itself; leave --format and --json out"))
    return "json" if json else "oneline" if oneline else format_name or "text"


def report_correction(counted: Facets | Related | TrendSeries) -> None:
    """Print on stderr which query was counted instead of one that found nothing.

    Not only on a terminal: a number for another query than the one beside it must not get into a
    table unnoticed.
    """
    if counted.corrected:
        complain(counted_instead(counted.query, counted.suggestion))


def print_results(
    results: Results,
    format_name: str,
    terminal: Terminal,
    *,
    explain: bool = False,
    facets: Facets | None = None,
    places: OriginalPlaces | None = None,
    without_filters: Callable[[], str | None] | None = None,
) -> int:
    """Print results; return the exit status.

    ``places`` finds the originals of hits, for links and the format ``paths``. ``facets`` are
    counts over all matches, printed in formats that can show them. Without hits, a message goes to
    stderr on a terminal.
    """
    if results.hits or format_name in _FRAMED:
        manner = with_originals(OutputOptions(terminal, explain, facets), places)
        lines = PRINTERS[format_name](results, manner)
        if format_name in READ_FORMATS and terminal.rows is not None:
            from .paging import show

            show(lines, terminal)
        else:
            write_lines(lines, painted=format_name in READ_FORMATS)
    corrected = format_name != "text"
    say_what_was_found(results, corrected=corrected, without_filters=without_filters)
    return FOUND if results.hits else NOTHING_FOUND


def places_for(index: Index, format_name: str, terminal: Terminal) -> OriginalPlaces | None:
    """Return the finder of originals of an index's articles, if the output needs it."""
    if format_name != "paths" and not (terminal.links and format_name in READ_FORMATS):
        return None
    from .places import OriginalPlaces

    return OriginalPlaces(index.source_paths())


def with_originals(manner: OutputOptions, places: OriginalPlaces | None) -> OutputOptions:
    """Return options of printing with the originals of hits."""
    if places is None:
        return manner
    return manner._replace(path_of=places.path_from_here, address_of=places.address_of)


def say_what_was_found(
    results: Results,
    *,
    corrected: bool = True,
    without_filters: Callable[[], str | None] | None = None,
) -> None:
    """Print on stderr that nothing was found, if that is a terminal.

    Args:
        results: of the search.
        corrected: whether to print, too, that another query than the typed one was searched for.
        without_filters: returns the number of matches that filters exclude, if nothing was found.
    """
    if not is_terminal(sys.stderr):
        return
    if results.corrected and corrected:
        complain(correction(results))
    if not results.hits:
        for note in results.notes:
            complain(note)
        rest = without_filters() if without_filters is not None and not results.total else None
        complain(
            Message("nothing was found; {rest}", rest=rest) if rest else _nothing_found(results)
        )


def _nothing_found(results: Results) -> str:
    if results.total > results.offset:
        return Message(
            "--offset {offset} passes all hits, as near-identical articles make one; "
            "--no-group lists each",
            offset=results.offset,
        )
    if results.total and results.offset:
        return Message(
            "there are only {count:,} hits; --offset {offset} passes them all",
            count=results.total,
            offset=results.offset,
        )
    if results.suggestion:
        return Message(
            "nothing was found; did you mean “{query}”?", query=in_short(results.suggestion)
        )
    return Message("nothing was found")
