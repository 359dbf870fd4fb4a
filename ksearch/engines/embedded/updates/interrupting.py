"""Delays Ctrl-C during a first build until the end of an article, so that nothing is lost."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ksearch import system_calls

#: Seconds that a build has to save its work, from the first Ctrl-C on.
_GRACE_SECONDS = 1.0


class Interrupt:
    """A Ctrl-C that is delayed for up to a second; a second one is not."""

    def __init__(self) -> None:
        self._pending = False
        self._taken = False
        self._ended = False
        self._lock = threading.Lock()

    def raise_if_pending(self) -> None:
        """Raise `KeyboardInterrupt` if Ctrl-C was pressed."""
        if self._pending:
            self._pending = False
            raise KeyboardInterrupt

    def take(self, *_: object) -> None:
        """Handle the signal."""
        if self._taken:
            raise KeyboardInterrupt
        self._pending = self._taken = True
        timer = threading.Timer(_GRACE_SECONDS, self._take_again)
        timer.daemon = True
        timer.start()

    def _take_again(self) -> None:
        with self._lock:
            if not self._ended:
                system_calls.calls.interrupt_main_thread()

    def end(self) -> None:
        """Stop delaying."""
        with self._lock:
            self._ended = True


@contextmanager
def between_articles(*, wanted: bool) -> Iterator[Interrupt]:
    """Delay Ctrl-C until `Interrupt.raise_if_pending` is called, at most a second.

    Only in the main thread, because others cannot set signal handlers, and only if no other handler
    is set.
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
        interrupt.end()
        signal.signal(signal.SIGINT, signal.default_int_handler)
