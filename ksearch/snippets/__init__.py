"""Passages that answer a query, their matches, and the formats they are painted in."""

from .formats import (
    ANSI,
    ANSI_TITLE,
    HTML,
    MARKERS,
    PLAIN,
    Style,
    escape_html,
    paint,
    register_style,
    style_named,
)
from .passages import core_length, cut_passage, merged_spans
from .width import char_width, display_width, fit, pad, wrap

__all__ = [
    "ANSI",
    "ANSI_TITLE",
    "HTML",
    "MARKERS",
    "PLAIN",
    "Style",
    "char_width",
    "core_length",
    "cut_passage",
    "display_width",
    "escape_html",
    "fit",
    "merged_spans",
    "pad",
    "paint",
    "register_style",
    "style_named",
    "wrap",
]
