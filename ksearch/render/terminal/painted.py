"""Texts with their matches painted, broken into lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksearch.model.results import Span
from ksearch.render.styles import Style, paint
from ksearch.render.terminal.width import wrap


def painted_lines(
    text: str, spans: Sequence[Span], style: Style, columns: int | None, margin: int = 0
) -> Iterator[str]:
    """Yield a text's lines, painted; a span across a line break continues in the next line."""
    if columns is None:
        yield paint(text, spans, style)
        return
    for start, end in wrap(text, columns - margin):
        inside = [
            (max(first, start) - start, min(last, end) - start)
            for first, last in spans
            if first < end and last > start
        ]
        yield paint(text[start:end], inside, style)
