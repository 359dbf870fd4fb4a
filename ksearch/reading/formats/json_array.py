"""JSON: an array of articles, an object that holds one, or a single article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..encoding import decode
from ..fields import RowReader
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the articles; one without an id gets ``<key>:<number>``, a single one the key."""
    decoded = decode(read_whole(document))
    try:
        value = json.loads(decoded.text)
    except ValueError as error:
        raise Unreadable(f"is not JSON: {error}") from error
    rows = RowReader(options.columns, document.key)
    if isinstance(value, dict) and rows.understands(list(value)):
        yield rows.article(value, document.key, document.key)
        yield from rows.notes()
        return
    if decoded.damage:
        yield Refusal(document.key, decoded.damage)
    for number, item in enumerate(_items(value), 1):
        where = f"{document.key}:{number}"
        if not isinstance(item, dict):
            yield Refusal(where, f"item {number} is no object with fields")
            continue
        try:
            yield rows.article(item, where, where)
        except Unreadable as error:
            yield Refusal(where, f"item {number} {error}")
    yield from rows.notes()


def _items(value: Any) -> list[Any]:
    """Return the array of articles: the value itself, or the longest array of objects in it."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list) and part]
        lists = [part for part in lists if isinstance(part[0], dict)]
        if lists:
            return max(lists, key=len)
    raise Unreadable("holds neither an array of articles nor an article")
