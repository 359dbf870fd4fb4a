"""`ksearch check`: whether the index is sound."""

from __future__ import annotations

import ksearch
from ksearch.messages import Message
from ksearch.render.json import json_value, to_json
from ksearch.render.terminal import Terminal, write_lines
from ksearch.render.terminal.reports import check_lines

from ...guard import ERROR, FOUND, complain
from ...options.option import Command
from ...options.taken import TAKEN
from ...paging import show
from ...progress import share_bar

SUMMARY = """Say whether the index is sound.

Every byte of it is read and compared with what was written, and whether it makes sense: words
in order, postings and counts as the articles give them, nothing outside its place.
"""


def run(*, index: str, repair: bool, json: bool, terminal: Terminal) -> int:
    """Check and print the report; return the exit status."""
    with share_bar(Message("Repairing") if repair else Message("Checking")) as tell:
        report = ksearch.check(index, repair=repair, progress=tell)
    if json:
        write_lines([to_json({"sound": report.sound, **json_value(report)})])
    else:
        show(check_lines(report, index, terminal), terminal)
    if report.lost:
        complain(
            Message(
                "not everything could be saved; `ksearch index` restores what its sources still "
                "have"
            )
        )
    elif not report.sound:
        complain(
            Message(
                "the index in “{index}” is damaged; `ksearch check --repair` builds it "
                "again from its own articles, `ksearch rebuild` from its sources",
                index=index,
            )
        )
    return FOUND if report.sound and not report.lost else ERROR


COMMAND = Command("check", SUMMARY, TAKEN["check"], run)
