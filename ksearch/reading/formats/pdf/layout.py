"""From the lines of pages to blocks: columns, tables, headers, and paragraphs across lines."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple, TypeAlias

from ...text.blocks import Block
from ...text.line_breaks import LineBreaks
from .lines import PageLines, PdfLine

#: Lines at a page's edges that may be its header or footer.
_EDGE_LINES = 2
#: Least share of the pages that have a header, and at least two pages.
_REPEATED = 0.5
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[\s\-–—·|<\[(]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[\s\-–—·|>\])쪽]*", re.I
)

#: Two lines stand side by side if they overlap by this part of the lower one's height.
_MIN_OVERLAP = 0.6
#: Most distance of a full line's end from its column's edge, in letter heights.
_SHORT_OF_EDGE = 2.5
#: Least indent of a paragraph's first line, and most hanging indent of an item, in letter heights.
_INDENT_HEIGHTS, _HANGING = 0.8, 3.0
#: Lines before and behind a line among which its column is looked for, and the distance in letter
#: heights within which lines of a column begin.
_NEIGHBOURS = 8
_SAME_COLUMN = 2.5
#: Width in letter heights below which lines are single cells or items.
_NARROW_HEIGHTS = 9.0
#: Largest distance between lines of a paragraph, relative to the page's usual distance.
_PITCH = 1.35
_LIKE_SIZE = 0.12

#: Least consecutive rows of prose in two columns, with the gap in one place and long text on both
#: sides.
_MIN_ROWS = 4
_MIN_COLUMN_LINE = 12

_HANGUL = re.compile("[가-힣]")
_FINISHED = re.compile(r"[.?!:][”’\"')\]]*$")
_ITEM = re.compile(
    r"[\s]*(?:[□■○●◇◆◎◦▶▷►※☞❍➢➜ㆍ•◾▪️*·‧∙-]\s?|[①-⑳㉠-㉻㈀-㈛]|\(?\d{1,2}[.)]\s|[가-하][.)]\s|[IVXⅠ-Ⅻ]+\.\s"
    r"|제\d+[조장절관]|\[[^\]]{1,20}\]|【|<[^>]{1,20}>|붙임|별첨|\d{1,2}\)\s)"
)

_LineRow: TypeAlias = Sequence[PdfLine]


class _Placed(NamedTuple):
    """A row of a page, and the right edge of the column that it is in."""

    row: _LineRow
    page: int


def blocks_on_pages(pages: Sequence[PageLines]) -> list[Block]:
    """Return the paragraphs and rows of a document in reading order."""
    rows_of_pages = [list(_in_columns(_rows(page))) for page in pages]
    rows_of_pages = _without_margins(rows_of_pages)
    rows = [_Placed(row, number) for number, page in enumerate(rows_of_pages) for row in page]
    if not rows:
        return []
    texts = [placed.row[0].text for placed in rows]
    goes_on, breaks = _joints(rows, texts)
    blocks: list[Block] = []
    for position, placed in enumerate(rows):
        size = max(line.size for line in placed.row)
        text = "\t".join(line.text.strip() for line in placed.row)
        if goes_on[position]:
            before = blocks[-1].text + (" " if texts[position - 1][-1:].isspace() else "")
            blocks[-1] = blocks[-1]._replace(text=breaks.joined(before, placed.row[0].text))
        else:
            blocks.append(Block(text, size))
    return blocks


def _joints(rows: Sequence[_Placed], texts: Sequence[str]) -> tuple[list[bool], LineBreaks]:
    """Return which rows continue the paragraph before them, and the text at the breaks."""
    pitch = _usual_pitch(rows)
    may = [_may_go_on(before, after, pitch) for before, after in itertools.pairwise(rows)]
    full = [_is_full(placed.row[0], edge) for placed, edge in zip(rows, _edges(rows), strict=True)]
    goes_on = [near and wide for near, wide in zip(may, full, strict=False)]
    pairs = [
        (texts[position], texts[position + 1]) for position, joined in enumerate(goes_on) if joined
    ]
    breaks = LineBreaks(texts, pairs)
    if breaks.keeps_spaces:
        for position, near in enumerate(may):
            spaced = texts[position][-1:].isspace()
            anew = not spaced and _begins_anew(texts[position], texts[position + 1])
            goes_on[position] = near and (full[position] or spaced) and not anew
    return [False, *goes_on], breaks


def _rows(page: PageLines) -> Iterator[_LineRow]:
    """Join pieces that are consecutive in the file or side by side to rows."""
    row: list[PdfLine] = []
    for line in page:
        if row and not _are_beside(row[-1], line):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _are_beside(before: PdfLine, line: PdfLine) -> bool:
    common = min(before.top, line.top) - max(before.bottom, line.bottom)
    lower = min(before.top - before.bottom, line.top - line.bottom)
    return line.left >= before.right and common > _MIN_OVERLAP * lower


def _in_columns(rows: Iterator[_LineRow]) -> Iterator[_LineRow]:
    """Yield rows; if they are the lines of two columns, those of the left one come first."""
    run: list[_LineRow] = []
    for row in rows:
        if run and not _same_gutter([*run, row]):
            yield from _columns(run)
            run = []
        if _may_be_columns(row):
            run.append(row)
        else:
            yield row
    yield from _columns(run)


def _may_be_columns(row: _LineRow) -> bool:
    return len(row) == 2 and min(len(line.text.strip()) for line in row) >= 2


def _same_gutter(rows: Sequence[_LineRow]) -> bool:
    if not _may_be_columns(rows[-1]):
        return False
    return max(row[0].right for row in rows) < min(row[1].left for row in rows)


def _columns(rows: Sequence[_LineRow]) -> Iterator[_LineRow]:
    """Yield two columns one after the other, if they are prose; cells of a table stay rows."""
    lengths = [len(line.text.strip()) for row in rows for line in row]
    prose = len(rows) >= _MIN_ROWS and median(lengths) >= _MIN_COLUMN_LINE
    if not prose:
        yield from rows
        return
    for side in (0, 1):
        yield from ([row[side]] for row in rows)


def _without_margins(pages: Sequence[Sequence[_LineRow]]) -> list[list[_LineRow]]:
    """Drop page numbers, and all but the first of the headers and footers that repeat."""
    places: Counter[str] = Counter()
    for page in pages:
        places.update({_form(row) for row in _edge_rows(page)})
    enough = max(2.0, _REPEATED * len(pages))
    repeated = {form for form, count in places.items() if count >= enough}
    seen: set[str] = set()
    kept: list[list[_LineRow]] = []
    for page in pages:
        edges = {id(row) for row in _edge_rows(page)}
        rows = []
        for row in page:
            form = _form(row)
            if id(row) in edges and form in repeated:
                if form in seen or _PAGE_NUMBER.fullmatch(_text(row)):
                    continue
                seen.add(form)
            rows.append(row)
        kept.append(rows)
    return kept


def _edge_rows(page: Sequence[_LineRow]) -> list[_LineRow]:
    """Return the rows that are highest and lowest on a page."""
    if len(page) <= 2 * _EDGE_LINES:
        return list(page)
    by_height = sorted(page, key=lambda row: row[0].top)
    return [*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]


def _form(row: _LineRow) -> str:
    """Return the text of a header that is the same on all pages: without numbers."""
    return _DIGITS.sub("#", "".join(_text(row).split()))


def _text(row: _LineRow) -> str:
    return " ".join(line.text.strip() for line in row)


def _begins_anew(before: str, after: str) -> bool:
    """Return whether a line begins another paragraph, if spaces at breaks are kept.

    Words are not broken before a number or a Latin letter, so without a space there is no
    continuation.
    """
    latin = after[:1].isascii() and after[:1].isalnum()
    return before[-1:].isalpha() and (latin or before[-1:].isascii())


def _usual_pitch(rows: Sequence[_Placed]) -> float:
    """Return the usual distance from line to line, in heights of the lower line."""
    pitches = []
    for before, after in itertools.pairwise(rows):
        down = before.row[0].bottom - after.row[0].bottom
        height = after.row[0].top - after.row[0].bottom
        if before.page == after.page and 0 < down < 4 * height:
            pitches.append(down / height)
    return median(pitches) if pitches else 1.6


def _edges(rows: Sequence[_Placed]) -> list[float]:
    """Return for each row the right edge of similar lines around it."""
    firsts = [placed.row[0] for placed in rows]
    edges = []
    for position, placed in enumerate(rows):
        line = firsts[position]
        reach, like = _SAME_COLUMN * line.size, _LIKE_SIZE * line.size
        edge = line.right
        begin, end = max(0, position - _NEIGHBOURS), position + _NEIGHBOURS + 1
        for other, its in zip(firsts[begin:end], rows[begin:end], strict=True):
            near = abs(other.left - line.left) < reach and abs(other.size - line.size) <= like
            if near and other.right > edge and its.page == placed.page:
                edge = other.right
        edges.append(edge)
    return edges


def _is_full(line: PdfLine, edge: float) -> bool:
    """Return whether a line reaches its column's edge, so that its paragraph may continue."""
    wide = line.right - line.left >= _NARROW_HEIGHTS * line.size
    return wide and line.right >= edge - _SHORT_OF_EDGE * line.size


def _may_go_on(before: _Placed, after: _Placed, pitch: float) -> bool:
    """Return whether a row may be the next line of a paragraph, by its place and look."""
    if len(before.row) > 1 or len(after.row) > 1:
        return False
    one, other = before.row[0], after.row[0]
    height = one.top - one.bottom
    if height <= 0 or abs(one.size - other.size) > _LIKE_SIZE * max(one.size, other.size):
        return False
    if _FINISHED.search(one.text.rstrip()) or _ITEM.match(other.text):
        return False
    down = one.bottom - other.bottom
    if before.page == after.page and down > 0:
        item = _ITEM.match(one.text)
        indented = other.left > one.left + (_HANGING if item else _INDENT_HEIGHTS) * height
        return down <= _PITCH * pitch * height and not indented
    # The next column or page: its first line is higher, or the page is another.
    if before.page == after.page and other.left <= one.left:
        return False
    return _HANGUL.match(other.text) is not None and not other.text[:1].isspace()
