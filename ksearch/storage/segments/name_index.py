"""Index of names: the articles of a reporter, a paper or a section.

Names are only tested for equality, so a hash of kind and name is stored; a look-up takes
microseconds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ksearch.arrays.types import AnyArray, LocalArticles
from ksearch.korean.terms import key_of
from ksearch.messages import Message

#: The fields whose values are names, each with its letter in the hash.
KINDS = {"author": "a", "publisher": "p", "section": "s"}
_ARRAYS = ("name_hashes", "name_starts", "name_articles")
_NO_ARTICLES = np.zeros(0, np.uint16)
#: Sections are given as paths (정치/국회, 사회 > 사건) as often as by one name.
_PARTS_OF_SECTION = re.compile(r"[/>|·,;&]")
_HANGUL = re.compile("[가-힣]")


def name_hash(kind: str, key: str) -> int:
    """Return the 64-bit hash of a name (folded by `terms.key_of`) of a kind."""
    data = f"{KINDS[kind]}{key}".encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 32 | zlib.adler32(data)


def pack_names(columns: Mapping[str, Sequence[str | None]]) -> dict[str, AnyArray]:
    """Return the arrays of a name index.

    Args:
        columns: the values of each field in `KINDS`, by article.
    """
    found: dict[int, list[int]] = {}
    for kind, values in columns.items():
        hashes_of: dict[str, list[int]] = {}
        for article, value in enumerate(values):
            if not value:
                continue
            hashes = hashes_of.get(value)
            if hashes is None:
                keys = dict.fromkeys(map(key_of, _names_in(kind, value)))
                hashes = hashes_of[value] = [name_hash(kind, key) for key in keys if key]
            for one in hashes:
                found.setdefault(one, []).append(article)
    order = sorted(found)
    sizes = [len(found[one]) for one in order]
    articles = (article for one in order for article in found[one])
    return {
        "name_hashes": np.array(order, np.uint64),
        "name_starts": np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))).astype(np.uint32),
        "name_articles": np.fromiter(articles, np.uint16, sum(sizes)),
    }


def sections_in(value: str) -> Iterator[str]:
    """Yield a section and the parts of its path; parts in Latin letters are not names."""
    yield value
    for part in _PARTS_OF_SECTION.split(value):
        if _HANGUL.search(part):
            yield part.strip()


def _names_in(kind: str, value: str) -> Iterable[str]:
    if kind == "author":
        return _people_in(value)
    if kind == "section":
        return sections_in(value)
    return (value,)


def _people_in(value: str) -> Iterable[str]:
    from ksearch.model.names import people_in  # imported late: slow to compile

    return people_in(value) or value.split(",")


class NameIndex:
    """Finds the articles of one segment by names.

    Args:
        arrays: of the segment, or as `pack_names` makes them.
    """

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._hashes, self._starts, self._articles = (arrays[name] for name in _ARRAYS)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._hashes)

    def hashes(self) -> list[int]:
        """Return the hashes of all names."""
        found: list[int] = self._hashes.tolist()
        return found

    def __contains__(self, wanted: int) -> bool:
        """Return whether there is a name with a hash."""
        return self._place(wanted) >= 0

    def _place(self, wanted: int) -> int:
        place = int(self._hashes.searchsorted(np.uint64(wanted)))
        there = place < len(self._hashes) and int(self._hashes[place]) == wanted
        return place if there else -1

    def articles(self, kind: str, key: str) -> LocalArticles:
        """Return the articles with a name, deleted ones included (ascending)."""
        place = self._place(name_hash(kind, key))
        if place < 0:
            return _NO_ARTICLES
        found: LocalArticles = self._articles[
            int(self._starts[place]) : int(self._starts[place + 1])
        ]
        return found

    def problems(self, articles: int) -> list[str]:
        """Return one sentence for every inconsistency of the arrays."""
        found: list[str] = []
        ends = [int(self._starts[0]), int(self._starts[-1])] if len(self._starts) else []
        if len(self._starts) != len(self._hashes) + 1 or ends != [0, len(self._articles)]:
            found.append(Message("names and their articles differ in number"))
        if len(self._articles) and int(self._articles.max()) >= articles:
            found.append(Message("a name belongs to an article that does not exist"))
        return found


class ManyNames:
    """The names of several segments, searched one segment after the other."""

    def __init__(self, indexes: Sequence[NameIndex]) -> None:
        self._indexes = indexes

    def __contains__(self, wanted: object) -> bool:
        """Return whether any segment has a name with a hash."""
        return isinstance(wanted, int) and any(wanted in index for index in self._indexes)


def has_names(arrays: Mapping[str, AnyArray]) -> bool:
    """Return whether a segment has a name index."""
    return _ARRAYS[0] in arrays
