"""`ksearch search --batch`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..guard import FOUND, NOTHING_FOUND
from .sharing import Helpers
from .stdin import lines_of_stdin

if TYPE_CHECKING:
    from ksearch import Index

    from .answers import Asked


def search_batch(index: Index, asked: Asked) -> int:
    """Search for each line of stdin and print what was found; return the exit status.

    An invalid query gets an object with its ``error``; blank lines are skipped. A query that comes
    alone is answered at once, so that a program can send and read in turns; many that come together
    are divided among processes.

    Args:
        index: what is searched.
        asked: how.

    Raises:
        UsageError: stdin is not in UTF-8.
    """
    found = False
    with Helpers(index, asked) as helpers:
        for lines in lines_of_stdin():
            for answers in helpers.answers([line for line in lines if line.strip()]):
                found = found or answers.found
                sys.stdout.write(answers.lines)
                sys.stdout.flush()
    return FOUND if found else NOTHING_FOUND
