"""Plain text: the dump of a page, or an article somebody wrote down."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch.messages import Message

from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..pages import article_of
from ..text.encoding import decode
from ..text.tidying import tidy
from .kakaotalk import articles_of_conversation, is_conversation


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a text file."""
    decoded = decode(read_whole(document))
    text = tidy(decoded.text)
    if not text.strip():
        raise Unreadable(Message("is empty"))
    if decoded.damage:
        yield Refusal(document.key, decoded.damage, note=True)
    if is_conversation(text):
        yield from articles_of_conversation(text, document.key)
        return
    article = article_of(text, document.key, raw=options.raw)
    yield article if options.explain else article.plain()
