"""The manifest: the small JSON file whose replacement is the commit.

It names every file of the index. It is written beside the old one, synced, and renamed over it;
files that it does not name are leftovers of a writer that did not finish. It replaces Whoosh's
table of contents, which is a pickle.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from math import isfinite
from pathlib import Path
from typing import Any

from ksearch import disk
from ksearch.messages import Message
from ksearch.model.errors import (
    CommitUnconfirmed,
    IndexCorrupt,
    IndexNotFound,
    IndexVersionError,
    KSearchError,
)
from ksearch.model.records import Record

#: Version of the on-disk format that is written here. A reader refuses a higher one.
FORMAT_VERSION = 2
MANIFEST_FILE_NAME = "manifest.json"
#: The manifest of a first build that is not finished (see `writing.checkpoint`).
CHECKPOINT_NAME = "checkpoint.json"
#: Size limit of a manifest in bytes. Fifty segments and lexicon parts take 10 kB.
MAX_BYTES = 16 << 20
#: The largest integer in a manifest: larger ones are not exact in every JSON reader.
_MAX_COUNT = (1 << 53) - 1
#: Pattern of file names of an index: no path, no hidden file.
_FILE_NAME_PATTERN = re.compile(r"[a-z]+-[0-9A-Za-z-]+\.ksa")


class SegmentEntry(Record):
    """A segment of the index: its file, the file of its deletions (or ""), and its counts."""

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
    """The parameters of BM25F that the index was built with.

    ``average_lengths`` of title, lead and body are in eojeols, over the articles that have the
    field, as of the last commit: an index that grew ranks as one that was built at once.
    """

    boosts: tuple[float, float, float] = (3.0, 3.0, 1.0)
    length_weights: tuple[float, float, float] = (0.3, 0.5, 0.75)
    saturation: float = 1.2
    average_lengths: tuple[float, float, float] = (1.0, 1.0, 1.0)


class Manifest(Record):
    """Everything that an index consists of.

    ``sources`` and ``words`` name the files of the source files and of the word lists in force, ""
    for none; older manifests do not have ``words``. ``identity`` is random and stays with the
    index: it is unique, so that an index that replaces another one is noticed. Format 1 has none
    ("").
    """

    generation: int = 0
    engine: str = "embedded"
    analyser: str = ""
    model: Model = Model()
    segments: tuple[SegmentEntry, ...] = ()
    lexicon: tuple[LexiconEntry, ...] = ()
    sources: str = ""
    words: str = ""
    identity: str = ""
    format_version: int = FORMAT_VERSION

    def files(self) -> set[str]:
        """Return the names of all files that belong to the index."""
        names = {entry.file for entry in self.segments} | {entry.file for entry in self.lexicon}
        names |= {entry.deletions for entry in self.segments if entry.deletions}
        return names | {name for name in (self.sources, self.words) if name} | {MANIFEST_FILE_NAME}

    def following(self, **changes: object) -> Manifest:
        """Return the manifest of the next generation."""
        return self.changed(generation=self.generation + 1, **changes)


def exists(folder: Path) -> bool:
    """Return whether there is an index in the folder."""
    return (folder / MANIFEST_FILE_NAME).is_file()


def write(folder: Path, manifest: Manifest, name: str = MANIFEST_FILE_NAME) -> Manifest:
    """Commit: replace the manifest; return it as it was written.

    The files that it names must be in the folder and synced; their names are synced here. Under
    another ``name`` it is a checkpoint instead of a commit.

    Raises:
        CommitUnconfirmed: the manifest is in place, but the disk did not confirm its name.
        StorageError: the disk refused; the old manifest is still valid.
    """
    identity = manifest.identity or os.urandom(16).hex()
    manifest = manifest.changed(identity=identity, format_version=FORMAT_VERSION)
    beside = folder / f"{name}.{os.urandom(8).hex()}.new"
    try:
        disk.operations.sync_folder(folder)
        disk.write_durably(beside, iter([_serialised(_content(manifest))]))
        disk.operations.rename(beside, folder / name)
    except BaseException as error:
        disk.remove_quietly(beside)
        if isinstance(error, OSError):
            raise disk.refused(
                Message("replace {name} in {folder}", name=name, folder=folder), error
            ) from error
        raise
    try:
        disk.operations.sync_folder(folder)
    except OSError as error:
        raise CommitUnconfirmed(
            Message(
                "the index in “{folder}” has changed, but the disk did not confirm that "
                "the change outlasts a power cut: {reason}",
                folder=folder,
                reason=disk.explained(error),
            )
        ) from error
    return manifest


def _content(manifest: Manifest) -> str:
    return json.dumps(manifest, default=vars, ensure_ascii=False, separators=(",", ":"))


def _serialised(content: str) -> bytes:
    return json.dumps({"checksum": zlib.crc32(content.encode()), "content": content}).encode()


def _is_readable(folder: Path, name: str) -> bool:
    try:
        read(folder, name)
    except KSearchError:
        return False
    return True


def read(folder: Path, name: str = MANIFEST_FILE_NAME) -> Manifest:
    """Read the manifest of the index in a folder.

    Raises:
        IndexNotFound: there is none; `IndexUnfinished` if it is being built for the first time.
        IndexVersionError: a newer ksearch wrote it.
        IndexCorrupt: it is damaged.
        StorageError: the disk refuses to read it.
    """
    try:
        data = disk.read_at_most(folder / name, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError) as error:
        if name != MANIFEST_FILE_NAME:
            raise IndexNotFound(
                Message("there is no {name} in “{folder}”", name=name, folder=folder)
            ) from error
        from ksearch.storage.absence import absent  # imported late: seldom needed

        raise absent(folder, unfinished=_is_readable(folder, CHECKPOINT_NAME)) from error
    try:
        content = json.loads(data)["content"]
        # A changed byte outside of the values, or another spelling of a value, is damage, too.
        if _serialised(content) != data:
            raise ValueError(Message("its checksum is wrong"))
        fields = json.loads(content)
        version = int(fields["format_version"])
        if version <= FORMAT_VERSION:
            return _from_fields(fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexCorrupt(
            Message(
                "the manifest of the index in “{folder}” is damaged ({error}); run "
                "`ksearch rebuild`",
                folder=folder,
                error=error,
            )
        ) from error
    raise IndexVersionError(
        Message(
            "the index in “{folder}” has format {version}, and this ksearch reads up "
            "to {format_version}; update ksearch, or run `ksearch rebuild`",
            folder=folder,
            version=version,
            format_version=FORMAT_VERSION,
        )
    )


def _from_fields(fields: dict[str, Any]) -> Manifest:
    model: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in fields["model"].items()
    }
    manifest = Manifest(
        **{
            **fields,
            "segments": tuple(SegmentEntry(**entry) for entry in fields["segments"]),
            "lexicon": tuple(LexiconEntry(**entry) for entry in fields["lexicon"]),
            "model": Model(**model),
        }
    )
    _validate(manifest)
    return manifest


def _validate(manifest: Manifest) -> None:
    """Raise ValueError if a value is invalid."""
    for record in (manifest, *manifest.segments, *manifest.lexicon):
        for name, kind in type(record).__annotations__.items():
            value = getattr(record, name)
            if kind == "int" and not _is_count(value):
                raise ValueError(Message("“{name}” is not a count", name=name))
            if kind == "str" and not isinstance(value, str):
                raise ValueError(Message("“{name}” is not a text", name=name))
    for name in manifest.files() - {MANIFEST_FILE_NAME}:
        if not _FILE_NAME_PATTERN.fullmatch(name):
            raise ValueError(Message("a file's name is not one of an index"))
    for entry in manifest.segments:
        if entry.deleted > entry.articles or bool(entry.deleted) != bool(entry.deletions):
            raise ValueError(Message("the deleted articles of a segment contradict each other"))
    model = manifest.model
    for values in (model.boosts, model.length_weights, model.average_lengths):
        if len(values) != 3 or not all(map(_is_measure, values)):
            raise ValueError(Message("a parameter of the ranking is invalid"))
    if not _is_measure(model.saturation) or not all(model.average_lengths):
        raise ValueError(Message("a parameter of the ranking is invalid"))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT


def _is_measure(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value) and value >= 0
