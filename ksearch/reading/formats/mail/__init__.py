"""E-mail messages: the subject is the title, the text part the body."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import Document, Read, ReadOptions
from ...opening import read_whole
from .message import article_of_message


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the message as one article."""
    yield article_of_message(read_whole(document), document.key, document.key)
