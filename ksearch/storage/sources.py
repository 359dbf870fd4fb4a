"""The table of an index's sources: their files, and failures to read them.

An article is identified by its source, its file's path inside that source and, in a file of
several, its own id there. The ids that people see are assigned once and kept here: a file's ``key``
is the id of its article or the prefix of its articles' ids; an `Alias` records an article whose own
id was taken already.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ksearch.arrays import ArrayFile, write_arrays
from ksearch.arrays.types import AnyArray
from ksearch.messages import Message
from ksearch.messages.kept import message_data, message_from
from ksearch.model.errors import IndexCorrupt
from ksearch.storage.segments.columns import Column, pack_column

#: Recorded size of a file that is to be read again, whatever its real size.
UNREAD = -1


class Source(NamedTuple):
    """A folder or file that an index is kept up to date with.

    Attributes:
        number: its number in the table; never reused.
        root: its absolute path, as it was named.
        near: its path relative to the index's folder, where the two are in a common folder.
        prefix: prefix of its files' paths in ids: ``2025/``, or empty.
        options: reading options that differ from the defaults (JSON values).
        linked: whether it contained links.
        mounted: whether it was the root of a mounted disk.
    """

    number: int
    root: str
    near: str = ""
    prefix: str = ""
    options: Mapping[str, Any] = {}
    linked: bool = False
    mounted: bool = False


class SourceFile(NamedTuple):
    """A file that was read.

    Attributes:
        source: the number of its source.
        inside: its path inside the source, with ``/`` and in NFC.
        key: its unique name in the index.
        size: bytes, or `UNREAD`.
        mtime_ns: when it was last changed, in nanoseconds since 1970.
    """

    source: int
    inside: str
    key: str
    size: int
    mtime_ns: int


class Alias(NamedTuple):
    """An article whose id differs from the one in its file, because that one was taken.

    Attributes:
        key: its file.
        own: its id in the file.
        id: its id in the index.
    """

    key: str
    own: str
    id: str


class UnreadableEntry(NamedTuple):
    """A failure to read a file or a part of it.

    Attributes:
        key: its file; "" for a place that could not be listed.
        source: the number of its source.
        where: the place, for people.
        reason: what is wrong with it.
        hope: why the unchanged file may be readable another time: "" if it will not, ``passing`` (a
            permission, a disk's error) or the name of a missing extra.
    """

    key: str
    source: int
    where: str
    reason: str
    hope: str = ""


class SourceTable(NamedTuple):
    """Everything that an index remembers of its sources.

    Attributes:
        sources: in the order in which they were added.
        files: what was read of them.
        aliases: articles whose ids differ from those in their files.
        unreadable: what could not be read.
        home: the index's folder when this was written (absolute).
        readers: the version of the readers; newer ones may read what these could not.
        notes: notes on articles that are incomplete.
    """

    sources: tuple[Source, ...] = ()
    files: Sequence[SourceFile] = ()
    aliases: Sequence[Alias] = ()
    unreadable: Sequence[UnreadableEntry] = ()
    home: str = ""
    readers: str = ""
    notes: Sequence[UnreadableEntry] = ()

    def is_of_an_earlier_version(self) -> bool:
        """Return whether it was converted from a version that did not record sources."""
        return bool(self.sources) and not self.home

    def says_the_same(self, other: SourceTable) -> bool:
        """Return whether two tables are equal, ignoring the order of their entries."""
        return self.sources == other.sources and all(
            set(mine) == set(others)
            for mine, others in (
                (self.files, other.files),
                (self.aliases, other.aliases),
                (self.unreadable, other.unreadable),
                (self.notes, other.notes),
            )
        )


def write_sources(path: Path, table: SourceTable) -> int:
    """Write the table; returns its size in bytes.

    Raises:
        StorageError: the disk refused.
    """
    head = {
        "sources": [source._asdict() for source in table.sources],
        "home": table.home,
        "readers": table.readers,
    }
    files = table.files
    insides = [None if row.inside == row.key else row.inside for row in files]
    return write_arrays(
        path,
        {
            "head": np.frombuffer(_encoded(head), np.uint8),
            "sizes": np.array([row.size for row in files], np.int64),
            "times": np.array([row.mtime_ns for row in files], np.int64),
            "sources": np.array([row.source for row in files], np.int64),
            **pack_column("key", [row.key for row in files]),
            **pack_column("inside", insides),
            **_packed_tuples("alias", table.aliases),
            **_packed_remarks("unreadable", table.unreadable),
            **_packed_remarks("note", table.notes),
        },
    )


def read_sources(path: Path) -> SourceTable:
    """Read the table, also in the form of earlier versions.

    Raises:
        IndexCorrupt: it is missing or damaged.
    """
    return sources_in(ArrayFile(path))


def sources_in(file: ArrayFile) -> SourceTable:
    """Read the table of a file; see `read_sources`."""
    try:
        return _read(file) if "head" in file else _taken_over(file)
    except (TypeError, KeyError, ValueError, IndexError, zlib.error) as error:
        raise IndexCorrupt(
            Message(
                "the index file {path} is damaged ({error}); run `ksearch check "
                "--repair`, or `ksearch rebuild`",
                path=file.path.name,
                error=error,
            )
        ) from error


def _read(file: ArrayFile) -> SourceTable:
    head = json.loads(file["head"].tobytes().decode("utf-8", "surrogatepass"))
    keys = Column(file, "key", len(file["sizes"])).all()
    insides = Column(file, "inside", len(keys)).all()
    numbers = (file[name].tolist() for name in ("sources", "sizes", "times"))
    return SourceTable(
        tuple(Source(**source) for source in head["sources"]),
        [
            SourceFile(source, (key if inside is None else inside) or "", key or "", size, time)
            for key, inside, source, size, time in zip(keys, insides, *numbers, strict=True)
        ],
        tuple(Alias(*row) for row in _unpacked_tuples(file, "alias")),
        tuple(_unpacked_remarks(file, "unreadable")),
        head["home"],
        head["readers"],
        tuple(_unpacked_remarks(file, "note")),
    )


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _packed_tuples(name: str, rows: Sequence[tuple[object, ...]]) -> dict[str, AnyArray]:
    return pack_column(name, [_encoded(row).decode("utf-8", "surrogatepass") for row in rows]) | {
        f"{name}_count": np.array([len(rows)], np.int64)
    }


def _unpacked_tuples(file: ArrayFile, name: str) -> Iterable[list[Any]]:
    if f"{name}_count" not in file:  # a table of an earlier version, without notes
        return ()
    rows = Column(file, name, int(file[f"{name}_count"][0])).all()
    return (json.loads(row) for row in rows if row)


def _packed_remarks(name: str, rows: Sequence[UnreadableEntry]) -> dict[str, AnyArray]:
    """Return the arrays of remarks, with the templates and values of their reasons."""
    reasons = [(message_data(row.reason),) for row in rows]
    return _packed_tuples(name, rows) | _packed_tuples(f"{name}_reason", reasons)


def _unpacked_remarks(file: ArrayFile, name: str) -> Iterator[UnreadableEntry]:
    # Earlier versions stored the reasons only in English.
    reasons = chain(_unpacked_tuples(file, f"{name}_reason"), repeat([None]))
    for row, (data,) in zip(_unpacked_tuples(file, name), reasons, strict=False):
        entry = UnreadableEntry(*row)
        yield entry._replace(reason=message_from(entry.reason, data))


# Tables of versions that did not record sources


class _OldRow(NamedTuple):
    root: str
    key: str
    path: str
    size: int
    mtime_ns: int


def _taken_over(file: ArrayFile) -> SourceTable:
    """Convert a table that has the root and the path of each file.

    If two files have one key, its article is of the file that was read last; the other file is left
    out, so that it is read again as a new one.
    """
    sizes, times = file["sizes"].tolist(), file["times"].tolist()
    texts = [Column(file, name, len(sizes)).all() for name in ("root", "key", "path")]
    rows = [
        _OldRow(root or "", key or "", path or "", size, time)
        for root, key, path, size, time in zip(*texts, sizes, times, strict=True)
    ]
    numbers: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    files: dict[str, SourceFile] = {}
    for row in rows:
        number = numbers.setdefault(row.root, len(numbers) + 1)
        inside = _inside(row)
        if row.key.endswith("/" + inside):
            prefixes[row.root] = row.key.removesuffix(inside)
        files[row.key] = SourceFile(number, inside, row.key, row.size, row.mtime_ns)
    sources = tuple(
        Source(number, root, prefix=prefixes.get(root, "")) for root, number in numbers.items()
    )
    return SourceTable(sources, list(files.values()))


def _inside(row: _OldRow) -> str:
    """Return a file's path inside its source, taken from the end of its key."""
    if row.path == row.root:
        return row.key.rpartition("/")[2]
    depth = row.path.removeprefix(row.root.rstrip(os.sep) + os.sep).count(os.sep)
    return "/".join(row.key.split("/")[-depth - 1 :])
