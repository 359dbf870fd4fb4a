"""HTML to a tree, and a tree's text to lines as a browser shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from ..text.markup import html_to_text

#: An element of lxml's tree; lxml has no types of its own.
Element: TypeAlias = Any

_BLOCKS = frozenset(
    """
    address article aside blockquote body button caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label
    legend li main menu nav ol optgroup option p pre search section select summary table tbody
    tfoot thead tr ul
    """.split()
)
_SILENT = frozenset(
    "script style template noscript head svg math iframe object embed canvas audio video map "
    "textarea select datalist rp".split()
)
_CELLS = frozenset(("td", "th"))
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u2000-\u200a\u202f\u205f\u3000]+")
#: Most characters, and most pieces of text, of a row of facts; longer ones are columns of a page
#: that is laid out with tables.
_LONGEST_ROW = 400
_MAX_PIECES = 120
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse_page(html: str) -> Element:
    """Return the root element of a page; damaged HTML is mended as browsers do.

    Elements nested deeper than the parser's limit (2,048) keep only their paragraphs.
    """
    from lxml import etree  # imported late: slow to load, and only needed for pages

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    # Surrogates are not characters of a page, and cannot be encoded.
    root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return _flat_page(html_to_text(html), etree)
    return etree.Element("html") if root is None else root


def _flat_page(text: str, etree: Any) -> Element:
    """Return a page with only its paragraphs, for one that is nested too deeply for the parser."""
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    for line in text.split("\n"):
        etree.SubElement(body, "p").text = line
    return root


def lines_of(element: Element) -> list[str]:
    """Return the visible text of an element, a line for each block or line break.

    The cells of a table's row are on one line, separated by tabs.
    """
    writer = _LineWriter(element)
    writer.write()
    return writer.lines()


def element_text(element: Element) -> str:
    """Return the visible text of an element on one line."""
    return " ".join(line.replace("\t", " ") for line in lines_of(element))


def is_hidden(element: Element) -> bool:
    """Return whether an element is hidden in browsers."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def elements_of(root: Element) -> Iterator[Element]:
    """Yield the elements below and including a root, without comments and instructions."""
    return (element for element in root.iter() if isinstance(element.tag, str))


class _LineWriter:
    """Writes text pieces, and breaks that become line ends, tabs in table rows, or spaces."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._pieces: list[str] = []
        self._cells: list[bool] = []

    def write(self) -> None:
        root = self._root
        # A stack instead of recursion: hostile pages nest deeper than Python's calls.
        stack: list[tuple[Element, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self._leave(element)
                if element is not root:
                    self._text(element.tail)
                continue
            if not isinstance(element.tag, str) or element.tag in _SILENT or is_hidden(element):
                if element is not root:
                    self._text(element.tail)
                continue
            self._enter(element)
            self._text(element.text, keep_lines=element.tag == "pre")
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def lines(self) -> list[str]:
        lines = (_tidy_row(line) for line in "".join(self._pieces).split("\n"))
        return [line for line in lines if line]

    @property
    def _in_cell(self) -> bool:
        return bool(self._cells) and self._cells[-1]

    def _enter(self, element: Element) -> None:
        tag = element.tag
        if tag in _CELLS:
            tabular = element is not self._root and not _is_layout(element.getparent())
            self._cells.append(tabular)
            self._pieces.append("\t" if tabular else "\n")
        elif tag == "rt":  # the reading of what precedes it; `rp` may bring the parentheses
            self._pieces.append("(")
        elif tag == "br" or tag in _BLOCKS:
            self._break()

    def _leave(self, element: Element) -> None:
        tag = element.tag
        if tag in _CELLS:
            self._cells.pop()
        elif tag == "rt":
            self._pieces.append(")")
        elif tag in _BLOCKS:
            self._break()

    def _break(self) -> None:
        self._pieces.append(" " if self._in_cell else "\n")

    def _text(self, text: str | None, *, keep_lines: bool = False) -> None:
        if not text:
            return
        if keep_lines and not self._in_cell:
            self._pieces.extend(_SPACES.sub(" ", line) + "\n" for line in text.split("\n"))
        else:
            self._pieces.append(_SPACES.sub(" ", text))


def _is_layout(row: Element) -> bool:
    """Return whether a table's row only arranges the page: its cells hold more than figures."""
    if row is None:
        return True
    size = 0
    for number, text in enumerate(row.itertext()):
        size += len(text.strip())
        if size > _LONGEST_ROW or number > _MAX_PIECES:
            return True
    return False


def _tidy_row(line: str) -> str:
    if "\t" not in line:
        return _SPACES.sub(" ", line).strip()
    cells = (_SPACES.sub(" ", cell).strip() for cell in line.split("\t"))
    return "\t".join(cell for cell in cells if cell)
