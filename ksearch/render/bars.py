"""Bars of block characters."""

from __future__ import annotations

#: Eighths of a character cell, from one to seven.
_EIGHTHS = "▏▎▍▌▋▊▉"
_FULL = "█"


def bar(amount: float, most: float, columns: int, *, blocks: bool = True) -> str:
    """Return a bar, as long as its amount is large.

    Args:
        amount: what the bar stands for, from 0 to ``most``.
        most: what a bar over all columns stands for.
        columns: the longest bar.
        blocks: whether the output can show block characters; a bar of # else.
    """
    if amount <= 0 or most <= 0 or columns <= 0:
        return ""
    eighths = max(round(8 * columns * min(amount / most, 1.0)), 1)
    if not blocks:
        return "#" * max(round(eighths / 8), 1)
    whole, rest = divmod(eighths, 8)
    return _FULL * whole + (_EIGHTHS[rest - 1] if rest else "")
