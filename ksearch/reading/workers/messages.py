"""What a process that reads and the one that asks it send to each other."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ..model import FoundFile, Read, ReadOptions


class Request(NamedTuple):
    """A file to be read.

    Attributes:
        file: where it is; its path is absolute.
        options: how it is to be read.
        passed: keys of documents inside it that are left out, because an earlier process read
            them, or was ended by them.
    """

    file: FoundFile
    options: ReadOptions
    passed: frozenset[str]


class Began(NamedTuple):
    """A document inside the file (a member of an archive) is about to be read."""

    key: str


class Item(NamedTuple):
    """What came of a document.

    ``position`` is how many bytes of the file, as it lies on the disk, have been read so far.
    """

    item: Read
    position: int


class Ended(NamedTuple):
    """The file has been read; a process that has retired takes no other request."""

    retired: bool


Message: TypeAlias = Began | Item | Ended
