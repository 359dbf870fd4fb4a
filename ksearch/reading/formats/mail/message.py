"""One message: its headers and its text, in whatever encoding a Korean program wrote them."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import a2b_qp
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.message import Message as Part
from email.utils import getaddresses

from ksearch.messages import Message
from ksearch.model.article import Article

from ...dates import parse_date
from ...model import Unreadable
from ...text.encoding import decode
from ...text.line_breaks import unwrapped
from ...text.markup import html_to_text
from ...text.tidying import tidy

#: The boundary between the parts of a message, in its headers.
_BOUNDARY = re.compile(rb"""(?i)\bboundary\s*=\s*["']?([^\s"';]{1,70})""")
#: Most parts of a message, each of which takes the parser a tenth of a millisecond, and the reader
#: as much again; and how many kinds of boundaries are counted, one scan each.
_MOST_PARTS = 10_000
_MOST_BOUNDARIES = 32
_FOLD = re.compile(r"\r?\n[ \t]")
#: An encoded word (RFC 2047): charset, encoding, and bytes. The space between two of them is
#: dropped.
_ENCODED_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=(?:\s+(?==\?[^?\s]+\?[bBqQ]\?))?")


def parsed_message(data: bytes) -> EmailMessage:
    """Return a message.

    Raises:
        Unreadable: it has no headers, or too many parts.
    """
    boundaries = set(_BOUNDARY.findall(data)[:_MOST_BOUNDARIES])
    if sum(data.count(b"\n--" + each) for each in boundaries) > _MOST_PARTS:
        raise Unreadable(
            Message("has more than {most:,} parts, the most that is read", most=_MOST_PARTS)
        )
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise Unreadable(Message("is not an e-mail message"))
    return message


def article_of_message(data: bytes, key: str, path: str) -> Article:
    """Return the article of a message.

    Raises:
        Unreadable: it is not a message, or has no text.
    """
    message = parsed_message(data)
    headers = raw_headers(message)
    text = "\n".join(filter(None, [_text_of(message), *_forwarded(message)]))
    title = header_text(headers.get("subject", "")).replace("\n", " ").strip()
    if not (text or title):
        raise Unreadable(Message("holds no text"))
    lead, _, body = text.partition("\n")
    return Article(
        id=key,
        title=title,
        lead=lead,
        body=body,
        date=parse_date(header_text(headers.get("date", ""))),
        author=", ".join(_people(headers.get("from", ""))) or None,
        path=path,
    )


def raw_headers(message: Part) -> dict[str, str]:
    """Return the raw headers by name in lower case; of several, the first."""
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), _FOLD.sub(" ", str(value)))
    return headers


def header_text(raw: str) -> str:
    """Return the text of a header: of encoded words, or of bytes in an undeclared encoding."""
    undeclared = raw.encode("utf-8", "surrogateescape")
    if not undeclared.isascii():
        raw = decode(undeclared).text
    if "=?" not in raw:
        return tidy(raw).strip()
    return tidy("".join(_decoded_words(raw))).strip()


def _decoded_words(raw: str) -> Iterator[str]:
    """Yield a header's pieces; a letter may be cut between two words of one encoding."""
    waiting, charset, position = bytearray(), "", 0
    for word in _ENCODED_WORD.finditer(raw):
        named = word[1].partition("*")[0].lower()
        if waiting and (word.start() > position or named != charset):
            yield _decoded(bytes(waiting), charset)
            waiting.clear()
        yield raw[position : word.start()]
        charset, position = named, word.end()
        waiting += _bytes_of_word(word[2], word[3])
    if waiting:
        yield _decoded(bytes(waiting), charset)
    yield raw[position:]


def _bytes_of_word(spelling: str, text: str) -> bytes:
    if spelling in "qQ":
        return a2b_qp(text.encode("ascii", "replace"), header=True)
    try:
        return b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return decode(data, charset).text
    except Unreadable:
        return data.decode("latin-1")


def _people(raw: str) -> Iterator[str]:
    """Yield the names of a header's people; of a person without a name, the address."""
    undeclared = raw.encode("utf-8", "surrogateescape")
    if not undeclared.isascii():
        raw = decode(undeclared).text
    for name, address in getaddresses([raw]):
        person = header_text(name) or tidy(address).strip()
        if person:
            yield person


def _text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    text = _text_of_part(part)
    if part.get_content_type() == "text/html":
        return html_to_text(text).strip()
    lines = unwrapped(tidy(text).split("\n"), _is_flowed(part))
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _forwarded(message: EmailMessage) -> Iterator[str]:
    """Yield subject and text of the messages that another one has as its parts."""
    for part in message.iter_attachments() if message.is_multipart() else ():
        inner = part.get_payload(0) if part.get_content_type() == "message/rfc822" else None
        if isinstance(inner, EmailMessage):
            yield header_text(raw_headers(inner).get("subject", ""))
            yield _text_of(inner)
            yield from _forwarded(inner)


def _is_flowed(part: Part) -> bool:
    """Whether a space at a line's end says that its paragraph goes on (RFC 3676)."""
    return str(part.get_param("format", "")).lower() == "flowed"


def _text_of_part(part: Part) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data:
        return ""
    return decode(data, part.get_content_charset()).text


def html_part(message: EmailMessage) -> bytes | None:
    """Return the page in an MHTML file, in UTF-8: its first part of HTML."""
    parts: Sequence[Part] = list(message.walk())
    part = next((each for each in parts if each.get_content_type() == "text/html"), None)
    return None if part is None else _text_of_part(part).encode("utf-8", "replace")
