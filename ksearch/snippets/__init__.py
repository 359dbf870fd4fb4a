"""Passages that answer a query, their matches, and the formats they are painted in."""

from ksearch.highlighting.passages import core_length, cut_passage, merged_spans
from ksearch.render.safety import harmless, harmless_html, harmless_json, shown
from ksearch.render.styles import (
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
from ksearch.render.width import char_width, display_width, fit, pad, wrap

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
    "harmless",
    "harmless_html",
    "harmless_json",
    "merged_spans",
    "pad",
    "paint",
    "register_style",
    "shown",
    "style_named",
    "wrap",
]
