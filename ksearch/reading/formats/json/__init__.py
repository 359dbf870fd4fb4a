"""JSON: a single article, or articles in a list, by number, or further inside an object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ksearch.messages import Message
from ksearch.model.article import Article

from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import read_whole
from ...records.columns import records_in
from ...records.fields import RowReader
from ...text.encoding import decode
from ...text.wikitext import looks_like_wikitext, plain_text
from .parsing import NotJson, parsed_json

#: Type of automatic messages in a chat's export: someone joined, a photo changed.
_SERVICE = "service"


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the articles; one without an id gets ``<key>:<number>``, a single one the key."""
    decoded = decode(read_whole(document))
    try:
        value = parsed_json(decoded.text)
    except NotJson as error:
        if _is_one_object_a_line(decoded.text):
            from .lines import read_document as read_lines

            yield from read_lines(document, options)
            return
        raise Unreadable(Message("is not JSON: {error}", error=error.reason)) from error
    if not isinstance(value, dict | list):
        raise Unreadable(Message("holds neither an array of articles nor an article"))
    if decoded.damage:
        yield Refusal(document.key, decoded.damage, note=True)
    yield from _articles(value, document, options)


def _articles(value: Any, document: Document, options: ReadOptions) -> Iterator[Read]:
    rows = RowReader(options.columns, document.key)
    records = None if _is_named_record(value, options) else records_in(value)
    if records is None:
        yield _without_wikitext(rows.article(value, document.key, document.key), value)
        yield from rows.notes()
        return
    if not records and not isinstance(value, list):
        raise Unreadable(Message("holds neither an array of articles nor an article"))
    for number, item in enumerate(records, 1):
        where = f"{document.key}:{number}"
        if not isinstance(item, dict):
            yield Refusal(
                where, Message("item {number} is not an object with fields", number=number)
            )
        elif item.get("type") != _SERVICE:
            try:
                yield _without_wikitext(rows.article(item, where, where), item)
            except Unreadable as error:
                yield Refusal(where, Message("item {number} {error}", number=number, error=error))
    yield from rows.notes()


def _is_named_record(value: Any, options: ReadOptions) -> bool:
    """Whether an object has the columns that the user has named: then it is the article."""
    return isinstance(value, dict) and any(name in value for name in options.columns.values())


def _is_one_object_a_line(text: str) -> bool:
    lines = [line for line in text.lstrip().split("\n", 3)[:2] if line.strip()]
    try:
        return len(lines) == 2 and all(isinstance(parsed_json(line), dict) for line in lines)
    except NotJson:
        return False


def _without_wikitext(article: Article, record: dict[str, Any]) -> Article:
    """Return the page of a wiki's dump without its markup."""
    if "namespace" in record and looks_like_wikitext(article.body):
        return replace(article, body=plain_text(article.body))
    return article
