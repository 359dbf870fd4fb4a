"""The operations on the files of an index, each in one place.

All file operations of an index go through `operations`, so that a test can replace it by a `Disk`
that fails at any one of them (`replaced_by`), and so that differences between operating systems are
in one place.

Files are opened by name once and never through a link: an index folder may be writable by others.
"""

from __future__ import annotations

import errno
import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ksearch import system_calls
from ksearch.messages import Message
from ksearch.model.errors import IndexCorrupt, StorageError

#: Error numbers of the operating system: the meaning of each, and the remedy.
_CAUSES = {
    errno.ENOSPC: (Message("the disk is full"), Message("free some space and run it again")),
    errno.EDQUOT: (
        Message("the quota on the disk is used up"),
        Message("free some space and run it again"),
    ),
    errno.EMFILE: (
        Message("this process has too many files open"),
        Message("close some, or allow more with `ulimit -n`, and run it again"),
    ),
    errno.ENFILE: (
        Message("the system has too many files open"),
        Message("close some programs and run it again"),
    ),
    errno.EACCES: (
        Message("there is no permission"),
        Message("ask for it, or choose another folder"),
    ),
    errno.EPERM: (
        Message("it is not allowed"),
        Message("ask for permission, or choose another folder"),
    ),
    errno.EROFS: (
        Message("the disk is read-only"),
        Message("make it writable, or choose another folder"),
    ),
    errno.EIO: (
        Message("the disk reports an error"),
        Message("check the disk, and keep a copy of what can still be read"),
    ),
    errno.ESTALE: (
        Message("the file server no longer knows the file"),
        Message("mount its disk again, and run it again"),
    ),
    errno.EFBIG: (
        Message("a file would be larger than this process may write"),
        Message("allow more with `ulimit -f` and run it again"),
    ),
    errno.ENOMEM: (
        Message("there is not enough memory to map it"),
        Message("free some memory and run it again"),
    ),
}


