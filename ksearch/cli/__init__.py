"""The command line: one module for each command, rendering apart from logic.

A search with simple arguments takes a fast lane that imports only the standard library and the
index; everything else (other commands, help, mistakes) is left to typer.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0 found, 1 nothing found, 2 error."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if argv is None:
        _hurry(arguments)
    from .guard import guarded

    status = guarded(lambda: _run(arguments))
    if argv is None:
        gc.freeze()  # otherwise the collector walks through all objects again at exit
    return status


#: Allocations between two runs of the garbage collector.
_YOUNG_OBJECTS = 100_000
#: Options with which a search may take long.
_LONG = frozenset(("--all", "--batch"))


def _hurry(arguments: list[str]) -> None:
    """Speed up a process that runs only ksearch, before anything is imported.

    The threads of numpy's linear algebra are not needed. Garbage collection takes a tenth of the
    time of a search, which makes hardly any garbage; an update makes some, so it still runs there
    now and then.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if arguments[:1] == ["search"] and not _LONG.intersection(arguments):
        gc.disable()
    else:
        gc.set_threshold(_YOUNG_OBJECTS)


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["search"]:
        from .commands.searching import search
        from .options.parsing import parse_arguments
        from .running import run_command

        values = parse_arguments(arguments[1:], search.COMMAND)
        if values is not None:
            return run_command(search.COMMAND, values)
    from .app import run_app

    return run_app(arguments)
