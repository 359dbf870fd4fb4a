"""The lock that lets one writer at a time change an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ksearch.errors import IndexLocked, StorageError

FILE_NAME = "LOCK"


@contextmanager
def write_lock(folder: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock of an index while the block runs.

    It is the operating system's lock on a file, so that it goes with the process that holds it,
    however that ends. The file itself stays and means nothing.

    Raises:
        IndexLocked: another writer holds it, and still did after ``wait_seconds``.
        StorageError: the file cannot be opened.
    """
    from whoosh.util.filelock import FileLock, try_for

    lock = FileLock(str(folder / FILE_NAME))
    try:
        held = try_for(lock.acquire, timeout=wait_seconds)
    except OSError as error:
        raise StorageError(
            f"cannot write in “{folder}”: {error.strerror}; choose a folder that can be written to"
        ) from error
    if not held:
        raise IndexLocked(
            f"another process is writing to the index in “{folder}”; try again when it is done"
        )
    try:
        yield
    finally:
        lock.release()
