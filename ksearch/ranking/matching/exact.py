"""Exact texts: the same letters in the same order, spacing and punctuation aside.

A text may be cut into eojeols in any way: 4차 산업혁명, 4차산업혁명의, (제4차)산업 혁명. A table
gives for every eojeol that can be a piece of the text from which letters to which it advances a
match. From every place where the text can begin, the following eojeols are read, for all articles
at once, with the sets of letters matched so far as bits of a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from ksearch.arrays import row_numbers
from ksearch.arrays.types import Articles, Bits
from ksearch.korean.keys import PlacedKey, key_of, placed_key
from ksearch.lexicon.lexicon import Lexicon
from ksearch.model.records import Record
from ksearch.ranking.matching.places import SegmentPlaces
from ksearch.ranking.matching.word_borders import EojeolStretch, begin_words, end_words, ending_in
from ksearch.storage.segments.forward import Forward
from ksearch.storage.segments.layout import TextLayout
from ksearch.storage.segments.segment import Segment

#: Letters of a text that fit in a bit pattern; the rest of a longer text is compared letter by
#: letter.
_PATTERN_LETTERS = 60
#: Least letters of a text in an eojeol, if it begins inside of it.
_MIN_INSIDE = 2
#: Most letters of an eojeol in the middle of a text.
_MAX_PIECE_LETTERS = 14
_BODY_FIELD = 2
#: Bits of the lead and the body.
_LEAD_AND_BODY = 0b110
_ONE = np.uint64(1)


class ExactPattern(Record, eq=False):
    """A transition table: how eojeols make up a text. Row 0 is of all eojeols that are not in it.

    Attributes:
        eojeols: int64, ascending: those of rows 1, 2, ….
        whole: bool by row: the text occurs in the eojeol.
        begins: uint64 by row: bit ``n`` is set if its last ``n`` letters are the first of the text.
        passes: uint64 by row: bit ``n`` is set if it equals the text's letters from the n-th on, up
        to its length.
        ends: uint64 by row: bit ``n`` is set if it begins with all letters from the n-th on.
        lengths: uint64 by row: the number of its letters.
        first: int64, the eojeols with which the text can begin, ascending.
        key: the whole text.
    """

    eojeols: Articles
    whole: npt.NDArray[np.bool_]
    begins: Bits
    passes: Bits
    ends: Bits
    lengths: Bits
    first: npt.NDArray[np.int64]
    key: str


def exact_pattern(lexicon: Lexicon, text: str) -> ExactPattern:
    """Resolve a text, given by its key, against a lexicon."""
    key = text[:_PATTERN_LETTERS]
    pattern = _Drafted(lexicon, key, goes_on=len(text) > len(key))
    pattern.begin_in(_holding(lexicon, key))
    for first in range(len(key)):
        for last in range(first + 1, min(len(key) + (first > 0), first + _MAX_PIECE_LETTERS + 1)):
            if not lexicon.begins(key[first:last]):
                break
            for eojeol in lexicon.find_key(key[first:last]):
                pattern.pass_by(eojeol, first, last)
    for first in range(1, len(key)):
        pattern.end_with(lexicon.with_prefix(key[first:]), first)
    return pattern.finished(text)


def pattern_among(lexicon: Lexicon, text: str, spellings: Mapping[int, str]) -> ExactPattern:
    """Resolve a text, given by its key, against a few eojeols only, given with their keys."""
    key = text[:_PATTERN_LETTERS]
    pattern = _Drafted(lexicon, key, goes_on=len(text) > len(key))
    pattern.begin_in(spellings.items())
    for eojeol, spelling in spellings.items():
        if 0 < len(spelling) <= _MAX_PIECE_LETTERS and spelling != key:
            first = key.find(spelling)
            while first >= 0:
                pattern.pass_by(eojeol, first, first + len(spelling))
                first = key.find(spelling, first + 1)
    for first in range(1, len(key)):
        rest = key[first:]
        starting = [eojeol for eojeol, spelt in spellings.items() if spelt.startswith(rest)]
        if starting:
            pattern.end_with(np.array(sorted(starting), np.int64), first)
    return pattern.finished(text)


class _Drafted:
    """An `ExactPattern` in the making.

    Args:
        lexicon: of the snapshot.
        key: the text's first letters, as many as are matched by the pattern.
        goes_on: whether the text is longer than the key, so that the key need not end with a word.
    """

    def __init__(self, lexicon: Lexicon, key: str, *, goes_on: bool) -> None:
        self._lexicon = lexicon
        self._key = key
        self._goes_on = goes_on
        self._beginnings = tuple(key[:size] for size in range(_MIN_INSIDE, len(key)))
        self._whole: set[int] = set()
        self._begins: defaultdict[int, int] = defaultdict(int)
        self._passes: defaultdict[int, int] = defaultdict(int)
        self._ends: defaultdict[int, int] = defaultdict(int)
        self._size: dict[int, int] = {}

    def begin_in(self, spellings: Iterable[tuple[int, str]]) -> None:
        """Add the eojeols, given with their keys, in which the text or a part of it begins.

        Tens of thousands contain a frequent letter, so their words are looked up all at once.
        """
        key = self._key
        # The text occurs in the eojeol, or continues after it: most eojeols allow neither.
        possible = [
            stretch
            for eojeol, spelling in spellings
            if key in spelling or spelling.endswith(self._beginnings)
            for stretch in _beginnings(eojeol, spelling, key)
        ]
        words = begin_words(self._lexicon, possible)
        begun = [stretch for stretch, word in zip(possible, words, strict=True) if word]
        held = [stretch for stretch in begun if stretch.length == len(key)]
        ends = [True] * len(held) if self._goes_on else end_words(self._lexicon, held)
        self._whole.update(one.eojeol for one, word in zip(held, ends, strict=True) if word)
        for one in begun:
            if one.offset > 0 and one.length < len(key):
                self._begins[one.eojeol] |= 1 << one.length

    def pass_by(self, eojeol: int, first: int, last: int) -> None:
        """Add an eojeol that equals the letters from ``first`` to ``last`` of the text."""
        self._passes[eojeol] |= 1 << first
        self._size[eojeol] = last - first

    def end_with(self, eojeols: npt.NDArray[np.int64], first: int) -> None:
        """Add eojeols that begin with the letters from ``first`` on, and in which the text ends."""
        if not self._goes_on:
            eojeols = ending_in(self._lexicon, self._key[first:], eojeols)
        for eojeol in eojeols.tolist():
            self._ends[eojeol] |= 1 << first

    def finished(self, text: str) -> ExactPattern:
        """Return the pattern as arrays, of the whole text."""
        whole, begins, passes = self._whole, self._begins, self._passes
        rows = sorted(whole | begins.keys() | passes.keys() | self._ends.keys())

        def column(values: Mapping[int, int]) -> Bits:
            return np.array([0, *(values.get(row, 0) for row in rows)], np.uint64)

        first = [row for row in rows if row in whole or row in begins or passes.get(row, 0) & 1]
        return ExactPattern(
            np.array(rows, np.int64),
            np.array([False, *(row in whole for row in rows)], np.bool_),
            column(begins),
            column(passes),
            column(self._ends),
            column(self._size),
            np.array(first, np.int64),
            text,
        )


def _beginnings(eojeol: int, spelling: str, key: str) -> Iterator[EojeolStretch]:
    """Yield where the text, or a part of it up to the eojeol's end, occurs in an eojeol."""
    position = spelling.find(key[:_MIN_INSIDE])
    while position >= 0:
        held = spelling[position : position + len(key)]
        if key.startswith(held):
            yield EojeolStretch(eojeol, spelling, position, len(held))
        position = spelling.find(key[:_MIN_INSIDE], position + 1)


