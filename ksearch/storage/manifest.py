"""The manifest: the small JSON file whose replacement is the commit.

It names every file of the index and what makes them belong together. It is written beside the old
one, synced, and renamed over it; whatever it does not name is rubbish of a writer that did not
finish. It takes the place of Whoosh's table of contents, which is a pickle.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from ksearch.arrays import sync_folder, write_durably
from ksearch.errors import IndexCorrupt, IndexNotFound, IndexVersionError, StorageError
from ksearch.records import Record

#: The format that this version writes. A reader refuses a higher one.
FORMAT_VERSION = 1
FILE_NAME = "manifest.json"


class SegmentEntry(Record):
    """A segment of the index: its file, its deletions' file ("" for none), and its counts."""

    file: str
    articles: int
    tokens: int
    bytes: int
    deletions: str = ""
    deleted: int = 0


class LexiconEntry(Record):
    """A part of the lexicon."""

    file: str
    eojeols: int
    bytes: int


class Model(Record):
    """The parameters of BM25F that the index was built for.

    ``average_lengths`` are of title, lead and body, in eojeols. They stay as they are until they
    are far off, so that scores do not shift with every added article.
    """

    boosts: tuple[float, float, float] = (3.0, 3.0, 1.0)
    length_weights: tuple[float, float, float] = (0.3, 0.5, 0.75)
    saturation: float = 1.2
    average_lengths: tuple[float, float, float] = (1.0, 1.0, 1.0)


class Manifest(Record):
    """What an index consists of.

    ``sources`` and ``words`` name the files of the source files and of the word lists in force, ""
    for none; manifests of before there were word lists lack ``words``.
    """

    generation: int = 0
    engine: str = "embedded"
    analyser: str = ""
    model: Model = Model()
    segments: tuple[SegmentEntry, ...] = ()
    lexicon: tuple[LexiconEntry, ...] = ()
    sources: str = ""
    words: str = ""
    format_version: int = FORMAT_VERSION

    def files(self) -> set[str]:
        """Return the names of all files that belong to the index."""
        names = {entry.file for entry in self.segments} | {entry.file for entry in self.lexicon}
        names |= {entry.deletions for entry in self.segments if entry.deletions}
        return names | {name for name in (self.sources, self.words) if name} | {FILE_NAME}

    def following(self, **changes: object) -> Manifest:
        """Return the manifest of the next generation."""
        return self.changed(generation=self.generation + 1, **changes)


def exists(folder: Path) -> bool:
    """Tell whether there is an index in the folder."""
    return (folder / FILE_NAME).is_file()


def write(folder: Path, manifest: Manifest) -> None:
    """Commit: put the manifest in the place of the old one.

    Raises:
        StorageError: the disk refused; the old manifest still stands.
    """
    content = json.dumps(manifest, default=vars, ensure_ascii=False, separators=(",", ":"))
    text = json.dumps({"checksum": zlib.crc32(content.encode()), "content": content})
    beside = folder / (FILE_NAME + ".new")
    write_durably(beside, iter([text.encode()]))
    try:
        beside.replace(folder / FILE_NAME)
        sync_folder(folder)
    except OSError as error:
        raise StorageError(
            f"cannot replace {FILE_NAME} in {folder}: {error.strerror}; try again"
        ) from error


def read(folder: Path) -> Manifest:
    """Read the manifest of the index in a folder.

    Raises:
        IndexNotFound: there is none.
        IndexVersionError: a newer ksearch wrote it.
        IndexCorrupt: it cannot be read.
    """
    try:
        data = (folder / FILE_NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexNotFound(
            f"there is no index in “{folder}”; "
            f"build one with `ksearch index SOURCE --index {folder}`"
        ) from error
    except OSError as error:
        raise IndexCorrupt(f"the index in “{folder}” cannot be read: {error.strerror}") from error
    try:
        outer = json.loads(data)
        content = outer["content"]
        if zlib.crc32(content.encode()) != outer["checksum"]:
            raise ValueError("its checksum is wrong")
        fields = json.loads(content)
        version = int(fields["format_version"])
        if version <= FORMAT_VERSION:
            return _from_fields(fields)
    except (ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(
            f"the manifest of the index in “{folder}” is damaged ({error}); run `ksearch rebuild`"
        ) from error
    raise IndexVersionError(
        f"the index in “{folder}” has format {version}, and this ksearch reads up to "
        f"{FORMAT_VERSION}; update ksearch, or run `ksearch rebuild`"
    )


def _from_fields(fields: dict[str, Any]) -> Manifest:
    model: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields["model"].items()
    }
    return Manifest(
        **{
            **fields,
            "segments": tuple(SegmentEntry(**entry) for entry in fields["segments"]),
            "lexicon": tuple(LexiconEntry(**entry) for entry in fields["lexicon"]),
            "model": Model(**model),
        }
    )
