"""Letters in a row: whole words whose spaces the query left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct, row_numbers
from ksearch.arrays.cache import Cache
from ksearch.arrays.types import Ids
from ksearch.korean.counters import counter_at
from ksearch.korean.grammar.particles import PARTICLES, can_follow
from ksearch.korean.letters.jamo import is_syllable
from ksearch.korean.pieces import RATIO
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon

if TYPE_CHECKING:
    from ksearch.ranking.matching.places import SegmentPlaces

#: Most letters of a run; its positions are bits of a uint64.
LONGEST_SEARCHED_RUN = 60
#: Least letters of a last word that any particle may follow,
_BEFORE_PARTICLE = 2
#: and the particles that may follow a single syllable; they are rarely the end of a noun (한 씨는;
#: 바다 is not 바).
_AFTER_SYLLABLE = (
    "은 는 이 가 을 를 의 에 에게 에서 와 과 로 으로 도 만 께서 부터 까지 보다".split()
)
#: Parts of laws, after which 의 and a number may name another one: 12 조의 2.
_PARTS_OF_LAWS = frozenset("조항호")
#: Last letters of an amount that a unit may follow: 2천억 of 2천억원.
_AMOUNTS = frozenset("십백천만억조")
_ONE = np.uint64(1)
#: Cache size of patterns, in bytes.
_CACHE_BYTES = 8 << 20


class RunPattern(NamedTuple):
    """A transition table: how whole eojeols make up a run of letters; row 0: not in the table.

    Attributes:
        eojeols: int64, ascending: those that can be a piece of it; rows 1, 2, ….
        passes: uint64 by row: bit ``n`` is set if it equals the letters from the n-th on, up to its
        length.
        lengths: uint64 by row: the number of its letters.
        ends: uint64 by row: bit ``n`` is set if it is all letters from the n-th on (and perhaps a
            particle).
        counts: whether the letters end in a number and 대, which is part of a ratio if another
            number follows (50 대 50).
        pairs: the eojeols that can be its first two pieces, all first ones with all second ones
            that may follow them.
    """

    eojeols: Ids
    passes: npt.NDArray[np.uint64]
    lengths: npt.NDArray[np.uint64]
    ends: npt.NDArray[np.uint64]
    counts: bool
    pairs: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def run_pattern(lexicon: Lexicon, key: str) -> RunPattern:
    """Resolve letters in a row against a lexicon.

    할수있다 is 할 수 있다 and, as the last word is long enough, 할 수 있다는; 우리바 is not the
    beginning of 우리 바다.
    """
    size = len(key)
    inner = _inner_pieces(lexicon, key)
    ends_of_pieces = {end for _, end in inner}
    last = {
        first: _last_pieces(lexicon, key[first:], key[first - 1])
        for first in sorted(ends_of_pieces)
    }
    reached = {first for first, eojeols in last.items() if eojeols}
    for first in range(size - 1, -1, -1):
        if any(start == first and end in reached for start, end in inner):
            reached.add(first)
    passes: dict[int, int] = {}
    lengths: dict[int, int] = {}
    ends: dict[int, int] = {}
    following: dict[int, set[int]] = {}
    for (first, end), eojeols in inner.items():
        if end in reached:
            for eojeol in eojeols:
                passes[eojeol] = passes.get(eojeol, 0) | 1 << first
                lengths[eojeol] = end - first
            following.setdefault(first, set()).update(eojeols)
    for first, eojeols in last.items():
        for eojeol in eojeols:
            ends[eojeol] = ends.get(eojeol, 0) | 1 << first
        following.setdefault(first, set()).update(eojeols)
    pairs = tuple(
        (tuple(eojeols), tuple(following.get(end, ())))
        for (first, end), eojeols in inner.items()
        if first == 0 and end in reached
    )
    rows = sorted(passes.keys() | ends.keys())

    def column(values: dict[int, int]) -> npt.NDArray[np.uint64]:
        return np.array([0, *(values.get(row, 0) for row in rows)], np.uint64)

    return RunPattern(
        np.array(rows, np.int64),
        column(passes),
        column(lengths),
        column(ends),
        key.endswith(RATIO) and key[-2:-1].isdigit(),
        pairs,
    )


class RunPatterns:
    """The patterns of one lexicon, shared by all segments and cached."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kept: Cache[RunPattern] = Cache(_CACHE_BYTES)

    def of(self, key: str) -> RunPattern:
        """Return the pattern of letters in a row."""
        return self._kept.of(key, lambda: run_pattern(self._lexicon, key))


def _inner_pieces(lexicon: Lexicon, key: str) -> dict[tuple[int, int], list[int]]:
    """Return the eojeols that are pieces of a key before its end, by first and past-last letter."""
    found: dict[tuple[int, int], list[int]] = {}
    starts = {0}
    for first in range(len(key) - 1):
        if first not in starts:
            continue
        for end in range(first + 1, len(key)):
            piece = key[first:end]
            if not lexicon.begins(piece):
                break
            eojeols = lexicon.find_key(piece)
            if eojeols:
                found[first, end] = eojeols
                starts.add(end)
    return found


