"""The sources of an index, as text."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from ksearch import SourceEntry
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.words import count_of


def source_lines(entries: Sequence[SourceEntry], terminal: Terminal) -> Iterator[str]:
    """Yield a line for each source: where it is, what the index has of it, how it is read."""
    for entry in entries:
        parts = [count_of(entry.articles, "article"), f"in {count_of(entry.files, 'file')}"]
        line = f"{terminal.title(harmless(entry.path))}: {' '.join(parts)}"
        if entry.unreadable:
            line += f", {entry.unreadable:,} unreadable"
        if entry.prefix:
            line += f"; ids begin with {harmless(entry.prefix)}"
        if entry.options:
            line += f"; {harmless(_flags(entry.options))}"
        if not entry.there:
            line += f"; {terminal.warning('not there now')}"
        yield line


def _flags(options: Mapping[str, object]) -> str:
    """Return options as they are typed."""
    flags: list[str] = []
    for name, value in options.items():
        if value is True:
            flags.append(f"--{name}")
        elif isinstance(value, Mapping):
            pairs = ",".join(f"{field}={given}" for field, given in value.items())
            flags += [f"--{name}", pairs]
        elif isinstance(value, list | tuple):
            flags += [part for each in value for part in (f"--{name}", str(each))]
        else:
            flags += [f"--{name}", str(value)]
    return shlex.join(flags)
