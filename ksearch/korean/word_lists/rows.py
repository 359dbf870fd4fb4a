"""Small tables that are searched as one string: the first look-ups need not parse them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

TAB, LINE = "\t", "\n"
#: Look-ups that scan the table before it is indexed by its cells.
_LOOKUPS_BEFORE_INDEXING = 64


class CellTable:
    """Rows of cells separated by tabs, a row a line; safe to share between threads."""

    def __init__(self, text: str) -> None:
        # A tab on either side of every cell.
        self._text = f"{TAB}{text.replace(LINE, TAB + LINE + TAB)}{TAB}{LINE}"
        self._looks = 0
        self._by_cell: dict[str, list[list[str]]] | None = None

    def __bool__(self) -> bool:
        """Return whether there is any row."""
        return len(self._text) > len((TAB, TAB, LINE))

    def having(self, cell: str) -> Iterable[list[str]]:
        """Return the rows that have a cell."""
        if self._by_cell is not None:
            return self._by_cell.get(cell, ())
        self._looks += 1
        if self._looks > _LOOKUPS_BEFORE_INDEXING:
            self._by_cell = self._laid_out()
        return self._searched(cell)

    def _searched(self, cell: str) -> Iterator[list[str]]:
        text, wanted, place = self._text, f"{TAB}{cell}{TAB}", 0
        while cell and (place := text.find(wanted, place)) >= 0:
            end = text.index(LINE, place)
            yield _cells(text[text.rfind(LINE, 0, place) + 1 : end])
            place = end

    def _laid_out(self) -> dict[str, list[list[str]]]:
        found: dict[str, list[list[str]]] = {}
        for row in map(_cells, self._text.split(LINE)[:-1]):
            for cell in dict.fromkeys(row):
                if cell:
                    found.setdefault(cell, []).append(row)
        return found


def _cells(row: str) -> list[str]:
    return row.strip(TAB).split(TAB)


def rows_text(rows: Iterable[Iterable[str]]) -> str:
    """Return rows of cells as the text of a table."""
    return LINE.join(TAB.join(cells) for cells in rows)
