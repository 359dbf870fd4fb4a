"""Reporters, papers and sections named by plain words of a query: 오경묵 기자, 사회면."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ksearch.arrays.cache import Cache
from ksearch.korean.grammar.particles import stems
from ksearch.korean.terms import key_of
from ksearch.plan import NameLeaf

#: Whether any article has a name as author, publisher or section: (kind, key) → bool.
Knows = Callable[[str, str], bool]

#: Words that mark a reporter's name.
_ROLE_WORDS = ("기자", "특파원", "논설위원", "칼럼니스트", "앵커", "아나운서", "리포터", "편집위원")
#: Words that mark a section's name, also as a suffix: 사회면.
_SECTIONS = ("면", "란", "섹션", "분야")
#: Most words of a paper's name.
_MAX_PAPER_WORDS = 3
#: Most words of a query in which names are looked for; longer ones are headlines or sentences.
_MAX_QUERY_WORDS = 6
#: Least syllables of a name.
_MIN_NAME = 2
#: Least syllables of a name for which an apparent particle behind it is taken for one.
_CERTAIN = 3
#: Cache size in bytes.
_FOUND_BYTES = 1 << 20


class NameMention(NamedTuple):
    """A reporter, paper or section that the words ``start`` to ``end`` (exclusive) name."""

    start: int
    end: int
    leaf: NameLeaf


class NameFinder:
    """Finds names in the words of queries; safe to share between threads.

    Args:
        knows: whether any article of a snapshot has a name.
    """

    def __init__(self, knows: Knows) -> None:
        self._knows = knows
        self._found: Cache[tuple[NameLeaf, ...]] = Cache(_FOUND_BYTES)

    def names_one(self, word: str) -> bool:
        """Return whether a word is a name, with or without a particle, and nothing else."""
        return not word.endswith((*_ROLE_WORDS, *_SECTIONS)) and bool(self._leaves(word))

    def find(self, words: Sequence[str], stems: Sequence[str]) -> Iterator[NameMention]:
        """Yield the names in a query.

        Args:
            words: as typed.
            stems: the same without particles.
        """
        for start, word in enumerate(words):
            for spelt in dict.fromkeys((word, stems[start])):
                for leaf in self._leaves(spelt):
                    yield NameMention(start, self._end(words, start + 1, leaf.kind), leaf)
            most = start + _MAX_PAPER_WORDS if len(words) <= _MAX_QUERY_WORDS else start
            for end in range(start + 2, min(most, len(words)) + 1):
                key = "".join(map(key_of, (*words[start : end - 1], stems[end - 1])))
                if self._knows("publisher", key):
                    yield NameMention(start, end, NameLeaf("publisher", key))

    def _end(self, words: Sequence[str], end: int, kind: str) -> int:
        """Return where a name ends, including a word behind it that only says what it names."""
        also = {"author": _ROLE_WORDS, "section": _SECTIONS}.get(kind, ())
        return end + 1 if end < len(words) and words[end] in also else end

    def _leaves(self, word: str) -> tuple[NameLeaf, ...]:
        return self._found.of(word, lambda: self._look_up(word))

    def _look_up(self, word: str) -> tuple[NameLeaf, ...]:
        key = key_of(word)
        if len(key) < _MIN_NAME:
            return ()
        spelt = [("author", key), ("publisher", key), ("section", key)]
        for kind, glued in (("author", _ROLE_WORDS), ("section", _SECTIONS)):
            if key.endswith(glued):
                bare = key.removesuffix(next(filter(key.endswith, glued)))
                if len(bare) >= _MIN_NAME:
                    spelt.append((kind, bare))
        found = tuple(NameLeaf(kind, name) for kind, name in spelt if self._knows(kind, name))
        return found or tuple(
            NameLeaf(kind, stem)
            for stem in stems(key)
            if len(stem) >= _CERTAIN
            for kind in ("author", "publisher")
            if self._knows(kind, stem)
        )
