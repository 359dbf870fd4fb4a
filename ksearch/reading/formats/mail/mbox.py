"""Mailboxes (mbox): an article a message, read one message at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import in_words, opened
from .message import article_of_message

#: First line of a message: ``From a@example.kr Mon Mar 1 10:00:00 2027``.
_BEGINNING = re.compile(rb"From \S+.*\d{4}\s*$")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the messages; a message's id is ``<key>:<its number>``."""
    number = 0
    with opened(document) as stream:
        for message in _messages(stream, document.limits.line_bytes):
            number += 1
            where = f"{document.key}:{number}"
            if message is None:
                most = in_words(document.limits.line_bytes)
                yield Refusal(
                    where,
                    Message("message {number} is larger than {most}", number=number, most=most),
                )
                continue
            try:
                yield article_of_message(message, where, document.key)
            except Unreadable as error:
                yield Refusal(
                    where, Message("message {number} {error}", number=number, error=error)
                )
    if not number:
        raise Unreadable(Message("is not a mailbox"))


def _messages(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """Yield each message without the line that begins it; None for one that is too large."""
    lines: list[bytes] | None = None
    size, blank = 0, True
    for line in stream:
        if blank and _BEGINNING.match(line):
            if lines is not None:
                yield _whole(lines, size, limit)
            lines, size = [], 0
        elif lines is not None:
            size += len(line)
            if size <= limit:
                lines.append(line)
        blank = not line.strip()
    if lines is not None:
        yield _whole(lines, size, limit)


def _whole(lines: list[bytes], size: int, limit: int) -> bytes | None:
    return _QUOTED.sub(rb"\1", b"".join(lines)) if size <= limit else None
