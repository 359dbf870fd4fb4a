"""Latin letters and digits as one name or number: C++, F-35A, 10~20%, 2026.4.10, 3만5천명."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ksearch.korean.analyses import Term, TermKind
from ksearch.korean.keys import key_of_folded
from ksearch.korean.pieces import RATIO, VALUED, Piece

#: Scripts whose pieces may be one name or number together.
WRITTEN = VALUED | {"latin"}
#: Signs that may link them.
_LINKS = frozenset(("", *"&·.,/:@'~+-^", RATIO))
#: A link that makes one number of two, neither of which occurs there by itself: 10^3.
_POWER = "^"
#: Between numbers: from one to the other, or both; what is counted goes for each.
_SERIES_SIGNS = {"~": "~", "-": "~", "·": "·", ",": "·"}
#: Least digits of a number with hyphens that is also found without them, as telephone numbers.
_PHONE_DIGITS = 7
#: Of a year: 2025년도 is 2025년.
_CALENDAR_YEAR_COUNTER = "년도"
_YEAR_DIGITS, _MONTHS_OF_YEAR, _DAYS_OF_MONTH = 4, 12, 31
#: An article of a law by its number alone; 750조 is also 750,000,000,000,000.
_LAW_ARTICLE = r"[0-9]{1,4}조"
_KOREAN_DATE = r"(?<!\d)(\d{4})년(\d{1,2})월(\d{1,2})일"
#: Shorter words are abbreviations that end in s more often than plurals.
_PLURAL = 4
_NOT_PLURAL = frozenset(("news", "series", "species"))


class LinkedPieces(NamedTuple):
    """Pieces of Latin letters and digits with nothing between but signs that link them.

    Attributes:
        pieces: at least one.
        start, end: its characters in the folded eojeol, signs before and behind included.
        counter: what the last number counts, if anything.
    """

    pieces: Sequence[Piece]
    start: int
    end: int
    counter: Piece | None


def stretch_at(folded: str, pieces: Sequence[Piece], place: int) -> LinkedPieces:
    """Return the stretch that begins with a piece, which must be Latin or have a value."""
    last = place
    while (
        last + 1 < len(pieces)
        and pieces[last + 1].script in WRITTEN
        and folded[pieces[last].end : pieces[last + 1].start] in _LINKS
    ):
        last += 1
    start, end = pieces[place].start, pieces[last].end
    if start == 1 and folded[0] in ("-+" if pieces[place].script in VALUED else "."):
        start = 0
    counter = pieces[last + 1] if last + 1 < len(pieces) else None
    if counter is not None and counter.script != "counter":
        counter = None
    if counter is None and _may_bear_sign(pieces[place : last + 1]):
        while folded[end : end + 1] in ("+", "#"):
            end += 1
        if folded[end : end + 1].isascii() and folded[end : end + 1].isalnum():
            end = pieces[last].end
    return LinkedPieces(pieces[place : last + 1], start, end, counter)


def _may_bear_sign(pieces: Sequence[Piece]) -> bool:
    """Return whether a sign may follow that is part of the name: C++, F#, S24+."""
    if pieces[-1].script == "digits":
        return len(pieces) > 1 and pieces[-2].script == "latin"
    return pieces[-1].script == "latin"


def stretch_terms(folded: str, stretch: LinkedPieces) -> Iterator[Term]:
    """Yield the terms of a stretch, the whole first."""
    if stretch.counter is not None:
        yield from _counted(folded, stretch, stretch.counter)
        return
    first = stretch.pieces[0]
    if len(stretch.pieces) == len(("name", "s")) and _is_possessive(folded, stretch.pieces):
        yield from _single(folded, first._replace(end=stretch.end))
        return
    if len(stretch.pieces) == 1 and (stretch.start, stretch.end) == (first.start, first.end):
        yield from _single(folded, first)
        return
    date = _date(folded, stretch)
    if date:
        yield Term(date, stretch.start, stretch.end)
        yield from _date_parts(stretch.pieces)
        return
    yield Term(_spelt(folded, stretch), stretch.start, stretch.end)
    yield from _parts(folded, stretch)


def _is_possessive(folded: str, pieces: Sequence[Piece]) -> bool:
    """Return whether two pieces are an English word with 's, which says what the word does."""
    name, ending = pieces
    return name.script == "latin" and ending.text == "s" and folded[name.end : ending.start] == "'"


