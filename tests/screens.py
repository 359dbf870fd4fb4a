"""The screen of `ksearch browse` for tests: keys go in, and what is shown comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot

import ksearch
from ksearch.cli.browse.answers import Asking
from ksearch.cli.browse.app import Browse
from ksearch.cli.browse.view import View


class Screen:
    """A screen while it is used."""

    def __init__(self, app: Browse, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until all that they asked for is shown."""
        await self.pilot.press(*keys)
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, as a keyboard or an input method delivers it."""
        await self.press(*text)

    async def settle(self) -> None:
        """Wait until nothing is asked for any more."""
        for _ in range(2):
            await self.pilot.pause()
            while self.app.busy:
                await asyncio.sleep(0.005)
            await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    @property
    def text(self) -> str:
        """The screen."""
        return "\n".join(self.lines)

    @property
    def summary(self) -> str:
        """The line below the query."""
        return self.lines[1]

    @property
    def message(self) -> str:
        """The line above the keys."""
        return self.lines[-2]

    @property
    def titles(self) -> list[str]:
        """The titles of the hits that have been loaded."""
        return [row.title for row in self.app.hits.rows]

    @property
    def article(self) -> str:
        """The article beside the hits, all of it."""
        lines = self.app.article.article.lines
        return "\n".join("".join(piece.text for piece in line) for line in lines)


Play = Callable[[Screen], Awaitable[None]]


def played(
    index: ksearch.Index,
    play: Play,
    *,
    query: str = "",
    size: tuple[int, int] = (120, 40),
    given: dict[str, Any] | None = None,
) -> None:
    """Run the screen over an index, and let ``play`` use it."""

    async def run() -> None:
        app = Browse(Asking(index, given or {}), View(query))
        async with app.run_test(size=size) as pilot:
            screen = Screen(app, pilot)
            await screen.settle()
            await play(screen)

    asyncio.run(run())
