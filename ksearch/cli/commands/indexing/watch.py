"""`ksearch watch`: keeps the index up to date as files change."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ksearch
from ksearch import IndexLocked, KSearchError, UpdateReport
from ksearch.messages import Message, tr
from ksearch.render.terminal import Terminal, output_terminal, write_lines
from ksearch.render.terminal.reports import update_lines

from ...guard import INTERRUPTED, complain
from ...options.option import Command
from ...options.reading import read_options
from ...options.taken import TAKEN
from ...updating import chosen_sources, run_update

if TYPE_CHECKING:
    from ksearch.reading import Changes

SUMMARY = """Keep the index up to date.

It is brought up to date now, and again whenever files of the sources change; Ctrl-C ends it.
If another process is writing when files change, it waits until that is done.
"""


def run(*, sources: tuple[str, ...], index: str, memory: int, wait: float, **reading: Any) -> int:
    """Keep the index up to date; return the exit status when that has been ended."""
    from ksearch.reading import watch

    paths = chosen_sources(index, sources)
    options = read_options(**reading)
    terminal = output_terminal()
    try:
        keep_up_to_date(
            lambda patience: run_update(
                ksearch.update, index, paths, options, memory, max(wait, patience)
            ),
            outside(index, watch(paths or _remembered(index))),
            index,
            terminal,
        )
    except KeyboardInterrupt:
        _print(["", terminal.dim(_stopped(index))])
    return INTERRUPTED  # only an interrupt ends the watch


def _stopped(index: str) -> str:
    return tr("stopped watching; {index} is as of its last update", index=index)


def _remembered(index: str) -> list[str]:
    with ksearch.open(index) as opened:
        return [path for path in opened.source_paths() if Path(path).exists()]


def keep_up_to_date(
    update: Callable[[float], UpdateReport],
    changes: Iterable[object],
    index: str,
    terminal: Terminal,
) -> None:
    """Update now and after each batch of changes, and print the reports.

    ``update`` is called with the seconds to wait for another writer. Errors after the first update
    are printed, and watching goes on.

    Raises:
        KSearchError: the first update failed.
    """
    _print(update_lines(update(0), index, terminal))
    for _ in changes:
        try:
            report = _patiently(update)
        except KSearchError as error:
            complain(str(error))
            continue
        if report.added or report.changed or report.removed or report.refused:
            _print(
                (terminal.dim(time.strftime("%H:%M:%S")), *update_lines(report, index, terminal))
            )


def _patiently(update: Callable[[float], UpdateReport]) -> UpdateReport:
    """Update as soon as no other process is writing, however long that takes.

    With a limit, these changes would be left until the next ones.
    """
    try:
        return update(0)
    except IndexLocked as error:
        complain(Message("{error}; waiting for it", error=error))
        return update(math.inf)


def outside(index: str, batches: Iterable[Changes]) -> Iterable[Changes]:
    """Leave out the batches of changes that are all within the index's own folder.

    The empty batch, which marks the beginning of the watch, is kept: changes made during the first
    update are found by another update.
    """
    own = Path(index).resolve()
    for batch in batches:
        changed = (Path(path).resolve() for path in batch.paths)
        if not batch or any(own not in (path, *path.parents) for path in changed):
            yield batch


def _print(lines: Iterable[str]) -> None:
    write_lines(lines)
    if sys.stdout is not None:
        sys.stdout.flush()


COMMAND = Command("watch", SUMMARY, TAKEN["watch"], run)
