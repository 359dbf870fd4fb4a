"""OpenDocument texts and presentations (.odt, .odp), as LibreOffice and Hangul write them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.messages import Message

from ...dates import parse_date
from ...model import Document, Read, ReadOptions, Unreadable
from ...packages import open_package, read_member
from ...text.blocks import NOTE, TITLE, Block, article_of_blocks, table_rows, with_readings
from ...text.markup import local_name, parse_xml
from .word import properties_of, titled

_PARAGRAPHS = frozenset(("p", "h"))
_UNSHOWN = frozenset(("tracked-changes", "annotation", "forms", "sequence-decls", "note-citation"))
#: Elements inside a paragraph that have their own paragraphs.
_ANCHORED = frozenset(("note", "frame", "custom-shape", "text-box", "rect"))
_MANIFEST = "META-INF/manifest.xml"


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document."""
    with open_package(document) as package:
        limits = document.limits
        if _MANIFEST in package.namelist():
            manifest = read_member(package, _MANIFEST, limits)
            if b"encryption-data" in manifest:
                raise Unreadable(Message("is protected by a password"))
        content = parse_xml(read_member(package, "content.xml", limits), Message("a document"))
        about = properties_of(package, "meta.xml", limits)
    blocks = list(_blocks(content))
    if not any(block.text.strip() for block in blocks):
        raise Unreadable(Message("holds no text"))
    yield article_of_blocks(
        titled(about.get("title", ""), blocks),
        document.key,
        date=parse_date(about.get("date")) or parse_date(about.get("creation-date")),
        author=about.get("initial-creator") or about.get("creator") or None,
    )


def _blocks(element: Element) -> Iterator[Block]:
    """Yield paragraphs and rows; notes and boxes follow the paragraph that they are in."""
    for child in element:
        name = local_name(child)
        if name in _PARAGRAPHS:
            anchored: list[Element] = []
            readings: list[str] = []
            text = "".join(_text(child, anchored, readings)).strip()
            if text:
                text = with_readings(text, readings)
                yield Block(text, role=TITLE if _style(child) == "Title" else "")
            for each in anchored:
                role = NOTE if local_name(each) == "note" else ""
                yield from (block._replace(role=role) for block in _blocks(each))
        elif name == "table-row":
            cells = [cell for cell in child if local_name(cell) == "table-cell"]
            yield from table_rows([[list(_blocks(cell)) for cell in cells]])
        elif name not in _UNSHOWN:
            yield from _blocks(child)


def _style(paragraph: Element) -> str:
    return next((v for name, v in paragraph.attrib.items() if name.endswith("style-name")), "")


def _text(element: Element, anchored: list[Element], readings: list[str]) -> Iterator[str]:
    """Yield the pieces of a paragraph, gathering what is anchored in it or is above it."""
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if name == "tab":
            yield "\t"
        elif name == "line-break" or name == "s":
            yield " "
        elif name in _ANCHORED:
            anchored.append(child)
        elif name == "ruby-text":
            readings.append(child.text or "")
        elif name not in _UNSHOWN:
            yield from _text(child, anchored, readings)
        yield child.tail or ""
