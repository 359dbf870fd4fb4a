"""Boundaries of sentences, clauses and eojeols, at which Korean text may be cut."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

#: Closing quotes and brackets that belong to the sentence before them.
_CLOSING_QUOTES = "'\"’”」』)\\]〉》"

#: A sentence's end and the white space behind it. A full stop after a digit or a capital letter
#: does not end a sentence: `2025. 2. 12.`, `J. 스미스`. (The first character is one of a set in
#: every case, which lets the search skip along the text.)
_SENTENCE_BOUNDARY = (
    rf"[.?!…。？！\n](?:(?<!\n)(?<![0-9A-Z]\.)[{_CLOSING_QUOTES}]*(\s+)|(?<=\n)(\s*))"
)

#: A clause's end: punctuation or a connective ending (but not the 고 of a quotation, as in
#: 짓겠다고), and the white space behind it.
_CLAUSE = (
    rf"[,;:，；：\n고며면서만데록나](?:"
    rf"(?:(?<=[,;:，；：])[{_CLOSING_QUOTES}]*|(?<=[가-힣][고며면서])(?<![다라자냐]고)|(?<=지만|는데|도록|으나))(\s+)"
    rf"|(?<=\n)(\s*))"
)

_EOJEOL = r"(\s+)"

#: The end of a unit and the start of the next one; only white space lies between.
Boundary = tuple[int, int]
#: Finds the boundaries of one kind in ``text[low:high]``.
Boundaries = Callable[[str, int, int], list[Boundary]]


def sentence_boundaries(text: str, low: int, high: int) -> list[Boundary]:
    """Return the ends of sentences in ``text[low:high]``, each with the next one's start."""
    return _boundaries(_SENTENCE_BOUNDARY, text, low, high)


def clause_boundaries(text: str, low: int, high: int) -> list[Boundary]:
    """Return the ends of clauses in ``text[low:high]``, each with the next one's start."""
    return _boundaries(_CLAUSE, text, low, high)


def eojeol_boundaries(text: str, low: int, high: int) -> list[Boundary]:
    """Return the ends of eojeols in ``text[low:high]``, each with the next one's start."""
    return _boundaries(_EOJEOL, text, low, high)


def _boundaries(pattern: str, text: str, low: int, high: int) -> list[Boundary]:
    # The white space is the last group of every pattern.
    return [
        found.span(found.lastindex or 0) for found in _compiled(pattern).finditer(text, low, high)
    ]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def safe_cut(text: str, position: int) -> int:
    """Return the nearest position at or before this one that does not split a character.

    Combining marks, and vowels and finals of decomposed Hangul (U+1160-11FF), stay with the
    letter they follow.
    """
    while 0 < position < len(text) and _joins_the_letter_before(text[position]):
        position -= 1
    return position


def _joins_the_letter_before(char: str) -> bool:
    if char < "\u0300":
        return False
    import unicodedata

    return "\u1160" <= char <= "\u11ff" or unicodedata.combining(char) != 0
