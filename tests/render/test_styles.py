"""Matches in plain text, in colours, in HTML, between markers."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from ksearch.render.safety import harmless_html
from ksearch.render.styles import (
    ANSI,
    ANSI_TITLE,
    HTML,
    NO_STYLE,
    Style,
    paint,
)

TEXT = "사과 & <배>를 샀다"
SPANS = [(0, 2), (6, 7)]


def test_plain_text_stays_as_it_is() -> None:
    assert paint(TEXT, SPANS, NO_STYLE) == TEXT


def test_markers_stand_around_matches() -> None:
    assert paint(TEXT, SPANS, Style(match=("«", "»"))) == "«사과» & <«배»>를 샀다"


def test_colours_are_switched_off_behind_each_match() -> None:
    assert paint("새 사과", [(2, 4)], ANSI) == "새 \x1b[1;31m사과\x1b[0m"


def test_a_title_is_bold_around_its_matches() -> None:
    assert paint("새 사과", [(2, 4)], ANSI_TITLE) == "\x1b[1m새 \x1b[0m\x1b[1;31m사과\x1b[0m"


def test_html_is_escaped_inside_and_outside_of_matches() -> None:
    assert paint('<b>"사과"</b>', [(3, 7)], HTML) == (
        "&lt;b&gt;<mark>&quot;사과&quot;</mark>&lt;/b&gt;"
    )


def test_a_style_has_any_marks() -> None:
    stars = Style(match=("*", "*"))
    assert paint("새 사과", [(2, 4)], stars) == "새 *사과*"


@given(st.text(max_size=50), st.lists(st.integers(0, 50), max_size=8, unique=True))
def test_taking_the_paint_off_gives_the_text(text: str, cuts: list[int]) -> None:
    inside = sorted(cut for cut in cuts if cut <= len(text))
    spans = list(zip(inside[::2], inside[1::2], strict=False))
    assert html.unescape(re.sub("</?mark>", "", paint(text, spans, HTML))) == html.unescape(
        html.escape(harmless_html(text))
    )
    if "\x1b" not in text:
        assert re.sub(r"\x1b\[[\d;]*m", "", paint(text, spans, ANSI)) == text
