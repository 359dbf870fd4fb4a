"""Small tables that are searched as one string: that is soon done, and nothing need be parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

TAB, LINE = "\t", "\n"


class Rows:
    """Rows of cells separated by tabs, a row a line."""

    def __init__(self, text: str) -> None:
        # A tab on either side of every cell.
        self._text = f"{TAB}{text.replace(LINE, TAB + LINE + TAB)}{TAB}{LINE}"

    def __bool__(self) -> bool:
        """Return whether there is any row."""
        return len(self._text) > len((TAB, TAB, LINE))

    def having(self, cell: str) -> Iterator[list[str]]:
        """Yield the rows that have a cell."""
        text, wanted, place = self._text, f"{TAB}{cell}{TAB}", 0
        while cell and (place := text.find(wanted, place)) >= 0:
            end = text.index(LINE, place)
            yield text[text.rfind(LINE, 0, place) + 1 : end].strip(TAB).split(TAB)
            place = end


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of cells as the text of a table."""
    return LINE.join(TAB.join(cells) for cells in rows)
