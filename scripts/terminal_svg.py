"""Draws lines of a terminal as SVG, every letter in its own cells: Hangul takes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style

#: Pixels of a cell and a line, and around the text.
CELL, LINE, MARGIN = 9, 22, 18
#: Fonts of the reader's system, which have Hangul; nothing is fetched when a README is read.
FONTS = "D2Coding, 'Noto Sans Mono CJK KR', 'Nanum Gothic Coding', Menlo, Consolas, monospace"
BACKGROUND, FOREGROUND = "#1e1e1e", "#d4d4d4"
#: The colours of the terminal that are used, by their ANSI numbers.
COLOURS = {1: "#f14c4c", 2: "#6cc26c", 3: "#d7ba5a", 6: "#59b4c4"}


def terminal_svg(lines: Sequence[Iterable[Segment]], columns: int) -> str:
    """Return the picture of a terminal with these lines."""
    width, height = columns * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    drawn = [
        part
        for number, line in enumerate(lines)
        for part in _draw_line(line, MARGIN + number * LINE)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'font-family="{FONTS}" font-size="17">',
            f'<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def _draw_line(line: Iterable[Segment], top: float) -> Iterator[str]:
    """Yield the runs of a line, wide and narrow letters apart, each in its own cells."""
    cell = 0
    for text, style, _ in line:
        look = style or Style.null()
        background = look.bgcolor
        if background is not None and not background.is_default:
            yield (
                f'<rect x="{MARGIN + cell * CELL}" y="{top}" width="{cell_len(text) * CELL}" '
                f'height="{LINE}" fill="{_hex(background)}"/>'
            )
        for width, letters in groupby(text, key=cell_len):
            run_text = "".join(letters)
            size = width * len(run_text)
            if run_text.strip():
                yield _draw_run(
                    run_text, look, MARGIN + cell * CELL, top + 0.75 * LINE, size * CELL
                )
            cell += size


def _draw_run(text: str, style: Style, x: float, y: float, length: float) -> str:
    colour = style.color
    fill = FOREGROUND if colour is None or colour.is_default else _hex(colour)
    look = ' font-weight="bold"' if style.bold else ""
    look += ' opacity="0.6"' if style.dim else ""
    return (
        f'<text x="{x}" y="{y}" textLength="{length}" fill="{fill}"{look} xml:space="preserve">'
        f"{escape(text)}</text>"
    )


def _hex(colour: Color) -> str:
    if colour.number is not None:
        return COLOURS.get(colour.number % 8, FOREGROUND)
    return colour.get_truecolor().hex
