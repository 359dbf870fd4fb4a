"""One writer at a time: Whoosh's file lock, which the system releases if the process dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ksearch.errors import IndexLocked, StorageError


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the index in a folder.

    Raises:
        IndexLocked: another process holds it.
        StorageError: the lock file cannot be made.
    """
    from whoosh.util.filelock import FileLock

    lock = FileLock(str(folder / "LOCK"))
    try:
        taken = lock.acquire(blocking=False)
    except OSError as error:
        raise StorageError(f"cannot write in “{folder}”: {error.strerror}") from error
    if not taken:
        raise IndexLocked(
            f"another process is changing the index in “{folder}”; try again when it has finished"
        )
    try:
        yield
    finally:
        lock.release()
