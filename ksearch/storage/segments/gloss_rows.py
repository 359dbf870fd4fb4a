"""Glosses (`korean.word_lists.glosses`) of articles: read from a segment's arrays, stored in it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ksearch.arrays.types import AnyArray, Numbers
from ksearch.korean.terms import key_of
from ksearch.korean.word_lists.glosses import (
    Gloss,
    chosen,
    is_capitals,
    may_be_short,
    merged_glosses,
    read_gloss,
)
from ksearch.korean.word_lists.rows import rows_text
from ksearch.lexicon.interning import ArticleBatch
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message

if TYPE_CHECKING:
    from ksearch.storage.segments.segment import Segment
    from ksearch.storage.snapshot import Snapshot


ROWS = "glosses"
#: Word before a short form: (이하 금감원).
_HEREAFTER = "이하"
#: The most bytes of a segment's glosses; those of 20,000 news articles take a thousandth of it.
_MAX_GLOSS_BYTES = 64 << 20
_QUOTES = " '\"‘’“”"
#: Most words of a name.
_MAX_NAME_WORDS = 3


def read_glosses(batch: ArticleBatch, lexicon: Lexicon) -> list[Gloss]:
    """Return the glosses of some articles, counted.

    Only places where a bracket opens between two eojeols and closes after the next one are read:
    the time is proportional to the brackets, not to the words.
    """
    places = _Brackets(batch, lexicon)
    return merged_glosses(
        Gloss(*found, 1, said)
        for words, inner, said in places.contents()
        if (found := read_gloss(words, inner)) is not None
    )


class _Brackets:
    """The places where a single word is in brackets."""

    def __init__(self, batch: ArticleBatch, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._eojeols = batch.eojeols
        texts = batch.separator_texts
        opens = np.array([_opens(text) for text in texts] or [False], np.bool_)
        self._closes = np.array([_closes(text) for text in texts] or [False], np.bool_)
        self._glued = np.array([text in (")", "’)", "')") for text in texts] or [False], np.bool_)
        self._spaces = np.array([text == " " for text in texts] or [False], np.bool_)
        self._separators = batch.separators
        slots = np.flatnonzero(opens.take(batch.separators)) if len(texts) else _NONE
        first_slots = batch.bounds + np.arange(len(batch.bounds))
        owners = first_slots.searchsorted(slots, side="right") - 1
        position = slots - owners  # the eojeol behind the bracket
        inside = (position > batch.bounds[owners]) & (position < batch.bounds[owners + 1])
        self._owners, self._at = owners[inside], position[inside]
        self._ends = batch.bounds[self._owners + 1]
        self._firsts = batch.bounds[self._owners]

    def contents(self) -> Iterable[tuple[tuple[str, ...], str, int]]:
        """Yield the words before each bracket, the word in it, and 1 if 이하 precedes it."""
        said = self._eojeols[self._at] == self._lexicon.find(_HEREAFTER)
        inner = np.where(said, self._at + 1, self._at)
        closing = inner < self._ends
        closing[closing] = self._closes.take(
            self._separators[inner[closing] + self._owners[closing] + 1]
        )
        rows = np.flatnonzero(closing)
        inner, said = inner[rows], said[rows]
        shorts = self._texts(self._eojeols[inner])
        likely = np.array([may_be_short(text) for text in shorts], np.bool_)
        chosen = np.flatnonzero(likely)
        words = self._words_before(rows[chosen])
        followed = self._followed_by_letters(rows[chosen], inner[chosen])
        for place, before, glued in zip(chosen.tolist(), words, followed, strict=True):
            short = shorts[place]
            if before[-1] and not (glued and is_capitals(short)):
                yield tuple(filter(None, before)), short, int(said[place])

    def _words_before(self, rows: Numbers) -> list[tuple[str, ...]]:
        """Return up to three words before each bracket; "" where there are fewer."""
        position, firsts, owners = self._at[rows] - 1, self._firsts[rows], self._owners[rows]
        columns = [self._texts(self._eojeols[position])]
        joined = np.ones(len(rows), np.bool_)
        for back in range(1, _MAX_NAME_WORDS):
            joined &= position - back >= firsts
            spaced = np.zeros(len(rows), np.bool_)
            slots = position[joined] - back + 1 + owners[joined]
            spaced[joined] = self._spaces.take(self._separators[slots])
            joined &= spaced
            texts = np.full(len(rows), "", object)
            texts[joined] = self._texts(self._eojeols[position[joined] - back])
            columns.append(texts.tolist())
        return list(zip(*reversed(columns), strict=True))

    def _followed_by_letters(self, rows: Numbers, inner: Numbers) -> list[bool]:
        """Return whether Latin letters follow the bracket without a space: 폐쇄회로(CC)TV."""
        owners, ends = self._owners[rows], self._ends[rows]
        there = self._glued.take(self._separators[inner + owners + 1]) & (inner + 1 < ends)
        found = np.zeros(len(rows), np.bool_)
        following = self._texts(self._eojeols[inner[there] + 1])
        found[there] = [text[0].isascii() and text[0].isalpha() for text in following]
        result: list[bool] = found.tolist()
        return result

    def _texts(self, eojeols: Numbers) -> list[str]:
        """Return the texts of some eojeols, each looked up once."""
        once, places = np.unique(eojeols, return_inverse=True)
        texts = self._lexicon.texts(once)
        return [texts[place] for place in places.tolist()]


_NONE = np.zeros(0, np.int64)


def _opens(separator: str) -> bool:
    return len(separator) <= len("(‘") and separator.strip(_QUOTES) == "("


def _closes(separator: str) -> bool:
    return separator.lstrip(_QUOTES).startswith(")")


def pack_glosses(glosses: Iterable[Gloss]) -> dict[str, AnyArray]:
    """Return the array by which a segment stores glosses."""
    text = json.dumps([list(gloss) for gloss in glosses], ensure_ascii=False)
    return {ROWS: np.frombuffer(zlib.compress(text.encode(), 6), np.uint8)}


def unpack_glosses(arrays: Mapping[str, AnyArray]) -> list[Gloss]:
    """Return the glosses of a segment; empty if an earlier version wrote it."""
    packed = arrays.get(ROWS)
    if packed is None:
        return []
    unpacking = zlib.decompressobj()
    plain = unpacking.decompress(packed.tobytes(), _MAX_GLOSS_BYTES)
    if not unpacking.eof:
        raise ValueError(Message("the abbreviations of the articles are longer than any"))
    return [Gloss(*row) for row in json.loads(plain)]


def glosses_in(snapshot: Snapshot) -> tuple[Gloss, ...]:
    """Return the reliable glosses of a snapshot's articles."""
    read = merged_glosses(gloss for segment in snapshot.segments for gloss in segment.glosses())

    def frequency(word: str) -> int:
        term = snapshot.lexicon.find_term(key_of(word))
        return sum(_frequency(segment, term) for segment in snapshot.segments)

    return chosen(read, frequency)


def _frequency(segment: Segment, term: int) -> int:
    """Return how many articles of a segment have a term."""
    terms, starts = segment.postings.terms, segment.postings.starts
    place = int(terms.searchsorted(term)) if term >= 0 else len(terms)
    if place == len(terms) or terms[place] != term:
        return 0
    return int(starts[place + 1]) - int(starts[place])


def gloss_rows(glosses: Iterable[Gloss]) -> str:
    """Return glosses as a table that a search looks keys up in (`korean.word_lists.rows`).

    The cells of a row: the keys of name and short form, both as they are written, and counts.
    """
    return rows_text(
        (key_of(long.replace(" ", "")), key_of(short), long, short, f"{times}/{said}")
        for long, short, times, said in glosses
    )


def glosses_of(text: str) -> tuple[Gloss, ...]:
    """Return the glosses of a table."""
    found = []
    for row in text.split("\n") if text else ():
        _, _, long, short, counts = row.split("\t")
        times, _, said = counts.partition("/")
        found.append(Gloss(long, short, int(times), int(said)))
    return tuple(found)
