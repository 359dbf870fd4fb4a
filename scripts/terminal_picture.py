"""Draws the picture of the terminal in README.md from what ksearch really prints.

    python scripts/terminal_picture.py

Builds an index over corpus/ in a temporary folder, runs the commands below on a pseudo-terminal,
and writes docs/pictures/terminal.svg. Runs where there are such terminals: Linux and macOS.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "terminal.svg"
COLUMNS = 88
COMMANDS = ("ksearch search '4차 산업혁명'", "ksearch search cjfrkd")

#: Pixels of a cell and a line, and around the text.
CELL, LINE, MARGIN = 9, 22, 18
#: Fonts of the reader's system, which have Hangul; nothing is fetched when a README is read.
FONTS = "D2Coding, 'Noto Sans Mono CJK KR', 'Nanum Gothic Coding', Menlo, Consolas, monospace"
BACKGROUND, FOREGROUND = "#1e1e1e", "#d4d4d4"
#: The colours of the terminal that are used, by their ANSI numbers.
COLOURS = {1: "#f14c4c", 2: "#6cc26c", 3: "#d7ba5a", 6: "#59b4c4"}

#: What differs from run to run: the picture is the same as long as the output is.
_DURATION = re.compile(r"[\d.,]+ m?s\b")


def outputs() -> list[tuple[str, str]]:
    """Return each command with what it prints on a terminal of `COLUMNS` columns."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "KSEARCH_INDEX": str(Path(folder) / "index"),
            "TERM": "xterm-256color",
            "PYTHONUTF8": "1",
        }
        run(["index", "corpus"], environment)
        return [(command, run(shlex.split(command)[1:], environment)) for command in COMMANDS]


def run(arguments: list[str], environment: dict[str, str]) -> str:
    """Return what a command prints on a terminal, as only there it wraps lines and has colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "ksearch", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        printed = b"".join(_read_all(ours))
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def _read_all(descriptor: int) -> Iterator[bytes]:
    with suppress(OSError):  # the end of a terminal's output is an error on Linux
        while block := os.read(descriptor, 1 << 16):
            yield block


def picture() -> str:
    """Return the picture as SVG."""
    text = Text()
    for command, output in outputs():
        text.append_text(Text.assemble(("$ ", "bold green"), (command, "bold"), "\n"))
        text.append_text(Text.from_ansi(_DURATION.sub("3.1 ms", output)))
        text.append("\n")
    text.rstrip()
    lines = Console(width=COLUMNS, color_system="256").render_lines(text, pad=False)
    width, height = COLUMNS * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    drawn = [
        part
        for number, line in enumerate(lines)
        for part in _draw_line(line, MARGIN + (number + 0.75) * LINE)
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


def _draw_line(line: list[Segment], y: float) -> Iterator[str]:
    """Yield the runs of a line, wide and narrow letters apart, each in its own cells."""
    cell = 0
    for text, style, _ in line:
        for width, letters in groupby(text, key=cell_len):
            run_text = "".join(letters)
            size = width * len(run_text)
            if run_text.strip():
                yield _draw_run(run_text, style, MARGIN + cell * CELL, y, size * CELL)
            cell += size


def _draw_run(text: str, style: object, x: float, y: float, length: float) -> str:
    colour = getattr(style, "color", None)
    number = colour.number if colour is not None and colour.number is not None else -1
    fill = COLOURS.get(number % 8, FOREGROUND) if number >= 0 else FOREGROUND
    look = ' font-weight="bold"' if getattr(style, "bold", False) else ""
    look += ' opacity="0.6"' if getattr(style, "dim", False) else ""
    return (
        f'<text x="{x}" y="{y}" textLength="{length}" fill="{fill}"{look} xml:space="preserve">'
        f"{escape(text)}</text>"
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)} is drawn anew")
