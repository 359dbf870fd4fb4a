"""Text in terminal columns: Hangul and hanja take two, combining marks none.

Widths follow Unicode Standard Annex #11 (East Asian Width): Wide and Fullwidth take two columns,
other characters one, as in terminals outside of legacy East Asian locales.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ksearch.model.results import Span


@lru_cache(maxsize=8192)
def char_width(char: str) -> int:
    """Return how many columns a character takes: 0, 1 or 2."""
    if "\u1160" <= char <= "\u11ff" or char == "\u200b":  # vowels and finals join their initial
        return 0
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(char_width, text))


def fit(text: str, columns: int, ellipsis: str = "…") -> str:
    """Return the text, cut to ``columns`` columns with an ellipsis if it is wider."""
    if display_width(text) <= columns:
        return text
    if columns < display_width(ellipsis):
        return ""
    return text[: _chars_within(text, columns - display_width(ellipsis))].rstrip() + ellipsis


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Return the text padded with spaces to ``columns`` columns.

    Args:
        text: the text; a wider one is returned as it is.
        columns: the width to reach.
        right: put the spaces in front, so that the text is at the right.
    """
    filling = " " * (columns - display_width(text))
    return filling + text if right else text + filling


def wrap(text: str, columns: int) -> Iterator[Span]:
    """Break a text into lines of at most ``columns`` columns, between words if possible.

    Line breaks of the text are kept; white space at the ends of lines is left out. A word wider
    than a line is broken inside.

    Yields:
        The lines, as characters ``[start, end)`` of the text.
    """
    start = 0
    for paragraph in text.split("\n"):
        yield from _wrap_line(text, start, start + len(paragraph), max(2, columns))
        start += len(paragraph) + 1


def _wrap_line(text: str, start: int, end: int, columns: int) -> Iterator[Span]:
    line_start = position = start
    width = 0
    last_space = -1  # of the current line
    while position < end:
        char = text[position]
        width += char_width(char)
        if char.isspace():
            last_space = position
        elif width > columns:
            if last_space > line_start:
                yield _stripped(text, line_start, last_space)
                line_start = last_space + 1
                width = display_width(text[line_start : position + 1])
            if width > columns and position > line_start:
                yield line_start, position
                line_start = position
                width = char_width(char)
            last_space = -1
        position += 1
    yield _stripped(text, line_start, end)


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _chars_within(text: str, columns: int) -> int:
    width = 0
    for position, char in enumerate(text):
        width += char_width(char)
        if width > columns:
            return position
    return len(text)
