"""The command line: one module for each command, rendering apart from logic.

A search that is plainly put goes down a fast lane that needs nothing but the standard library
and the index; everything else (other commands, help, mistakes) is typer's.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 found, 1 nothing found, 2 error."""
    from .guard import guarded

    arguments = sys.argv[1:] if argv is None else list(argv)
    return guarded(lambda: _run(arguments))


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["search"]:
        from .commands import search
        from .parsing import parse

        values = parse(arguments[1:], search.OPTIONS)
        if values is not None:
            return search.run(**values)
    from .app import run_app

    return run_app(arguments)