def date_term(folded: str) -> Term | None:
    """Return the term of a date that is written with its words (2026년4월10일), or None."""
    if "월" not in folded or "년" not in folded:
        return None
    match = re.search(_KOREAN_DATE, folded)
    if match is None:
        return None
    return Term(day_term(*map(int, match.groups())), match.start(), match.end(), TermKind.PART)


def day_term(year: int, month: int, day: int) -> str:
    """Return the term that a day is kept by."""
    return f"{year:04}-{month:02}-{day:02}"


def singular(word: str) -> str:
    """Return the singular of an English plural, by the S-stemmer (Harman 1991), or the word."""
    if len(word) < _PLURAL or word[-1] != "s" or word.endswith("ics") or word in _NOT_PLURAL:
        return word
    if word.endswith("ies"):
        return word if word[-4] in "ea" else word[:-3] + "y"
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1] if not word.endswith(("ches", "shes", "sses", "xes")) else word[:-2]
    return word if word[-2] in "us" else word[:-1]


def _single(folded: str, piece: Piece) -> Iterator[Term]:
    start, end = piece.start, piece.end
    if piece.script == "circled":
        yield Term(folded[start:end], start, end)
        yield Term(piece.text, start, end, TermKind.PART)
        return
    yield Term(piece.text, start, end)
    if piece.script == "latin" and (one := singular(piece.text)) != piece.text:
        yield Term(one, start, end, TermKind.PART)
    if piece.script == "number" and _law_article().fullmatch(folded, start, end):
        yield Term(folded[start:end], start, end, TermKind.PART)


@cache
def _law_article() -> re.Pattern[str]:
    return re.compile(_LAW_ARTICLE)


def _parts(folded: str, stretch: LinkedPieces) -> Iterator[Term]:
    """Yield the pieces of a stretch, and neighbours of which one is letters and one digits."""
    pieces = stretch.pieces
    if _is_power(folded, pieces):
        return
    if stretch.start < pieces[0].start or stretch.end > pieces[-1].end:
        bare = stretch._replace(start=pieces[0].start, end=pieces[-1].end)
        yield Term(_spelt(folded, bare), bare.start, bare.end, TermKind.PART)
    for piece in pieces:
        yield Term(piece.text, piece.start, piece.end, TermKind.PART)
    if len(pieces) > len(("letters", "digits")):
        for one, other in pairwise(pieces):
            mixed = (one.script == "latin") != (other.script == "latin")
            if mixed and folded[one.end : other.start] in ("", "-"):
                yield Term(one.text + other.text, one.start, other.end, TermKind.PART)
    yield from _run_together(folded, stretch)


def _is_power(folded: str, pieces: Sequence[Piece]) -> bool:
    return any(folded[one.end : other.start] == _POWER for one, other in pairwise(pieces))


def _run_together(folded: str, stretch: LinkedPieces) -> Iterator[Term]:
    """Yield the digits of a date (5·18) or of a telephone number without what is between."""
    pieces = stretch.pieces
    if len(pieces) > 1 and all(piece.script == "digits" for piece in pieces):
        together = "".join([piece.text for piece in pieces])
        dotted = "·" in folded[stretch.start : stretch.end]
        if dotted or len(together) >= _PHONE_DIGITS:
            yield Term(together, pieces[0].start, pieces[-1].end, TermKind.PART)
        if len(together) >= _PHONE_DIGITS and len(pieces) > len(("exchange", "line")):
            # A telephone number without its area code.
            inner = stretch._replace(pieces=pieces[1:], start=pieces[1].start, end=pieces[-1].end)
            yield Term(_spelt(folded, inner), inner.start, inner.end, TermKind.PART)


def _spelt(folded: str, stretch: LinkedPieces) -> str:
    """Return the one spelling of a stretch; a number in it is spelt by its value."""
    pieces = stretch.pieces
    spelt = [folded[stretch.start : pieces[0].start], pieces[0].text]
    for one, other in pairwise(pieces):
        gap = folded[one.end : other.start]
        spelt += (gap, other.text)
        if other.script == "fraction" and not gap and one.script != "latin":
            spelt[-2] = "+"
    spelt.append(folded[pieces[-1].end : stretch.end])
    text = "".join(spelt)
    return text if any(piece.script == "fraction" for piece in pieces) else key_of_folded(text)


