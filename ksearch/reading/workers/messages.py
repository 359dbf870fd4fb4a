"""Messages between a reading process and its client."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ..model import FoundFile, Read, ReadOptions


class ReadRequest(NamedTuple):
    """A file to be read, whose articles are sent one by one.

    Attributes:
        file: where it is; its path is absolute.
        options: how it is to be read.
        passed: keys of documents inside it that are skipped, because an earlier process read them,
            or was killed by them.
    """

    file: FoundFile
    options: ReadOptions
    passed: frozenset[str]


class Batch(NamedTuple):
    """Small files to be read; the results of a file are sent when it has been read completely.

    Attributes:
        files: where they are; their paths are absolute.
        options: how they are to be read.
    """

    files: tuple[FoundFile, ...]
    options: ReadOptions


class DocumentStarted(NamedTuple):
    """A document inside the file (a member of an archive) is about to be read."""

    key: str


class DocumentResult(NamedTuple):
    """Result of reading a document.

    ``position`` is the number of bytes of the file, as stored, that have been read so far.
    """

    item: Read
    position: int


class FileFinished(NamedTuple):
    """The file has been read; a retired process takes no more requests."""

    retired: bool


class Files(NamedTuple):
    """Results of the next files of a batch: articles and refusals of each."""

    results: tuple[tuple[Read, ...], ...]


WorkerMessage: TypeAlias = DocumentStarted | DocumentResult | FileFinished | Files
