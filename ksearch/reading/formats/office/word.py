"""Word documents (Office Open XML): paragraphs in their order, and a line for a table's row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.messages import Message

from ...dates import parse_date
from ...model import Document, Limits, Read, ReadOptions, Unreadable
from ...packages import open_package, read_member
from ...text.blocks import NOTE, TITLE, Block, article_of_blocks, once_each, table_rows
from ...text.markup import local_name, parse_xml

#: Deleted text, instructions of fields, and replacements of text boxes for older programs.
_UNSHOWN = frozenset(("delText", "instrText", "Fallback"))
_MARKS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_TITLE_STYLES = frozenset(("Title", "a3"))
_NOTES_PATHS = ("word/footnotes.xml", "word/endnotes.xml")
_MARGIN_PATHS = ("word/header", "word/footer")


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document; its title is the one in its properties, or line one."""
    with open_package(document) as package:
        limits = document.limits
        blocks = list(_part(package, "word/document.xml", limits))
        members = package.namelist()
        for name in _NOTES_PATHS:
            if name in members:
                blocks += (each._replace(role=NOTE) for each in _part(package, name, limits))
        margins = [name for name in sorted(members) if name.startswith(_MARGIN_PATHS)]
        blocks += once_each(block for name in margins for block in _part(package, name, limits))
        about = properties_of(package, "docProps/core.xml", limits)
    if not any(block.text.strip() for block in blocks):
        raise Unreadable(Message("holds no text"))
    yield article_of_blocks(
        titled(about.get("title", ""), blocks),
        document.key,
        date=parse_date(about.get("modified")) or parse_date(about.get("created")),
        author=about.get("creator") or None,
    )


def properties_of(package: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, str]:
    """Return a document's properties, by their names in Dublin Core."""
    if name not in package.namelist():
        return {}
    core = parse_xml(read_member(package, name, limits), Message("a document"))
    return {local_name(part): (part.text or "").strip() for part in core.iter()}


def titled(title: str, blocks: list[Block]) -> list[Block]:
    """Return the blocks with the properties' title before them, unless they begin with it."""
    if not title:
        return blocks
    rest = blocks[1:] if blocks and blocks[0].text.strip() == title else blocks
    return [Block(title, role=TITLE), *rest]


def _part(package: zipfile.ZipFile, name: str, limits: Limits) -> Iterator[Block]:
    return _blocks(parse_xml(read_member(package, name, limits), Message("a document")))


def _blocks(element: Element) -> Iterator[Block]:
    """Yield paragraphs and rows; a paragraph's text boxes follow it."""
    for child in element:
        name = local_name(child)
        if name == "tr":
            yield from table_rows([[list(_blocks(cell)) for cell in _cells(child)]])
        elif name not in _UNSHOWN:
            if name == "p" and (text := "".join(_text(child)).strip()):
                yield Block(text, _size(child), TITLE if _style(child) in _TITLE_STYLES else "")
            yield from _blocks(child)


def _cells(row: Element) -> Iterator[Element]:
    """Yield a row's cells, including those inside a form control."""
    for child in row:
        if local_name(child) == "tc":
            yield child
        elif local_name(child) in ("sdt", "sdtContent"):
            yield from _cells(child)


def _style(paragraph: Element) -> str:
    found = (each for each in paragraph if local_name(each) == "pPr")
    for properties in found:
        for each in properties:
            if local_name(each) == "pStyle":
                return _value(each)
    return ""


def _size(paragraph: Element) -> float:
    """Return the largest letters of a paragraph; 0 if their height is only in its style."""
    sizes = (_value(each) for each in paragraph.iter() if local_name(each) == "sz")
    return max((float(size) / 2 for size in sizes if size.isdigit()), default=0.0)


def _value(element: Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("val")), "")


def _text(element: Element) -> Iterator[str]:
    """Yield the pieces of a paragraph's text, but not of paragraphs inside it (text boxes)."""
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        elif name != "p" and name not in _UNSHOWN:
            yield from _text(child)