def _date(folded: str, stretch: LinkedPieces) -> str:
    """Return the term of the day that a stretch is (2026.4.10, 2026-04-10, 2026/4/10), or ""."""
    pieces = stretch.pieces
    if len(pieces) != len(("year", "month", "day")) or stretch.start != pieces[0].start:
        return ""
    links = {folded[one.end : other.start] for one, other in pairwise(pieces)}
    if len(links) > 1 or not links <= {".", "-", "/"} or len(pieces[0].text) != _YEAR_DIGITS:
        return ""
    if any(piece.script != "digits" or len(piece.text) > _YEAR_DIGITS for piece in pieces):
        return ""
    year, month, day = (int(piece.text) for piece in pieces)
    return (
        day_term(year, month, day)
        if 1 <= month <= _MONTHS_OF_YEAR and 1 <= day <= _DAYS_OF_MONTH
        else ""
    )


def _date_parts(pieces: Sequence[Piece]) -> Iterator[Term]:
    for piece, unit in zip(pieces, "년월일", strict=True):
        yield Term(f"{int(piece.text)}{unit}", piece.start, piece.end, TermKind.PART)
        yield Term(piece.text, piece.start, piece.end, TermKind.PART)


def value(piece: Piece) -> str:
    """Return the value of a number: 05 → 5, 2.50 → 2.5."""
    text = piece.text.lstrip("0") or "0"
    if "." in text:
        text = text.rstrip("0").rstrip(".") or "0"
    return "0" + text if text[0] == "." else text


def _is_series(links: Sequence[str]) -> bool:
    """Return whether numbers with these signs between are counted one by one: 7-9월, 1·2·3층."""
    if not links or len(set(links)) > 1:
        return False
    return links[0] in _SERIES_SIGNS and (len(links) == 1 or links[0] not in "-~")


def _counted(folded: str, stretch: LinkedPieces, counter: Piece) -> Iterator[Term]:
    """Yield what is counted and how many, then the parts of that."""
    pieces, end = stretch.pieces, counter.end
    unit = counter.text.removeprefix("여")
    if counter.text == _CALENDAR_YEAR_COUNTER and len(pieces[-1].text) == _YEAR_DIGITS:
        unit = unit[0]
    each: list[Term] = []
    links = [folded[one.end : other.start] for one, other in pairwise(pieces)]
    if any(piece.script == "latin" for piece in pieces):
        amount = _spelt(folded, stretch._replace(start=pieces[0].start))
        each = [Term(value(pieces[-1]) + unit, pieces[-1].start, end, TermKind.PART)]
    elif _is_series(links):
        amount = _SERIES_SIGNS[links[0]].join(map(value, pieces))
        each = [
            Term(value(piece) + unit, piece.start, piece.end, TermKind.PART)
            for piece in pieces[:-1]
        ]
        each.append(Term(value(pieces[-1]) + unit, pieces[-1].start, end, TermKind.PART))
    elif links:
        amount = _spelt(folded, stretch._replace(start=pieces[0].start))
    else:
        amount = value(pieces[0])
    sign = folded[stretch.start : pieces[0].start]
    begin = pieces[0].start - (counter.start == counter.end)  # with the sign of money before it
    whole = Term(f"{amount}{counter.text}", begin, end)
    if sign:
        yield Term(sign + whole.text, stretch.start, end)
        whole = whole._replace(kind=TermKind.PART)
    yield whole
    yield from each
    if unit != counter.text:
        yield Term(amount + unit, pieces[0].start, end, TermKind.PART)
    if len(pieces) > 1:
        yield Term(amount, pieces[0].start, pieces[-1].end, TermKind.PART)
    for piece in () if _is_power(folded, pieces) else pieces:
        yield Term(piece.text, piece.start, piece.end, TermKind.PART)
        if piece.script == "circled":
            yield Term(folded[piece.start : piece.end], piece.start, piece.end, TermKind.PART)
    yield from _run_together(folded, stretch)
    if (
        counter.start < end
        and unit.isalnum()
        and not unit.isascii()
        and not any(map(str.isdigit, unit))
    ):
        yield Term(unit, counter.start, counter.end, TermKind.PART)
