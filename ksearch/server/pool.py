"""Threads that search, a bounded number of waiting requests, and a limit on their time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ksearch.messages import Message
from ksearch.server.problems import Overloaded

T = TypeVar("T")


class SearchPool:
    """Runs calls in its threads; rejects calls rather than letting them queue up without bound.

    Args:
        threads: calls that run at once.
        waiting: calls that may wait for a thread.
        seconds: how long a call may take, waiting included. A call that takes longer is not
            interrupted, and keeps its thread until it ends; the cost of a query is bounded.
    """

    def __init__(self, threads: int, waiting: int, seconds: float) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="ksearch")
        self._most = threads + waiting
        self._seconds = seconds
        self._pending = 0

    @property
    def pending(self) -> int:
        """How many calls run or wait."""
        return self._pending

    async def run(self, call: Callable[[], T]) -> T:
        """Run a call in a thread.

        Raises:
            Overloaded: too many calls wait, or this one took too long.
        """
        if self._pending >= self._most:
            raise Overloaded(Message("too many searches are waiting; try again in a second"))
        loop = asyncio.get_running_loop()
        self._pending += 1
        future = self._executor.submit(call)
        future.add_done_callback(lambda _: self._report_done(loop))
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except TimeoutError:
            if _has_failed(future):  # an error of the call itself, not of waiting
                raise
            raise Overloaded(
                Message(
                    "the answer took longer than {seconds} seconds; ask for less, or later",
                    seconds=f"{self._seconds:g}",
                )
            ) from None

    def _report_done(self, loop: asyncio.AbstractEventLoop) -> None:
        if loop.is_closed():
            return
        loop.call_soon_threadsafe(self._count_done)

    def _count_done(self) -> None:
        self._pending -= 1

    def close(self) -> None:
        """Wait for the running calls; drop the others."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _has_failed(future: Future[T]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is not None
