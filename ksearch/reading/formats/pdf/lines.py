"""The lines of a page with their places, as pdfium finds them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any, NamedTuple, TypeAlias


class PdfLine(NamedTuple):
    """A line, or a separate piece of one (a cell, a column's line).

    Lengths are in points; ``bottom`` and ``top`` count from the page's foot.

    Attributes:
        text: the letters, with the spaces at the line's ends if the file has them.
        left, right: where the first letter begins and the last one ends.
        bottom, top: the height of the line.
        size: the same as one number, in half points, so that similar sizes are equal.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


PageLines: TypeAlias = list[PdfLine]

#: End of a line in pdfium's text; a different one is used within a hyphenated word.
_LINE_END = "\r\n"
_HYPHEN = re.compile("\ufffe(?:\r\n)?|\x02\r\n")
_VISIBLE = re.compile(r"\S")
_SPACES = re.compile(r" +")
#: A gap of this many letters' heights is between two cells or columns. The blank half of an opening
#: mark in a font of full width is not part of it.
_GAP_HEIGHTS = 1.6
_MARK_BLANK = 0.7
_OPENING = frozenset("‘“「『(（〈《【[")
_CLOSING = frozenset("’”」』)）〉》】]")
#: Least factor by which a line with a gap is wider than its letters usually are.
_LOOSE_FACTOR = 1.1


class _Boxes:
    """Gets the positions of letters from pdfium."""

    def __init__(self, raw: Any, page: Any) -> None:
        self._raw = raw
        self._page = page
        self._sides = tuple(ctypes.c_double() for _ in range(4))
        self._places = tuple(ctypes.byref(side) for side in self._sides)
        self._loose = raw.FS_RECTF()

    def box(self, index: int) -> tuple[float, float]:
        """Return where a letter begins and ends."""
        left, right, bottom, top = self._places
        self._raw.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
        return self._sides[0].value, self._sides[1].value

    def line(self, index: int) -> tuple[float, float]:
        """Return the bottom and the top of the line of a letter, from its font."""
        self._raw.FPDFText_GetLooseCharBox(self._page, index, ctypes.byref(self._loose))
        return self._loose.bottom, self._loose.top

    def index_of(self, position: int) -> int:
        """Return the number of the letter at a position of the page's text."""
        index: int = self._raw.FPDFText_GetCharIndexFromTextIndex(self._page, position)
        return max(0, index)


def lines_on_page(pdf: Any, number: int) -> PageLines:
    """Return the lines of a page, in the order of the file."""
    import pypdfium2.raw

    page = pdf[number]
    try:
        text_page = page.get_textpage()
        try:
            text: str = text_page.get_text_range()
            return list(_lines(text, _Boxes(pypdfium2.raw, text_page.raw)))
        finally:
            text_page.close()
    finally:
        page.close()


def _lines(text: str, boxes: _Boxes) -> Iterator[PdfLine]:
    offset = 0
    wide = max(text, default="") > "\uffff"  # such letters take two units of UTF-16
    for raw in text.split(_LINE_END):
        position = offset
        offset += (len(raw.encode("utf-16-le")) // 2 if wide else len(raw)) + len(_LINE_END)
        first = _VISIBLE.search(raw)
        if first is not None:
            yield from _pieces(raw, position, first.start(), len(raw.rstrip()) - 1, boxes)


def _pieces(raw: str, position: int, first: int, last: int, boxes: _Boxes) -> Iterator[PdfLine]:
    """Yield a line, cut where a gap occurs between its words."""
    begin, end = boxes.index_of(position + first), boxes.index_of(position + last)
    left, right = boxes.box(begin)[0], boxes.box(end)[1]
    bottom, top = boxes.line(begin)
    height = top - bottom
    if not isfinite(height):  # of a damaged font
        height = 0.0
    size = round(2 * height) / 2
    start = 0
    if right - left > _LOOSE_FACTOR * _usual_width(raw[first : last + 1], height):
        for space in _SPACES.finditer(raw, first, last):
            before = boxes.box(boxes.index_of(position + space.start() - 1))[1]
            after = boxes.box(boxes.index_of(position + space.end()))[0]
            blank = _MARK_BLANK if raw[space.end()] in _OPENING else 0.0
            enclosed = raw[space.start() - 1] in _OPENING or raw[space.end()] in _CLOSING
            if not enclosed and after - before > (_GAP_HEIGHTS + blank) * height:
                yield PdfLine(_plain(raw[start : space.start()]), left, before, bottom, top, size)
                start, left = space.end(), after
    yield PdfLine(_plain(raw[start:]), left, right, bottom, top, size)


def _usual_width(text: str, height: float) -> float:
    """Return about how wide a text is in letters of a height: Hangul is twice as wide as Latin."""
    wide = (len(text.encode()) - len(text)) / 2  # a letter of Hangul takes three bytes
    return height * (0.78 * wide + 0.4 * (len(text) - wide))


def _plain(text: str) -> str:
    return _HYPHEN.sub("", text)
