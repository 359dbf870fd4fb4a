"""The only changes that reading makes to a text: line ends, control characters."""

from __future__ import annotations

import re

# Zero-width joiners stay: emoji and some scripts need them. U+FEFF inside a text is a stray
# byte-order mark; a lone surrogate could not be written to disk as UTF-8.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_ANY_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x9f\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def tidy(text: str) -> str:
    """Return the text with ``\\n`` for every line end and without control characters.

    Nothing else is changed: normalisation is left to the index, which has to keep offsets.
    """
    if _UNWANTED.search(text) is None:
        return text
    text = _ANY_LINE_END.sub("\n", text)
    text = _CONTROL.sub("", text)
    return _SURROGATE.sub("\ufffd", text)
