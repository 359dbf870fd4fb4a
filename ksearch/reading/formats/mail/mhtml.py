"""Pages that a browser saved as one file (MHTML): a mail that holds the page and its pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from ksearch.messages import Message
from ksearch.model.article import Article

from ...model import Document, Read, ReadOptions, Unreadable
from ...opening import read_whole
from ..html import read_document as read_page
from .message import html_part, parsed_message, raw_headers


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of the page."""
    message = parsed_message(read_whole(document))
    page = html_part(message)
    if page is None:
        raise Unreadable(Message("holds no page"))
    address = raw_headers(message).get("snapshot-content-location", "").strip()
    for item in read_page(replace(document, open=lambda: io.BytesIO(page)), options):
        if isinstance(item, Article) and not item.url and address.startswith("http"):
            yield replace(item, url=address)
        else:
            yield item
