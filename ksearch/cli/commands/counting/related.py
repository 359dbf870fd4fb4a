"""`ksearch related`: words that go with a query."""

from __future__ import annotations

import sys
from typing import Any

import ksearch
from ksearch.messages import Message
from ksearch.render.counting.counts import related_lines
from ksearch.render.exports.csv import csv_lines
from ksearch.render.json import related_data, to_json
from ksearch.render.terminal import is_terminal, write_lines

from ...counting import asked_for, say_nothing_was_found
from ...guard import FOUND, NOTHING_FOUND, complain
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show
from ...printing import report_correction

SUMMARY = """Print words related to a query.

They are the nouns that are more frequent in its best hundred articles than in others.
"""


def run(*, limit: int, **common: Any) -> int:
    """Find the words and print them; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever counting raises.
    """
    asked = asked_for(**common)
    with ksearch.open(asked.folder) as opened:
        query = " ".join(asked.query)
        related = opened.related(query, limit=limit, **asked.filters)
        if not related.total:
            say_nothing_was_found(opened, asked, [query])
    report_correction(related)
    if asked.format_name == "json":
        write_lines([to_json(related_data(related))])
    elif asked.format_name == "csv":
        write_lines(csv_lines(related.to_dicts()), painted=False)
    else:
        show(related_lines(related, asked.terminal), asked.terminal)
    if related.total and not related.words and is_terminal(sys.stderr):
        complain(Message("no related words were found"))
    return FOUND if related.words else NOTHING_FOUND


COMMAND = Command("related", SUMMARY, TAKEN["related"], run)
