"""Output of WikiExtractor: ``wiki_00`` with ``<doc>`` elements, or JSON lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain

from ksearch.messages import Message
from ksearch.model.article import Article

from ..model import Document, Read, ReadOptions, Unreadable
from ..opening import opened
from ..text.tidying import tidy

_BEGIN = re.compile(r"<doc\b([^>]*)>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the pages; a page's id is ``<key>:<its number>``."""
    with opened(document) as stream:
        first = stream.read(1)
    if first == b"{":
        from .json.lines import read_document as read_lines

        yield from read_lines(document, options)
        return
    found = False
    with opened(document) as stream:
        about: dict[str, str] = {}
        lines: list[str] = []
        for raw in chain(stream, (b"",)):
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            begun = _BEGIN.match(line)
            if begun is not None:
                about = {name: unescape(value) for name, value in _ATTRIBUTE.findall(begun[1])}
                lines = []
            elif line.strip() == "</doc>" and about:
                found = True
                yield _article(about, lines, document.key)
                about = {}
            elif about:
                lines.append(line)
    if not found:
        raise Unreadable(Message("holds no pages of a wiki"))


def _article(about: dict[str, str], lines: list[str], key: str) -> Article:
    title = about.get("title", "")
    text = [line for line in lines if line.strip()]
    if text and text[0].strip() == title:
        del text[0]
    return Article(
        id=f"{key}:{about.get('id', title)}",
        title=title,
        body=tidy(unescape("\n".join(text))),
        url=about.get("url"),
        path=key,
    )
