"""Sanitises texts from sources before they are shown.

Control characters can control a terminal. Marks of text direction, and invisible characters, can
make a text look like another.
"""

from __future__ import annotations

import re
from functools import cache

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: Control characters (C0, DEL, C1), and marks that change the direction of text. Each becomes one
#: character, so that positions stay.
_HARMLESS = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), REPLACEMENT),
    **dict.fromkeys((*b"\t\n\v\f\r\x1c\x1d\x1e\x1f", 0x85, 0x2028, 0x2029), " "),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), REPLACEMENT),
}
#: The same for texts whose lines are kept.
_IN_LINES = {code: text for code, text in _HARMLESS.items() if chr(code) not in "\t\n"}
#: Invisible characters: soft hyphens, spaces without width, marks of direction, tags.
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
#: Characters around which joiners are allowed: joiners only belong into emoji.
_SYMBOL = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
#: The sequences of colours and links that ksearch itself writes.
_OWN_COLORS = "(\x1b\\[(?:0|1|2|33|36|1;31)m|\x1b\\]8;;[!-~]*\x1b\\\\)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def harmless(text: str) -> str:
    """Return the text on one line and without control characters, every position kept."""
    return text.translate(_HARMLESS) if not text.isprintable() else text


def shown(text: str, *, colored: bool = False) -> str:
    """Return a text made safe for a terminal.

    Lines and tabs are kept. With ``colored``, ksearch's own escape sequences are kept, too.
    """
    if text.isprintable():
        return text
    if colored:
        pieces = _compiled(_OWN_COLORS).split(text)
        pieces[::2] = [shown(piece) for piece in pieces[::2]]
        return "".join(pieces)
    joiner = f"(?<![{_SYMBOL}])\u200d|\u200d(?![{_SYMBOL}])"
    return _compiled(f"[{_INVISIBLE}]|{joiner}").sub("", text.translate(_IN_LINES))


def linkable(address: str) -> str:
    """Return an address made safe for a link: printable ASCII, the rest percent-encoded."""
    return "".join(
        char if "!" <= char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in address
    )


def harmless_json(text: str) -> str:
    """Return JSON with invisible characters written as ``\\uXXXX``, which means the same."""
    if text.isprintable():
        return text
    unseen = f"[\x7f-\x9f\u2028-\u202e\u2066-\u2069{_INVISIBLE}]"
    return _compiled(unseen).sub(lambda found: _escaped(found[0]), text)


def harmless_html(text: str) -> str:
    """Return a text without control characters and marks of direction, for HTML."""
    return text if text.isprintable() else text.translate(_IN_LINES)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(
        f"\\u{units[position : position + 2].hex()}" for position in range(0, len(units), 2)
    )
