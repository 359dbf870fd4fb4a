"""The lock of the single writer of an index, and its holder."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ksearch import disk, system_calls
from ksearch.messages import Message
from ksearch.model.errors import IndexLocked, StorageError

LOCK_FILE_NAME = "LOCK"
#: The lock under which the word lists of an index are edited. It is held for milliseconds, and
#: not the writers' lock, so that a word can be added while an index is being built.
WORDS_FILE_NAME = "WORDS.LOCK"

#: Seconds between two attempts to get a lock that is held.
_RETRY_SECONDS = 0.02
#: Most bytes of a lock file that are read; a holder writes a tenth of that.
_MAX_LOCK_BYTES = 4096
#: Seconds between two signs of life of a first build.
_BEAT = 5.0
#: A build without a sign of life for this long is reported as interrupted. A busy machine may miss
#: a few signs, and the clocks of two machines may differ.
_SILENCE = timedelta(seconds=60)


class LockHolder(NamedTuple):
    """The holder of a lock, as its file names it.

    Attributes:
        pid, host, since: the process, the name of its machine, and when it got the lock.
        share: how much of a first build is done, from 0 to 1; None when none is under way.
        machine, started: what distinguishes the running system and the process from others of their
            name and number, see `system_calls`; None where nothing does.
        heard: the last sign of life of a first build.
    """

    pid: int
    host: str
    since: datetime
    share: float | None = None
    machine: str | None = None
    started: str | None = None
    heard: datetime | None = None

    @property
    def is_here(self) -> bool:
        """Whether it is a process of this machine, so that the system knows it."""
        calls = system_calls.calls
        return self.host == socket.gethostname() and self.machine == calls.machine()

    def is_alive(self) -> bool:
        """Return whether the process still runs, or gave a sign of life a moment ago."""
        runs = system_calls.calls.process_runs(self.pid, self.started) if self.is_here else None
        if runs is not None:
            return runs
        return datetime.now().astimezone() - (self.heard or self.since) < _SILENCE

    def described(self) -> Message:
        """Return a description: the process, its machine, and since when it holds the lock."""
        return Message(
            "process {pid} on {host}, since {since:%Y-%m-%d %H:%M:%S}",
            pid=self.pid,
            host=self.host,
            since=self.since,
        )


def _this_process() -> LockHolder:
    calls, pid = system_calls.calls, os.getpid()
    return LockHolder(
        pid,
        socket.gethostname(),
        datetime.now().astimezone(),
        machine=calls.machine(),
        started=calls.process_start(pid),
    )


class HeldLock:
    """A lock while it is held; its file names the holder.

    On a full disk, the lock is held without the holder's name: the disk may be full of leftovers of
    a killed writer, which are removed under the lock.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._holder = _this_process()
        self._writing = threading.Lock()
        self._released = threading.Event()
        with suppress(OSError):
            self._write(self._holder)

    def building(self, share: float) -> None:
        """Publish how much of a first build is done, from 0 to 1, for error messages of readers.

        From then on a sign of life is written to the file every few seconds.
        """
        first = self._holder.share is None
        self._holder = self._holder._replace(share=share)
        self._beat()
        if first:
            threading.Thread(target=self._beat_on, daemon=True).start()

    def _beat_on(self) -> None:
        while not self._released.wait(_BEAT):
            self._beat()

    def _beat(self) -> None:
        with suppress(OSError):  # readers get an older report; the build goes on
            self._write(self._holder._replace(heard=datetime.now().astimezone()))

    def release(self) -> None:
        """Remove the holder's name, and release the lock."""
        with self._writing:
            self._released.set()
            try:
                with suppress(OSError):
                    disk.operations.shorten(self._descriptor, 0)
            finally:  # also after a Ctrl-C
                with suppress(OSError):
                    system_calls.calls.unlock(self._descriptor)
                disk.operations.close(self._descriptor)

    def _write(self, holder: LockHolder) -> None:
        times = {"since": holder.since, "heard": holder.heard}
        said = {name: when and when.isoformat() for name, when in times.items()}
        data = json.dumps(holder._asdict() | said).encode()
        with self._writing:
            if self._released.is_set():
                return
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            written = disk.operations.write(self._descriptor, data)
            if written < len(data):  # the disk is full, or the process may not write more
                disk.operations.write(self._descriptor, data[written:])
            disk.operations.shorten(self._descriptor, len(data))


def holder_of(folder: Path, name: str = LOCK_FILE_NAME) -> LockHolder | None:
    """Return the recorded holder of a lock, which may have been killed, or None."""
    try:
        with (folder / name).open("rb") as file:
            fields = json.loads(file.read(_MAX_LOCK_BYTES))
        share, heard = fields.get("share"), fields.get("heard")
        return LockHolder(
            int(fields["pid"]),
            " ".join(str(fields["host"]).split()),
            datetime.fromisoformat(fields["since"]).astimezone(),
            None if share is None else min(max(float(share), 0.0), 1.0),
            fields.get("machine"),
            fields.get("started"),
            None if heard is None else datetime.fromisoformat(heard).astimezone(),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return None


@contextmanager
def write_lock(
    folder: Path, wait_seconds: float = 0.0, *, name: str = LOCK_FILE_NAME
) -> Iterator[HeldLock]:
    """Hold the lock of an index while the block runs.

    It is the operating system's lock on a file, so it is released however the process ends. The
    file stays, and names the holder while the lock is held.

    Raises:
        IndexLocked: another writer held it for ``wait_seconds``.
        StorageError: the file cannot be opened, or is not a regular file.
    """
    try:
        descriptor = _locked(folder / name, wait_seconds)
        if descriptor is None:
            raise _held(folder, name)
    except OSError as error:
        raise disk.refused(Message("lock the index in “{folder}”", folder=folder), error) from error
    lock = None
    try:
        lock = HeldLock(descriptor)
        yield lock
    finally:
        if lock is None:
            disk.operations.close(descriptor)
        else:
            lock.release()


def _locked(path: Path, wait_seconds: float) -> int | None:
    """Open and lock a file; returns its descriptor, or None if others have held it all the time."""
    end = time.monotonic() + wait_seconds
    descriptor = _opened(path)
    try:
        while not system_calls.calls.try_lock(descriptor):
            if time.monotonic() >= end:
                disk.operations.close(descriptor)
                return None
            time.sleep(_RETRY_SECONDS)
    except BaseException:
        disk.operations.close(descriptor)
        raise
    return descriptor


def _opened(path: Path) -> int:
    try:
        descriptor = disk.operations.open_lock(path)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise _not_regular(path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        disk.operations.close(descriptor)
        raise _not_regular(path)
    return descriptor


def _not_regular(path: Path) -> StorageError:
    return StorageError(
        Message("{path} is not a regular file; remove it, and try again", path=path)
    )


def _held(folder: Path, name: str) -> IndexLocked:
    holder = holder_of(folder, name)
    who = Message(" ({holder})", holder=holder.described()) if holder else ""
    return IndexLocked(
        Message(
            "another process is writing to the index in “{folder}”{who}; try again "
            "when it is done, or wait for it with --wait SECONDS",
            folder=folder,
            who=who,
        ),
        holder.pid if holder else None,
        holder.host if holder else None,
        holder.since if holder else None,
    )
