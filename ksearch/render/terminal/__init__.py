"""The capabilities of the output: colours, columns, block characters."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from ksearch.render.safety import harmless, linkable, shown
from ksearch.render.styles import ANSI, ANSI_TITLE, NO_STYLE, Style, paint
from ksearch.render.terminal.width import wrap
from ksearch.system_calls import obeys_colours

__all__ = ["Terminal", "harmless", "is_terminal", "output_terminal", "printable", "write_lines"]

#: Lines of prose longer than this are hard to read, however wide the terminal is.
_LONGEST_LINE = 100

#: Columns of charts in a pipe, where any width will do.
ANY_WIDTH = 80

_RESET = "\x1b[0m"


class Terminal(NamedTuple):
    """The capabilities of an output.

    Attributes:
        color: whether to use colours.
        columns: the width to wrap at; None if lines are not wrapped (a pipe, a file).
        blocks: whether the output's encoding has the block characters of bars.
        rows: the height of the terminal; None if output is not paged.
        links: whether titles are to be linked.
    """

    color: bool = False
    columns: int | None = None
    blocks: bool = True
    rows: int | None = None
    links: bool = False

    @property
    def text_style(self) -> Style:
        """The style of matches in running text."""
        return ANSI if self.color else NO_STYLE

    @property
    def title_style(self) -> Style:
        """The style of titles, and of matches in them."""
        return ANSI_TITLE if self.color else NO_STYLE

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

    def link(self, text: str, address: str | None) -> str:
        """Return a text linked to an address (OSC 8), if there is one and links are wanted."""
        if not self.links or not address or not text:
            return text
        return f"\x1b]8;;{linkable(address)}\x1b\\{text}\x1b]8;;\x1b\\"

    def _in(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}{_RESET}" if self.color and text else text


def output_terminal(
    color: str = "auto",
    width: int | None = None,
    pager: bool = False,
    hyperlinks: str = "never",
) -> Terminal:
    """Describe stdout.

    Args:
        color: ``auto``, ``always`` or ``never``; auto means on a terminal, unless the environment
            sets ``NO_COLOR`` (https://no-color.org) or calls the terminal dumb.
        width: the columns to wrap at, whatever stdout is; None for those of the terminal.
        pager: whether what is longer than the terminal may be paged.
        hyperlinks: as ``color``, of links; NO_COLOR is not about them.
    """
    on_terminal = is_terminal(sys.stdout)
    capable = on_terminal and os.environ.get("TERM") != "dumb" and _obeys_colours(sys.stdout)
    colored = color == "always" or (color == "auto" and capable and not _colors_refused())
    columns = width or (_columns() if on_terminal else None)
    return Terminal(
        colored,
        columns,
        _has_blocks(sys.stdout),
        _rows() if pager and capable else None,
        capable and _knows_links() if hyperlinks == "auto" else hyperlinks == "always",
    )


#: Variables that are set by terminals with links (OSC 8), and the beginnings of their values.
_KNOW_LINKS = (
    ("TERM_PROGRAM", ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio")),
    ("TERM", ("xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm")),
    ("WT_SESSION", ("",)),
    ("KITTY_WINDOW_ID", ("",)),
    ("KONSOLE_VERSION", ("",)),
    ("DOMTERM", ("",)),
)
#: The first version of VTE, the library of GNOME's terminals, without faults in links.
_VTE = 5000


def _knows_links() -> bool:
    """Return whether the terminal supports links, by its environment.

    Others show the sequence as letters, or count it as such.
    """
    if any(
        name in os.environ and os.environ[name].startswith(begins) for name, begins in _KNOW_LINKS
    ):
        return True
    version = os.environ.get("VTE_VERSION", "")
    return version.isdigit() and int(version) >= _VTE


def _colors_refused() -> bool:
    return bool(os.environ.get("NO_COLOR"))


def _obeys_colours(stream: TextIO) -> bool:
    try:
        return obeys_colours(stream.fileno())
    except (OSError, ValueError):  # not a file of the system, such as the output of a notebook
        return True


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


def printable(lines: Iterable[str], *, painted: bool = True) -> Iterator[str]:
    """Yield lines without control characters for a terminal.

    With ``painted``, the lines may have ksearch's own colours and links; texts from sources in them
    are already safe.
    """
    return (shown(line, colored=painted) for line in lines)


def write_lines(lines: Iterable[str], *, painted: bool = True) -> None:
    """Write lines to stdout; on a terminal only what is `printable`."""
    if sys.stdout is None:
        return
    if is_terminal(sys.stdout):
        lines = printable(lines, painted=painted)
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _columns() -> int:
    return _number_in("COLUMNS") or _size()[0] or 80


def _rows() -> int:
    return _number_in("LINES") or _size()[1] or 24


def _number_in(variable: str) -> int:
    text = os.environ.get(variable, "")
    return int(text) if text.isdecimal() else 0


def _size() -> tuple[int, int]:
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return 0, 0
