"""RTF, which old versions of Word and Hangul write for each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksearch.messages import Message

from ...extras import require
from ...model import Document, Read, ReadOptions, Unreadable
from ...opening import read_whole
from ...text.blocks import Block, article_of_blocks
from ...text.encoding import decode

_CODE_PAGE = re.compile(rb"\\ansicpg\d+")
_ESCAPED_LETTERS = re.compile(rb"(?:\\'[0-9a-fA-F]{2})+")


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document."""
    data = read_whole(document)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise Unreadable(Message("is not a valid RTF document"))
    library = require("striprtf.striprtf", "office", Message("Reading RTF"))
    try:
        text = library.rtf_to_text(_in_its_code_page(data).decode("latin-1"), errors="replace")
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise Unreadable(Message("is not a valid RTF document: {error}", error=error)) from error
    blocks = [Block(_row(line)) for line in text.split("\n") if line.strip(" |\t")]
    if not blocks:
        raise Unreadable(Message("holds no text"))
    yield article_of_blocks(blocks, document.key)


def _in_its_code_page(data: bytes) -> bytes:
    """Return a document that declares the code page that its letters are written in.

    Korean programs write CP949 but declare a Western code page, or none.
    """
    spelt = (
        bytes.fromhex(run.replace(b"\\'", b"").decode()) for run in _ESCAPED_LETTERS.findall(data)
    )
    letters = b" ".join(spelt)
    try:
        korean = bool(letters) and decode(letters).encoding == "cp949"
    except Unreadable:
        korean = False
    if not korean:
        return data
    if _CODE_PAGE.search(data) is None:
        return data.replace(b"{\\rtf1", b"{\\rtf1\\ansi\\ansicpg949", 1)
    return _CODE_PAGE.sub(b"\\\\ansicpg949", data, count=1)


def _row(line: str) -> str:
    """Return a line; the library ends each cell of a table's row with a bar."""
    if not line.rstrip().endswith("|"):
        return line
    return "\t".join(cell.strip() for cell in line.rstrip().rstrip("|").split("|"))
