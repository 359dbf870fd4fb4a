"""E-books: an article a chapter, in reading order."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ksearch.messages import Message
from ksearch.model.article import Article

from ..dates import parse_date
from ..model import Document, Read, ReadOptions, Refusal, Unreadable
from ..packages import open_package, read_member
from ..text.encoding import decode
from ..text.markup import html_to_text, local_name, parse_xml

_CONTAINER = "META-INF/container.xml"
_HEADING = re.compile(r"<h[1-3]\b[^>]*>(.*?)</h[1-3]>", re.IGNORECASE | re.DOTALL)


def read_document(document: Document, _: ReadOptions) -> Iterator[Read]:
    """Yield the chapters that hold text; a chapter's id is ``<key>#<its file>``."""
    with open_package(document) as package:
        container = parse_xml(
            read_member(package, _CONTAINER, document.limits), Message("an e-book")
        )
        root = next((part for part in container.iter() if local_name(part) == "rootfile"), None)
        if root is None or not root.get("full-path"):
            raise Unreadable(Message("names no contents, as an e-book must"))
        opf_path = str(root.get("full-path"))
        opf = parse_xml(read_member(package, opf_path, document.limits), Message("an e-book"))
        about = _metadata(opf)
        for path in _spine(opf, posixpath.dirname(opf_path)):
            try:
                chapter = _chapter(package, path, document, about)
            except Unreadable as error:
                yield Refusal(f"{document.key}#{path}", str(error))
                continue
            if chapter is not None:
                yield chapter


def _metadata(opf: Element) -> dict[str, str]:
    """Return the metadata of a book: all authors, and the first value of other fields."""
    said: dict[str, list[str]] = {}
    for part in opf.iter():
        name, text = local_name(part), (part.text or "").strip()
        if name in ("title", "creator", "publisher", "date") and text:
            said.setdefault(name, []).append(text)
    about = {name: texts[0] for name, texts in said.items()}
    about["creator"] = ", ".join(dict.fromkeys(said.get("creator", ())))
    return about


def _spine(opf: Element, folder: str) -> list[str]:
    """Return the chapters' files in order, without the table of contents."""
    hrefs = {
        part.get("id"): part.get("href", "")
        for part in opf.iter()
        if local_name(part) == "item" and "nav" not in part.get("properties", "").split()
    }
    order = [part.get("idref") for part in opf.iter() if local_name(part) == "itemref"]
    files = [
        posixpath.normpath(posixpath.join(folder, unquote(hrefs[name])))
        for name in order
        if hrefs.get(name)
    ]
    return list(dict.fromkeys(files))  # a chapter that is named again is the same one


def _chapter(
    package: zipfile.ZipFile, path: str, document: Document, about: dict[str, str]
) -> Article | None:
    html = decode(read_member(package, path, document.limits)).text
    text = html_to_text(html)
    if not text:
        return None
    heading = _HEADING.search(html)
    title = html_to_text(heading.group(1)).replace("\n", " ") if heading else ""
    return Article(
        id=f"{document.key}#{path}",
        title=title or about.get("title", ""),
        body=text.removeprefix(title).strip() if title else text,
        date=parse_date(about.get("date")),
        author=about.get("creator") or None,
        publisher=about.get("publisher") or None,
        section=about.get("title") or None,
        path=document.key,
    )
