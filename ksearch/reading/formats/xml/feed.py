"""RSS and Atom files, and WordPress's export, which is RSS with more in it: an article an item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import read_whole
from ...records.fields import RowReader
from ...text.markup import html_to_text, local_name, parse_xml

_FEEDS = frozenset(("rss", "feed", "RDF"))
_ITEMS = frozenset(("item", "entry"))

#: Names of an item's elements in RSS, Dublin Core, Atom and WordPress.
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
#: Of these an item may have several.
_SEVERAL = frozenset(("author", "section"))
_EXCERPT = "/excerpt/"
_WORDPRESS = "wordpress.org/export"
#: Types of WordPress items that are articles; others are menus, pictures, revisions of a post.
_ARTICLES_OF_WORDPRESS = frozenset(("post", "page", ""))
_SHORT_CODE = re.compile(r"\[/?(?:gallery|caption|embed|video|audio|playlist|vc_\w+)\b[^\]]*\]")
_BLANK_LINES = re.compile(r"\n\s*\n")


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each item; an item's id is its guid, or its link."""
    root = parse_xml(read_whole(document), Message("a feed"), lenient=True)
    if local_name(root) not in _FEEDS:
        raise Unreadable(Message("is XML, but no RSS or Atom feed"))
    channel = next((part for part in root if local_name(part) == "channel"), root)
    publisher = next((part.text for part in channel if local_name(part) == "title"), None)
    rows = RowReader(options.columns, document.key)
    items = [element for element in root.iter() if local_name(element) in _ITEMS]
    for number, item in enumerate(items, 1):
        if _kind(item) not in _ARTICLES_OF_WORDPRESS:
            continue
        where = f"{document.key}:{number}"
        row = _row(item)
        row.setdefault("publisher", (publisher or "").strip())
        try:
            yield rows.article(row, row.get("url", where), where)
        except Unreadable as error:
            yield Refusal(where, Message("item {number} {error}", number=number, error=error))
    yield from rows.notes()


def _kind(item: Element) -> str:
    """Return the type of an item in a blog's export; empty for a feed."""
    return next((part.text or "" for part in item if local_name(part) == "post_type"), "")


def _row(item: Element) -> dict[str, str]:
    several: dict[str, dict[str, None]] = {}
    row: dict[str, str] = {}
    for element in item:
        field = _FIELDS.get(local_name(element))
        if field is None or _EXCERPT in str(element.tag):
            continue
        text = _marked_up(element) if field in _MARKED_UP else _text(element)
        if text and field in _SEVERAL:
            several.setdefault(field, {})[text] = None
        elif text and field not in row:
            row[field] = text
    row.update({field: ", ".join(texts) for field, texts in several.items()})
    updated = row.pop("updated", None)
    if updated is not None:
        row.setdefault("date", updated)
    summary = row.pop("summary", None)
    if summary is not None:
        row.setdefault("body", summary)
    return row


def _marked_up(element: Element) -> str:
    """Return the text of an element with HTML, as text or as elements (XHTML)."""
    if len(element):
        from lxml import etree

        return html_to_text(etree.tostring(element, encoding="unicode", with_tail=False))
    text = (element.text or "").strip()
    if "<!-- wp:" in text or "[" in text:
        text = _SHORT_CODE.sub("", text)
    if "<" in text and _BLANK_LINES.search(text):  # a blog's text marks paragraphs by blank lines
        text = _BLANK_LINES.sub("<p>", text)
    return html_to_text(text)


def _text(element: Element) -> str:
    name = local_name(element)
    if name == "link" and element.get("href"):
        return "" if element.get("rel", "alternate") != "alternate" else str(element.get("href"))
    if name == "author" and len(element):
        return next((part.text or "" for part in element if local_name(part) == "name"), "").strip()
    if name == "category" and element.get("term"):
        return str(element.get("label") or element.get("term"))
    return "".join(element.itertext()).strip()
