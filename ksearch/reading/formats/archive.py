"""Zip archives of files that have readers."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import IO, TYPE_CHECKING, cast

from ksearch.messages import Message, counted

from ..files import document_of
from ..files import read_document as read_inner
from ..model import Document, Limits, Read, ReadOptions, Refusal, Unreadable
from ..opening import check_unpacking
from ..packages import DAMAGE, open_package
from ..registry import format_of
from ..sources.ignoring import Globs
from ..sources.walking import readable_key

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
#: Bytes of the header of a member, without its name.
_MIN_HEADER = 30


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the articles of each member, whose id begins with ``<key>/<member>``."""
    if document.depth >= document.limits.archive_depth:
        raise Unreadable(
            Message("is nested in {depth} archives, deeper than is read", depth=document.depth)
        )
    globs = Globs(options.include, options.exclude)
    unpacked = _Total(document.limits)
    unknown = repeated = 0
    with open_package(document) as package:
        shared = _sharing(package)
        for member in package.infolist():
            name = _name(member)
            if id(member) in shared:
                repeated += 1
                continue
            if member.is_dir() or any(part.startswith(".") for part in name.split("/")[-1:]):
                continue
            key = f"{document.key}/{name}"
            refusal = _refusal(member, name)
            if refusal:
                yield Refusal(key, refusal)
            elif not globs.admit(name):
                continue
            elif format_of(name) is None:
                unknown += 1
            else:
                opener = partial(_open_member, package, member, unpacked)
                inner = document_of(key, cast("Callable[[], IO[bytes]]", opener), document.limits)
                inner = replace(inner, depth=document.depth + 1, admit=document.admit)
                yield from read_inner(inner, options)
    if repeated:
        yield Refusal(
            document.key,
            Message(
                "holds {repeated:,} files that share their bytes with others, as a zip bomb would",
                repeated=repeated,
            ),
        )
    if unknown:
        yield Refusal(
            document.key,
            counted(
                "{count} file has a suffix inside that no reader knows",
                "{count} files have suffixes inside that no reader knows",
                unknown,
            ),
        )


def _sharing(package: zipfile.ZipFile) -> set[int]:
    """Return the members (by identity) whose bytes overlap with those of an earlier member."""
    shared: set[int] = set()
    end = 0
    for member in sorted(package.filelist, key=lambda member: member.header_offset):
        if member.header_offset < end:
            shared.add(id(member))
            continue
        end = member.header_offset + _MIN_HEADER + member.compress_size
    return shared


def _refusal(member: zipfile.ZipInfo, name: str) -> str:
    if (
        name.startswith(("/", "\\"))
        or ".." in name.replace("\\", "/").split("/")
        or ":" in name[:3]
    ):
        return Message("has a name that leads out of the archive, and was left alone")
    if member.flag_bits & _ENCRYPTED:
        return Message("is protected by a password")
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return Message("is a link or a device inside the archive, and was left alone")
    return ""


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; names from Korean Windows are in CP949 without a mark."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "cp949"):
            try:
                return readable_key(raw.decode(encoding))
            except UnicodeDecodeError:
                continue
    return readable_key(name)


class _Total:
    """Counter of the bytes of an archive that have been unpacked."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.size = 0


def _open_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, total: _Total) -> IO[bytes]:
    try:
        stream = package.open(member)
    except DAMAGE as error:
        raise _damaged(error) from error
    return cast("IO[bytes]", io.BufferedReader(_Member(stream, member, total)))


def _damaged(error: Exception) -> Unreadable:
    return Unreadable(Message("is damaged inside the archive: {error}", error=error))


class _Member(io.RawIOBase):
    """A member's bytes, counted against what it and its archive may unpack to."""

    def __init__(self, stream: IO[bytes], member: zipfile.ZipInfo, total: _Total) -> None:
        self._stream = stream
        self._packed = member.compress_size
        self._size = 0
        self._total = total

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._stream.read(len(view))
        except DAMAGE as error:
            raise _damaged(error) from error
        self._size += len(data)
        self._total.size += len(data)
        check_unpacking(self._size, self._packed, self._total.limits)
        check_unpacking(self._total.size, self._total.size, self._total.limits)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
