"""Words that find each other: the user's own synonyms, and the hanja shorthand of newspapers.

A synonym file is plain text, one group a line, entries of one or several words, ``#`` for comments:

    전기차 = 전기 자동차 = EV      # each finds the others
    코로나 > 코로나19             # 코로나 also finds 코로나19, not the reverse
    no glosses                    # what the articles themselves explain is left alone

The shorthand table (美 미국, 檢 검찰) ships with the package: ``data/shorthand.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from ksearch.korean.normalise import fold
from ksearch.korean.word_lists.files import (
    WordListError,
    entries,
    read_lines,
    split_comment,
    with_line,
    write_list,
)
from ksearch.messages import Message
from ksearch.model.errors import InvalidValue
from ksearch.model.records import Record

_SHORTHAND = Path(__file__).parent.with_name("data") / "shorthand.tsv"
TWO_WAY = "="
ONE_WAY = ">"
#: The line that turns abbreviations off that the articles explain (`korean.word_lists.glosses`).
NO_GLOSSES = "no glosses"


class SynonymGroup(NamedTuple):
    """One line of a synonym file; each entry is its words.

    Of a two-way group each entry finds the others; of a one-way group, the first finds the second.
    """

    entries: tuple[tuple[str, ...], ...]
    two_way: bool = True

    def __str__(self) -> str:
        sign = TWO_WAY if self.two_way else ONE_WAY
        return f" {sign} ".join(" ".join(entry) for entry in self.entries)


class SynonymMatch(NamedTuple):
    """Words that may stand for the query words ``start`` to ``end`` (the end not included)."""

    start: int
    end: int
    words: tuple[str, ...]


class Synonyms(Record):
    """Synonym groups, ready to expand queries with.

    ``glosses`` is whether abbreviations that the articles explain are synonyms, too.
    """

    groups: tuple[SynonymGroup, ...] = ()
    glosses: bool = True

    def __or__(self, other: Synonyms) -> Synonyms:
        """Return the groups of both."""
        return Synonyms(self.groups + other.groups, self.glosses and other.glosses)

    def lines(self) -> Iterator[str]:
        """Yield the lines of a file that says so."""
        yield from map(str, self.groups)
        if not self.glosses:
            yield NO_GLOSSES

    @cached_property
    def _found_by(self) -> dict[str, dict[tuple[str, ...], None]]:
        """The entries that each key finds, in order, without repetition."""
        found: dict[str, dict[tuple[str, ...], None]] = {}
        for group in self.groups:
            keyed = [(_key(entry), entry) for entry in group.entries]
            for place, (key, _) in enumerate(keyed if group.two_way else keyed[:1]):
                others = found.setdefault(key, {})
                for other_place, (other_key, other) in enumerate(keyed):
                    if other_place != place and other_key != key:
                        others[other] = None
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._found_by), default=0)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The first letters of all keys; and nothing, for words of which nothing is left."""
        return frozenset(key[:1] for key in ("", *self._found_by))

    def expand(
        self,
        words: tuple[str, ...],
        others: tuple[tuple[str, ...], ...] = (),
        *,
        folded: bool = False,
    ) -> tuple[SynonymMatch, ...]:
        """Return the synonyms of the words of a query, each with the words that it replaces.

        Args:
            words: of the query, without particles as far as that is known.
            others: other stems of each word, for the last word of an entry.
            folded: whether the words are folded already.

        Entries are compared folded (capitals, full-width forms) and without regard to spaces:
        전기 자동차 and 전기자동차 are the same. An entry may cover several words of the query, and
        entries may overlap. Words come as their groups write them, in the order of the groups.
        """
        keys = words if folded else tuple(map(fold, words))
        found: list[SynonymMatch] = []
        for start in range(len(words)):
            if keys[start][:1] not in self._beginnings:
                continue
            before = ""
            for end in range(start + 1, len(words) + 1):
                if len(before) > self._longest:
                    break
                lasts = (keys[end - 1], *(others[end - 1] if others else ()))
                for last in lasts:
                    for entry in self._found_by.get(before + last, ()):
                        found.append(SynonymMatch(start, end, entry))
                before += keys[end - 1]
        return tuple(found)


def _key(entry: tuple[str, ...]) -> str:
    return fold("".join(entry))


