"""Word documents (Office Open XML): paragraphs in their order, and a line for a table's row."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.article import Article

from ..dates import parse_date
from ..markup import local_name, parse_xml
from ..model import Document, Read, ReadOptions, Unreadable
from ..packages import open_package, read_member
from ..text import tidy

#: Deleted text, instructions of fields, and what stands for a text box in older programs.
_UNSHOWN = frozenset(("delText", "instrText", "Fallback"))
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document; its title is the one in its properties, or line one."""
    with open_package(document) as package:
        body = parse_xml(read_member(package, "word/document.xml", document.limits), "a document")
        about: dict[str, str] = {}
        if "docProps/core.xml" in package.namelist():
            core = parse_xml(read_member(package, "docProps/core.xml", document.limits), "one")
            about = {local_name(part): (part.text or "").strip() for part in core}
    paragraphs = list(_blocks(body))
    if not paragraphs:
        raise Unreadable("holds no text")
    title = about.get("title", "") or paragraphs.pop(0)
    if paragraphs and paragraphs[0] == title:
        del paragraphs[0]
    yield Article(
        id=document.key,
        title=tidy(title),
        body=tidy("\n".join(paragraphs)),
        date=parse_date(about.get("created")),
        author=about.get("creator") or None,
        path=document.key,
    )


def _blocks(element: Element) -> Iterator[str]:
    """Yield paragraphs and rows; a paragraph's text boxes follow it."""
    for child in element:
        name = local_name(child)
        if name == "tr":
            cells = [" ".join(_blocks(cell)) for cell in child if local_name(cell) == "tc"]
            if any(cells):
                yield " | ".join(cells)
        elif name not in _UNSHOWN:
            if name == "p" and (text := "".join(_text(child)).strip()):
                yield text
            yield from _blocks(child)


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
