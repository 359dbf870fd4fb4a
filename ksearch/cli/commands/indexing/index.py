"""`ksearch index`: brings the index up to date."""

from __future__ import annotations

from typing import Any

import ksearch

from ...options.option import Command
from ...options.taken import TAKEN
from ...updating import update_and_print

SUMMARY = """Bring the index up to date.

Articles that are new are added, those that changed are replaced, and those whose files are
gone are dropped, all at once. The index remembers its sources and how they are read, so that
without a SOURCE all of them are brought up to date.
"""


def run(**values: Any) -> int:
    """Update the index and print the report; return the exit status."""
    return update_and_print(ksearch.update, **values)


COMMAND = Command("index", SUMMARY, TAKEN["index"], run)