def _holding(lexicon: Lexicon, key: str) -> Iterator[tuple[int, str]]:
    """Yield the eojeols that hold a text's first letters, with their keys."""
    eojeols = lexicon.containing(key[:_MIN_INSIDE])
    return zip(eojeols.tolist(), map(key_of, lexicon.texts(eojeols)), strict=True)


def exact_articles(of_segment: SegmentPlaces, pattern: ExactPattern, fields: int) -> Articles:
    """Return the articles of a segment in which a text occurs, within one of the fields (bits)."""
    segment = of_segment.segment
    places = of_segment.of(pattern.first)
    forward = segment.forward
    owners, field = forward.located(places)
    wanted = (fields >> field & 1).astype(np.bool_)
    places, owners = places[wanted], owners[wanted]
    lasts = _ends_of_fields(forward, owners, field[wanted], fields)
    whole = pattern.whole[row_numbers(pattern.eojeols, forward.at(places))]
    _, first = _matched_from(places, lasts, forward.at, pattern)
    held = np.zeros(len(segment), np.bool_)
    held[owners[whole]] = True
    held[owners[first]] = True
    found = held.nonzero()[0]
    if len(pattern.key) > _PATTERN_LETTERS and len(found):
        kept = [key_of_article(segment, article, pattern.key) for article in found.tolist()]
        found = found[np.array(kept, np.bool_)]
    return found


def _ends_of_fields(forward: Forward, owners: Articles, field: Articles, fields: int) -> Articles:
    """Return where the text around some places ends (int64).

    The lead goes on in the body, as the lines of a paragraph do, if both are searched.

    Args:
        forward: of the segment.
        owners: the article of each place.
        field: which of its three fields each place is in.
        fields: those that are searched (bits).
    """
    edges = np.stack(
        [forward.lead_starts[owners], forward.body_starts[owners], forward.bounds[owners + 1]]
    ).astype(np.int64)
    if fields & _LEAD_AND_BODY == _LEAD_AND_BODY:
        field = np.where(field > 0, _BODY_FIELD, field)
    found: Articles = edges[field, np.arange(len(field))]
    return found


