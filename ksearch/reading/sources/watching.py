"""Changes of the sources as they happen, gathered in batches."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from ksearch.messages import Message

from ..extras import require
from ..registry import format_of
from .ignoring import IGNORE_FILE
from .walking import spelled_as_on_disk


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes since the last batch; paths as the disk spells them, sorted.

    Attributes:
        added: files that came.
        modified: files whose content or name changed.
        removed: files that went.
    """

    added: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.modified or self.removed)

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted((*self.added, *self.modified, *self.removed)))


def watch(
    sources: Sequence[str | os.PathLike[str]],
    *,
    quiet_ms: int = 500,
    gather_ms: int = 5000,
    stop: Event | None = None,
) -> Iterator[Changes]:
    """Wait for changes of sources and yield them in batches, until stopped.

    One batch is empty: it comes after the first seconds without a change, and means that the watch
    has begun. Changes just before that are in no batch.

    A batch is closed when nothing has changed for `quiet_ms`, or `gather_ms` after its first
    change. Between batches the process sleeps; the system wakes it. Hidden files and files without
    a reader are ignored; a changed ``.ksearchignore`` is reported, because it may hide or show
    others.

    Args:
        sources: folders and files.
        quiet_ms: milliseconds without a change that close a batch.
        gather_ms: milliseconds after which a batch is closed in any case.
        stop: set it to end the watch.

    Raises:
        MissingExtra: watchfiles is not installed.
        KeyboardInterrupt: Ctrl-C was pressed while waiting.
    """
    watchfiles = require("watchfiles", "watch", Message("Watching sources"))
    kinds = watchfiles.Change
    roots = [spelled_as_on_disk(os.path.abspath(source)) for source in sources]
    begun = False
    for batch in watchfiles.watch(
        *roots,
        watch_filter=lambda _, path: _concerns(path, roots),
        debounce=gather_ms,
        step=quiet_ms,
        stop_event=stop,
        yield_on_timeout=True,
        raise_interrupt=True,
        ignore_permission_denied=True,
    ):
        sorts: dict[object, list[str]] = {kind: [] for kind in kinds}
        for kind, path in sorted(batch):
            sorts[kind].append(path)
        added, removed = set(sorts[kinds.added]), set(sorts[kinds.deleted])
        changes = Changes(
            added=tuple(sorted(path for path in added if os.path.lexists(path))),
            modified=tuple(sorted(set(sorts[kinds.modified]) - added - removed)),
            removed=tuple(sorted(path for path in removed if not os.path.lexists(path))),
        )
        if changes or not begun:
            yield changes
        begun = True


def _concerns(path: str, roots: Sequence[str]) -> bool:
    """Return whether a change could change the index."""
    below = next((path[len(root) :] for root in roots if path.startswith(root)), path)
    parts = [part for part in Path(below).parts if part != os.sep]
    name = parts[-1] if parts else os.path.basename(path)  # noqa: PTH119
    if name == IGNORE_FILE:
        return True
    if any(part.startswith(".") for part in parts):
        return False
    # A folder that was moved away or in is one change, without its files.
    return format_of(name) is not None or "." not in name
