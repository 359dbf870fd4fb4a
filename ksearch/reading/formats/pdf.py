"""PDF: the text of its pages, if it has any."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

from ksearch.article import Article

from ..dates import parse_date
from ..extras import require
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..opening import read_whole
from ..pages import clean_page
from ..text import tidy

_LINE_FINISHED = re.compile(r"[.?!:”’\"')\]]$")
#: A line this much shorter than the page's longest ends its paragraph.
_FULL = 0.75
#: The part of the lines with a space at an end that shows that spaces at breaks are kept.
_SPACED = 0.1


def read_document(document: Document, options: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a PDF; a page that cannot be read is refused by its number."""
    pypdf = require("pypdf", "pdf", "Reading PDF")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pages: list[str] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(read_whole(document)))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("is protected by a password")
        about = reader.metadata or {}
        for number, page in enumerate(reader.pages, 1):
            try:
                pages.append(tidy(page.extract_text()))
            except Unreadable:
                raise
            except Exception as error:  # a broken page may raise nearly anything
                yield Refusal(f"{document.key}:{number}", f"page {number} cannot be read: {error}")
    except (Unreadable, OSError):
        raise
    except Exception as error:  # and so may a broken file
        raise Unreadable(f"is no sound PDF: {error}") from error
    glue = _glue(pages)
    text = "\n".join(paragraph for page in pages for paragraph in _paragraphs(page, glue))
    if not text.strip():
        raise Unreadable("holds pictures of text but no text; run it through OCR first")
    yield _article(text, about, document, options)


def _article(text: str, about: Any, document: Document, options: ReadOptions) -> Article:
    named = tidy(str(about.get("/Title") or "")).strip()
    first, _, rest = text.partition("\n")
    title, body = (named, text) if named else (first, rest)
    lead = ""
    if not options.raw:
        page = clean_page(text)
        if page.body:
            title, lead, body = named or page.title, page.lead, page.body
    return Article(
        id=document.key,
        title=title,
        lead=lead,
        body=body,
        date=_date(str(about.get("/CreationDate") or "")),
        author=tidy(str(about.get("/Author") or "")).strip() or None,
        path=document.key,
    )


def _glue(pages: list[str]) -> str:
    """Return what stands between two lines of a paragraph.

    Korean is broken in the middle of words. Where lines keep the space that they were broken at,
    a line without one is such a break; where none does, the spaces were lost.
    """
    lines = [line for page in pages for line in page.split("\n") if line.strip()]
    spaced = sum(line[0].isspace() or line[-1].isspace() for line in lines)
    return "" if spaced > _SPACED * len(lines) else " "


def _paragraphs(page: str, glue: str) -> Iterator[str]:
    """Join the lines that a page's width has broken."""
    raw = page.split("\n")
    lines = [line.strip() for line in raw]
    width = max(map(len, lines), default=0)
    paragraph = ""
    for index, line in enumerate(lines):
        spaced = raw[index][:1].isspace() or (index and raw[index - 1][-1:].isspace())
        paragraph = f"{paragraph}{' ' if spaced else glue}{line}".strip() if line else paragraph
        ended = not line or len(line) < _FULL * width or _LINE_FINISHED.search(line)
        if ended and paragraph:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _date(text: str) -> Any:
    """Read a date of PDF: ``D:20250212111400+09'00'``."""
    return parse_date(text.removeprefix("D:")[:14])
