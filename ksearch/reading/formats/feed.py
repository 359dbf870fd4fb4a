"""RSS and Atom files: an article an item."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ..fields import RowReader
from ..markup import html_to_text, local_name, parse_xml
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole

_FEEDS = frozenset(("rss", "feed", "RDF"))
_ITEMS = frozenset(("item", "entry"))

#: What an item's elements are called, in RSS, Dublin Core and Atom.
_FIELDS = {
    "guid": "id",
    "id": "id",
    "title": "title",
    "encoded": "body",
    "content": "body",
    "description": "summary",
    "summary": "summary",
    "pubDate": "date",
    "date": "date",
    "published": "date",
    "updated": "updated",
    "author": "author",
    "creator": "author",
    "category": "section",
    "link": "url",
}
_MARKED_UP = frozenset(("title", "body", "summary"))


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each item; an item's id is its guid, or its link."""
    root = parse_xml(read_whole(document), "a feed")
    if local_name(root) not in _FEEDS:
        raise Unreadable("is XML, but no RSS or Atom feed")
    channel = next((part for part in root if local_name(part) == "channel"), root)
    publisher = next((part.text for part in channel if local_name(part) == "title"), None)
    rows = RowReader(options.columns, document.key)
    items = [element for element in root.iter() if local_name(element) in _ITEMS]
    for number, item in enumerate(items, 1):
        where = f"{document.key}:{number}"
        row = _row(item)
        row.setdefault("publisher", (publisher or "").strip())
        try:
            yield rows.article(row, row.get("url", where), where)
        except Unreadable as error:
            yield Refusal(where, f"item {number} {error}")
    yield from rows.notes()


def _row(item: Element) -> dict[str, str]:
    row: dict[str, str] = {}
    for element in item:
        field = _FIELDS.get(local_name(element))
        text = _text(element)
        if field is not None and text and field not in row:
            row[field] = html_to_text(text) if field in _MARKED_UP else text
    updated = row.pop("updated", None)
    if updated is not None:
        row.setdefault("date", updated)
    summary = row.pop("summary", None)
    if summary is not None:
        row.setdefault("body", summary)
    return row


def _text(element: Element) -> str:
    if local_name(element) == "link" and element.get("href"):
        return "" if element.get("rel", "alternate") != "alternate" else str(element.get("href"))
    if local_name(element) == "author" and len(element):
        return next((part.text or "" for part in element if local_name(part) == "name"), "").strip()
    if local_name(element) == "category" and element.get("term"):
        return str(element.get("label") or element.get("term"))
    return "".join(element.itertext()).strip()
