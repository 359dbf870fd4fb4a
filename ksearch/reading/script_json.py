"""The text of pages that keep it in a script's JSON and draw it with JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .markup import html_to_text

_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL)
_START = re.compile(r"(?:^|=|\()\s*(?=[\[{])")
_HANGUL = re.compile("[가-힣]")

#: What a string must have to be taken for an article's text.
_LEAST_HANGUL = 60
_MOST_SCRIPTS = 200
_MOST_VALUES = 200_000


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text of a page's script data.

    Attributes:
        text: the paragraphs.
        beside: the object that it is a value of: title, date and reporter may stand in it, too.
    """

    text: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


def longest_text(html: str) -> StoredText:
    """Return the longest Korean text that stands in a page's script data, as paragraphs.

    A string is taken as it is; an array of pieces (``content_elements``) is taken together.
    """
    texts = (text for data in _data_of(html) for text in _texts(data))
    return max(texts, key=lambda stored: len(stored.text), default=StoredText())


def _data_of(html: str) -> Iterator[Any]:
    """Yield the JSON values that scripts hold: whole, or assigned to a variable."""
    decoder = json.JSONDecoder(strict=False)
    for number, script in enumerate(_SCRIPT.finditer(html)):
        code = script.group(1).strip()
        if number >= _MOST_SCRIPTS:
            return
        if len(code) < 200 or (not _HANGUL.search(code) and "\\u" not in code):
            continue
        position = 0
        while (found := _START.search(code, position)) is not None:
            try:
                value, position = decoder.raw_decode(code, found.end())
            except (ValueError, RecursionError):
                position = found.end() + 1
                continue
            yield value


def _texts(data: Any) -> Iterator[StoredText]:
    nothing: Mapping[str, Any] = {}
    pending, seen = [(data, nothing)], 0
    while pending and seen < _MOST_VALUES:
        value, beside = pending.pop()
        seen += 1
        if isinstance(value, str):
            yield from (StoredText(text, beside) for text in _as_text(value))
        elif isinstance(value, dict):
            pending += [(inner, value) for inner in value.values()]
        elif isinstance(value, list):
            pieces = [_piece(item) for item in value]
            if len(value) > 1 and all(piece is not None for piece in pieces):
                joined = "\n".join(piece for piece in pieces if piece)
                yield from (StoredText(text, beside) for text in _as_text(joined))
            pending += [(inner, beside) for inner in value]


def _piece(item: Any) -> str | None:
    """Return the text of one element of an array of paragraphs, None if it is none."""
    if isinstance(item, str):
        return html_to_text(item)
    if isinstance(item, dict):
        text = item.get("content") or item.get("text") or item.get("value") or ""
        return html_to_text(text) if isinstance(text, str) else ""
    return None


def _as_text(value: str) -> Iterator[str]:
    if len(value) >= _LEAST_HANGUL and len(_HANGUL.findall(value[:5000])) >= _LEAST_HANGUL:
        text = html_to_text(value)
        letters = len(text.replace(" ", "")) or 1
        if len(_HANGUL.findall(text)) >= 0.4 * letters:
            yield text
