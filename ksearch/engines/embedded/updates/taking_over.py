"""Repairs faults of earlier versions when an index's table of files is converted.

Those versions chose ids by the sources that were given together: in another combination, an article
was overwritten by another one of the same path, or indexed twice.
"""

from __future__ import annotations

from pathlib import Path

from ksearch.storage.snapshot import Snapshot
from ksearch.storage.sources import UNREAD, SourceTable


def live_keys(snapshot: Snapshot) -> set[str]:
    """Return the keys of the files that have articles in an index."""
    return {
        key
        for segment in snapshot.segments
        for number, key in enumerate(segment.column("path").all())
        if key and segment.is_live(number)
    }


def doubled_keys(table: SourceTable, snapshot: Snapshot) -> set[str]:
    """Return the keys of articles that are under the key of a file beside them.

    That is a key that no file has now: the name of a source and the path of a file in it, although
    the file also has articles under its own key.
    """
    there = live_keys(snapshot)
    keys = {(row.source, row.inside): row.key for row in table.files}
    borne = set(keys.values())
    names = [
        (source.number, "/".join(parts[-length:]).lstrip("/") + "/")
        for source in table.sources
        for parts in [Path(source.root).parts]
        for length in range(1, len(parts) + 1)
    ]
    return {
        other
        for other in there - borne
        for number, name in names
        if other.startswith(name) and keys.get((number, other.removeprefix(name))) in there
    }


def reread_overwritten(table: SourceTable, snapshot: Snapshot) -> SourceTable:
    """Mark files without articles to be read again: they were overwritten, or refused."""
    there = live_keys(snapshot)
    files = [row if row.key in there else row._replace(size=UNREAD) for row in table.files]
    return table._replace(files=files)