def _last_pieces(lexicon: Lexicon, piece: str, before: str) -> list[int]:
    """Return the eojeols that are the end of a key, with or without a particle after it.

    ``before`` is the letter before the end. A counter may take a particle, too (50 명이), but an
    article of a law does not, because what follows may be part of its number (12조의 2).
    """
    if len(piece) < _BEFORE_PARTICLE:
        counted = before.isdigit() and piece not in _PARTS_OF_LAWS
        if is_syllable(before) and piece.isdigit():  # 3대 2로, 3분의 1이
            found = [lexicon.find(piece + particle) for particle in sorted(PARTICLES)]
            return [*lexicon.find_key(piece), *(eojeol for eojeol in found if eojeol >= 0)]
        if not (is_syllable(before) or counted):
            return lexicon.find_key(piece)
        with_particles = [piece + particle for particle in _particles_after(piece)]
        found = [lexicon.find(spelling) for spelling in with_particles]
        return [*lexicon.find_key(piece), *(eojeol for eojeol in found if eojeol >= 0)]
    eojeols = lexicon.with_prefix(piece)
    if piece[-1] in _AMOUNTS:
        return [
            eojeol
            for eojeol, spelling in zip(eojeols.tolist(), lexicon.texts(eojeols), strict=True)
            if _goes_on_as_amount(key_of(spelling), len(piece))
        ]
    return [
        eojeol
        for eojeol, spelling in zip(eojeols.tolist(), lexicon.texts(eojeols), strict=True)
        if (rest := key_of(spelling)[len(piece) :]) in PARTICLES or not rest
    ]


def _goes_on_as_amount(spelling: str, end: int) -> bool:
    """Return whether only a unit and particles follow an amount (2천억)."""
    rest = spelling[end:]
    if not rest or rest in PARTICLES:
        return True
    counter = counter_at(spelling, end)
    return counter is not None and counter.after == len(spelling)


def _particles_after(syllable: str) -> list[str]:
    """Return the particles that may follow a single syllable of Hangul."""
    if not is_syllable(syllable):
        return []
    return [particle for particle in _AFTER_SYLLABLE if can_follow(particle, syllable)]


def run_articles(places: SegmentPlaces, pattern: RunPattern, fields: int) -> Ids:
    """Return the articles of a segment in which the letters occur in one of the fields (bits)."""
    if not len(pattern.eojeols):
        return np.zeros(0, np.int64)
    positions = _beginnings(places, pattern)
    forward, occurrences = places.segment.forward, places.occurrences
    owners, field = occurrences.located(positions)
    wanted = (fields >> field & 1).astype(np.bool_)
    positions, owners, field = positions[wanted], owners[wanted], field[wanted]
    edges = np.stack(
        [forward.lead_starts[owners], forward.body_starts[owners], forward.bounds[owners + 1]]
    )
    last = edges[field, np.arange(len(field))].astype(np.int64)
    state = _ONE << pattern.lengths[row_numbers(pattern.eojeols, forward.at(positions))]
    found: list[Ids] = []
    while len(positions):
        going = (positions + 1 < last) & (state != 0)
        positions, state, owners, last = (
            positions[going] + 1,
            state[going],
            owners[going],
            last[going],
        )
        row = row_numbers(pattern.eojeols, forward.at(positions))
        complete = (state & pattern.ends[row]) != 0
        if pattern.counts:
            complete[complete] = ~_before_number(places, positions[complete], last[complete])
        found.append(owners[complete])
        state = (state & pattern.passes[row]) << pattern.lengths[row]
    return distinct(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _before_number(places: SegmentPlaces, positions: Ids, last: Ids) -> npt.NDArray[np.bool_]:
    """Return whether a number follows each of some places, within the same field."""
    forward, lexicon = places.segment.forward, places.segment.lexicon
    inside = np.flatnonzero(positions + 1 < last)
    found = np.zeros(len(positions), np.bool_)
    following = lexicon.texts(forward.at(positions[inside] + 1))
    found[inside] = [text[:1].isdecimal() for text in following]
    return found


def _beginnings(places: SegmentPlaces, pattern: RunPattern) -> Ids:
    """Return the places at which a first piece occurs, with a second one directly after it.

    The rarer of the two is looked for; the eojeol beside it is then compared.
    """
    if places.are_few or not places.occurrences.ready():
        return _scanned(places, pattern)
    forward = places.segment.forward
    found: list[Ids] = [np.zeros(0, np.int64)]
    for firsts, seconds in pattern.pairs:
        first = places.occurrences.places(np.array(firsts, np.int64))
        second = places.occurrences.places(np.array(seconds, np.int64))
        if len(second) < len(first):
            before = second[second > 0] - 1
            found.append(before[np.isin(forward.at(before), firsts)])
        else:
            behind = first[first + 1 < int(forward.bounds[-1])] + 1
            found.append(behind[np.isin(forward.at(behind), seconds)] - 1)
    return distinct(np.concatenate(found))


def _scanned(places: SegmentPlaces, pattern: RunPattern) -> Ids:
    forward = places.segment.forward
    found = forward.places_in(_candidates(places, pattern), pattern.eojeols)
    rows = row_numbers(pattern.eojeols, forward.at(found))
    first: Ids = found[(pattern.passes[rows] & _ONE) != 0]
    return first


def _candidates(places: SegmentPlaces, pattern: RunPattern) -> Ids:
    """Return the articles that hold the terms of some first two pieces."""
    if places.are_few:
        return np.arange(len(places.segment))
    held = np.zeros(len(places.segment), np.bool_)
    for firsts, seconds in pattern.pairs:
        held |= _holding(places, firsts) & _holding(places, seconds)
    return np.flatnonzero(held)


def _holding(places: SegmentPlaces, eojeols: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Return which articles hold the terms of one of some eojeols."""
    held = np.zeros(len(places.segment), np.bool_)
    rarest = set()
    for eojeol in eojeols:
        terms = [row[0] for row in places.segment.lexicon.terms_of(eojeol)]
        rarest.add(min(terms, key=places.frequency))
    for term in rarest:
        held[places.articles(term)] = True
    return held
