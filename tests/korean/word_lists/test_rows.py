"""Tables that are searched as one string, and laid out when they are asked often."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.word_lists.rows import CellTable, rows_text

CELLS = st.text("가나AB ", min_size=1, max_size=3)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6)


def test_no_row_is_no_table() -> None:
    assert not CellTable("")
    assert list(CellTable("").having("")) == []
    assert CellTable("가\t나")


@given(TABLES, CELLS)
def test_every_row_with_a_cell_is_found_however_often_it_is_asked(
    table: list[list[str]], cell: str
) -> None:
    rows = CellTable(rows_text(table))
    wanted = [row for row in table if cell in row]
    for _ in range(70):
        assert list(rows.having(cell)) == wanted
