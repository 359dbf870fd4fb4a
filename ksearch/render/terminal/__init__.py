"""The capabilities of the output: colours, columns, block characters."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NamedTuple, TextIO

from ksearch.render.safety import harmless, shown
from ksearch.render.styles import ANSI, ANSI_TITLE, PLAIN, Style, paint
from ksearch.render.terminal.width import wrap

__all__ = ["Terminal", "harmless", "is_terminal", "output_terminal", "write_lines"]

#: Lines of prose longer than this are hard to read, however wide the terminal is.
_LONGEST_LINE = 100

#: Columns of what is drawn for a pipe, where any width will do.
ANY_WIDTH = 80

_RESET = "\x1b[0m"


class Terminal(NamedTuple):
    """The capabilities of an output.

    Attributes:
        color: whether to use colours.
        columns: the width to wrap at; None where lines are not to be wrapped (a pipe, a file).
        blocks: whether the output's encoding has the block characters of bars.
    """

    color: bool = False
    columns: int | None = None
    blocks: bool = True

    @property
    def text_style(self) -> Style:
        """The style of matches in running text."""
        return ANSI if self.color else PLAIN

    @property
    def title_style(self) -> Style:
        """The style of titles, and of matches in them."""
        return ANSI_TITLE if self.color else PLAIN

    @property
    def prose_columns(self) -> int | None:
        """The width to wrap running text at."""
        return None if self.columns is None else min(self.columns, _LONGEST_LINE)

    def wrapped(self, text: str) -> list[str]:
        """Return the lines of a text that is free of control characters."""
        if self.columns is None:
            return [text]
        return [text[start:end] for start, end in wrap(text, self.columns)]

    def title(self, text: str) -> str:
        """Return a text in bold."""
        return paint(text, (), self.title_style)

    def dim(self, text: str) -> str:
        """Return a dimmed text."""
        return self._in("2", text)

    def label(self, text: str) -> str:
        """Return a text in the style of provenance."""
        return self._in("36", text)

    def warning(self, text: str) -> str:
        """Return a text in the style of warnings."""
        return self._in("33", text)

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}{_RESET}" if self.color and text else text


def output_terminal(color: str = "auto") -> Terminal:
    """Describe stdout.

    Args:
        color: ``auto``, ``always`` or ``never``; auto means on a terminal, unless the environment
            sets ``NO_COLOR`` (https://no-color.org) or calls the terminal dumb.
    """
    on_terminal = is_terminal(sys.stdout)
    if color == "auto":
        wanted = on_terminal and not os.environ.get("NO_COLOR")
        colored = wanted and os.environ.get("TERM") != "dumb"
    else:
        colored = color == "always"
    return Terminal(colored, _columns() if on_terminal else None, _has_blocks(sys.stdout))


def _has_blocks(stream: TextIO | None) -> bool:
    try:
        "█▏".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a standard stream is a terminal; false for a closed one."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def write_lines(lines: Iterable[str], *, painted: bool = True) -> None:
    """Write lines to stdout; on a terminal, with nothing in them that could command it.

    ``painted`` says that the lines may bear our own colours; texts of others in them have been
    made harmless before.
    """
    if sys.stdout is None:
        return
    if is_terminal(sys.stdout):
        lines = (shown(line, colored=painted) for line in lines)
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _columns() -> int:
    set_by_user = os.environ.get("COLUMNS", "")
    if set_by_user.isdecimal() and int(set_by_user) > 0:
        return int(set_by_user)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
