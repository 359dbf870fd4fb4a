"""Where articles were read from: paths that work from here, with the line of a record."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ksearch.model.originals import files_called, web_address

#: Files with one record a line; compressed files have no line numbers.
_LINED = (".jsonl", ".ndjson")
#: Most records of one file that are looked up one by one; for more, all lines are read.
_MAX_SINGLE_LOOKUPS = 20
#: Words in the names of columns of ids: doc_id, guid, 뉴스 식별자.
_ID_NAMES = ("id", "식별자")


class Located(Protocol):
    """The fields of an article and a hit that say where it is from."""

    @property
    def id(self) -> str:
        """The id."""

    @property
    def path(self) -> str | None:
        """The path inside its source."""

    @property
    def url(self) -> str | None:
        """The address on the web."""


class OriginalPlaces:
    """Finds the originals of an index's articles.

    Args:
        sources: the paths of the index's sources.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        self._sources = sources
        self._lines: dict[str, _Lines] = {}

    def file_of(self, article: Located) -> str | None:
        """Return the file that an article was read from, if it exists."""
        if article.path is None:
            return None
        return next((file for _, file in files_called(self._sources, article.path)), None)

    def line_of(self, article: Located, file: str) -> int | None:
        """Return the line of an article in its file, or None."""
        if not file.endswith(_LINED):
            return None
        number = article.id.rpartition(":")[2]
        if article.path and article.id.endswith(f"{article.path}:{number}") and number.isdecimal():
            return int(number)
        if file not in self._lines:
            self._lines[file] = _Lines(file)
        return self._lines[file].of(article.id)

    def path_from_here(self, article: Located) -> str:
        """Return the path of an article's file from the current folder, with its line.

        If the file does not exist, return the path inside the source, or else the id.
        """
        file = self.file_of(article)
        if file is None:
            return article.path or article.id
        line = self.line_of(article, file)
        path = from_here(file)
        return path if line is None else f"{path}:{line}"

    def address_of(self, article: Located) -> str | None:
        """Return the address of an article on the web, or of its file."""
        web = web_address(article.url)
        if web is not None:
            return web
        file = self.file_of(article)
        return None if file is None else Path(file).absolute().as_uri()


def from_here(path: str) -> str:
    """Return a path relative to the current folder if it is in it, otherwise as it is."""
    here = Path.cwd()
    absolute = Path(path).absolute()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else path


class _Lines:
    """The lines of a file with a JSON object on each."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._asked = 0
        self._all: dict[str, int] | None = None

    def of(self, article_id: str) -> int | None:
        """Return the number of the line whose object has an id."""
        self._asked += 1
        try:
            if self._asked > _MAX_SINGLE_LOOKUPS and self._all is None:
                self._all = dict(self._ids())
            if self._all is not None:
                return self._all.get(article_id)
            return self._search(article_id)
        except (OSError, ValueError):  # removed or emptied in the meantime
            return None

    def _search(self, article_id: str) -> int | None:
        """Search the bytes of the file for the id, which is faster than parsing all lines."""
        spellings = {json.dumps(article_id), json.dumps(article_id, ensure_ascii=False)}
        if article_id.isdecimal():
            spellings.add(article_id)  # a number
        with (
            Path(self._file).open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            for spelling in sorted(spellings, key=len, reverse=True):
                wanted = spelling.encode()
                place = data.find(wanted)
                while place >= 0:
                    start = data.rfind(b"\n", 0, place) + 1
                    end = data.find(b"\n", place)
                    end = len(data) if end < 0 else end
                    if article_id in _values_of(data[start:end]):
                        return data[:start].count(b"\n") + 1
                    place = data.find(wanted, end)
        return None

    def _ids(self) -> Iterator[tuple[str, int]]:
        with Path(self._file).open("rb") as file:
            numbered = [(line, number) for number, line in enumerate(file, 1)]
        for line, number in reversed(numbered):  # the first line of an id counts
            for value in _values_of(line):
                yield value, number


def _values_of(line: bytes) -> list[str]:
    """Return the values of an object under names of ids."""
    try:
        record = json.loads(line)
    except ValueError:
        return []
    fields = record.items() if isinstance(record, dict) else ()
    return [str(value) for name, value in fields if _is_id(name) and isinstance(value, str | int)]


def _is_id(name: str) -> bool:
    return any(part in name.lower() for part in _ID_NAMES)
