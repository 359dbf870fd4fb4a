"""User words and synonyms as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch import WordEntry
from ksearch.messages import Message, tr, tr_count, translate
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.terminal.table import table_lines

#: What has changed since the last commit.
_STATES = {"added": Message("added"), "removed": Message("removed")}


def added_line(entry: WordEntry, terminal: Terminal) -> str:
    """Return the line about an entry that was added, and when it takes effect."""
    return tr("added {entry}; {when}", entry=_named(entry, terminal), when=_when(entry))


def removed_line(entry: WordEntry, terminal: Terminal) -> str:
    """Return the line about an entry that was removed, and when that takes effect."""
    return tr("removed {entry}; {when}", entry=_named(entry, terminal), when=_when(entry))


def _named(entry: WordEntry, terminal: Terminal) -> str:
    tag = f" ({entry.tag})" if entry.tag else ""
    return terminal.title(harmless(entry.entry)) + tag


def _when(entry: WordEntry) -> str:
    if entry.state == "in force":
        return tr("it is in force")
    return tr("in force after the next `ksearch index`")


def word_lines(entries: Sequence[WordEntry], terminal: Terminal) -> Iterator[str]:
    """Yield a line for each entry, and the number of those not in force as listed."""
    rows = [
        (harmless(entry.entry), entry.tag or "", _state(entry), harmless(entry.note))
        for entry in entries
    ]
    yield from table_lines(rows, terminal.columns)
    pending = sum(entry.state != "in force" for entry in entries)
    if pending:
        yield terminal.warning(
            tr_count(
                "{count:,} change in force after the next `ksearch index`",
                "{count:,} changes in force after the next `ksearch index`",
                pending,
            )
        )


def _state(entry: WordEntry) -> str:
    return "" if entry.state == "in force" else translate(_STATES.get(entry.state, entry.state))
