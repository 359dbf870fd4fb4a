"""WARC, the archives of web crawlers: an article a page that a server gave."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

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
        try:
            for record in iterator.ArchiveIterator(stream):
                headers = record.http_headers
                if record.rec_type != "response" or headers is None:
                    continue
                kind = headers.get_header("Content-Type") or ""
                if headers.get_statuscode() != "200" or not kind.lower().startswith(_PAGES):
                    continue
                address = record.rec_headers.get_header("WARC-Target-URI") or document.key
                page = record.content_stream().read(limit + 1)
                if len(page) > limit:
                    yield Refusal(
                        f"{document.key}#{address}",
                        Message("is larger than {limit}", limit=in_words(limit)),
                    )
                    continue
                taken = record.rec_headers.get_header("WARC-Date")
                yield from _page(address, page, taken, document, options)
        except errors.ArchiveLoadFailed as error:
            raise Unreadable(Message("is not a valid WARC file: {error}", error=error)) from error


def _page(
    address: str, page: bytes, _: str | None, document: Document, options: ReadOptions
) -> Iterator[Read]:
    inner = replace(document, key=address, open=lambda: io.BytesIO(page))
    try:
        for item in read_page(inner, options):
            if isinstance(item, Article):
                yield replace(item, path=document.key, url=item.url or address)
            else:
                yield item
    except Unreadable as error:
        yield Refusal(f"{document.key}#{address}", str(error))
