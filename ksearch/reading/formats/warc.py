"""WARC, the archives of web crawlers: an article a page that a server gave."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ksearch.messages import Message
from ksearch.model.article import Article

from ..extras import require
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import in_words, opened
from .html import read_document as read_page

_PAGES = ("text/html", "application/xhtml")


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the article of each page; its id is its address."""
    iterator = require("warcio.archiveiterator", "warc", Message("Reading WARC"))
    errors = require("warcio.exceptions", "warc", Message("Reading WARC"))
    limit = document.limits.document_bytes
    with opened(document) as stream:
        pages = _pages(iterator.ArchiveIterator(stream), limit)
        while True:
            try:
                address, page = next(pages, (None, b""))
            except errors.ArchiveLoadFailed as error:
                raise Unreadable(
                    Message("is not a valid WARC file: {error}", error=error)
                ) from error
            except (AttributeError, TypeError, ValueError) as error:
                # The library assumes that a record has all headers.
                raise Unreadable(
                    Message(
                        "is not a valid WARC file: {error}",
                        error=Message("a record is incomplete"),
                    )
                ) from error
            if address is None:
                return
            if len(page) > limit:
                yield Refusal(
                    f"{document.key}#{address}",
                    Message("is larger than {limit}", limit=in_words(limit)),
                )
                continue
            yield from _page(address or document.key, page, document, options)


def _pages(records: Iterable[Any], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield address ("" if a record has none) and bytes of each page, a byte above the limit."""
    for record in records:
        headers = record.http_headers
        if record.rec_type != "response" or headers is None:
            continue
        kind = headers.get_header("Content-Type") or ""
        if headers.get_statuscode() != "200" or not kind.lower().startswith(_PAGES):
            continue
        address = record.rec_headers.get_header("WARC-Target-URI") or ""
        yield address, record.content_stream().read(limit + 1)


def _page(address: str, page: bytes, document: Document, options: ReadOptions) -> Iterator[Read]:
    inner = replace(document, key=address, open=lambda: io.BytesIO(page))
    try:
        for item in read_page(inner, options):
            if isinstance(item, Article):
                yield replace(item, path=document.key, url=item.url or address)
            else:
                yield item
    except Unreadable as error:
        yield Refusal(f"{document.key}#{address}", str(error))
