"""HTML fragments (in feeds, mails, e-books) to plain paragraphs, and XML read safely."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import cast
from xml.etree.ElementTree import Element

from .model import Unreadable
from .text import tidy

_BLOCKS = frozenset(
    """
    address article aside blockquote body br dd div dl dt figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol option p pre section table tbody td tfoot th thead title tr ul
    """.split()
)
_SILENT = frozenset(("script", "style", "template", "noscript", "head", "svg", "math"))
#: libxml2 takes nodes of up to 10 MB and refuses larger ones, unless it is told that they are well.
_LARGE = 8 << 20
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(_SPACES.sub(" ", data.replace("\n", " ")))


def html_to_text(fragment: str) -> str:
    """Return the paragraphs of an HTML fragment, a line each; text that is no HTML stays itself."""
    if "<" not in fragment and "&" not in fragment:
        return tidy(fragment)
    parser = _Paragraphs()
    parser.feed(tidy(fragment))
    parser.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def parse_xml(data: bytes, what: str) -> Element:
    """Parse XML without entities, which could blow up or reach outside.

    The elements are lxml's, which have all that those of the standard library have.

    Raises:
        Unreadable: it is no XML, or it defines entities.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=len(data) > _LARGE,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise Unreadable(f"is not sound XML: {error}") from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise Unreadable(f"defines XML entities, as {what} need not and an attack would")
    return cast("Element", root)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
