"""Draws the pictures of the terminal in README.md and README.ko.md from what ksearch really prints.

    python scripts/terminal_picture.py

Builds an index over corpus/ in a temporary folder, runs the commands below on a pseudo-terminal,
and writes docs/pictures/terminal.svg and terminal.ko.svg. Runs where there are such terminals:
Linux and macOS.
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
from pathlib import Path

from rich.console import Console
from rich.text import Text
from terminal_svg import terminal_svg

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
#: The pictures by the language of what is printed.
NAMES = {"en": "terminal.svg", "ko": "terminal.ko.svg"}
COLUMNS = 88
COMMANDS = ("ksearch search '4차 산업혁명'", "ksearch search cjfrkd")

#: What differs from run to run: the picture is the same as long as the output is.
_DURATION = re.compile(r"[\d.,]+(?: m?s|초)\b")


def outputs(language: str) -> list[tuple[str, str]]:
    """Return each command with what it prints on a terminal of `COLUMNS` columns."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "KSEARCH_LANG": language,
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


def picture(language: str) -> str:
    """Return the picture as SVG."""
    text = Text()
    for command, output in outputs(language):
        text.append_text(Text.assemble(("$ ", "bold green"), (command, "bold"), "\n"))
        text.append_text(Text.from_ansi(_DURATION.sub("3.1 ms", output)))
        text.append("\n")
    text.rstrip()
    lines = Console(width=COLUMNS, color_system="256").render_lines(text, pad=False)
    return terminal_svg(lines, COLUMNS)


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language, name in NAMES.items():
        (PICTURES / name).write_text(picture(language), encoding="utf-8")
        print(f"docs/pictures/{name} is drawn anew")
