"""One eojeol → the terms that the index keeps for it, with the characters each stands for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from ksearch.korean.analyses import Kind, RunAnalysis, Term
from ksearch.korean.hanja import readings
from ksearch.korean.normalise import fold, normalise
from ksearch.korean.numbers import numbers

_PIECE = (
    r"(?P<hangul>[가-힣]+)|(?P<latin>[a-z\u00df-\u024f]+)|(?P<digits>[0-9]+(?:[.,][0-9]+)*)"
    r"|(?P<hanja>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<other>[^\W가-힣a-z0-9\u3400-\u4dbf\u4e00-\u9fff]+)"
)
#: What is counted by a number (차, 년, 만명) is this long at the most.
_FIRST_MORPHEME = 2
#: How many readings of a word in hanja are kept (金 is 금 and 김).
_READINGS = 3

Lookup = Callable[[str], RunAnalysis]


class Piece(NamedTuple):
    """A run of one script in a folded eojeol."""

    text: str
    start: int
    end: int
    script: str


class Cut(NamedTuple):
    """An eojeol that is not Hangul alone: folded, and what it is made of."""

    folded: str
    pieces: list[Piece]


def key_of(eojeol: str) -> str:
    """Return what an eojeol is looked up and compared by: folded, without punctuation."""
    return eojeol if _is_hangul(eojeol) else key_of_folded(fold(eojeol))


def key_of_folded(folded: str) -> str:
    """Return the key of an eojeol that is folded already."""
    return folded if folded.isalnum() else _not_word().sub("", folded) or folded


def _is_hangul(text: str) -> bool:
    """Tell whether a text is syllables of Hangul alone, without a regex that takes time to make."""
    return text != "" and min(text) >= "가" and max(text) <= "힣"


@cache
def _piece() -> re.Pattern[str]:
    return re.compile(_PIECE)


@cache
def _not_word() -> re.Pattern[str]:
    return re.compile(r"[\W_]+")


@cache
def _long_number() -> re.Pattern[str]:
    """What a number looks like that is more than its digits."""
    return re.compile(r"\d(?:[.,]\d|[십백천만억조])")


@cache
def _hangul() -> re.Pattern[str]:
    return re.compile("[가-힣]+")


def hangul_runs(eojeol: str) -> list[str]:
    """Return the runs of Hangul of an eojeol that need a morphological analysis."""
    if _is_hangul(eojeol):
        return [eojeol]
    folded = fold(eojeol)
    if not _long_number().search(folded):
        return _hangul().findall(folded)
    return [piece.text for piece in pieces(folded) if piece.script == "hangul"]


def pieces(folded: str) -> list[Piece]:
    """Cut a folded eojeol into numbers and runs of one script."""
    found: list[Piece] = []
    position = 0
    for start, end, value in _long_numbers(folded):
        found.extend(_scripts(folded, position, start))
        found.append(Piece(value, start, end, "number"))
        position = end
    found.extend(_scripts(folded, position, len(folded)))
    return found


def _long_numbers(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield the numbers that Hangul multipliers or separators spell (1억2000만, 120,000)."""
    if not _long_number().search(folded):
        return
    for start, end, value in numbers(folded):
        if end - start > 1 and not folded[start:end].isdigit():
            yield start, end, value


def _scripts(folded: str, start: int, end: int) -> Iterator[Piece]:
    for match in _piece().finditer(folded, start, end):
        yield Piece(match.group(), match.start(), match.end(), str(match.lastgroup))


def eojeol_terms(eojeol: str, lookup: Lookup) -> tuple[Term, ...]:
    """Return the terms of an eojeol, strongest first, each once; never none.

    Spans are characters of the eojeol as it stands in the text. ``lookup`` gives the analysis of
    a run of Hangul.
    """
    if _is_hangul(eojeol):
        return lookup(eojeol).terms or (Term(eojeol, 0, len(eojeol), Kind.SURFACE),)
    return terms_of_cut(eojeol, cut(eojeol), lookup)


def cut(eojeol: str) -> Cut:
    """Fold an eojeol, and cut it."""
    folded = fold(eojeol)
    return Cut(folded, pieces(folded))


def terms_of_cut(eojeol: str, cut: Cut, lookup: Lookup) -> tuple[Term, ...]:
    """Return the terms of an eojeol that has been cut; see `eojeol_terms`."""
    terms = _distinct(_mixed_terms(cut, lookup))
    if not terms:
        return (Term(key_of_folded(cut.folded), 0, len(eojeol), Kind.SURFACE),)
    return terms if len(cut.folded) == len(eojeol) else _on_original(eojeol, terms)


def _mixed_terms(cut: Cut, lookup: Lookup) -> list[Term]:
    terms: list[Term] = []
    whole = len(cut.pieces) > 1 and all(p.script in ("latin", "digits") for p in cut.pieces)
    if whole:
        terms.append(Term(cut.folded, 0, len(cut.folded)))
    previous: Piece | None = None
    for piece in cut.pieces:
        if piece.script == "hangul":
            terms.extend(_hangul_terms(piece, previous, terms, lookup))
        else:
            kind = Kind.PART if whole else Kind.MORPHEME
            terms.append(Term(piece.text, piece.start, piece.end, kind))
            if piece.script == "hanja":
                terms.extend(_readings(piece))
        previous = piece
    return terms


def _readings(piece: Piece) -> Iterator[Term]:
    for reading in readings(piece.text, _READINGS):
        yield Term(reading, piece.start, piece.end, Kind.ALTERNATIVE)


def _hangul_terms(
    piece: Piece, previous: Piece | None, before: list[Term], lookup: Lookup
) -> list[Term]:
    found = [
        Term(term.text, term.start + piece.start, term.end + piece.start, term.kind)
        for term in lookup(piece.text).terms
    ]
    counted = (
        previous is not None
        and previous.script == "digits"
        and previous.end == piece.start
        and found
        and found[0].start == piece.start
        and found[0].end - found[0].start <= _FIRST_MORPHEME
    )
    if not counted or previous is None:
        return found
    # 4차, 5월, 10대: a number and what it counts mean something together only.
    before[-1] = before[-1]._replace(kind=Kind.PART)
    unit = found[0]
    together = Term(previous.text + unit.text, previous.start, unit.end)
    return [together, unit._replace(kind=Kind.PART), *found[1:]]


def _on_original(eojeol: str, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    starts = normalise(eojeol).starts
    if starts is None:
        return terms
    edges = [*map(int, starts), len(eojeol)]
    # A character may be folded into several (㈜, ㎏): a term ends where its last one does.
    return tuple(
        term._replace(start=edges[term.start], end=edges[bisect_right(edges, edges[term.end - 1])])
        for term in terms
    )


def _distinct(terms: list[Term]) -> tuple[Term, ...]:
    seen: dict[str, Term] = {}
    for term in terms:
        seen.setdefault(term.text, term)
    return tuple(seen.values())
