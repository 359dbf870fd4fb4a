"""The lock that lets one writer at a time change an index."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from ksearch.model.errors import IndexLocked, StorageError

FILE_NAME = "LOCK"
#: The lock under which the word lists of an index are edited. It is held for milliseconds, and
#: not the writers' lock, so that a word can be added while an index is being built.
WORDS_FILE_NAME = "WORDS.LOCK"

#: Seconds between two attempts to get a lock that is held.
_DELAY = 0.02
#: Bytes of a lock's file that are looked at; what a holder writes is a tenth of it.
_MOST_BYTES = 4096


class Holder(NamedTuple):
    """Who holds a lock, as its file says.

    ``share`` is how much of a first build is done, from 0 to 1; None when none is under way.
    """

    pid: int
    host: str
    since: datetime
    share: float | None = None

    def is_alive(self) -> bool:
        """Return whether the process may still run; of another machine's nothing is known."""
        if self.host != socket.gethostname():
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass  # it runs, and is somebody else's
        return True

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since:%Y-%m-%d %H:%M:%S}"


class HeldLock:
    """A lock while it is held; its file names the holder."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._holder = Holder(os.getpid(), socket.gethostname(), datetime.now().astimezone())
        self._write(self._holder)

    def building(self, share: float) -> None:
        """Say how much of a first build is done, from 0 to 1, for those who look for the index."""
        self._write(self._holder._replace(share=share))

    def clear(self) -> None:
        """Name nobody any more."""
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)

    def _write(self, holder: Holder) -> None:
        fields = holder._asdict() | {"since": holder.since.isoformat()}
        data = json.dumps(fields).encode()
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, data)
        os.ftruncate(self._descriptor, len(data))
        os.lseek(self._descriptor, 0, os.SEEK_SET)


def holder_of(folder: Path, name: str = FILE_NAME) -> Holder | None:
    """Return who holds a lock, or held it when it was killed; None if nobody is named."""
    try:
        with (folder / name).open("rb") as file:
            fields = json.loads(file.read(_MOST_BYTES))
        share = fields.get("share")
        return Holder(
            int(fields["pid"]),
            str(fields["host"]),
            datetime.fromisoformat(fields["since"]),
            None if share is None else float(share),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return None


@contextmanager
def write_lock(
    folder: Path, wait_seconds: float = 0.0, *, name: str = FILE_NAME
) -> Iterator[HeldLock]:
    """Hold the lock of an index while the block runs.

    It is the operating system's lock on a file, so that it goes with the process that holds it,
    however that ends. The file stays; while the lock is held, it names the holder.

    Raises:
        IndexLocked: another writer holds it, and still did after ``wait_seconds``.
        StorageError: the file cannot be opened, or is no regular file.
    """
    from whoosh.util.filelock import FileLock, try_for

    path = folder / name
    _check_regular(path)
    lock = FileLock(str(path))
    try:
        acquired = try_for(lock.acquire, timeout=wait_seconds, delay=_DELAY)
    except OSError as error:
        raise StorageError(
            f"cannot write in “{folder}”: {error.strerror}; choose a folder that can be written to"
        ) from error
    if not acquired:
        raise _locked(folder, name)
    try:
        held = _named(folder, lock.fd)
        try:
            yield held
        finally:
            held.clear()
    finally:
        lock.release()


def _check_regular(path: Path) -> None:
    """Refuse what would be followed elsewhere, or waited for, if it were opened.

    Raises:
        StorageError: there is something in the place of the lock that is no regular file.
    """
    try:
        kind = path.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(kind):
        raise StorageError(f"{path} is no regular file; remove it, and try again")


def _named(folder: Path, descriptor: int | None) -> HeldLock:
    if descriptor is None:  # a lock that was acquired has one
        raise AssertionError
    try:
        return HeldLock(descriptor)
    except OSError as error:
        raise StorageError(
            f"cannot write in “{folder}”: {error.strerror}; make room, or choose another folder"
        ) from error


def _locked(folder: Path, name: str) -> IndexLocked:
    holder = holder_of(folder, name)
    who = f" ({holder})" if holder else ""
    return IndexLocked(
        f"another process is writing to the index in “{folder}”{who}; "
        "try again when it is done, or wait for it with --wait SECONDS",
        holder.pid if holder else None,
        holder.host if holder else None,
        holder.since if holder else None,
    )
