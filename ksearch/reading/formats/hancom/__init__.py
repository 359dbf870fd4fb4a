"""Documents of Hancom Office: HWP 5 (plain or for distribution), HWPX and HWPML."""

from __future__ import annotations

from collections.abc import Iterator

from ksearch.messages import Message

from ...model import Document, Read, ReadOptions, Unreadable
from ...opening import read_whole
from ...text.blocks import article_of_blocks

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_HWP_3 = b"HWP Document File V"
_ZIP = b"PK"


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document; its bytes decide which format it has, not its name."""
    data = read_whole(document)
    if data.startswith(_COMPOUND):
        from .hwp5 import blocks_of
    elif data.startswith(_ZIP):
        from .hwpx import blocks_of
    elif data.startswith(_HWP_3):
        raise Unreadable(
            Message("is of HWP 3, of before 2000; open it in Hangul and save it as HWPX")
        )
    elif b"<HWPML" in data[:4096]:
        from .hwpml import blocks_of
    else:
        name = "HWPX" if document.name.lower().endswith(".hwpx") else "HWP 5"
        raise Unreadable(Message("is not a valid {name} document", name=name))
    blocks, date = blocks_of(data, document.limits)
    if not any(block.text.strip() for block in blocks):
        raise Unreadable(Message("holds no text"))
    yield article_of_blocks(blocks, document.key, date=date)
