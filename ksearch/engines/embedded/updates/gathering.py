"""Finds the files of an update: its sources, their files now, and the source of each file.

An update is about the sources, or parts of sources, that are named; without names, about all.
Sources may overlap (a folder and a folder in it, or links between them); each file then belongs to
the innermost source that lists it.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ksearch.engines.embedded.updates.options import (
    changed_options,
    kept_options,
    options_of,
    reads_alike,
)
from ksearch.messages import Message
from ksearch.model.errors import SourceNotFound
from ksearch.reading import FoundFile, Listing, ReadOptions, walk
from ksearch.reading.sources.walking import spelled_as_on_disk
from ksearch.storage.sources import UNREAD, Source, SourceFile, SourceTable

#: Known files that are looked for to confirm the new place of a source.
_MAX_EVIDENCE = 50


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A file as it is on the disk now.

    Attributes:
        source: its source.
        file: the file; its key is its path inside the source.
        row: its row in the table of sources; None if it is new.
    """

    source: Source
    file: FoundFile
    row: SourceFile | None


@dataclass(slots=True)
class UpdateInputs:
    """The files and sources of an update.

    Attributes:
        sources: all sources of the index after the update.
        found: the files that belong to the update.
        vanished: rows of files that belong to the update and no longer exist.
        others: rows of all other files, which stay as they are.
        missing: sources that do not exist now; their rows stay.
        listings: results of the walks, by the number of the source.
        named: the numbers of the sources that were named, or are parts of what was named.
    """

    sources: tuple[Source, ...]
    found: list[FileOnDisk] = field(default_factory=list)
    vanished: list[SourceFile] = field(default_factory=list)
    others: list[SourceFile] = field(default_factory=list)
    missing: tuple[Source, ...] = ()
    listings: dict[int, Listing] = field(default_factory=dict)
    named: frozenset[int] = frozenset()


def real(path: str) -> str:
    """Return a path without links, as the disk spells it."""
    return os.path.realpath(spelled_as_on_disk(os.path.abspath(path)))


def is_within(path: str, folder: str) -> bool:
    """Return whether a path is a folder or in it; both without links."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def find_source(sources: Sequence[Source], path: str) -> Source | None:
    """Return the source at a path, also if the path leads to it through other links."""
    absolute = os.path.abspath(path)
    same = (source for source in sources if source.root == absolute)
    linked = (source for source in sources if real(source.root) == real(path))
    return next(same, None) or next(linked, None)


def near(root: str, folder: Path) -> str:
    """Return a source's path relative to the index; "" if they have no folder in common."""
    home = os.path.abspath(folder)
    try:
        if os.path.commonpath([root, home]) == os.path.abspath(os.sep):
            return ""
    except ValueError:  # they are on two drives
        return ""
    return os.path.relpath(root, home)


def located_sources(folder: Path, table: SourceTable) -> tuple[Source, ...]:
    """Return the sources with their current paths: an index may have been moved with them."""
    home = os.path.abspath(folder)
    if not table.home or table.home == home:
        return table.sources
    return tuple(_located(source, home, table.files) for source in table.sources)


def _located(source: Source, home: str, files: Sequence[SourceFile]) -> Source:
    moved = os.path.normpath(os.path.join(home, source.near))  # noqa: PTH118
    if not source.near or moved == source.root or not os.path.lexists(moved):
        return source
    insides = [row.inside for row in files if row.source == source.number][:_MAX_EVIDENCE]
    is_there = Path(moved).is_file() or any(
        os.path.lexists(spelled_as_on_disk(f"{moved}/{inside}")) for inside in insides
    )
    if is_there or not (insides or os.path.lexists(source.root)):
        return source._replace(root=moved)
    return source


def gather(
    folder: Path,
    table: SourceTable,
    named: Sequence[str] | None,
    options: ReadOptions | None,
    *,
    everything: bool = False,
) -> UpdateInputs:
    """Return the files and sources of an update.

    Args:
        folder: the index folder, whose own files are not articles.
        table: the sources and files that the index remembers.
        named: paths of sources, or of something in them; None for all that are remembered.
        options: new reading options of the named sources; None: unchanged.
        everything: bring all sources up to date, beside those named.

    Raises:
        SourceNotFound: none of the named paths exists or is known.
    """
    gathering = _Gathering(folder, table)
    if named is None:
        gathering.take_all()
        gathering.check_any()
        named_parts = gathering.numbers()
    else:
        for path in sorted(named, key=lambda path: len(real(path))):
            gathering.take(path, options)
        gathering.check_any()
        named_parts = gathering.numbers()
        gathering.take_overlapping()
        if everything:
            gathering.take_all()
    gathered = gathering.result()
    gathered.named = named_parts
    return gathered


