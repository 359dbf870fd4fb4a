"""Shared by `index`, `rebuild` and `watch`: runs an update, and prints its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import ksearch
from ksearch import (
    IndexNotFound,
    IndexUnfinished,
    KSearchError,
    Progress,
    UpdateInterrupted,
    UpdateReport,
)
from ksearch.render.json import to_json
from ksearch.render.terminal import output_terminal, write_lines
from ksearch.render.terminal.reports import update_lines

from .guard import ERROR, FOUND, complain
from .options.indexing import DEFAULT_SOURCE
from .options.reading import read_options
from .progress import progress_bar

if TYPE_CHECKING:
    from ksearch.reading import ReadOptions

Update = Callable[..., UpdateReport]


def update_and_print(
    update: Update,
    *,
    sources: tuple[str, ...],
    index: str,
    glosses: bool | None,
    memory: int,
    wait: float,
    json: bool,
    **reading: Any,
) -> int:
    """Run `ksearch.update` or `ksearch.rebuild` and print its report; return the exit status."""
    options = read_options(**reading)
    paths = chosen_sources(index, sources)
    report = run_update(update, index, paths, options, memory, wait, glosses)
    return print_update(report, index, json=json)


def chosen_sources(index: str, named: Sequence[str]) -> list[str] | None:
    """Return the named sources, or None for all sources of the index.

    If the index has none, the default source is read.
    """
    if named:
        return list(named)
    try:
        with ksearch.open(index) as opened:
            return None if opened.source_paths() else [DEFAULT_SOURCE]
    except IndexUnfinished:
        return None
    except IndexNotFound:
        return [DEFAULT_SOURCE]
    except KSearchError:
        return None  # the update reports or repairs the damage


def run_update(
    update: Update,
    index: str,
    sources: list[str] | None,
    options: ReadOptions | None,
    memory: int,
    wait: float,
    glosses: bool | None = None,
) -> UpdateReport:
    """Run `ksearch.update` or `ksearch.rebuild`, with a progress bar on a terminal.

    Raises:
        KSearchError: whatever updating raises.
    """
    with progress_bar() as bar:
        show: Callable[[Progress], None] | None = bar
        try:
            return update(
                index,
                sources,
                options=options,
                progress=show,
                memory_mb=memory,
                wait=wait,
                glosses=glosses,
            )
        except UpdateInterrupted as interrupt:
            stopped = str(interrupt)
    complain(stopped)  # typer turns it into an exit status, without a message
    raise KeyboardInterrupt


def print_update(report: UpdateReport, index: str, *, json: bool) -> int:
    """Print what an update did; return the exit status.

    It is an error only if there was something to read, but nothing could be read.
    """
    if json:
        write_lines([to_json(report)])
    else:
        write_lines(update_lines(report, index, output_terminal()))
    read = report.added + report.changed + report.unchanged
    return ERROR if report.refused and not read else FOUND
