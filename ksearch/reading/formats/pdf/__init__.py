"""PDF: the text of its pages, if it has any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ksearch.messages import Message

from ...dates import parse_date
from ...extras import require
from ...model import Document, Read, ReadOptions, Refusal, Unreadable
from ...opening import read_whole
from ...text.blocks import article_of_blocks
from .layout import blocks_on_pages
from .letters import without_rubbish
from .lines import PageLines, lines_on_page

_NO_LETTERS = Message("its fonts do not declare which letters they show")
#: Default authors and titles that programs write.
_NOBODY = frozenset(
    "anonymous unspecified untitled unknown user admin administrator null".split()
    + "무제 사용자 제목없음".split()
)


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a PDF; a page that cannot be read is refused by its number."""
    pdfium = require("pypdfium2", "pdf", Message("Reading PDF"))
    data = read_whole(document)
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(Message("is not a valid PDF: its beginning is not that of a PDF"))
    try:
        with pdfium.PdfDocument(data) as pdf:
            about = _properties(pdf)
            pages = []
            for number in range(len(pdf)):
                try:
                    pages.append(lines_on_page(pdf, number))
                except pdfium.PdfiumError as error:
                    reason = Message(
                        "page {number} cannot be read: {error}", number=number + 1, error=error
                    )
                    yield Refusal(f"{document.key}:{number + 1}", reason)
    except pdfium.PdfiumError as error:
        raise Unreadable(_reason(pdfium, error)) from error
    if not any(pages):
        raise Unreadable(Message("holds pictures of text but no text; run it through OCR first"))
    sound = [without_rubbish(page) for page in pages]
    lost = _size(pages) - _size(sound)
    if lost > 0.5 * _size(pages):
        raise Unreadable(
            Message("cannot be read: {no_letters}; run it through OCR", no_letters=_NO_LETTERS)
        )
    if lost:
        yield Refusal(
            document.key,
            Message(
                "{lost} letters of it were left out: {no_letters}",
                lost=lost,
                no_letters=_NO_LETTERS,
            ),
            note=True,
        )
    yield article_of_blocks(
        blocks_on_pages(sound),
        document.key,
        title=_named(about, "Title"),
        date=_date(about.get("ModDate", "")) or _date(about.get("CreationDate", "")),
        author=_named(about, "Author") or None,
    )


def _properties(pdf: Any) -> dict[str, str]:
    """Return the properties of a PDF that are text."""
    values: dict[str, str] = {}
    for name in pdf.METADATA_KEYS:
        with suppress(UnicodeDecodeError):
            values[name] = pdf.get_metadata_value(name)
    return values


def _reason(pdfium: Any, error: Exception) -> str:
    if getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD:
        return Message("is protected by a password")
    return Message("is not a valid PDF: {error}", error=error)


def _size(pages: list[PageLines]) -> int:
    return sum(len("".join(line.text.split())) for page in pages for line in page)


def _named(about: dict[str, str], name: str) -> str:
    """Return a property unless it is a program's default or a file name."""
    value = about.get(name, "").strip()
    plain = value.lower().replace(" ", "")
    made_up = plain in _NOBODY or plain.startswith("microsoft") or plain.endswith((".hwp", ".pdf"))
    return "" if made_up else value


def _date(text: str) -> Any:
    """Read a date of PDF: ``D:20250212111400+09'00'``."""
    plain = text.removeprefix("D:").replace("'", "")
    moment, zone = plain[:14], plain[14:].replace("Z0000", "Z")
    if len(moment) == 14 and moment.isdigit():
        day, clock = f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}", moment[8:]
        return parse_date(f"{day}T{clock[:2]}:{clock[2:4]}:{clock[4:]}{zone}") or parse_date(moment)
    return parse_date(moment)