class _Gathering:
    def __init__(self, folder: Path, table: SourceTable) -> None:
        self._inside_index = os.path.abspath(folder) + os.sep
        self._folder = folder
        self._sources = {source.number: source for source in located_sources(folder, table)}
        self._rows: dict[int, dict[str, SourceFile]] = {number: {} for number in self._sources}
        for row in table.files:
            self._rows.setdefault(row.source, {})[row.inside] = row
        self._unreadable = {each.key for each in table.unreadable}
        self._listings: dict[int, Listing] = {}
        self._real: dict[int, str] = {n: real(s.root) for n, s in self._sources.items()}
        #: The parts of each source that the update is about ("" is the whole), and their paths.
        self._scopes: dict[int, dict[str, str]] = {}
        self._missing: dict[int, Source] = {}
        self._unknown: list[str] = []

    # Which sources

    def take_all(self) -> None:
        """Add all sources to the update, as a whole."""
        for number in self._sources:
            self._take(number, "", self._real[number])

    def take(self, path: str, options: ReadOptions | None) -> None:
        """Add the source, or the part of one, at a path to the update."""
        source = find_source(tuple(self._sources.values()), path)
        if source is not None:
            if options is not None:
                self._set_options(source, options)
            self._take(source.number, "", self._real[source.number])
            return
        part = self._part_of_a_source(path, options)
        if part is not None:
            self._take(*part, real(path))
        elif os.path.lexists(spelled_as_on_disk(os.path.abspath(path))):
            number = self._remember(path, options or ReadOptions())
            self._take(number, "", self._real[number])
        else:
            self._unknown.append(path)

    def numbers(self) -> frozenset[int]:
        """Return the sources that belong to the update so far."""
        return frozenset(self._scopes)

    def check_any(self) -> None:
        """Raise `SourceNotFound` if a path is unknown, or if none of the named paths exists."""
        if self._unknown:
            walk(self._unknown[:1])  # which raises the error
        if self._missing and not self._scopes:
            raise SourceNotFound(_missing_sentence(next(iter(self._missing.values()))))

    def _take(self, number: int, part: str, where: str) -> None:
        source = self._sources[number]
        if self._is_missing(source):
            self._missing[number] = source
        else:
            self._scopes.setdefault(number, {})[part] = where

    def _is_missing(self, source: Source) -> bool:
        if not Path(source.root).exists():
            return True
        return source.mounted and not os.path.ismount(source.root)

    def _remember(self, path: str, options: ReadOptions) -> int:
        number = max([0, *self._sources]) + 1
        root = spelled_as_on_disk(os.path.abspath(path))
        self._sources[number] = Source(number, root, options=kept_options(options))
        self._real[number] = real(root)
        self._rows[number] = {}
        return number

    def _set_options(self, source: Source, options: ReadOptions) -> None:
        changed = changed_options(source, options)
        self._sources[source.number] = changed
        alike = reads_alike(source, changed)
        bounded = source.options.get("limits") == changed.options.get("limits")
        rows = self._rows[source.number]
        for inside, row in rows.items():
            if not alike or (not bounded and row.key in self._unreadable):
                rows[inside] = row._replace(size=UNREAD)

    def _part_of_a_source(self, path: str, options: ReadOptions | None) -> tuple[int, str] | None:
        """Return the innermost source that contains a path, and the path inside it."""
        where = real(path)
        around = [n for n in self._sources if is_within(where, self._real[n])]
        for number in sorted(around, key=lambda n: len(self._real[n]), reverse=True):
            source = self._sources[number]
            if options is not None and source.options != kept_options(options):
                return None
            part = _relative(where, self._real[number])
            if any(_is_part(inside, part) for inside in self._insides(source)):
                return number, part
        return None

    def _insides(self, source: Source) -> Iterator[str]:
        yield from self._rows[source.number]
        if not self._is_missing(source):
            yield from (file.key for file in self._listing(source).files)

    def take_overlapping(self) -> None:
        """Add the parts of other sources that may list the same files to the update."""
        pending = list(self._scopes)
        for number in pending:
            for where in tuple(self._scopes[number].values()):
                for other in self._overlapping(number, where):
                    if other not in pending:
                        pending.append(other)

    def _overlapping(self, number: int, where: str) -> Iterator[int]:
        linked = self._listing(self._sources[number]).linked
        for other, source in self._sources.items():
            if other == number or self._is_missing(source):
                continue
            if is_within(self._real[other], where) or linked or source.linked:
                self._take(other, "", self._real[other])
            elif is_within(where, self._real[other]):
                self._take(other, _relative(where, self._real[other]), where)
            else:
                continue
            yield other

    # Which files

    def _listing(self, source: Source) -> Listing:
        if source.number not in self._listings:
            listing = walk([source.root], options_of(source))
            own = self._inside_index
            listing.files[:] = [
                file for file in listing.files if not os.path.abspath(file.path).startswith(own)
            ]
            self._listings[source.number] = listing
            self._sources[source.number] = self._sources[source.number]._replace(
                linked=listing.linked, mounted=os.path.ismount(source.root)
            )
        return self._listings[source.number]

    def result(self) -> UpdateInputs:
        """Return the files of the update, each once."""
        listed = {
            number: {
                file.key: file
                for file in self._listing(self._sources[number]).files
                if self._is_in_scope(number, file.key)
            }
            for number in sorted(self._scopes)
        }
        if self._may_overlap():
            self._share_out(listed)
        gathered = UpdateInputs(
            tuple(
                source._replace(near=near(source.root, self._folder))
                for source in self._sources.values()
            ),
            missing=tuple(self._missing.values()),
            listings={number: self._listings[number] for number in listed},
        )
        for number, rows in self._rows.items():
            files = listed.get(number, {})
            gathered.found += [
                FileOnDisk(self._sources[number], file, rows.get(key))
                for key, file in files.items()
            ]
            for inside, row in rows.items():
                if inside not in files:
                    gone = number in listed and self._is_gone(number, inside)
                    (gathered.vanished if gone else gathered.others).append(row)
        return gathered

    def _is_in_scope(self, number: int, inside: str) -> bool:
        return any(_is_part(inside, part) for part in self._scopes[number])

    def _is_gone(self, number: int, inside: str) -> bool:
        """Return whether a file that was not listed has certainly vanished."""
        unlisted = self._listings[number].unlisted
        return self._is_in_scope(number, inside) and not any(
            _is_part(inside, place) for place in unlisted
        )

    def _may_overlap(self) -> bool:
        numbers = list(self._scopes)
        if len(numbers) < 2:
            return False
        return any(self._sources[number].linked for number in numbers) or any(
            one != other and is_within(self._real[one], self._real[other])
            for one in numbers
            for other in numbers
        )

    def _share_out(self, listed: dict[int, dict[str, FoundFile]]) -> None:
        """Assign each file to one of the sources that list it.

        Its row moves with it, so that its articles keep their ids.
        """
        folders: dict[str, str] = {}
        places: dict[str, list[tuple[int, str]]] = {}
        for number, files in listed.items():
            for inside, file in files.items():
                places.setdefault(_real_file(file.path, folders), []).append((number, inside))
        for where, claims in places.items():
            if len(claims) > 1:
                self._give(where, claims, listed)

    def _give(
        self, where: str, claims: list[tuple[int, str]], listed: dict[int, dict[str, FoundFile]]
    ) -> None:
        def rank(claim: tuple[int, str]) -> tuple[bool, int, int]:
            number, _ = claim
            root = self._real[number]
            return not is_within(where, root), -len(root), number

        (owner, inside), *others = sorted(claims, key=rank)
        for number, elsewhere in others:
            if number == owner:
                continue  # two links to one file within a source
            del listed[number][elsewhere]
            row = self._rows[number].get(elsewhere)
            if row is not None and inside not in self._rows[owner]:
                del self._rows[number][elsewhere]
                alike = reads_alike(self._sources[number], self._sources[owner])
                size = row.size if alike else UNREAD
                self._rows[owner][inside] = row._replace(source=owner, inside=inside, size=size)


def _real_file(path: str, folders: dict[str, str]) -> str:
    """Return a file's path without links; ``folders`` is a cache of those of folders."""
    if Path(path).is_symlink():
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return f"{folders[folder].rstrip(os.sep)}{os.sep}{name}"


def _relative(path: str, folder: str) -> str:
    part = "" if path == folder else os.path.relpath(path, folder)
    return unicodedata.normalize("NFC", part)


def _is_part(inside: str, part: str) -> bool:
    return not part or inside == part or inside.startswith(part + "/")


def _missing_sentence(source: Source) -> str:
    return Message(
        "“{root}” does not exist now, and its articles are kept; if it has moved, give its new "
        "place by `ksearch sources move`; `ksearch sources remove` drops its articles",
        root=source.root,
    )
