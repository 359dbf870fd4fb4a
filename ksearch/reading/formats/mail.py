"""E-mail messages: the subject is the title, the text part the body."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parseaddr

from ksearch.article import Article

from ..dates import parse_date
from ..encoding import decode
from ..markup import html_to_text
from ..model import Document, Read, ReadOptions, Unreadable
from ..opening import read_whole
from ..pages import clean_page
from ..text import tidy


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the message as one article; a newsletter's furniture is dropped as a page's is."""
    message = message_from_bytes(read_whole(document), policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise Unreadable("is no e-mail message")
    text = _text_of(message)
    title = tidy(str(message["subject"] or "")).strip().replace("\n", " ")
    if not (text or title):
        raise Unreadable("holds no text")
    lead, body = "", text
    if not options.raw and text:
        page = clean_page(f"{title}\n\n{text}")
        if page.title == title:
            lead, body = page.lead, page.body
    name, address = parseaddr(str(message["from"] or ""))
    yield Article(
        id=document.key,
        title=title,
        lead=lead,
        body=body,
        date=parse_date(str(message["date"])) if message["date"] else None,
        author=tidy(name or address) or None,
        path=document.key,
    )


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    return (html_to_text(text) if part.get_content_type() == "text/html" else tidy(text)).strip()


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    return decode(data, part.get_content_charset()).text if isinstance(data, bytes) and data else ""
