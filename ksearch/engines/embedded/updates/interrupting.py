"""Ctrl-C during a first build: it is to come between two articles, so that what is read is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Interrupt:
    """A Ctrl-C that waits for its moment; a second one does not."""

    def __init__(self) -> None:
        self._pending = False

    def raise_if_pending(self) -> None:
        """Raise `KeyboardInterrupt` if Ctrl-C was pressed."""
        if self._pending:
            self._pending = False
            raise KeyboardInterrupt

    def take(self, *_: object) -> None:
        """Take a signal, as its handler."""
        if self._pending:
            raise KeyboardInterrupt
        self._pending = True


@contextmanager
def between_articles(*, wanted: bool) -> Iterator[Interrupt]:
    """Let Ctrl-C wait until `Interrupt.raise_if_pending` is called.

    It does so only where nobody else has said what Ctrl-C does, and in the main thread, which alone
    may say it.
    """
    interrupt = Interrupt()
    free = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not (wanted and free and threading.current_thread() is threading.main_thread()):
        yield interrupt
        return
    signal.signal(signal.SIGINT, interrupt.take)
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
