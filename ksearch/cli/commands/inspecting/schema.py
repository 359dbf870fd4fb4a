"""`ksearch schema`: what the JSON of a search looks like."""

from __future__ import annotations

from ksearch.render.json import to_json
from ksearch.render.terminal import write_lines

from ...guard import FOUND
from ...options.option import Command
from ...options.taken import TAKEN

SUMMARY = """Print the JSON schema of what `search --json` prints.

A line of `--batch` is of it, too, and one of `--format jsonl` is its `#/$defs/hit`.
"""


def run() -> int:
    """Print the schema; return the exit status."""
    from ksearch.render.schema import search_schema

    write_lines([to_json(search_schema())], painted=False)
    return FOUND


COMMAND = Command("schema", SUMMARY, TAKEN["schema"], run)
