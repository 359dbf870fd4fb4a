"""`ksearch rebuild`: builds the index anew."""

from __future__ import annotations

from typing import Any

import ksearch

from ...options.option import Command
from ...options.taken import TAKEN
from ...updating import update_and_print

SUMMARY = """Build the index anew.

It is built beside the old one and then takes its place; until then the old one answers. It is
made of all the sources that it remembers, and of those named here; on a cluster, which remembers
none, of the articles that it holds.
"""


def run(**values: Any) -> int:
    """Rebuild the index and print the report; return the exit status."""
    return update_and_print(ksearch.rebuild, **values)


COMMAND = Command("rebuild", SUMMARY, TAKEN["rebuild"], run)
