"""Progress of a long step, on one line of stderr, if that is a terminal."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from ksearch import Progress
from ksearch.messages import Message, tr, translate
from ksearch.render.terminal import is_terminal
from ksearch.render.terminal.width import display_width, fit, pad

_STAGE_LABELS = {
    "reading": Message("Reading"),
    "analysing": Message("Analysing"),
    "writing": Message("Writing"),
    "stopping": Message("Stopping"),
}
#: Seconds before the line is shown, and between two updates of it.
_NOTICEABLE, _REDRAW_SECONDS = 0.3, 0.25
#: Seconds without progress after which the line shows the elapsed time.
_STANDING_STILL = 1.0
#: Least and most columns of the bar; a longer one is not more precise than the percentage beside
#: it.
_SHORTEST_BAR, _LONGEST_BAR = 5, 60
#: Least progress from which the remaining time is estimated.
_FORESEEABLE = 0.05
_WIPE = "\r\x1b[K"


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """Yield the callback for each `Progress` of an update; None if stderr is not a terminal.

    The last state stays on the screen.
    """
    with _line(Message("Looking for files"), stays=True) as line:
        yield None if line is None else _UpdateBar(line).show


@contextmanager
def share_bar(text: str) -> Iterator[Callable[[float], None] | None]:
    """Yield the callback for the share that is done, from 0 to 1; None if stderr is not a terminal.

    The bar appears when the wait has become noticeable, and is wiped out at its end.
    """
    label = translate(text)
    with _line(text) as line:
        yield None if line is None else lambda share: line.show(_State(label, share), at_once=False)


@contextmanager
def status(text: str) -> Iterator[None]:
    """Show a message, with the elapsed seconds.

    It appears when the wait has become noticeable, and is wiped out at its end.
    """
    with _line(text):
        yield


class _State(NamedTuple):
    """What a line says: ``share`` is from 0 to 1, or None if it is unknown."""

    label: str
    share: float | None = None
    info: str = ""


@contextmanager
def _line(waiting: str, *, stays: bool = False) -> Iterator[_Line | None]:
    if not is_terminal(sys.stderr):
        yield None
        return
    line = _Line(translate(waiting))
    try:
        yield line
    finally:
        line.close(stays=stays)


class _Line:
    """The line; a thread redraws it while nothing is reported, so that it keeps moving.

    Args:
        waiting: the message until something is reported.
    """

    def __init__(self, waiting: str) -> None:
        self._state = _State(waiting)
        self._began = self._changed = time.monotonic()
        self._is_shown = False
        self._has_bar = False
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)
        self._thread.start()

    def show(self, state: _State, *, at_once: bool = True) -> None:
        """Show another state, at once or when the wait has become noticeable."""
        with self._lock:
            self._state, self._has_bar = state, True
            self._changed = time.monotonic()
            if at_once:
                self._draw()

    def close(self, *, stays: bool) -> None:
        """End the line; with ``stays``, the last state remains on the screen."""
        self._closed.set()
        self._thread.join()
        if self._is_shown:
            _write("\n" if stays and self._has_bar else _WIPE)

    def _tick(self) -> None:
        if self._closed.wait(_NOTICEABLE):
            return
        while True:
            with self._lock:
                self._draw()
            if self._closed.wait(_REDRAW_SECONDS):
                return

    def _draw(self) -> None:
        self._is_shown = True
        now = time.monotonic()
        waiting = now - (self._changed if self._has_bar else self._began)
        columns = shutil.get_terminal_size().columns - 1  # a full line may break
        _write(_WIPE + _drawn(self._state, now - self._began, waiting, columns))


def _drawn(state: _State, elapsed: float, waiting: float, columns: int) -> str:
    """Return the line.

    Args:
        state: what it says.
        elapsed: seconds since the beginning.
        waiting: seconds since the last report.
        columns: most of it.
    """
    if state.share is None:
        return fit(f"{state.label} … {tr('{count:,} s', count=int(waiting))}", columns)
    facts = [f"{state.share:4.0%}"]
    if _FORESEEABLE <= state.share < 1:
        left = elapsed / state.share * (1 - state.share)
        facts.append(f"{int(left) // 60:02}:{int(left) % 60:02}")
    if state.info:
        facts.append(state.info)
    if waiting >= _STANDING_STILL:
        facts.append(tr("{count:,} s", count=int(waiting)))
    return _with_bar(state.label, state.share, facts, columns)


def _with_bar(label: str, share: float, facts: list[str], columns: int) -> str:
    """Return a line with a bar in the middle; details that do not fit are left out."""
    while True:
        said = "  ".join(facts)
        room = columns - display_width(f"{label}  {said}")
        if room >= _SHORTEST_BAR:
            break
        if len(facts) == 1:
            return fit(f"{label} {said}", columns)
        facts = facts[:-1]
    room = min(room, _LONGEST_BAR)
    done = int(share * room)
    return f"{label} {'━' * done}{'─' * (room - done)} {said}"


def _write(text: str) -> None:
    with suppress(OSError, ValueError):  # stderr was closed
        sys.stderr.write(text)
        sys.stderr.flush()


class _UpdateBar:
    """The stage of an update, the share done, the time left, articles and articles a second."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self._began = time.monotonic()
        self._columns = max(display_width(translate(label)) for label in _STAGE_LABELS.values())

    def show(self, progress: Progress) -> None:
        """Show how far the update has come."""
        if not progress.bytes_total:  # nothing is new: there is no progress to show
            return
        label = pad(translate(_STAGE_LABELS.get(progress.stage, progress.stage)), self._columns)
        rate = progress.articles / max(time.monotonic() - self._began, 0.001)
        info = tr("{count:,} articles, {rate:,.0f}/s", count=progress.articles, rate=rate)
        self._line.show(_State(label, min(progress.bytes_done / progress.bytes_total, 1), info))
