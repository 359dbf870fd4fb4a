"""Texts of strangers: nothing in them commands a terminal, turns a text round, or hides."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ksearch.render.safety import harmless, harmless_json, shown
from ksearch.render.styles import escape_html

ESCAPES = ["\x1b[2J", "\x1b]0;제목\x07", "\x9b31m", "\x90q\x9c", "\r덮어쓰기", "\x08\x08", "\x7f"]
TURNED = ["\u202etxt.exe", "\u2067섬\u2069", "\u202b섬\u202c"]
HIDDEN = [f"섬{each}마을" for each in "\u200b\u200c\u200d\u2060\ufeff\u00ad\U000e0041"]


@pytest.mark.parametrize("text", [*ESCAPES, *TURNED])
def test_nothing_commands_a_terminal_or_turns_a_text_round(text: str) -> None:
    for seen in (shown(text), shown(text, colored=True), harmless(text), escape_html(text)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", seen)


@pytest.mark.parametrize("text", HIDDEN)
def test_what_cannot_be_seen_is_not_shown(text: str) -> None:
    assert shown(text) == "섬마을"


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦 가족", "❤️‍🔥", "가나다", "1\t2\n3", "한국어 ᄒᆞᆫ글"])
def test_what_is_read_stays(text: str) -> None:
    assert shown(text) == text


def test_our_own_colours_are_let_through_where_they_are_ours() -> None:
    painted = "\x1b[1;31m섬\x1b[0m\x1b[5m마을"
    assert shown(painted, colored=True) == "\x1b[1;31m섬\x1b[0m�[5m마을"
    assert "\x1b" not in shown(painted)


@given(some.text())
def test_positions_stay(text: str) -> None:
    assert len(harmless(text)) == len(text)


@given(some.text(some.characters(exclude_categories=["Cs"])))
def test_json_says_the_same_and_shows_nothing_hidden(text: str) -> None:
    written = harmless_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    hidden = [each for each in written if unicodedata.category(each) in ("Cc", "Cf")]
    assert set(hidden) <= {"\u200d", *filter(str.isprintable, hidden), *_LETTERS_OF_OTHER_SCRIPTS}


#: Format characters that show: signs of Arabic, Syriac, Kaithi and Egyptian numbers and groups.
_LETTERS_OF_OTHER_SCRIPTS = {
    *map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)),
    *map(chr, (*range(0x13430, 0x13440), *range(0x1BCA0, 0x1BCA4))),
}
