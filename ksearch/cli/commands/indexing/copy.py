"""`ksearch copy`: an index from a folder to a cluster, or back."""

from __future__ import annotations

import time

import ksearch
from ksearch.messages import Message, translate
from ksearch.render.json import to_json
from ksearch.render.terminal import write_lines

from ...guard import FOUND
from ...options.option import Command
from ...options.taken import TAKEN
from ...progress import share_bar

SUMMARY = """Copy an index from a folder to a cluster, or back.

Addresses look like opensearch://host:9200/name. The analyses are copied, too, so that nothing is
analysed again; at the end both are searched, and must answer alike. If it was interrupted on the
way to a cluster, the same command goes on with it.
"""


def run(*, source: str, target: str, wait: float, json: bool) -> int:
    """Copy and print how many articles; return the exit status."""
    begin = time.monotonic()
    with share_bar(Message("Copying")) as tell:
        articles = ksearch.copy(source, target, progress=tell, wait=wait)
    seconds = time.monotonic() - begin
    if json:
        write_lines([to_json({"articles": articles, "target": target, "seconds": seconds})])
    else:
        done = Message(
            "{target} holds {articles} articles, and answers as {source} does; {seconds} s",
            target=target,
            articles=f"{articles:,}",
            source=source,
            seconds=f"{seconds:.1f}",
        )
        write_lines([translate(done)])
    return FOUND


COMMAND = Command("copy", SUMMARY, TAKEN["copy"], run)
