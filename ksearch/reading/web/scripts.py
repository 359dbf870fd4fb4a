"""The text of pages that have it in a script's JSON and render it by JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ksearch.model.names import people_in

from ..text.markup import html_to_text
from .tree import Element

_DATA_START = re.compile(r"(?:^|=|\()\s*(?=[\[{])")
_HANGUL = re.compile("[가-힣]")

#: Least syllables of an article's text; a caption has one sentence.
_MIN_SYLLABLES = 12
#: Least characters of a script with data.
_SHORTEST_DATA = 120
#: Enclosing objects of a text in which its headline is looked for.
_LEVELS = 3
#: Least letters of a headline; a shorter one may be a label that is everywhere.
_MIN_TITLE = 5
_MAX_TITLE = 200
_PEOPLE_KEY = re.compile(r"author|byline|credit|reporter|journalist|writer|기자", re.IGNORECASE)
#: Most values that are searched for names.
_MAX_NAMES = 60
_TITLE_KEY = re.compile(r"title|headline|subject|제목", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAX_SCRIPTS = 200
_MAX_DATA_VALUES = 200_000


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text of a page's script data.

    Attributes:
        text: the paragraphs.
        beside: the objects around it, innermost first: title, date and reporter may be in them.
    """

    text: str = ""
    beside: tuple[Mapping[str, Any], ...] = ()


def story_in_scripts(root: Element, titles: Collection[str]) -> StoredText:
    """Return the Korean text in a page's script data that belongs to the page's headline.

    A page's data contain other stories, too, which may be longer. A text with a headline of the
    page is preferred, then one without a headline; a text under another headline is used only if
    there is no other story.

    Args:
        root: the page.
        titles: of the page.
    """
    wanted = {_squeezed(title) for title in titles if len(_squeezed(title)) >= _MIN_TITLE}
    own, untitled, other = StoredText(), StoredText(), StoredText()
    headlines: set[str] = set()
    for data in _data_of(root):
        for stored in _texts(data):
            names = _headline_of(stored)
            if _is_among(names, wanted):
                own = _longer(own, stored)
            elif not names:
                untitled = _longer(untitled, stored)
            else:
                headlines.update(names)
                other = _longer(other, stored)
    if own.text or untitled.text:
        return own if own.text else untitled
    return other if len(headlines) <= 1 or not wanted else StoredText()


def people_beside(stored: StoredText) -> tuple[str, ...]:
    """Return the reporters in the objects around a text, at any depth."""
    for around in stored.beside:
        values = [value for key, value in around.items() if _PEOPLE_KEY.search(key)]
        if people := people_in(", ".join(_names_in(values))):
            return people
    return ()


def _names_in(values: list[Any]) -> Iterator[str]:
    """Yield the strings under keys of names, bylines as displayed first."""
    pending, seen = list(values), 0
    while pending and seen < _MAX_NAMES:
        value = pending.pop(0)
        seen += 1
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            known = [value[key] for key in ("byline", "name") if isinstance(value.get(key), str)]
            inner = [one for one in value.values() if isinstance(one, dict | list)]
            shown = [one for one in inner if isinstance(one, dict) and _byline_in(one)]
            pending += [_byline_in(one) for one in shown] or known or inner


def _byline_in(data: Mapping[str, Any]) -> str:
    """Return the byline in an object or in a nested one: 박선민 기자, not 선민 박."""
    inner = (one for one in data.values() if isinstance(one, dict))
    found = (one.get("byline") for one in (data, *inner))
    return next((one for one in found if isinstance(one, str) and one), "")


def _longer(one: StoredText, other: StoredText) -> StoredText:
    return other if len(other.text) > len(one.text) else one


def _headline_of(stored: StoredText) -> list[str]:
    """Return the titles of the innermost object around a text that has any."""
    for around in stored.beside:
        if titles := [_squeezed(title) for title in _titles_in(around)]:
            return titles
    return []


def _is_among(titles: Collection[str], wanted: Collection[str]) -> bool:
    return any(title in other or other in title for title in titles for other in wanted)


def _titles_in(data: Mapping[str, Any]) -> Iterator[str]:
    for key, value in data.items():
        if _TITLE_KEY.search(key):
            for text in value.values() if isinstance(value, dict) else (value,):
                if isinstance(text, str) and _MIN_TITLE <= len(text) <= _MAX_TITLE:
                    yield text


def _squeezed(text: str) -> str:
    return _NOT_LETTERS.sub("", html_to_text(text) if "&" in text or "<" in text else text)


def _data_of(root: Element) -> Iterator[Any]:
    """Yield the JSON values in scripts: whole scripts, or assigned to a variable."""
    decoder = json.JSONDecoder(strict=False)
    for number, script in enumerate(root.iter("script")):
        code = (script.text or "").strip()
        if number >= _MAX_SCRIPTS:
            return
        if len(code) < _SHORTEST_DATA or (not _HANGUL.search(code) and "\\u" not in code):
            continue
        position = 0
        while (found := _DATA_START.search(code, position)) is not None:
            try:
                value, position = decoder.raw_decode(code, found.end())
            except (ValueError, RecursionError):
                position = found.end() + 1
                continue
            yield value


def _texts(data: Any) -> Iterator[StoredText]:
    nothing: tuple[Mapping[str, Any], ...] = ()
    pending, seen = [(data, nothing)], 0
    while pending and seen < _MAX_DATA_VALUES:
        value, beside = pending.pop()
        seen += 1
        if isinstance(value, str):
            yield from (StoredText(text, beside) for text in _as_text(value))
        elif isinstance(value, dict):
            around = (value, *beside[: _LEVELS - 1])
            pending += [(inner, around) for inner in value.values()]
        elif isinstance(value, list):
            pieces = [_piece(item) for item in value]
            if len(value) > 1 and all(piece is not None for piece in pieces):
                joined = "\n".join(piece for piece in pieces if piece)
                yield from (StoredText(text, beside) for text in _as_text(joined))
            pending += [(inner, beside) for inner in value]


def _piece(item: Any) -> str | None:
    """Return the text of one element of an array of paragraphs; None if it has no text."""
    if isinstance(item, str):
        return html_to_text(item)
    if isinstance(item, dict):
        text = item.get("content") or item.get("text") or item.get("value") or ""
        return html_to_text(text) if isinstance(text, str) else ""
    return None


def _as_text(value: str) -> Iterator[str]:
    if len(value) >= _MIN_SYLLABLES and len(_HANGUL.findall(value[:5000])) >= _MIN_SYLLABLES:
        text = html_to_text(value)
        letters = len(text.replace(" ", "")) or 1
        if len(_HANGUL.findall(text)) >= 0.4 * letters:
            yield text
