"""Zip archives and documents that are zip archives (EPUB, DOCX), read within bounds."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ksearch.messages import Message

from .model import Document, Limits, Unreadable
from .opening import check_unpacking, in_words, opened, read_whole

#: Magic bytes of a compound file (MS-CFB), in which Office keeps encrypted documents.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_NOT_OPEN = Message(
    "is protected by a password, or in the format of before 2007; save it again without"
)
#: Errors that the library raises for a damaged zip archive.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


@contextmanager
def open_package(document: Document) -> Iterator[zipfile.ZipFile]:
    """Open a document that is a zip archive; damage found meanwhile is an `Unreadable`."""
    with opened(document) as stream:
        source = stream if stream.seekable() else io.BytesIO(read_whole(document))
        if source.read(len(_COMPOUND)) == _COMPOUND:
            raise Unreadable(_NOT_OPEN)
        source.seek(0)
        with open_zip(source, document.limits) as package:
            yield package


@contextmanager
def open_zip(source: IO[bytes], limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open bytes that are a zip archive; damage found meanwhile is an `Unreadable`."""
    try:
        with zipfile.ZipFile(source) as package:
            if len(package.filelist) > limits.archive_members:
                raise Unreadable(
                    Message(
                        "holds more than {archive_members:,} files",
                        archive_members=limits.archive_members,
                    )
                )
            yield package
    except DAMAGE as error:
        raise Unreadable(Message("is not a valid zip archive: {error}", error=error)) from error


def read_member(package: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """Return the bytes of one member of a document.

    Raises:
        Unreadable: there is no such member, or it unpacks beyond the limits.
    """
    try:
        member = package.getinfo(name)
    except KeyError:
        raise Unreadable(Message("its part {name} is missing", name=name)) from None
    if member.flag_bits & 1:
        raise Unreadable(Message("is protected by a password"))
    with package.open(member) as stream:
        data = stream.read(limits.document_bytes + 1)
    if len(data) > limits.document_bytes:
        raise Unreadable(
            Message(
                "unpacks to more than {document_bytes}",
                document_bytes=in_words(limits.document_bytes),
            )
        )
    check_unpacking(len(data), member.compress_size, limits)
    return data
