"""Bars of block characters."""

from __future__ import annotations

#: Eighths of a character cell, from one to seven.
_EIGHTHS = "▏▎▍▌▋▊▉"
_FULL_BLOCK = "█"


def bar(amount: float, most: float, columns: int, *, blocks: bool = True) -> str:
    """Return a bar of a length proportional to the amount.

    Args:
        amount: the amount, from 0 to ``most``.
        most: the amount of a bar over all columns.
        columns: the longest bar.
        blocks: whether the output can show block characters; otherwise the bar is made of #.
    """
    if amount <= 0 or most <= 0 or columns <= 0:
        return ""
    eighths = max(round(8 * columns * min(amount / most, 1.0)), 1)
    if not blocks:
        return "#" * max(round(eighths / 8), 1)
    whole, rest = divmod(eighths, 8)
    return _FULL_BLOCK * whole + (_EIGHTHS[rest - 1] if rest else "")
