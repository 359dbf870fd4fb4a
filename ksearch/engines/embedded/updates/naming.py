"""Ids of articles: short, unique, and never changed once they are assigned.

An article's id is its file's path inside its source, or its own id in the file. If that is taken,
the name of the source is put before it. Files that clash and are new in the same update both get
the names of their sources, so that the order of reading does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from ksearch.engines.embedded.updates.gathering import FileOnDisk
from ksearch.reading.sources.walking import distinct_names, readable_key
from ksearch.storage.sources import Alias, Source, SourceFile

#: Returns the ids among some that are taken by articles of files with other keys.
Taken = Callable[[Sequence[str]], set[str]]

#: Separators between a file's path and a line, chapter or member in the ids of its articles.
_ID_SEPARATORS = ":#/"


def name_files(
    found: Sequence[FileOnDisk], known: Iterable[SourceFile], taken: Taken
) -> tuple[dict[tuple[int, str], str], dict[int, str]]:
    """Choose keys for files that are new.

    Args:
        found: the new files.
        known: every file that has a key already.
        taken: returns which ids are taken by articles.

    Returns:
        The key of each new file, by the number of its source and its path inside; and the prefix of
        each of their sources, by its number.
    """
    new: dict[int, list[str]] = {}
    sources: dict[int, Source] = {}
    for each in found:
        new.setdefault(each.source.number, []).append(each.file.key)
        sources[each.source.number] = each.source
    old = list(known)
    seen = {row.source for row in old}
    naming = _Naming({row.key for row in old}, taken)
    fresh = [number for number in sorted(new) if number not in seen]
    prefixes = {number: sources[number].prefix for number in new}
    clashing = naming.clashing({n: new[n] for n in fresh}, {n: new[n] for n in new if n in seen})
    names = distinct_names([sources[number].root for number in clashing])
    for number, name in zip(clashing, names, strict=True):
        used = [prefix for other, prefix in prefixes.items() if other != number]
        prefixes[number] = naming.prefix(sources[number], name, new[number], used)
    keys = {
        (number, inside): key
        for number, insides in new.items()
        for inside, key in zip(
            insides, naming.keys(sources[number], prefixes[number], insides), strict=True
        )
    }
    return keys, prefixes


class _Naming:
    def __init__(self, keys: set[str], taken: Taken) -> None:
        self._keys = keys
        self._taken = taken

    def clashing(self, fresh: dict[int, list[str]], others: dict[int, list[str]]) -> list[int]:
        """Return the new sources with paths that are not unique.

        A path counts as taken if another new file has it, too.
        """
        times = Counter(chain.from_iterable([*fresh.values(), *others.values()]))
        shared = {inside for inside, number in times.items() if number > 1}
        return [
            number
            for number, insides in fresh.items()
            if not (shared.isdisjoint(insides) and self._are_free(insides))
        ]

    def _are_free(self, keys: Sequence[str]) -> bool:
        return self._keys.isdisjoint(keys) and not self._taken(keys)

    def prefix(
        self, source: Source, name: str, insides: Sequence[str], used: Collection[str]
    ) -> str:
        """Return a name of a source, if possible the given one, under which its paths are free."""
        prefixes = (f"{name}/" for name in chain([name], source_names(source)))
        return next(
            prefix
            for prefix in prefixes
            if prefix not in used and self._are_free([prefix + inside for inside in insides])
        )

    def keys(self, source: Source, prefix: str, insides: Sequence[str]) -> Iterator[str]:
        """Yield for each path a key that is unique among files and their articles."""
        taken = self._keys | self._taken([prefix + inside for inside in insides])
        for inside in insides:
            key = prefix + inside
            if key in taken or key in self._keys:
                named = (f"{name}/{inside}" for name in source_names(source))
                key = next(key for key in named if self._are_free([key]))
            self._keys.add(key)
            yield key


def source_names(source: Source) -> Iterator[str]:
    """Yield names of a source, the shortest first, each longer by a folder, then numbered ones.

    A source that is a file is named by its folder, because its own name is already in its key.
    """
    path = Path(source.root)
    parts = (path.parent if path.is_file() else path).parts
    for length in range(1, len(parts) + 1):
        yield readable_key("/".join(parts[-length:]).strip("/")) or "root"
    yield from (f"{readable_key(path.name)}-{number}" for number in count(2))


class ArticleIds:
    """Assigns ids to the articles of one update."""

    def __init__(
        self,
        aliases: Iterable[Alias],
        holder: Callable[[str], str | None],
        source_of: Callable[[str], int | None],
    ) -> None:
        """Begin with the existing aliases.

        ``holder`` returns the key of the file whose article has an id, "" for an article without a
        file, and None for a free id; ``source_of`` returns the source of a file by its key.
        """
        self._aliases = {(alias.key, alias.own): alias.id for alias in aliases}
        self._given = {alias.id for alias in aliases}
        self._holder = holder
        self._source_of = source_of
        #: The file whose article got an id in this update.
        self.claimed: dict[str, str] = {}

    def aliases(self, keys: Collection[str]) -> list[Alias]:
        """Return the aliases of articles of some files."""
        return [
            Alias(key, own, given) for (key, own), given in self._aliases.items() if key in keys
        ]

    def claim(self, found: FileOnDisk, key: str, own: str) -> tuple[str, bool]:
        """Return the id of an article, and whether its file has already used it in this update.

        Args:
            found: its file.
            key: the file's key.
            own: the id from reading, with the file's path inside its source as its key.
        """
        chosen = self._aliases.get((key, own)) or self._choose(found, key, own)
        again = self.claimed.get(chosen) == key
        self.claimed[chosen] = key
        return chosen, again

    def _choose(self, found: FileOnDisk, key: str, own: str) -> str:
        wanted = under_key(found.file.key, key, own)
        chosen = wanted
        if not self._is_free(wanted, key):
            longer = self._longer(found, key, wanted)
            chosen = next(candidate for candidate in longer if self._is_free(candidate, key))
            self._aliases[key, own] = chosen
            self._given.add(chosen)
        return chosen

    def _is_free(self, candidate: str, key: str) -> bool:
        if candidate in self._given:
            return False
        holder = self._holder_of(candidate)
        return holder is None or holder == key

    def _holder_of(self, candidate: str) -> str | None:
        claimed = self.claimed.get(candidate)
        return self._holder(candidate) if claimed is None else claimed

    def _longer(self, found: FileOnDisk, key: str, wanted: str) -> Iterator[str]:
        """Yield ids for an article whose own id is taken.

        Prefixed with the source, or with the file if another file of the same source has the id.
        """
        by_source = (f"{name}/{wanted}" for name in source_names(found.source))
        if wanted.startswith(key):
            return by_source
        by_file = f"{key}/{wanted}"
        holder = self._holder_of(wanted)
        within = holder is not None and self._source_of(holder) == found.source.number
        if within or Path(found.source.root).is_file() or found.source.prefix:
            return chain([by_file], by_source)
        return by_source


def under_key(inside: str, key: str, text: str) -> str:
    """Return an id or a place with the file's path inside its source replaced by its key."""
    if inside != key and text.startswith(inside):
        rest = text[len(inside) :]
        if not rest or rest[0] in _ID_SEPARATORS:
            return key + rest
    return text
