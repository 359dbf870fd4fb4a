"""The sources of an index, as text."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from ksearch import SourceEntry
from ksearch.messages import counted, tr
from ksearch.render.terminal import Terminal, harmless
from ksearch.render.words import articles_in_words


def source_lines(entries: Sequence[SourceEntry], terminal: Terminal) -> Iterator[str]:
    """Yield a line for each source: where it is, what the index has of it, how it is read."""
    for entry in entries:
        held = tr(
            "{articles} in {files}",
            articles=articles_in_words(entry.articles),
            files=counted("{count:,} file", "{count:,} files", entry.files),
        )
        line = f"{terminal.title(harmless(entry.path))}: {held}"
        if entry.unreadable:
            line += f", {tr('{count:,} unreadable', count=entry.unreadable)}"
        if entry.prefix:
            line += f"; {tr('ids begin with {prefix}', prefix=harmless(entry.prefix))}"
        if entry.options:
            line += f"; {harmless(_flags(entry.options))}"
        if not entry.there:
            line += f"; {terminal.warning(tr('not there now'))}"
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
