"""From sources to the list of their files, without opening any."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from ksearch.messages import Message
from ksearch.model.errors import SourceNotFound

from ..model import PASSING, FoundFile, Listing, ReadOptions, Refusal
from ..registry import SUFFIXES, format_of
from .ignoring import IGNORE_FILE, Globs, IgnoreFiles

#: Names of the folder that browsers save beside a page, in English and Korean.
_SAVED_WITH_PAGE = re.compile(r"(.+?)(?:_files|\.files|_파일|_dateien|-Dateien|_fichiers)")
_KINDS = (
    (stat.S_ISFIFO, Message("is a FIFO and not read")),
    (stat.S_ISSOCK, Message("is a socket and not read")),
    (stat.S_ISBLK, Message("is a device and not read")),
    (stat.S_ISCHR, Message("is a device and not read")),
)


def walk(sources: Sequence[str | os.PathLike[str]], options: ReadOptions | None = None) -> Listing:
    """List the files of the sources.

    A source is a folder or a file. In folders, hidden files and those in ``.ksearchignore`` are
    skipped, links are followed unless they lead back to a folder already walked, and only files
    whose suffix has a reader are listed. A file that is itself a source is always listed, whatever
    the globs and ignore files say.

    Raises:
        SourceNotFound: a source does not exist.
    """
    options = options or ReadOptions()
    walks = [_Walk(os.fspath(source), options) for source in sources]
    for each in walks:
        each.run()
    files = _named_apart(walks) if len(walks) > 1 else walks[0].files if walks else []
    files.sort(key=attrgetter("key"))
    return Listing(
        files=files,
        refusals=[refusal for each in walks for refusal in each.refusals],
        skipped=sum(each.skipped.total() for each in walks),
        skipped_kinds=dict(sum((each.skipped for each in walks), Counter()).most_common()),
        unlisted=tuple(key for each in walks for key in each.unlisted),
        linked=any(each.linked for each in walks),
    )


@dataclass(slots=True)
class _Folder:
    path: str
    key: str  # with its "/" at the end, or empty for the source itself
    ignored: IgnoreFiles


class _Walk:
    """The walk over one source."""

    def __init__(self, source: str, options: ReadOptions) -> None:
        self.source = source
        self.files: list[FoundFile] = []
        self.refusals: list[Refusal] = []
        self.skipped: Counter[str] = Counter()
        self.unlisted: list[str] = []
        self.linked = False
        self._globs = Globs(options.include, options.exclude)
        self._links: list[_Folder] = []
        self._seen: set[tuple[int, int]] = set()

    def run(self) -> None:
        self.source = spelled_as_on_disk(self.source)
        try:
            status = os.stat(self.source)  # noqa: PTH116
        except FileNotFoundError:
            message = Message(
                "There is no file or folder {source} to read; check the path.",
                source=repr(self.source),
            )
            raise SourceNotFound(message) from None
        except OSError as error:
            self._refuse(self.source, "", error)
            return
        if stat.S_ISDIR(status.st_mode):
            self._walk_tree(_Folder(self.source, "", IgnoreFiles()))
        else:
            name = readable_key(os.path.basename(os.path.abspath(self.source)))  # noqa: PTH119
            if format_of(name) is None and stat.S_ISREG(status.st_mode):
                self.skipped[_suffix(name)] += 1
            else:
                self._add(self.source, name, status)

    def _walk_tree(self, top: _Folder) -> None:
        """Walk real folders first and links last, so that a folder is listed under its own name."""
        pending = [top]
        while pending:
            pending += self._walk_folder(pending.pop())
            if not pending and self._links:
                pending.append(self._links.pop(0))

    def _walk_folder(self, folder: _Folder) -> Iterator[_Folder]:
        try:
            status = os.stat(folder.path)  # noqa: PTH116
            identity = (status.st_dev, status.st_ino)
            if identity in self._seen:
                return
            self._seen.add(identity)
            with os.scandir(folder.path) as found:
                entries = list(found)
        except OSError as error:
            self._refuse(folder.key or folder.path, folder.key, error)
            return
        ignored = folder.ignored.joined_by(Path(folder.path, IGNORE_FILE), folder.key)
        picky = bool(ignored) or bool(self._globs)
        # This loop runs for every file of a source in every update.
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                continue
            key = folder.key + (name if name.isascii() else readable_key(name))
            try:
                if entry.is_dir():
                    if _holds_frames(key, entries):
                        continue
                    if not ignored.hides(key + "/") and (below := self._below(entry, key, ignored)):
                        yield below
                elif picky and (ignored.hides(key) or not self._globs.admit(key)):
                    continue
                elif name[name.rfind(".") :] in SUFFIXES:
                    self._add(entry.path, key, entry.stat())
                elif format_of(name) is None and entry.is_file():
                    self.skipped[_suffix(name)] += 1
                else:
                    self._add(entry.path, key, entry.stat())
                self.linked = self.linked or entry.is_symlink()
            except OSError as error:
                self._refuse(key, key, error)

    def _refuse(self, where: str, key: str, error: OSError) -> None:
        self.refusals.append(Refusal(where, _reason(error), PASSING))
        self.unlisted.append(key.rstrip("/"))

    def _below(self, entry: os.DirEntry[str], key: str, ignored: IgnoreFiles) -> _Folder | None:
        """Return a folder that is to be walked now; a link to one is kept for later."""
        folder = _Folder(entry.path, key + "/", ignored)
        if not entry.is_symlink():
            return folder
        self.linked = True
        self._links.append(folder)
        return None

    def _add(self, path: str, key: str, status: os.stat_result) -> None:
        if stat.S_ISREG(status.st_mode):
            self.files.append(FoundFile(path, key, status.st_size, status.st_mtime_ns))
            return
        kinds = (reason for is_kind, reason in _KINDS if is_kind(status.st_mode))
        self.refusals.append(
            Refusal(key, next(kinds, Message("is not a regular file, and is not read")))
        )


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122


def _holds_frames(key: str, beside: Sequence[os.DirEntry[str]]) -> bool:
    """Return whether a folder belongs to a page that a browser has saved beside it.

    Advertisements and counters in it are pages, too, but not articles.
    """
    found = _SAVED_WITH_PAGE.fullmatch(key.rpartition("/")[2])
    if found is None:
        return False
    pages = {f"{found[1]}{suffix}" for suffix in (".html", ".htm", ".xhtml", ".mht")}
    return any(unicodedata.normalize("NFC", entry.name) in pages for entry in beside)


def _named_apart(walks: Sequence[_Walk]) -> list[FoundFile]:
    """Return each file once, under unique keys."""
    once: dict[str, tuple[int, FoundFile]] = {}
    for number, each in enumerate(walks):
        for file in each.files:
            once.setdefault(os.path.realpath(file.path), (number, file))
    owners: dict[str, set[int]] = {}
    for number, file in once.values():
        owners.setdefault(file.key, set()).add(number)
    clashing = set().union(*(numbers for numbers in owners.values() if len(numbers) > 1))
    names = distinct_names([walks[number].source for number in sorted(clashing)])
    prefix = {number: name + "/" for number, name in zip(sorted(clashing), names, strict=True)}
    return [
        file._replace(key=prefix[number] + file.key) if number in prefix else file
        for number, file in once.values()
    ]


def distinct_names(sources: Sequence[str]) -> list[str]:
    """Name sources by the last parts of their paths, as many as are needed to be distinct.

    A source that is a file is named by its folder, because its own name is already its key.
    """
    parts = []
    for source in sources:
        path = Path(os.path.abspath(source))
        parts.append((path.parent if path.is_file() else path).parts)
    for length in range(1, max(map(len, parts), default=0) + 1):
        names = [readable_key("/".join(part[-length:]).strip("/")) for part in parts]
        if len(set(names)) == len(names):
            return names
    return [f"{number}" for number in range(1, len(parts) + 1)]


def readable_key(name: str) -> str:
    """Return a file's name in NFC; bytes that are not UTF-8 are read as CP949, or as U+FFFD."""
    if name.isascii():
        return name
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("cp949", "replace")
    return unicodedata.normalize("NFC", name)


def spelled_as_on_disk(path: str) -> str:
    """Return a path in the Unicode form under which it exists: typed names are usually NFC."""
    spellings = (path, unicodedata.normalize("NFD", path), unicodedata.normalize("NFC", path))
    return next((each for each in spellings if os.path.lexists(each)), path)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return Message("may not be read: permission denied")
    if isinstance(error, FileNotFoundError):
        return Message("is a link to nothing, or has just vanished")
    return Message("cannot be looked at: {strerror}", strerror=error.strerror or error)
