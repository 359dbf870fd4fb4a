"""The line in which the query is typed, with completions of its last word."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widgets import Input

from ksearch.messages import tr

from .answers import Asking
from .panes import HitsPane

#: Seconds without a key before a completion is looked for.
_TYPING_PAUSE = 0.15


class QueryLine(Input):
    """The query; keys that go through the list go to the list."""

    #: The length of the text changes with every key, but not the width of the line: without this,
    #: Textual would lay the whole screen out again each time.
    virtual_size = Reactive(Size(0, 0), layout=False)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "list('move(-1)')", show=False),
        Binding("down", "list('move(1)')", show=False),
        Binding("pageup", "list('page(-1)')", show=False),
        Binding("pagedown", "list('page(1)')", show=False),
    ]

    def __init__(self, value: str, asking: Asking) -> None:
        super().__init__(
            value,
            id="query",
            placeholder=tr("type to search; Enter to the list, F1 for help"),
            select_on_focus=False,
            suggester=_Completions(asking, self),
        )

    async def action_list(self, action: str) -> None:
        """Do something in the list of hits."""
        await self.app.run_action(action, self.app.query_one(HitsPane))


class _Completions(Suggester):
    """Completes the last word after a pause in typing."""

    def __init__(self, asking: Asking, line: Input) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._asking = asking
        self._line = line

    async def get_suggestion(self, value: str) -> str | None:
        """Return the text with its last word completed."""
        await asyncio.sleep(_TYPING_PAUSE)
        if self._line.value != value or not value.strip() or value.endswith(" "):
            return None
        return await asyncio.to_thread(self._asking.completed, value)
