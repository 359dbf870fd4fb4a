"""How many columns Korean text takes, and how it is cut, filled up and wrapped to them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ksearch.render.terminal.width import char_width, display_width, fit, pad, wrap


def lines(text: str, columns: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, columns)]


def test_hangul_and_hanja_take_two_columns() -> None:
    assert display_width("배추 cabbage") == 12
    assert display_width("韓美") == 4
    assert display_width("ＡＢ") == 4  # full-width letters
    assert display_width("“…”") == 3


def test_marks_and_decomposed_letters_join_what_they_follow() -> None:
    assert display_width("\u1112\u1161\u11ab") == 2  # 한, written as three letters
    assert display_width("e\u0301") == 1
    assert char_width("\u200b") == 0


def test_a_text_that_is_too_wide_is_cut_with_an_ellipsis() -> None:
    assert fit("고랭지 배추", 11) == "고랭지 배추"
    assert fit("고랭지 배추", 10) == "고랭지 배…"
    assert fit("고랭지 배추", 8) == "고랭지…"
    assert fit("고랭지", 0) == ""


def test_columns_stand_under_each_other() -> None:
    assert pad("배추", 6) == "배추  "
    assert pad("ab", 6) == "ab    "
    assert pad("배추", 6, right=True) == "  배추"
    assert pad("고랭지", 4) == "고랭지"


def test_lines_break_between_words() -> None:
    assert lines("고랭지 배추를 심는 마을", 14) == ["고랭지 배추를", "심는 마을"]


def test_a_word_wider_than_a_line_is_broken() -> None:
    assert lines("고랭지배추저장시설", 8) == ["고랭지배", "추저장시", "설"]


def test_line_breaks_are_kept() -> None:
    assert lines("고랭지\n배추", 40) == ["고랭지", "배추"]


@given(st.text("가나 다a1漢字\n\u0301", max_size=120), st.integers(2, 40))
def test_every_line_fits_and_no_letter_is_lost(text: str, columns: int) -> None:
    broken = lines(text, columns)
    assert all(display_width(line) <= columns for line in broken)
    assert "".join("".join(broken).split()) == "".join(text.split())


@given(st.text(max_size=40), st.integers(1, 30))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    assert display_width(fit(text, columns)) <= columns
