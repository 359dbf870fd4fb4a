"""The sources that an index remembers: listing, adding, removing and moving them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ksearch.engines.embedded.inspecting import check_of
from ksearch.engines.embedded.updates.gathering import find_source, located_sources, near
from ksearch.engines.embedded.updates.opening import (
    create_empty,
    make_folder,
    open_for_writing,
    remembered_sources,
    salvaged,
)
from ksearch.engines.embedded.updates.options import kept_options, reads_alike
from ksearch.messages import Message
from ksearch.model.errors import InvalidValue, KSearchError, SourceNotFound
from ksearch.model.reports import CheckReport, Refused, ShareCallback, SourceEntry
from ksearch.reading import ReadOptions
from ksearch.reading.sources.walking import readable_key, spelled_as_on_disk
from ksearch.storage import manifest as manifests
from ksearch.storage.locking import write_lock
from ksearch.storage.snapshot import Snapshot
from ksearch.storage.sources import UNREAD, Source, SourceFile, SourceTable

#: Working memory of a change that reads no files, in megabytes.
_MEMORY_MB = 64

#: Returns a changed table, and the source that was changed.
_Change = Callable[[SourceTable], tuple[SourceTable, Source]]


def source_paths(folder: Path) -> tuple[str, ...]:
    """Return the paths of an index's sources."""
    return tuple(source.root for source in located_sources(folder, salvaged(folder)))


class Remarks(NamedTuple):
    """Remarks about the sources: failures to read files, and incomplete articles."""

    unreadable: tuple[Refused, ...] = ()
    notes: tuple[Refused, ...] = ()


def remarks_on(folder: Path) -> Remarks:
    """Return the remarks about the sources; none if they are not known any more."""
    try:
        table = remembered_sources(folder)
    except KSearchError:
        return Remarks()
    return Remarks(
        tuple(Refused(each.where, each.reason) for each in table.unreadable),
        tuple(Refused(each.where, each.reason) for each in table.notes),
    )


def check_with_remarks(folder: Path, report: ShareCallback | None = None) -> CheckReport:
    """Return the result of checking an index, with the remarks on its sources if it is sound."""
    found = check_of(folder, report)
    if found.problems:
        return found
    remarks = remarks_on(folder)
    return replace(found, unreadable=remarks.unreadable, notes=remarks.notes)


def source_entries(folder: Path, snapshot: Snapshot) -> tuple[SourceEntry, ...]:
    """Return the sources of the index, in the order in which they were added."""
    table = remembered_sources(folder)
    sources = located_sources(folder, table)
    articles = _articles_by_key(snapshot)
    return tuple(_entry(source, table, articles) for source in sources)


def ids_of(snapshot: Snapshot, keys: Collection[str]) -> Iterator[str]:
    """Yield the ids of the articles of some files."""
    for segment in snapshot.segments:
        for number in segment.column("path").places_of(keys).tolist():
            if segment.is_live(number):
                yield segment.column("id")[number] or ""


def _articles_by_key(snapshot: Snapshot) -> Counter[str]:
    counts: Counter[str] = Counter()
    for segment in snapshot.segments:
        for number, key in enumerate(segment.column("path").all()):
            if key and segment.is_live(number):
                counts[key] += 1
    return counts


def _entry(source: Source, table: SourceTable, articles: Counter[str]) -> SourceEntry:
    rows = [row for row in table.files if row.source == source.number]
    return SourceEntry(
        path=source.root,
        there=Path(source.root).exists(),
        files=len(rows),
        articles=sum(articles[row.key] for row in rows),
        unreadable=sum(each.source == source.number for each in table.unreadable),
        prefix=source.prefix,
        options=dict(source.options),
    )


def add_source(folder: Path, path: str, options: object | None, wait_seconds: float) -> SourceEntry:
    """Remember a source, or how one is read from now on; the next update reads it.

    Raises:
        SourceNotFound: there is nothing at the path.
        IndexLocked, StorageError: see `storage`.
    """
    root = spelled_as_on_disk(os.path.abspath(path))
    if not os.path.lexists(root):
        raise SourceNotFound(
            Message("There is no file or folder {path} to add; check the path.", path=repr(path))
        )
    kept = kept_options(options if isinstance(options, ReadOptions) else ReadOptions())

    def change(table: SourceTable) -> tuple[SourceTable, Source]:
        old = find_source(table.sources, path)
        if old is None:
            number = max((source.number for source in table.sources), default=0) + 1
            new = Source(number, root, near(root, folder), options=kept)
            return table._replace(sources=(*table.sources, new)), new
        new = old._replace(options=kept)
        return _with(table, old, new, again=not reads_alike(old, new)), new

    if not manifests.exists(folder):
        make_folder(folder)
        create_empty(folder)
    return _changed(folder, wait_seconds, change)


