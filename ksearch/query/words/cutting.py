"""Segmentation of words written without spaces: 전세사기피해자 → 전세 사기 피해자.

A run of Hangul is cut into words of the lexicon at the least cost, by dynamic programming: few and
long words cost little, single syllables much, because almost any run could be read as words of one
syllable (코+스+비).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ksearch.arrays.cache import Cache
from ksearch.korean.analyses import RunAnalysis, Term
from ksearch.korean.grammar.particles import PARTICLES, can_follow

#: Cost of a word by its number of syllables; the last one is for all longer ones.
_WORD_COSTS = (0.0, 3.0, 1.0, 0.9, 0.85)
#: Cost of a particle behind a word.
_PARTICLE_COST = 0.3
#: Cost of a single syllable that is frequent as a word.
_COMMON_COST = 1.2
_COMMON_SYLLABLES = frozenset(
    (
        "수 이 그 저 더 한 두 세 네 큰 잘 못 안 및 등 것 때 중 후 전 간 내 외 각 총 약 제 "
        "새 첫 온 왜 다 좀 참 곧 꼭 늘 막 즉 단 뿐 만 년 월 일 시 분 초 원 명 개 건 곳 번 "
        "차 대 위 쪽 측 팀 씨 님 할 될 된 본 볼 갈 올 난 날 든 들 줄 데 바 지 나 너 또 해 "
        "와"
    ).split()
)
#: Additional cost of a single syllable beside another one.
_BESIDE_SINGLE = 0.5
#: Highest cost per syllable of a segmentation that is accepted without looking at the articles.
_BELIEVED = 0.6
#: The same for a long run with a single syllable that is not a frequent word.
_BELIEVED_RARE = 0.85
_LONG_RUN = 6
#: Longest word that is looked for in a run, in syllables.
_MAX_SYLLABLES = 24
#: Cache size of segmentations, in bytes.
_CACHE_BYTES = 1 << 20


class WordSource(Protocol):
    """The methods of a lexicon that are used here."""

    def begins(self, key: str) -> bool:
        """Return whether any eojeol begins with a key."""

    def find(self, text: str) -> int:
        """Return the number of an eojeol, or -1."""

    def find_term(self, text: str) -> int:
        """Return the number of a term, or -1."""

    def analysis(self, run: str) -> RunAnalysis | None:
        """Return the analysis of a run that is an eojeol."""


class Segmentation(NamedTuple):
    """A run cut into words.

    Attributes:
        pieces: the words and particles; joined, they are the run.
        terms: the terms of the words, with their characters in the run.
        certain: whether the cost is low enough; if not, the run may be a typo unless articles have
            these words side by side.
    """

    pieces: tuple[str, ...]
    terms: tuple[Term, ...]
    certain: bool


class _Path(NamedTuple):
    """The cheapest way to read the beginning of a run, by the kind of its last piece."""

    cost: float
    pieces: tuple[str, ...]
    rare: bool


class _LastPiece:
    WORD, PARTICLE, SINGLE = range(3)


class Cutter:
    """Cuts runs into words of one lexicon; has a cache."""

    def __init__(self, words: WordSource) -> None:
        self._words = words
        self._kept: Cache[Segmentation | None] = Cache(_CACHE_BYTES)

    def cut(self, run: str) -> Segmentation | None:
        """Return the cheapest way to cut a run of Hangul into two words or more, or None."""
        return self._kept.of(run, lambda: self._cut(run))

    def _cut(self, run: str) -> Segmentation | None:
        ways: list[dict[int, _Path]] = [{} for _ in range(len(run) + 1)]
        ways[0][_LastPiece.PARTICLE] = _Path(0.0, (), False)
        for start in range(len(run)):
            if ways[start]:
                for piece in self._pieces_at(run, start):
                    _extend(ways, start, piece)
        best = min(ways[-1].values(), key=lambda way: way.cost, default=None)
        if best is None:
            return None
        believed = _BELIEVED_RARE * (len(run) >= _LONG_RUN) if best.rare else _BELIEVED
        certain = best.cost <= believed * len(run)
        return Segmentation(best.pieces, tuple(self._terms(best.pieces)), certain)

    def _pieces_at(self, run: str, start: int) -> Iterator[tuple[str, bool]]:
        """Yield possible pieces at a position, and whether each is a word (or only a particle)."""
        for end in range(start + 1, min(len(run), start + _MAX_SYLLABLES) + 1):
            piece = run[start:end]
            if piece == run:
                return
            open_ended = self._words.begins(piece)
            known = self._is_word(piece, open_ended)
            if known or (start and piece in PARTICLES):
                yield piece, known
            if not open_ended and end > start + 4:
                return

    def _is_word(self, piece: str, open_ended: bool) -> bool:
        """Return whether a piece occurs as an eojeol, or is a term of several syllables."""
        return (open_ended and self._words.find(piece) >= 0) or (
            len(piece) > 1 and self._words.find_term(piece) >= 0
        )

    def _terms(self, pieces: tuple[str, ...]) -> Iterator[Term]:
        start = 0
        for place, piece in enumerate(pieces):
            analysis = self._words.analysis(piece)
            if analysis is not None and not (place and _is_particle(piece, pieces[place - 1])):
                for term in analysis.terms:
                    yield term._replace(start=term.start + start, end=term.end + start)
            elif self._words.find_term(piece) >= 0 and len(piece) > 1:
                yield Term(piece, start, start + len(piece))
            start += len(piece)


def _is_particle(piece: str, before: str) -> bool:
    return piece in PARTICLES and len(before) > 1 and can_follow(piece, before[-1])


def _extend(ways: list[dict[int, _Path]], start: int, found: tuple[str, bool]) -> None:
    """Extend the paths that end where a piece begins."""
    piece, known = found
    end = start + len(piece)
    for last, way in ways[start].items():
        if last == _LastPiece.WORD and _is_particle(piece, way.pieces[-1]):
            _offer(ways[end], _LastPiece.PARTICLE, way, piece, _PARTICLE_COST)
        if not known:
            continue
        single = len(piece) == 1
        common = single and piece in _COMMON_SYLLABLES
        cost = _COMMON_COST if common else _WORD_COSTS[min(len(piece), len(_WORD_COSTS) - 1)]
        if single and last == _LastPiece.SINGLE:
            cost += _BESIDE_SINGLE
        kind = _LastPiece.SINGLE if single else _LastPiece.WORD
        _offer(ways[end], kind, way, piece, cost, rare=single and not common)


def _offer(
    ways: dict[int, _Path], last: int, way: _Path, piece: str, cost: float, *, rare: bool = False
) -> None:
    known = ways.get(last)
    if known is None or way.cost + cost < known.cost:
        ways[last] = _Path(way.cost + cost, (*way.pieces, piece), way.rare or rare)
