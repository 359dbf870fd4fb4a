"""Word documents (Office Open XML): paragraphs in their order, those of tables included."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ksearch.article import Article

from ..dates import parse_date
from ..markup import local_name, parse_xml
from ..model import Document, Read, ReadOptions, Unreadable
from ..packages import open_package, read_member
from ..text import tidy

_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the one article of a document; its title is the one in its properties, or line one."""
    with open_package(document) as package:
        body = parse_xml(read_member(package, "word/document.xml", document.limits), "a document")
        about: dict[str, str] = {}
        if "docProps/core.xml" in package.namelist():
            core = parse_xml(read_member(package, "docProps/core.xml", document.limits), "one")
            about = {local_name(part): (part.text or "").strip() for part in core}
    paragraphs = list(_paragraphs(body))
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


def _paragraphs(root: Element) -> Iterator[str]:
    for paragraph in root.iter():
        if local_name(paragraph) == "p":
            text = "".join(_text(paragraph)).strip()
            if text:
                yield text


def _text(element: Element) -> Iterator[str]:
    """Yield the pieces of a paragraph's text, but not of paragraphs inside it (text boxes)."""
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        elif name not in ("p", "delText", "instrText", "Fallback"):
            yield from _text(child)