class Disk:
    """The real operations; errors are the operating system's."""

    def open(self, path: Path) -> int:
        """Open a file for reading; returns a descriptor. A link is not followed (ELOOP)."""
        return system_calls.calls.open_no_link(path, os.O_RDONLY)

    def create(self, path: Path) -> int:
        """Make a new file and open it for writing; fails where there is one (EEXIST), or a link."""
        return system_calls.calls.open_no_link(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)

    def open_lock(self, path: Path) -> int:
        """Open a file to be locked, creating it if needed; a link is not followed (ELOOP)."""
        return system_calls.calls.open_no_link(path, os.O_RDWR | os.O_CREAT)

    def shorten(self, descriptor: int, size: int) -> None:
        """Truncate a file."""
        os.ftruncate(descriptor, size)

    def read(self, descriptor: int, size: int) -> bytes:
        """Read up to ``size`` bytes; none at the end of the file."""
        return os.read(descriptor, size)

    def write(self, descriptor: int, data: bytes | memoryview) -> int:
        """Write some of the data; returns how many bytes of it."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a file."""
        os.close(descriptor)

    def map(self, descriptor: int) -> mmap.mmap:
        """Map a whole file into memory, to be read."""
        return mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file, replacing the file that has the name."""
        system_calls.calls.replace(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file; processes that have it open or mapped keep it."""
        system_calls.calls.remove(path)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk; they are not part of its files."""
        system_calls.calls.sync_folder(folder)

    def names(self, folder: Path) -> list[str]:
        """List the names in a folder, without files whose removal was put off."""
        system_calls.calls.finish_removals()
        return [path.name for path in folder.iterdir()]


#: The disk that performs all operations on the files of indexes.
operations = Disk()


@contextmanager
def replaced_by(disk: Disk) -> Iterator[None]:
    """Let another `Disk` do all operations while the block runs."""
    global operations
    before, operations = operations, disk
    try:
        yield
    finally:
        operations = before


def explained(error: OSError) -> str:
    """Return the meaning of an error of the operating system, and the remedy."""
    code = error.errno or 0
    plain = error.strerror or str(error) or type(error).__name__
    if code not in _CAUSES:
        return plain
    cause, remedy = _CAUSES[code]
    return Message("{cause} ({plain}); {remedy}", cause=cause, plain=plain, remedy=remedy)


def refused(doing: str, error: OSError) -> StorageError:
    """Return the error of an operation that changes an index; it says that nothing has changed."""
    return StorageError(
        Message(
            "cannot {doing}: {reason}; earlier commits are unaffected",
            doing=doing,
            reason=explained(error),
        )
    )


def open_regular(path: Path) -> tuple[int, os.stat_result]:
    """Open a file of an index for reading; return its descriptor and status.

    Raises:
        FileNotFoundError: there is none.
        IndexCorrupt: it is a link, a folder, a pipe or a device.
        StorageError: it is there, and cannot be opened.
    """
    try:
        descriptor = operations.open(path)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise _not_regular(path) from error
        raise StorageError(
            Message(
                "cannot open {path} in {parent}: {reason}",
                path=path.name,
                parent=path.parent,
                reason=explained(error),
            )
        ) from error
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        operations.close(descriptor)
        raise _not_regular(path)
    return descriptor, found


def _unreadable(doing: str, path: Path, error: OSError) -> StorageError:
    return StorageError(
        Message(
            "cannot {doing} {path} in {parent}: {reason}",
            doing=doing,
            path=path.name,
            parent=path.parent,
            reason=explained(error),
        )
    )


def _not_regular(path: Path) -> IndexCorrupt:
    return IndexCorrupt(
        Message(
            "{path} in {parent} is not a regular file (a link, a folder, a pipe or a "
            "device); remove it and run `ksearch rebuild`",
            path=path.name,
            parent=path.parent,
        )
    )


def read_at_most(path: Path, most: int) -> bytes:
    """Read a file of an index of at most ``most`` bytes.

    Raises:
        FileNotFoundError: there is none.
        IndexCorrupt: it is larger, or no regular file.
        StorageError: it is there, and cannot be read.
    """
    descriptor, found = open_regular(path)
    size = found.st_size
    try:
        if size > most:
            raise IndexCorrupt(
                Message(
                    "{path} in {parent} has {size:,} bytes, and at most {most:,} are read; "
                    "run `ksearch rebuild`",
                    path=path.name,
                    parent=path.parent,
                    size=size,
                    most=most,
                )
            )
        data = b""
        while len(data) < size and (piece := operations.read(descriptor, size - len(data))):
            data += piece
        return data
    except OSError as error:
        raise StorageError(
            Message(
                "cannot read {path} in {parent}: {reason}",
                path=path.name,
                parent=path.parent,
                reason=explained(error),
            )
        ) from error
    finally:
        operations.close(descriptor)


def write_durably(path: Path, chunks: Iterator[bytes | memoryview]) -> int:
    """Write a new file and sync it; returns its size in bytes.

    Raises:
        StorageError: the disk refused. The half-written file is removed.
    """
    doing = Message("write {path} in {parent}", path=path.name, parent=path.parent)
    try:
        descriptor = operations.create(path)
    except OSError as error:
        raise refused(doing, error) from error
    try:
        size = _write_all(descriptor, chunks)
    except BaseException as error:
        remove_quietly(path)
        if isinstance(error, OSError):
            raise refused(doing, error) from error
        raise
    return size


def _write_all(descriptor: int, chunks: Iterator[bytes | memoryview]) -> int:
    size = 0
    try:
        for chunk in chunks:
            rest = memoryview(chunk)
            while len(rest):
                written = operations.write(descriptor, rest)
                rest = rest[written:]
                size += written
        operations.sync(descriptor)
    finally:
        operations.close(descriptor)
    return size


def remove_quietly(path: Path) -> None:
    """Remove a file that is not needed; if that fails, the next writer tries again."""
    with suppress(OSError):
        operations.remove(path)
