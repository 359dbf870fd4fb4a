"""`ksearch browse`: search as one types, on the whole screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import ksearch
from ksearch.messages import Message
from ksearch.reading.extras import require
from ksearch.render.terminal import is_terminal

from ...guard import FOUND, UsageError
from ...options.filters import given
from ...options.option import Command
from ...options.taken import TAKEN

if TYPE_CHECKING:
    from ksearch.model.choices import Sort

SUMMARY = """Search as you type.

Hits are listed beside the article, with every match highlighted; F1 shows the keys. It needs the
extra tui.
"""


def run(*, query: tuple[str, ...], index: str, sort: Sort, **filters: Any) -> int:
    """Show the screen until it is left; return the exit status.

    Raises:
        UsageError: there is no terminal to show it on.
        MissingExtra: Textual is not installed.
        KSearchError: there is no index that can be opened.
    """
    narrowed = given(filters)
    with ksearch.open(index) as opened:
        if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
            raise UsageError(Message("browse needs a terminal; in a pipe, use `ksearch search`"))
        require("textual", "tui", "`ksearch browse`")
        from ...browse.answers import Asking
        from ...browse.app import Browse
        from ...browse.view import View

        Browse(Asking(opened, narrowed), View(" ".join(query), sort)).run()
    return FOUND


COMMAND = Command("browse", SUMMARY, TAKEN["browse"], run)
