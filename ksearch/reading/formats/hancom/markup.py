"""Shared by HWPX and HWPML: a tree of paragraphs in XML, with differently spelt names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from ...text.blocks import NOTE, Block, table_rows, with_readings

_MARKS = {"tab": "\t", "linebreak": "\n", "nbspace": " ", "fwspace": " ", "hyphen": "-"}
_MARGINS = frozenset(("header", "footer"))
_NOTES = frozenset(("footnote", "endnote", "hiddencomment"))
#: Elements with text of their own that no reader of the document sees.
_UNSHOWN = frozenset(("shapecomment", "script", "parameters", "metatag"))


class SectionReader:
    """Reads the paragraphs below an element.

    Attributes:
        margins: the blocks of headers and footers met so far.
    """

    def __init__(self, sizes: Mapping[str, float]) -> None:
        """Make a reader for a document with character shapes of these heights, in points."""
        self._sizes = sizes
        self.margins: list[Block] = []

    def below(self, element: Element) -> Iterator[Block]:
        """Yield the blocks below an element, in their order."""
        for child in element:
            yield from self._block(child)

    def _block(self, element: Element) -> Iterator[Block]:
        name = name_of(element)
        if name == "p":
            yield from self._paragraph(element)
        elif name in ("tbl", "table"):
            yield from self._table(element)
        elif name in _MARGINS:
            self.margins += self.below(element)
        elif name in _NOTES:
            yield from (block._replace(role=NOTE) for block in self.below(element))
        elif name == "equation":
            script = next((each for each in element if name_of(each) == "script"), None)
            if script is not None and script.text:
                yield Block(script.text)
        elif name not in _UNSHOWN:
            yield from self.below(element)

    def _table(self, table: Element) -> Iterator[Block]:
        rows = []
        for child in table:
            if name_of(child) in ("tr", "row"):
                rows.append([list(self.below(cell)) for cell in child])
            else:
                yield from self._block(child)
        yield from table_rows(rows)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        """Yield a paragraph, and behind it what is anchored in it."""
        pieces: list[str] = []
        anchored: list[Element] = []
        readings: list[str] = []
        size = 0.0
        for run in paragraph:
            if name_of(run) not in ("run", "text"):
                anchored.append(run)
                continue
            before = len(pieces)
            for child in run:
                if name_of(child) in ("t", "char"):
                    pieces += _letters(child)
                elif inline := _inline_text(child):
                    pieces.append(inline[0])
                    readings.append(inline[1])
                else:
                    anchored.append(child)
            shape = run.get("charPrIDRef") or run.get("CharShape") or ""
            if any(piece.strip() for piece in pieces[before:]):
                size = max(size, self._sizes.get(shape, 0.0))
        text = "".join(pieces)
        if text.strip():
            yield Block(with_readings(text, readings), size)
        for element in anchored:
            yield from self._block(element)


def name_of(element: Element) -> str:
    """Return the name of an element without its namespace, in lower case."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _letters(element: Element) -> Iterator[str]:
    """Yield the text of a run; marks of corrections and fields are between its pieces."""
    yield element.text or ""
    for child in element:
        yield _MARKS.get(name_of(child), "") or "".join(_letters(child))
        yield child.tail or ""


def _inline_text(element: Element) -> tuple[str, str] | None:
    """Return the text of an element within its paragraph's line, and the text above it."""
    name = name_of(element)
    if name == "ctrl":
        return next(filter(None, map(_inline_text, element)), None)
    if name == "dutmal":  # letters with others above them, mostly hanja with its reading
        texts = {name_of(child): child.text or "" for child in element}
        main, above = texts.get("maintext", ""), texts.get("subtext", "")
        return main, above
    if name == "compose":  # letters drawn over each other
        return element.get("composeText") or "", ""
    return None
