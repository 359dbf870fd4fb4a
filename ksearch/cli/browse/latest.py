"""Answers the latest of requests that come faster than they can be answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

_Request = TypeVar("_Request")
_Answer = TypeVar("_Answer")


class Latest(Generic[_Request, _Answer]):
    """Answers requests in a thread, one at a time.

    A request that comes meanwhile waits, replacing one that already waits; an answer is dropped if
    another request is waiting. So holding a key down causes one search after the other, not many at
    once, and no outdated answer is shown.

    Args:
        answer: makes an answer; called in a thread.
        show: takes a request and its answer; called in the event loop.
        failed: takes what ``answer`` raised for a request that is still the latest.
    """

    def __init__(
        self,
        answer: Callable[[_Request], _Answer],
        show: Callable[[_Request, _Answer], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._answer = answer
        self._show = show
        self._failed = failed
        self._waiting: list[_Request] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a request is being answered."""
        return self._task is not None and not self._task.done()

    def ask(self, request: _Request) -> None:
        """Have a request answered as soon as the one before it is."""
        self._waiting = [request]
        if not self.busy:
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            request = self._waiting.pop()
            try:
                answer = await asyncio.to_thread(self._answer, request)
            except Exception as error:
                if not self._waiting:
                    self._failed(error)
            else:
                if not self._waiting:
                    self._show(request, answer)
