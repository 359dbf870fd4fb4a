"""Painting matches: plain text, terminal colours, HTML, markers.

A style has the markup around matches and around other text; `paint` applies it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ksearch.model.results import Span
from ksearch.render.safety import harmless_html


def _unchanged(text: str) -> str:
    return text


def escape_html(text: str) -> str:
    """Return the text with ``& < > " '`` written as HTML character references.

    Control characters, which HTML does not allow, are replaced.
    """
    import html

    return html.escape(harmless_html(text))


class Style(NamedTuple):
    """The markup of highlighted text.

    Attributes:
        match: the markup before and behind a match.
        rest: the markup before and behind other text.
        escape: makes a piece of text safe for the format.
    """

    match: tuple[str, str] = ("", "")
    rest: tuple[str, str] = ("", "")
    escape: Callable[[str], str] = _unchanged


def paint(text: str, spans: Iterable[Span], style: Style) -> str:
    """Return the text with its spans marked up.

    Args:
        text: the text.
        spans: matches, as characters of ``text``, in order and not overlapping.
        style: how to paint.
    """
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        _put(pieces, text[position:start], style.rest, style)
        _put(pieces, text[start:end], style.match, style)
        position = end
    _put(pieces, text[position:], style.rest, style)
    return "".join(pieces)


def _put(pieces: list[str], text: str, around: tuple[str, str], style: Style) -> None:
    if text:
        pieces += (around[0], style.escape(text), around[1])


_RESET = "\x1b[0m"

#: Text without any painting.
NO_STYLE = Style()
#: Matches in bold red, for terminals.
ANSI = Style(match=("\x1b[1;31m", _RESET))
#: The same within a title, which is bold itself.
ANSI_TITLE = Style(match=("\x1b[1;31m", _RESET), rest=("\x1b[1m", _RESET))
#: Matches in ``<mark>``, everything escaped.
HTML = Style(match=("<mark>", "</mark>"), escape=escape_html)
