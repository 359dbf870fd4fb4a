"""HWPML: the text of HWP as one XML file."""

from __future__ import annotations

from datetime import datetime

from ksearch.messages import Message

from ...dates import parse_date
from ...model import Limits, Unreadable
from ...opening import in_words
from ...text.blocks import Block, once_each
from ...text.markup import parse_xml
from .markup import SectionReader, name_of


def blocks_of(data: bytes, limits: Limits) -> tuple[list[Block], datetime | None]:
    """Return the blocks of a document, and the date in its summary.

    Raises:
        Unreadable: it is not a valid XML, or has no body.
    """
    if len(data) > limits.document_bytes:
        raise Unreadable(
            Message(
                "holds more than {document_bytes}", document_bytes=in_words(limits.document_bytes)
            )
        )
    root = parse_xml(data, Message("a document"))
    body = next((each for each in root if name_of(each) == "body"), None)
    if body is None:
        raise Unreadable(Message("is not a valid HWPML document: it has no body"))
    sizes = {
        each.get("Id", ""): int(each.get("Height") or 0) / 100
        for each in root.iter()
        if name_of(each) == "charshape"
    }
    reader = SectionReader(sizes)
    blocks = list(reader.below(body))
    date = next((each.text or "" for each in root.iter() if name_of(each) == "date"), "")
    return [*blocks, *once_each(reader.margins)], parse_date(date.strip())
