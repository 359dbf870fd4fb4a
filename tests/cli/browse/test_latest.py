"""Requests that come faster than they can be answered."""

from __future__ import annotations

import asyncio
import threading

from ksearch.cli.browse.latest import Latest


def test_only_the_latest_of_many_requests_is_shown() -> None:
    """While the first is being answered, others take each other's place."""
    begun, go_on = threading.Event(), threading.Event()
    answered: list[int] = []
    shown: list[tuple[int, int]] = []

    def answer(request: int) -> int:
        answered.append(request)
        begun.set()
        go_on.wait(10)
        return request * 10

    async def use() -> None:
        latest: Latest[int, int] = Latest(
            answer, lambda request, found: shown.append((request, found)), _fail
        )
        latest.ask(1)
        await asyncio.to_thread(begun.wait, 10)
        for request in (2, 3, 4):
            latest.ask(request)
        assert latest.busy
        go_on.set()
        while latest.busy:
            await asyncio.sleep(0.001)

    asyncio.run(use())
    assert answered == [1, 4]
    assert shown == [(4, 40)]


def test_an_error_is_handed_on_and_the_next_request_answered() -> None:
    shown: list[int] = []
    failed: list[str] = []

    def answer(request: int) -> int:
        if request == 1:
            raise ValueError("one")
        return request

    async def use() -> None:
        latest: Latest[int, int] = Latest(
            answer,
            lambda request, found: shown.append(found),
            lambda error: failed.append(str(error)),
        )
        for request in (1, 2):
            latest.ask(request)
            while latest.busy:
                await asyncio.sleep(0.001)

    asyncio.run(use())
    assert (shown, failed) == ([2], ["one"])


def _fail(error: Exception) -> None:
    raise AssertionError(error)
