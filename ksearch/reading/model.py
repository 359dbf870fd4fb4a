"""Data types that the modules of this room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO, NamedTuple, TypeAlias

from ksearch.model.article import Article


class FoundFile(NamedTuple):
    """One file of a source, found by walking and not opened yet.

    A tuple, because walks make one for each of 100,000 files, and a frozen dataclass takes three
    times as long to make.

    Attributes:
        path: where the file is, spelt as the disk spells it.
        key: its path relative to its source, with ``/`` and in NFC; the id of its article. For a
            source that is itself a file: the file's name.
        size: bytes.
        mtime_ns: when it was last changed, in nanoseconds since 1970.
    """

    path: str
    key: str
    size: int
    mtime_ns: int


#: The value of `Refusal.hope` for a file whose content could not be read at all.
PASSING = "passing"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was skipped or read with damage, for the report.

    Attributes:
        where: the file, or the place in it: ``notes/a.txt``, ``feed.jsonl:17``.
        reason: one clause that says what is wrong.
        hope: why the same file may be readable another time: `PASSING` (a permission, an error of
            the disk), or the name of the missing extra; "" if there is no reason.
        note: True if the article was read nevertheless, and this is what is missing in it.
    """

    where: str
    reason: str
    hope: str = field(default="", compare=False)
    note: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """Result of a walk.

    Attributes:
        files: the files that a reader exists for, in the order of their keys.
        refusals: files and folders that could not be listed, with reasons.
        skipped: how many files have a suffix that no reader knows.
        skipped_kinds: the same by suffix, the most frequent first; "" for files without one.
        unlisted: keys of folders and files that could not be listed, "" for a whole source: known
            files below them may still exist.
        linked: whether a link to a file or folder was followed.
    """

    files: list[FoundFile]
    refusals: list[Refusal]
    skipped: int
    unlisted: tuple[str, ...] = ()
    linked: bool = False
    skipped_kinds: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep a hostile or broken file from exhausting the machine.

    Attributes:
        line_bytes: the longest line of a ``.jsonl`` file.
        document_bytes: the largest file that is held in memory as one document.
        unpacked_bytes: the most that one compressed file or archive may unpack to.
        unpacking_ratio: how many times its packed size a file may unpack to (looked at only
            above ``ratio_floor_bytes``, since small texts of one letter pack very well).
        ratio_floor_bytes: see ``unpacking_ratio``.
        archive_members: the most files in one archive.
        archive_depth: how many archives may be nested in each other.
        document_seconds: how long reading one document (in a file of many: one article) may take;
            None: no limit.
        document_memory: bytes of memory that reading a file may take, beyond those of the program
            and its libraries; None: no limit.
        refusals: how many refusals of one file are listed; others are counted.
        refusals_in_a_row: how many of them may follow each other without an article between them;
            the rest of the file is not read. A refusal takes about 10 µs.
    """

    line_bytes: int = 32 << 20
    document_bytes: int = 128 << 20
    unpacked_bytes: int = 16 << 30
    unpacking_ratio: int = 200
    ratio_floor_bytes: int = 32 << 20
    archive_members: int = 1_000_000
    archive_depth: int = 2
    document_seconds: float | None = 30.0
    document_memory: int | None = 1 << 30
    refusals: int = 100
    refusals_in_a_row: int = 100_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of walking and reading sources.

    Attributes:
        raw: index pages whole, without dropping a news page's furniture.
        include: globs (``.gitignore`` syntax); if there are any, only matching files are read.
        exclude: globs; matching files are left out.
        columns: article field → the name that a table or JSON file gives it, for instance
            ``{"body": "기사내용"}``; other fields are found by their usual names.
        limits: bounds against hostile and broken files.
        explain: yield each article as an `ExplainedArticle`, if the format supports that.
    """

    raw: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = field(default_factory=Limits)
    explain: bool = False


def _admit_every(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of one document: a file, or a member of an archive.

    Attributes:
        key: names the document in ids and reports.
        name: the name with its suffix (the key without the suffixes of compression).
        open: opens it for reading from its start.
        limits: bounds in force.
        depth: how many archives it is nested in.
        admit: is called with the key of a document inside another one before that is read; if it
            returns false, the document is skipped.
    """

    key: str
    name: str
    open: Callable[[], IO[bytes]]
    limits: Limits
    depth: int = 0
    admit: Callable[[str], bool] = _admit_every


Read: TypeAlias = Article | Refusal
Reader: TypeAlias = Callable[[Document, ReadOptions], Iterator[Read]]


class Unreadable(Exception):
    """A document cannot be read; ``str(error)`` is the clause for its `Refusal`.

    It does not leave this package: `read_file` turns it into a refusal.
    """
