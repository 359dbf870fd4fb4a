"""A dump of a MediaWiki (Wikipedia's ``…-pages-articles.xml``): an article a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ksearch.messages import Message
from ksearch.model.article import Article

from ...dates import parse_date
from ...model import Document, Read, ReadOptions, Unreadable
from ...opening import opened
from ...text.markup import local_name
from ...text.wikitext import is_redirect, plain_text

#: Pages of this space are articles; others are talk, templates, help.
_ARTICLE_NAMESPACE = "0"


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the pages one by one, holding one at a time; a page's id is ``<key>:<its number>``."""
    from lxml import etree

    site = ""
    with opened(document) as stream:
        events = etree.iterparse(
            stream, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        try:
            for _, element in events:
                name = local_name(element)
                if name == "sitename":
                    site = element.text or ""
                elif name == "page":
                    article = _article(element, site, document.key)
                    _forget(element)
                    if article is not None:
                        yield article
        except etree.XMLSyntaxError as error:
            raise Unreadable(Message("is not sound XML: {error}", error=error)) from error


def _article(page: Any, site: str, key: str) -> Article | None:
    said = {local_name(part): (part.text or "").strip() for part in page}
    revision = next((part for part in page if local_name(part) == "revision"), None)
    if (
        revision is None
        or said.get("ns", _ARTICLE_NAMESPACE) != _ARTICLE_NAMESPACE
        or "redirect" in said
    ):
        return None
    members = {local_name(part): part.text or "" for part in revision}
    markup = members.get("text", "")
    if not markup.strip() or is_redirect(markup):
        return None
    return Article(
        id=f"{key}:{said.get('id', said.get('title', ''))}",
        title=said.get("title", ""),
        body=plain_text(markup),
        date=parse_date(members.get("timestamp", "").strip()),
        publisher=site or None,
        path=key,
    )


def _forget(page: Any) -> None:
    """Free a page, and what precedes it."""
    page.clear()
    parent = page.getparent()
    while parent is not None and page.getprevious() is not None:
        del parent[0]
