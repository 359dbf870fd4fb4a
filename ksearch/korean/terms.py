"""One eojeol → the terms that the index keeps for it, with the characters each stands for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from ksearch.korean.analyses import RunAnalysis, Term, TermKind
from ksearch.korean.grammar.particles import PARTICLES
from ksearch.korean.keys import is_hangul, key_of, key_of_folded, within_width
from ksearch.korean.letters.hanja import readings
from ksearch.korean.normalise import fold, normalise
from ksearch.korean.pieces import Piece, has_value, pieces
from ksearch.korean.spelling import WRITTEN, date_term, stretch_at, stretch_terms
from ksearch.korean.splitting import LONGEST_EOJEOL

#: Most syllables of an unknown word that is taken for a counter.
_FIRST_MORPHEME = 2
#: Most readings of a word in hanja (金 is 금 and 김).
_MAX_READINGS = 3
#: Signs before a tag or a name, with which it is a term beside the bare word.
TAG_SIGNS = ("#", "@")

Lookup = Callable[[str], RunAnalysis]


class MixedEojeol(NamedTuple):
    """An eojeol that is not Hangul alone: folded, and what it is made of."""

    folded: str
    pieces: list[Piece]


@cache
def _hangul() -> re.Pattern[str]:
    return re.compile("[가-힣]+")


def hangul_runs(eojeol: str) -> list[str]:
    """Return the runs of Hangul of an eojeol that need a morphological analysis."""
    if is_hangul(eojeol):
        return [eojeol]
    folded = fold(eojeol)
    if not has_value(folded):
        return _hangul().findall(folded)
    return [piece.text for piece in pieces(folded) if piece.script == "hangul"]


def eojeol_terms(eojeol: str, lookup: Lookup) -> tuple[Term, ...]:
    """Return the terms of an eojeol, strongest first, each once; at least one.

    Spans are characters of the eojeol as it stands in the text. ``lookup`` gives the analysis of
    a run of Hangul.
    """
    if is_hangul(eojeol):
        return lookup(eojeol).terms or (Term(eojeol, 0, len(eojeol), TermKind.SURFACE),)
    return terms_of_cut(eojeol, cut(eojeol), lookup)


def cut(eojeol: str) -> MixedEojeol:
    """Fold an eojeol, and cut it."""
    folded = fold(eojeol)
    return MixedEojeol(folded, pieces(folded))


def terms_of_cut(eojeol: str, cut: MixedEojeol, lookup: Lookup) -> tuple[Term, ...]:
    """Return the terms of an eojeol that has been cut; see `eojeol_terms`."""
    terms = _distinct(_mixed_terms(cut, lookup))
    if not terms:
        return _signs(key_of_folded(cut.folded), len(eojeol))
    if any(len(term.text) > LONGEST_EOJEOL // 2 for term in terms):
        terms = tuple(term._replace(text=within_width(term.text)) for term in terms)
    return terms if len(cut.folded) == len(eojeol) else _on_original(eojeol, terms)


def _signs(key: str, length: int) -> tuple[Term, ...]:
    """Return the terms of an eojeol without letters: an emoji is one whatever its skin colour."""
    whole = Term(key, 0, length, TermKind.SURFACE)
    plain = "".join([sign for sign in key if not "\U0001f3fb" <= sign <= "\U0001f3ff"])
    if plain in ("", key):
        return (whole,)
    return whole, Term(plain, 0, length, TermKind.PART)


def _mixed_terms(cut: MixedEojeol, lookup: Lookup) -> list[Term]:
    terms: list[Term] = []
    place = 0
    while place < len(cut.pieces):
        piece = cut.pieces[place]
        if piece.script in WRITTEN:
            stretch = stretch_at(cut.folded, cut.pieces, place)
            place += len(stretch.pieces) + (stretch.counter is not None)
            terms.extend(stretch_terms(cut.folded, stretch))
            continue
        if piece.script == "hangul":
            previous = cut.pieces[place - 1] if place else None
            terms.extend(_hangul_terms(piece, previous, terms, lookup))
        else:
            kind = TermKind.PART if piece.script == "ordinal" else TermKind.MORPHEME
            terms.append(Term(piece.text, piece.start, piece.end, kind))
            if piece.script == "hanja":
                terms.extend(_readings(piece))
        place += 1
    date = date_term(cut.folded)
    if date is not None:
        terms.append(date)
    if cut.folded[:1] in TAG_SIGNS and terms:
        terms.append(_tag(cut.folded, terms))
    return terms


def _tag(folded: str, terms: list[Term]) -> Term:
    """Return the term of a #tag or an @name, without the particle behind it."""
    ends = [term.end for term in terms if term.kind is TermKind.MORPHEME and not is_verb(term)]
    end = max(ends, default=len(folded))
    return Term(folded[:end], 0, end, TermKind.PART)