def remove_source(folder: Path, path: str, wait_seconds: float) -> SourceEntry:
    """Forget a source, and drop its articles.

    Returns:
        The removed source; ``articles`` counts the dropped articles.

    Raises:
        InvalidValue: the index remembers no such source.
        IndexLocked, StorageError: see `storage`.
    """

    def change(table: SourceTable) -> tuple[SourceTable, Source]:
        source = _remembered_as(table, path)
        gone = {row.key for row in table.files if row.source == source.number}
        return (
            table._replace(
                sources=tuple(each for each in table.sources if each != source),
                files=[row for row in table.files if row.key not in gone],
                aliases=[alias for alias in table.aliases if alias.key not in gone],
                unreadable=[each for each in table.unreadable if each.source != source.number],
                notes=[each for each in table.notes if each.source != source.number],
            ),
            source,
        )

    return _changed(folder, wait_seconds, change)


def move_source(folder: Path, path: str, new_path: str, wait_seconds: float) -> SourceEntry:
    """Look for a source elsewhere from now on; its articles, and their ids, stay.

    Raises:
        SourceNotFound: there is nothing at the new path.
        InvalidValue: the index remembers no such source, or remembers the new path already, or none
            of the source's known files is at the new path.
        IndexLocked, StorageError: see `storage`.
    """
    root = spelled_as_on_disk(os.path.abspath(new_path))
    if not os.path.lexists(root):
        raise SourceNotFound(
            Message(
                "There is no file or folder {new_path}; check the path.", new_path=repr(new_path)
            )
        )

    def change(table: SourceTable) -> tuple[SourceTable, Source]:
        old = _remembered_as(table, path)
        other = find_source(table.sources, new_path)
        if other not in (None, old):
            raise InvalidValue(
                Message(
                    "“{new_path}” is another source already; remove one of the two",
                    new_path=new_path,
                )
            )
        new = old._replace(root=root, near=near(root, folder))
        rows = [row for row in table.files if row.source == old.number]
        moved = _moved_rows(rows, root)
        if rows and not moved:
            raise InvalidValue(
                Message(
                    "“{new_path}” holds none of the files of “{root}”; use `ksearch sources "
                    "remove`, and `ksearch index` for what is new",
                    new_path=new_path,
                    root=old.root,
                )
            )
        files = [row for row in table.files if row.source != old.number]
        return _with(table._replace(files=[*files, *moved]), old, new), new

    return _changed(folder, wait_seconds, change)


def _moved_rows(rows: list[SourceFile], root: str) -> list[SourceFile]:
    """Return the known files of a source that are at its new path, which may be no file at all."""
    if not Path(root).is_dir():
        name = readable_key(Path(root).name)
        return [rows[0]._replace(inside=name)] if len(rows) == 1 else []
    there = (os.path.lexists(spelled_as_on_disk(f"{root}/{row.inside}")) for row in rows)
    return rows if any(there) else []


def _changed(folder: Path, wait_seconds: float, change: _Change) -> SourceEntry:
    """Change the table of sources, and commit; return the changed source.

    Articles of files that are no longer in the table are dropped.
    """
    manifests.read(folder)
    with write_lock(folder, wait_seconds):
        opened = open_for_writing(folder, _MEMORY_MB)
        try:
            table = remembered_sources(folder)
            home = os.path.abspath(folder)
            table = table._replace(sources=located_sources(folder, table), home=home)
            base = opened.base or Snapshot(folder, manifests.Manifest())
            changed, source = change(table)
            gone = {row.key for row in table.files} - {row.key for row in changed.files}
            for article_id in ids_of(base, gone):
                opened.writer.delete(article_id)
            articles = _articles_by_key(base)
            # For a removed source, the entry before the change counts the dropped articles.
            entry = _entry(source, table if source not in changed.sources else changed, articles)
        except BaseException:
            opened.writer.rollback()
            raise
        opened.writer.commit(changed)
    return entry


def _with(table: SourceTable, old: Source, new: Source, *, again: bool = False) -> SourceTable:
    """Return the table with one source replaced, and its files marked to be read if needed."""
    sources = tuple(new if each == old else each for each in table.sources)
    if not again:
        return table._replace(sources=sources)
    files = [row._replace(size=UNREAD) if row.source == new.number else row for row in table.files]
    return table._replace(sources=sources, files=files)


def _remembered_as(table: SourceTable, path: str) -> Source:
    source = find_source(table.sources, path)
    if source is None:
        known = ", ".join(f"“{each.root}”" for each in table.sources) or "none"
        raise InvalidValue(
            Message(
                "“{path}” is not a source of the index; it remembers {known} (`ksearch sources "
                "list`)",
                path=path,
                known=known,
            )
        )
    return source
