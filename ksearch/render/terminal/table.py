"""Aligned columns, by display width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch.render.terminal.width import display_width, pad, wrap

_GAP = "  "


def aligned_rows(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the rows with every cell but the last filled up to its column's width."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        filled = (pad(cell, width) for cell, width in zip(row[:-1], widths[:-1], strict=True))
        yield (*filled, row[-1])


def table_lines(rows: Sequence[tuple[str, ...]], columns: int | None) -> Iterator[str]:
    """Yield the lines of a table; cells are wrapped where it would be too wide.

    Args:
        rows: the cells of each row, all rows of one length.
        columns: the width to keep to; None for any.
    """
    if not rows:
        return
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    if columns is not None:
        widths = _narrowed(widths, columns - display_width(_GAP) * (len(widths) - 1))
    for row in rows:
        cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            parts = (
                pad(cell[number] if number < len(cell) else "", width)
                for cell, width in zip(cells, widths, strict=True)
            )
            yield _GAP.join(parts).rstrip()


def _narrowed(widths: Sequence[int], columns: int) -> list[int]:
    """Narrow the widest columns until all fit, each to a few letters at least."""
    narrowed = list(widths)
    while sum(narrowed) > columns and max(narrowed) > 8:
        narrowed[narrowed.index(max(narrowed))] -= 1
    return narrowed


def _wrapped(cell: str, width: int) -> list[str]:
    return [cell[start:end] for start, end in wrap(cell, width)]
