"""A folded eojeol → runs of one script, numbers by value, and what the numbers count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import numeric

from ksearch.korean.counters import CURRENCIES, Counter, counter_at
from ksearch.korean.numbers import numbers

_PIECE_PATTERN = (
    r"(?P<hangul>[가-힣]+)|(?P<latin>[a-z\u00df-\u024f]+)|(?P<digits>[0-9]+)"
    r"|(?P<hanja>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<circled>[①-⑳])|(?P<fraction>[¼-¾⅓-⅞])"
    r"|(?P<other>[^\W_가-힣a-z0-9\u3400-\u4dbf\u4e00-\u9fff①-⑳¼-¾⅓-⅞]+)"
)
#: Scripts of pieces that have a value.
VALUED = frozenset(("digits", "number", "circled", "fraction"))
#: Separator of a score or a ratio (3대2); also a counter of cars, and of ages.
RATIO = "대"
#: Prefix of an ordinal number: 제3차.
_ORDINAL = "제"


class Piece(NamedTuple):
    """A run of one script in a folded eojeol, a number, or what a number counts.

    Attributes:
        text: as it stands; of a number its value, of a counter its one spelling (㎡ and 제곱미터
            are m2).
        start, end: its characters in the folded eojeol.
        script: hangul, latin, digits, number (a value spelt with Hangul, commas or a point),
            circled (②), fraction (½), hanja, other, counter (without characters where a sign of
            money before the number says it), or ordinal (제 before a number).
    """

    text: str
    start: int
    end: int
    script: str


@cache
def _piece() -> re.Pattern[str]:
    return re.compile(_PIECE_PATTERN)


@cache
def _valued() -> re.Pattern[str]:
    return re.compile("[0-9①-⑳¼-¾⅓-⅞]")


@cache
def _long_number() -> re.Pattern[str]:
    """Return the pattern of a number that is more than its digits."""
    return re.compile(r"\d(?:[.,]\d|[십백천만억조])")


def has_value(folded: str) -> bool:
    """Return whether a folded eojeol holds a number."""
    return _valued().search(folded) is not None


def pieces(folded: str) -> list[Piece]:
    """Cut a folded eojeol into numbers, what they count, and runs of one script."""
    if not has_value(folded):
        return list(_scripts(folded, 0, len(folded)))
    found: list[Piece] = []
    place = 0
    while place < len(folded):
        piece = next(_from(folded, place), None)
        if piece is None:
            break
        found.append(piece)
        place = piece.end
        if piece.script not in VALUED:
            continue
        if len(found) > 1 and found[-2].text == _ORDINAL and found[-2].end == piece.start:
            found[-2] = found[-2]._replace(script="ordinal")
        counter = counter_at(folded, place)
        if counter is None and piece.start and folded[piece.start - 1] in CURRENCIES:
            unit = CURRENCIES[folded[piece.start - 1]]
            found.append(Piece(unit, place, place, "counter"))
        elif counter is not None and not _is_ratio(folded, counter):
            found.append(Piece(counter.text, place, counter.end, "counter"))
            place = counter.after
        elif counter is not None:
            place = counter.end
    return found


def _is_ratio(folded: str, counter: Counter) -> bool:
    """Return whether what looks like a counter is between two numbers: 3대2."""
    return counter.text == RATIO and folded[counter.end : counter.end + 1].isdigit()


def _from(folded: str, place: int) -> Iterator[Piece]:
    """Yield the first piece at or after a place, if any."""
    match = _piece().search(folded, place)
    if match is None:
        return
    start, script = match.start(), str(match.lastgroup)
    if script == "digits":
        number = _number_at(folded, start)
        if number is not None:
            yield number
            return
    yield Piece(_text(match.group(), script), start, match.end(), script)


def _number_at(folded: str, start: int) -> Piece | None:
    """Return the number at a place if it is spelt with more than digits (1억2000만, 120,000)."""
    if not _long_number().search(folded, start):
        return None
    begin, end, value = next(numbers(folded, start))
    if folded[begin:end].isdigit():
        return None
    return Piece(value, begin, end, "number")


def _text(text: str, script: str) -> str:
    if script == "circled":
        return str(int(numeric(text)))
    if script == "fraction":
        return _fraction(text)
    return text


@cache
def _fraction(sign: str) -> str:
    """Return a fraction's sign as it is written with digits: ½ → 1/2."""
    from unicodedata import normalize

    return normalize("NFKC", sign).replace("\u2044", "/")


def _scripts(folded: str, start: int, end: int) -> Iterator[Piece]:
    for match in _piece().finditer(folded, start, end):
        yield Piece(match.group(), match.start(), match.end(), str(match.lastgroup))
