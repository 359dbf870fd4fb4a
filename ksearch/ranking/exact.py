"""Exact texts: the same letters in the same order, spacing and punctuation aside.

A text may be cut into eojeols in any way: 4차 산업혁명, 4차산업혁명의, (제4차)산업 혁명. Every
eojeol that can be a piece of it says how it moves a match on (from which letters of the text to
which); articles are then read eojeol by eojeol, all candidates at once, with the letters matched
so far as bits of a number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ranges
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.terms import key_of
from ksearch.storage.forward import Tokens
from ksearch.storage.segment import Segment

Articles = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]

#: A longer text is looked for by so many letters first, and then letter by letter.
_LETTERS = 60
#: A text may begin inside an eojeol, if at least so many letters of it stand there.
_INSIDE = 2
#: An eojeol in the midst of a text has at most so many letters.
_PIECE = 14
_ONE = np.uint64(1)


@dataclass(frozen=True, eq=False, slots=True)
class ExactPattern:
    """How eojeols make up a text; row 0 is every other eojeol.

    Attributes:
        row_of: int32 by eojeol.
        whole: bool by row: the text stands in the eojeol.
        begins: uint64 by row: bit ``n`` is set where its last ``n`` letters are the text's first.
        passes: uint64 by row: bit ``n`` is set where it is the text's letters from the n-th on.
        ends: uint64 by row: bit ``n`` is set where it begins with all letters from the n-th on.
        lengths: uint64 by row: its letters.
        key: the whole text.
    """

    row_of: npt.NDArray[np.int32]
    whole: npt.NDArray[np.bool_]
    begins: Bits
    passes: Bits
    ends: Bits
    lengths: Bits
    key: str


def exact_pattern(lexicon: Lexicon, text: str) -> ExactPattern:
    """Resolve a text, given by its key, against a lexicon."""
    key = text[:_LETTERS]
    whole: set[int] = set()
    begins: defaultdict[int, int] = defaultdict(int)
    passes: defaultdict[int, int] = defaultdict(int)
    ends: defaultdict[int, int] = defaultdict(int)
    size: dict[int, int] = {}
    holding = lexicon.containing(key[:_INSIDE])
    for eojeol, spelling in zip(holding.tolist(), lexicon.texts(holding), strict=True):
        _begin_inside(lexicon, eojeol, key_of(spelling), key, whole, begins)
    for first in range(len(key)):
        for last in range(first + 1, min(len(key) + (first > 0), first + _PIECE + 1)):
            for eojeol in lexicon.find_key(key[first:last]):
                passes[eojeol] |= 1 << first
                size[eojeol] = last - first
    for first in range(1, len(key)):
        for eojeol in lexicon.with_prefix(key[first:]).tolist():
            ends[eojeol] |= 1 << first
    rows = sorted(whole | begins.keys() | passes.keys() | ends.keys())
    row_of = np.zeros(lexicon.eojeol_count + 1, np.int32)
    row_of[rows] = np.arange(1, len(rows) + 1)
    return ExactPattern(
        row_of,
        np.array([False, *(row in whole for row in rows)], np.bool_),
        np.array([0, *(begins.get(row, 0) for row in rows)], np.uint64),
        np.array([0, *(passes.get(row, 0) for row in rows)], np.uint64),
        np.array([0, *(ends.get(row, 0) for row in rows)], np.uint64),
        np.array([0, *(size.get(row, 0) for row in rows)], np.uint64),
        text,
    )


def _begin_inside(
    lexicon: Lexicon,
    eojeol: int,
    spelling: str,
    key: str,
    whole: set[int],
    begins: dict[int, int],
) -> None:
    """Note where the text can begin in an eojeol: where it does, or where a part of it does."""
    at = spelling.find(key[:_INSIDE])
    while at >= 0:
        held = spelling[at : at + len(key)]
        if key.startswith(held) and (at == 0 or _begins_part(lexicon, eojeol, spelling, at)):
            if held == key:
                whole.add(eojeol)
            elif at > 0:
                begins[eojeol] |= 1 << len(held)
        at = spelling.find(key[:_INSIDE], at + 1)


def _begins_part(lexicon: Lexicon, eojeol: int, spelling: str, offset: int) -> bool:
    if len(spelling) != len(lexicon.text(eojeol)):
        return True  # punctuation stood inside: places differ, and each part begins a word
    return any(start == offset for _, start, _, _ in lexicon.terms_of(eojeol))


def exact_articles(
    segment: Segment, candidates: Articles, pattern: ExactPattern, fields: int
) -> Articles:
    """Return the candidates in which a text stands, within one of the fields (bits)."""
    held = np.zeros(len(candidates), np.bool_)
    for starts, ends in _field_bounds(segment, candidates, fields):
        held |= _held(segment, starts, ends, pattern)
    found = candidates[held]
    if len(pattern.key) > _LETTERS and len(found):
        kept = [key_of_article(segment, article, pattern.key) for article in found.tolist()]
        found = found[np.array(kept, np.bool_)]
    return found


def key_of_article(segment: Segment, article: int, key: str) -> bool:
    """Tell whether a key stands in an article, wherever words and fields end."""
    texts = segment.lexicon.texts(segment.forward.eojeols(article))
    return key in "".join(map(key_of, texts))


def _field_bounds(
    segment: Segment, articles: Articles, fields: int
) -> list[tuple[Articles, Articles]]:
    forward = segment.forward
    edges = [
        forward.bounds[articles].astype(np.int64),
        forward.lead_starts[articles].astype(np.int64),
        forward.body_starts[articles].astype(np.int64),
        forward.bounds[articles + 1].astype(np.int64),
    ]
    return [(edges[n], edges[n + 1]) for n in range(3) if fields >> n & 1]


def _held(
    segment: Segment, starts: Articles, ends: Articles, pattern: ExactPattern
) -> npt.NDArray[np.bool_]:
    counts = ends - starts
    lasts = np.cumsum(counts)
    rows = pattern.row_of[segment.forward.at(ranges(starts, counts))]
    held = np.zeros(len(starts), np.bool_)
    held[np.searchsorted(lasts, np.flatnonzero(pattern.whole[rows]), side="right")] = True
    at, _ = _matched_at(rows, pattern, lasts)
    held[np.searchsorted(lasts, at, side="right")] = True
    return held


def _matched_at(
    rows: npt.NDArray[np.int32], pattern: ExactPattern, lasts: Articles
) -> tuple[Articles, Articles]:
    """Return the last and first places of the matches that take several eojeols."""
    state = pattern.begins[rows] | ((pattern.passes[rows] & _ONE) << pattern.lengths[rows])
    at = np.flatnonzero(state)
    state, first = state[at], at
    owner = np.searchsorted(lasts, at, side="right")
    found: list[Articles] = []
    firsts: list[Articles] = []
    while len(at):
        at = at + 1
        inside = at < lasts[owner]
        at, state, first, owner = at[inside], state[inside], first[inside], owner[inside]
        row = rows[at]
        complete = (state & pattern.ends[row]) != 0
        found.append(at[complete])
        firsts.append(first[complete])
        state = (state & pattern.passes[row]) << pattern.lengths[row]
        going = state != 0
        at, state, first, owner = at[going], state[going], first[going], owner[going]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(found), np.concatenate(firsts)


def key_spans(tokens: Tokens, pattern: ExactPattern) -> list[tuple[int, int]]:
    """Return the characters of an article's text in which a text stands."""
    rows = pattern.row_of[tokens.eojeols]
    alone = np.flatnonzero(pattern.whole[rows])
    last, first = _matched_at(rows, pattern, np.array([len(rows)], np.int64))
    spans = zip(
        np.concatenate((alone, first)).tolist(), np.concatenate((alone, last)).tolist(), strict=True
    )
    return sorted((int(tokens.starts[a]), int(tokens.ends[b])) for a, b in spans)