def key_of_article(segment: Segment, article: int, key: str) -> bool:
    """Return whether a key occurs in an article, regardless of where words and fields end."""
    texts = segment.lexicon.texts(segment.forward.eojeols(article))
    return key in "".join(map(key_of, texts))


def _matched_from(
    positions: Articles,
    lasts: Articles,
    eojeols_at: Callable[[Articles], Articles],
    pattern: ExactPattern,
) -> tuple[Articles, Articles]:
    """Follow the matches that begin at some places and take several eojeols.

    ``lasts`` says where the field of each place ends. Returns where the matches end (the place
    of the last eojeol) and which of the places each began at.
    """
    row = row_numbers(pattern.eojeols, eojeols_at(positions))
    state = pattern.begins[row] | ((pattern.passes[row] & _ONE) << pattern.lengths[row])
    first = state.nonzero()[0]
    positions, state = positions[first], state[first]
    found: list[Articles] = [np.zeros(0, np.int64)]
    firsts: list[Articles] = [np.zeros(0, np.int64)]
    while len(positions):
        positions = positions + 1
        inside = positions < lasts[first]
        positions, state, first = positions[inside], state[inside], first[inside]
        row = row_numbers(pattern.eojeols, eojeols_at(positions))
        complete = (state & pattern.ends[row]) != 0
        found.append(positions[complete])
        firsts.append(first[complete])
        state = (state & pattern.passes[row]) << pattern.lengths[row]
        going = state != 0
        positions, state, first = positions[going], state[going], first[going]
    return np.concatenate(found), np.concatenate(firsts)


def key_spans(
    layout: TextLayout, pattern: ExactPattern, positions: Articles | None = None
) -> tuple[Articles, Articles]:
    """Return the occurrences of a text in some articles, in characters: starts and ends.

    Args:
        layout: of the articles.
        pattern: of the text.
        positions: int64, ascending: the only eojeols of the layout that it can begin in; None: any.
    """
    eojeols = layout.eojeols
    positions = np.arange(len(eojeols)) if positions is None else positions
    alone = positions[pattern.whole[row_numbers(pattern.eojeols, eojeols[positions])]]
    lasts = layout.firsts[layout.firsts.searchsorted(positions, side="right")]
    last, first = _matched_from(positions, lasts, eojeols.__getitem__, pattern)
    firsts, ends = np.concatenate((alone, positions[first])), np.concatenate((alone, last))
    lasts = layout.firsts[layout.firsts.searchsorted(firsts, side="right")]
    keys = cache(lambda eojeol: placed_key(layout.lexicon.text(eojeol)))
    spans = [
        span
        for begin, end, after in zip(firsts.tolist(), ends.tolist(), lasts.tolist(), strict=True)
        if (span := _span(layout, keys, begin, end, after, pattern.key)) is not None
    ]
    found = np.array(spans, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _span(
    layout: TextLayout, keys: Callable[[int], PlacedKey], begin: int, end: int, last: int, key: str
) -> tuple[int, int] | None:
    """Return the characters of a text whose first letters are in some eojeols of an article.

    Args:
        layout: of the articles' texts.
        keys: gives the key of an eojeol.
        begin: the first of the eojeols, counted over the layout.
        end: the one in which the first letters end; longer texts go on behind it.
        last: where the article ends.
        key: the whole text.

    Returns:
        The first character and the past-last one; None: after its first letters the text differs.
    """
    pieces = [keys(eojeol) for eojeol in layout.eojeols[begin : end + 1].tolist()]
    joined = "".join([piece.key for piece in pieces])
    position = joined.find(key[:_PATTERN_LETTERS])
    while position >= 0 and position < len(pieces[0].key):
        while len(joined) < position + len(key) and begin + len(pieces) < last:
            pieces.append(keys(int(layout.eojeols[begin + len(pieces)])))
            joined += pieces[-1].key
        if joined.startswith(key, position):
            place, offset = _place_of(pieces, position + len(key) - 1)
            first = int(layout.starts[begin]) + pieces[0].starts[position]
            return first, int(layout.starts[begin + place]) + pieces[place].ends[offset]
        position = joined.find(key[:_PATTERN_LETTERS], position + 1)
    return None


def _place_of(pieces: Sequence[PlacedKey], letter: int) -> tuple[int, int]:
    """Return the piece of a letter that is counted over all pieces, and its offset in the piece."""
    for place, piece in enumerate(pieces):
        if letter < len(piece.key):
            return place, letter
        letter -= len(piece.key)
    raise IndexError(letter)
