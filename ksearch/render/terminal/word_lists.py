"""User words and synonyms for the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch import WordEntry
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.table import table_lines
from ksearch.render.words import count_of

_NEXT = "after the next `ksearch index`"


def changed_line(done: str, entry: WordEntry, terminal: Terminal) -> str:
    """Return the line about a changed entry, and when it takes effect."""
    when = "it is in force" if entry.state == "in force" else f"in force {_NEXT}"
    tag = f" ({entry.tag})" if entry.tag else ""
    return f"{done} {terminal.title(harmless(entry.entry))}{tag}; {when}"


def word_lines(entries: Sequence[WordEntry], terminal: Terminal) -> Iterator[str]:
    """Yield a line for each entry, and the number of those not in force as listed."""
    rows = [
        (harmless(entry.entry), entry.tag or "", _state(entry), harmless(entry.note))
        for entry in entries
    ]
    yield from table_lines(rows, terminal.columns)
    pending = sum(entry.state != "in force" for entry in entries)
    if pending:
        yield terminal.warning(f"{count_of(pending, 'change')} in force {_NEXT}")


def _state(entry: WordEntry) -> str:
    return "" if entry.state == "in force" else entry.state
