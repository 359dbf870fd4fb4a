"""A progress bar on stderr, where stderr is a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ksearch import Progress
from ksearch.messages import Message, tr, translate
from ksearch.render.terminal import is_terminal
from ksearch.render.terminal.width import display_width, pad

_LABELS = {
    "reading": Message("Reading"),
    "analysing": Message("Analysing"),
    "writing": Message("Writing"),
    "stopping": Message("Stopping"),
}


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """Yield the callback for each `Progress`; None if stderr is not a terminal."""
    if not is_terminal(sys.stderr):
        yield None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.close()


@contextmanager
def status(text: str) -> Iterator[None]:
    """Show on stderr what is waited for, with the seconds, if that is a terminal.

    It appears when the wait has become noticeable, and is wiped out at its end.
    """
    if not is_terminal(sys.stderr):
        yield
        return
    import threading

    done = threading.Event()
    ticking = threading.Thread(target=_tick, args=(translate(text), done), daemon=True)
    ticking.start()
    try:
        yield
    finally:
        done.set()
        ticking.join()


#: Seconds until a status appears, and from one change of it to the next.
_NOTICEABLE, _TICK = 0.3, 0.5
_WIPE = "\r\x1b[K"


def _tick(text: str, done: Any) -> None:
    started = time.monotonic()
    if done.wait(_NOTICEABLE):
        return
    with suppress(OSError, ValueError):  # stderr was closed
        while True:
            seconds = f"{time.monotonic() - started:.0f}"
            sys.stderr.write(f"{_WIPE}{text} … {seconds} s")
            sys.stderr.flush()
            if done.wait(_TICK):
                break
        sys.stderr.write(_WIPE)
        sys.stderr.flush()


class _Bar:
    """The stage, a bar, the share done, the time left, articles and articles a second."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: Any = None
        self._label_columns = max(display_width(translate(label)) for label in _LABELS.values())

    def show(self, progress: Progress) -> None:
        if not progress.bytes_total:  # nothing is new: there is no progress to be shown
            return
        if self._bar is None:
            import typer

            self._bar = typer.progressbar(
                length=progress.bytes_total,
                bar_template="%(label)s %(bar)s %(info)s",
                fill_char="━",
                empty_char="─",
                width=0,
                item_show_func=self._count,
                file=sys.stderr,
            )
            self._bar.__enter__()
        self._bar.length = progress.bytes_total
        label = translate(_LABELS.get(progress.stage, progress.stage))
        self._bar.label = pad(label, self._label_columns)
        self._bar.current_item = progress
        self._bar.update(max(0, progress.bytes_done - self._bar.pos))
        self._bar.render_progress()  # the articles may be more where the bytes are not

    def close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)

    def _count(self, progress: Progress | None) -> str | None:
        if progress is None:
            return None
        rate = progress.articles / max(time.monotonic() - self._started, 0.001)
        return tr("{count:,} articles, {rate:,.0f}/s", count=progress.articles, rate=rate)
