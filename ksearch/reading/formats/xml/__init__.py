"""XML: the first element decides the kind of a file, because many kinds end in ``.xml``."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Unreadable
from ...opening import opened
from ...text.encoding import decode

_FIRST_ELEMENT = re.compile(r"<\s*(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
#: The prologue before it: declarations, comments, a document type with its declarations.
_PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
_HEAD_BYTES = 1 << 14

#: First element → the module that reads such files.
_KINDS = {
    "rss": ".feed",
    "feed": ".feed",
    "RDF": ".feed",
    "en-export": ".evernote",
    "mediawiki": ".mediawiki",
    "HWPML": "..hancom",
}


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the articles of a feed, of an export of notes or a wiki, or a document in HWPML."""
    with opened(document) as stream:
        head = stream.read(_HEAD_BYTES)
    if not head.strip():
        raise Unreadable(Message("is empty"))
    found = _FIRST_ELEMENT.search(_PROLOGUE.sub("", decode(head[: head.rfind(b">") + 1]).text))
    kind = _KINDS.get(found[1]) if found else None
    if kind is None:
        if found is None:
            raise Unreadable(Message("is not a feed or another known kind of XML"))
        raise Unreadable(
            Message("is not a feed or another known kind of XML, but <{name}>", name=found[1])
        )
    module = importlib.import_module(kind, __package__)
    yield from module.read_document(document, options)