def is_verb(term: Term) -> bool:
    """Return whether a term is the dictionary form of a verb or an adjective."""
    return term.text.endswith("다") and len(term.text) > 1


def _readings(piece: Piece) -> Iterator[Term]:
    for reading in readings(piece.text, _MAX_READINGS):
        yield Term(reading, piece.start, piece.end, TermKind.ALTERNATIVE)


def _hangul_terms(
    piece: Piece, previous: Piece | None, before: list[Term], lookup: Lookup
) -> list[Term]:
    if _is_particle(piece, previous):
        return []
    found = [
        Term(term.text, term.start + piece.start, term.end + piece.start, term.kind)
        for term in lookup(piece.text).terms
    ]
    if not found or previous is None:
        return found
    if previous.script == "latin" and len(previous.text) == 1 and previous.end == piece.start:
        return _behind_letter(piece, found)
    if not _counts(previous, piece, found[0]):
        return found
    # 3공장, 5공구: a number and what it counts mean something together only.
    unit = found[0]
    alone = _weaken(before, previous)
    kind = TermKind.MORPHEME if alone else TermKind.PART
    together = Term(previous.text + unit.text, previous.start, unit.end, kind)
    return [together, unit._replace(kind=TermKind.PART) if alone else unit, *found[1:]]


def _behind_letter(piece: Piece, found: list[Term]) -> list[Term]:
    """Return the terms of a run behind a letter that stands for a name (A사는): no verb."""
    if piece.text[1:] not in PARTICLES or not any(map(is_verb, found)):
        return found
    nouns = [term for term in found if not is_verb(term)]
    return nouns or [Term(piece.text[0], piece.start, piece.start + 1)]


def _is_particle(run: Piece, previous: Piece | None) -> bool:
    """Return whether a run is the particle of a word in other letters: AI가, KTX를, 檢이."""
    return (
        previous is not None
        and previous.script in ("latin", "hanja")
        and previous.end == run.start
        and run.text in PARTICLES
    )


def _counts(number: Piece, run: Piece, first: Term) -> bool:
    """Return whether a number counts the first term of the run behind it."""
    return (
        number.script in ("digits", "number")
        and "." not in number.text
        and number.end == run.start == first.start
        and first.end - first.start <= _FIRST_MORPHEME
        and run.text not in PARTICLES
    )


def _weaken(terms: list[Term], piece: Piece) -> bool:
    """Make the term of a number that stands alone a part of what it counts.

    Returns whether it does: in 제1·2공장 and 3·1운동 it is no more than a part itself.
    """
    alone = False
    for place, term in enumerate(terms):
        if term.end == piece.end and term.kind is TermKind.MORPHEME and term.start == piece.start:
            terms[place], alone = term._replace(kind=TermKind.PART), True
    return alone


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


__all__ = [
    "TAG_SIGNS",
    "Lookup",
    "MixedEojeol",
    "Piece",
    "cut",
    "eojeol_terms",
    "hangul_runs",
    "key_of",
    "key_of_folded",
    "pieces",
    "terms_of_cut",
]
