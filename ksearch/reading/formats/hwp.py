"""HWP 5 and HWPX, the documents of Hancom Office, with the text of their tables."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ..extras import require
from ..model import Document, Read, ReadOptions, Unreadable
from ..opening import read_whole
from ..pages import article_of
from ..text import tidy


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document."""
    library = require("extract_hwp", "hwp", "Reading HWP")
    data = read_whole(document)
    is_hwpx = document.name.lower().endswith(".hwpx")
    kind = "hwpx" if is_hwpx else "hwp5"
    with _complaints() as complaints:
        if getattr(library, f"is_{kind}_password_protected")(io.BytesIO(data)):
            raise Unreadable("is protected by a password")
        try:
            text = getattr(library, f"extract_text_from_{kind}")(io.BytesIO(data))
        except library.HwpReadLimitError as error:
            raise Unreadable("unpacks to more than a document can hold") from error
    text = tidy(text).strip()
    if not text:
        name = "HWPX" if is_hwpx else "HWP 5"
        known = data.startswith((b"PK", bytes.fromhex("d0cf11e0")))
        raise Unreadable(
            "holds no text" if known and not complaints else f"is no sound {name} document"
        )
    yield article_of(text, document.key, raw=options.raw)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Gather what the library says on the root logger instead of raising, and keep it quiet."""
    said: list[str] = []

    def gather(record: logging.LogRecord) -> bool:
        if "extract_hwp" not in record.pathname:
            return True
        if record.levelno >= logging.ERROR:
            said.append(record.getMessage().rpartition("오류: ")[2])
        return False

    root, handler = logging.getLogger(), logging.NullHandler()
    root.addHandler(handler)  # without one, logging would set the root logger up for good
    root.addFilter(gather)
    try:
        yield said
    finally:
        root.removeFilter(gather)
        root.removeHandler(handler)
