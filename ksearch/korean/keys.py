"""Keys by which eojeols are looked up and compared: folded letters, and the signs that count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ksearch.korean.normalise import fold, normalise
from ksearch.korean.splitting import LONGEST_EOJEOL

#: Signs that are kept between digits and between Latin letters, and what they are kept as.
_BETWEEN_DIGITS = {".": ".", "·": ".", "/": "/", ":": ":", "-": "-", "~": "-", ",": ",", "^": "^"}
#: Signs of money, kept before an amount.
_CURRENCY = frozenset("$€₩£¥")
_BETWEEN_LATIN = frozenset("./&:@")


def key_of(eojeol: str) -> str:
    """Return what an eojeol is looked up and compared by: folded, without punctuation."""
    return eojeol if is_hangul(eojeol) else key_of_folded(fold(eojeol))


def key_of_folded(folded: str) -> str:
    """Return the key of an eojeol that is folded already.

    Punctuation goes, except what makes another name or number of Latin letters and digits: 4.7% is
    not 47, and C++ not C. A middle dot between digits is a point (3·1 and 3.1 are one date).
    """
    if folded.isalnum():
        return within_width(folded)
    key = _not_word().sub(_kept, folded) or folded
    key = key.replace(".", "") if "." in key and _acronym().fullmatch(key) else key
    return within_width(key)


def within_width(text: str) -> str:
    """Return as much of a key or a term as a lexicon keeps.

    An eojeol fits (see `splitting.LONGEST_EOJEOL`), but a letter may fold to as many as eighteen.
    """
    if len(text) <= LONGEST_EOJEOL // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    # A pair of surrogates that would be cut in two goes.
    return (
        text
        if len(units) <= 2 * LONGEST_EOJEOL
        else units[: 2 * LONGEST_EOJEOL].decode("utf-16-le", "ignore")
    )


def _kept(sign: re.Match[str]) -> str:
    """Return what is kept of a sign: itself, the sign that it is a variant of, or nothing."""
    text, position = sign.string, sign.start()
    if sign[0] in "%°":
        return sign[0] if position and text[position - 1].isdigit() else ""
    before, after = (
        text[position - 1 : position] if position else "",
        text[position + 1 : position + 2],
    )
    if not (before.isascii() and after.isascii()):
        # Hangul on one side; only what ends (or begins) a number or a name is kept there.
        before, after = before if before.isascii() else "", after if after.isascii() else ""
    if before.isdigit() and after.isdigit():
        thousands = sign[0] == "," and _thousands().match(text, position)
        return "" if thousands else _BETWEEN_DIGITS.get(sign[0], "")
    if before.isalnum() and after.isalnum():
        return sign[0] if sign[0] in _BETWEEN_LATIN else ""
    if sign[0] in "+#" and (before.isalpha() or before == sign[0] == "+") and position > 0:
        return "" if after.isalnum() else sign[0]
    if sign[0] == "+" and before.isdigit() and _model().search(text, 0, position):
        return "" if after.isalnum() else "+"
    if sign[0] in _CURRENCY:
        return sign[0] if after.isdigit() else ""
    begins = position == 0 and (
        after.isdigit() if sign[0] in "-+" else sign[0] == "." and after.isalpha()
    )
    return sign[0] if begins else ""


def is_hangul(text: str) -> bool:
    """Return whether a text is Hangul syllables only; without a regex, which is slow to compile."""
    return text != "" and min(text) >= "가" and max(text) <= "힣"


@cache
def _not_word() -> re.Pattern[str]:
    return re.compile(r"[\W_]")


@cache
def _model() -> re.Pattern[str]:
    """Return the pattern of a name that ends in a short number: s24, of which there is an s24+."""
    return re.compile(r"[a-z][0-9]{1,2}$")


@cache
def _thousands() -> re.Pattern[str]:
    """Return the pattern of a comma that only makes a number easier to read."""
    return re.compile(r",[0-9]{3}(?![0-9])")


@cache
def _acronym() -> re.Pattern[str]:
    """Return the pattern of letters with points between: u.s, which is us."""
    return re.compile(r"[a-z](?:\.[a-z])+")


class PlacedKey(NamedTuple):
    """The key of an eojeol, and which characters of the eojeol each of its letters came from."""

    key: str
    starts: list[int]
    ends: list[int]


def placed_key(eojeol: str) -> PlacedKey:
    """Return the key of an eojeol with the places of its letters."""
    normalised = normalise(eojeol)
    folded = normalised.text
    key = key_of_folded(folded)
    spans = [normalised.span(place, place + 1) for place in range(len(folded))]
    if key != folded:
        spans = list(_spans_of_key(key, folded, spans))
    return PlacedKey(key, [start for start, _ in spans], [end for _, end in spans])


def _spans_of_key(key: str, folded: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    position = 0
    for place, letter in enumerate(folded):
        wanted = key[position : position + 1]
        sign = None if letter.isalnum() else _not_word().match(folded, place)
        if wanted and (letter if sign is None else _kept(sign)) == wanted:
            yield spans[place]
            position += 1
