"""What is known of the files that an index was made from, so that unchanged ones are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ksearch.arrays import ArrayFile, write_arrays
from ksearch.storage.columns import Column, pack_column


class SourceFile(NamedTuple):
    """A file that was read.

    ``root`` is the source (its absolute path) in which it was found, ``key`` names it in the
    index, ``path`` is where it is.
    """

    root: str
    key: str
    path: str
    size: int
    mtime_ns: int


def write_sources(path: Path, files: Iterable[SourceFile]) -> int:
    """Write the table; returns its size in bytes."""
    rows = list(files)
    return write_arrays(
        path,
        {
            "sizes": np.array([row.size for row in rows], np.int64),
            "times": np.array([row.mtime_ns for row in rows], np.int64),
            **pack_column("root", [row.root for row in rows]),
            **pack_column("key", [row.key for row in rows]),
            **pack_column("path", [row.path for row in rows]),
        },
    )


def read_sources(path: Path) -> Iterator[SourceFile]:
    """Read the table."""
    file = ArrayFile(path)
    sizes, times = file["sizes"].tolist(), file["times"].tolist()
    roots = Column(file, "root", len(sizes)).all()
    keys = Column(file, "key", len(sizes)).all()
    paths = Column(file, "path", len(sizes)).all()
    for root, key, where, size, mtime in zip(roots, keys, paths, sizes, times, strict=True):
        yield SourceFile(root or "", key or "", where or "", size, mtime)