@cache
def shorthand() -> Synonyms:
    """Return the shorthand of newspapers as synonyms.

    A hanja finds all words that it may stand for. Of these, only the ones with ``=`` behind them
    find the hanja: a hit for a word must hold it, and 金 seldom is 김정은.
    """
    groups: list[SynonymGroup] = []
    for number, content in entries(_SHORTHAND.read_text("utf-8").split("\n")):
        hanja, _, words = content.partition("\t")
        if not words:
            raise WordListError(str(_SHORTHAND), number, Message("write hanja, tab, words."))
        short = (hanja,)
        for word in words.split(","):
            word, sign, _ = word.strip().partition(TWO_WAY)
            groups.append(SynonymGroup((short, (word,)), two_way=bool(sign)))
    return Synonyms(tuple(groups))


def parse(lines: Iterable[str], name: str = "synonyms") -> Synonyms:
    """Read the lines of a synonym file; ``name`` stands for the file in errors.

    Raises:
        WordListError: a line is not a group.
    """
    said = list(entries(lines))
    groups = tuple(_group(text, name, number) for number, text in said if text != NO_GLOSSES)
    return Synonyms(groups, len(groups) == len(said))


def _group(content: str, name: str, number: int) -> SynonymGroup:
    signs = set(re.findall(f"[{TWO_WAY}{ONE_WAY}]", content))
    if not signs:
        raise WordListError(name, number, Message("write two entries with = or > between them."))
    if len(signs) > 1:
        raise WordListError(
            name, number, Message("has both = and >; write two lines, one with each.")
        )
    two_way = signs == {TWO_WAY}
    members = tuple(tuple(entry.split()) for entry in re.split(f"[{TWO_WAY}{ONE_WAY}]", content))
    if not all(members):
        raise WordListError(
            name, number, Message("has nothing on one side of {signs}.", signs=signs.pop())
        )
    if not two_way and len(members) > 2:
        raise WordListError(name, number, Message("has two >; write a line for each."))
    if len(set(map(_key, members))) < len(members):
        raise WordListError(name, number, Message("has an entry twice; remove one of them."))
    return SynonymGroup(members, two_way)


def read(path: Path) -> Synonyms:
    """Read a synonym file; one that does not exist is empty.

    Raises:
        WordListError: a line of it, or the file, cannot be read.
    """
    return parse(read_lines(path), str(path))


def add(path: Path, group: str) -> SynonymGroup:
    """Append a group, written as in the file; the rest of the file is unchanged.

    Raises:
        InvalidValue: the text is not a group, or the file has that group.
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    new = _group_given(group)
    lines = read_lines(path)
    if _identity(new) in map(_identity, parse(lines, str(path)).groups):
        raise InvalidValue(
            Message("{new} is in {path} already; nothing was changed.", new=new, path=path)
        )
    write_list(path, with_line(lines, str(new)))
    return new


def use_glosses(path: Path, use: bool) -> None:
    """Turn abbreviations that articles explain on or off; the rest of the file is unchanged.

    Raises:
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    lines = read_lines(path)
    if parse(lines, str(path)).glosses == use:
        return
    if use:
        write_list(path, [line for line in lines if split_comment(line)[0] != NO_GLOSSES])
    else:
        write_list(path, with_line(lines, NO_GLOSSES))


def remove(path: Path, group: str) -> SynonymGroup:
    """Remove a group, written as in the file (the order of ``a = b`` does not matter); return it.

    Raises:
        InvalidValue: the text is not a group, or the file does not have it.
        WordListError: the file cannot be read as it stands.
        StorageError: the file cannot be written.
    """
    unwanted = _identity(_group_given(group))
    lines = read_lines(path)
    there = [each for each in parse(lines, str(path)).groups if _identity(each) == unwanted]
    if not there:
        raise InvalidValue(
            Message(
                "{path} has no line {group}; write it as `ksearch words list` shows it.",
                path=path,
                group=group.strip(),
            )
        )
    write_list(path, [line for line in lines if _identity_of_line(line) != unwanted])
    return there[0]


def _group_given(text: str) -> SynonymGroup:
    try:
        groups = parse([" ".join(text.splitlines())], "synonyms").groups
    except WordListError as error:
        raise InvalidValue(
            Message("{text} {reason}", text=repr(text.strip()), reason=error.reason)
        ) from error
    if not groups:
        raise InvalidValue(
            Message("there is no synonym to read; write two entries with = between them.")
        )
    return groups[0]


def _identity(group: SynonymGroup) -> tuple[object, ...]:
    keys = [_key(entry) for entry in group.entries]
    return (TWO_WAY, *sorted(keys)) if group.two_way else (ONE_WAY, *keys)


def _identity_of_line(line: str) -> tuple[object, ...] | None:
    content, _ = split_comment(line)
    return _identity(_group(content, "", 0)) if content not in ("", NO_GLOSSES) else None
