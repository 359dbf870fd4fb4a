"""Text is cut into eojeols and what is between them, and no character is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.splitting import LONGEST_EOJEOL, split


@pytest.mark.parametrize(
    ("text", "eojeols"),
    [
        ("등대에 불이 켜졌다.", ["등대에", "불이", "켜졌다"]),
        ("“그만!”이라며 (조용히) 웃었다…", ["그만", "이라며", "조용히", "웃었다"]),
        ("끝났다.다시 시작했다", ["끝났다", "다시", "시작했다"]),
        ("3·1절 R&D K-팝", ["3·1절", "R&D", "K-팝"]),
        ("융·복합 산ㆍ학‧연・관", ["융·복합", "산ㆍ학‧연・관"]),
        ("3.5% 1,200원 2025.2.12.", ["3.5%", "1,200원", "2025.2.12"]),
        ("a@b.kr을 보라", ["a@b.kr을", "보라"]),
        ("'24년", ["24년"]),
        ("하나,둘 셋…넷", ["하나", "둘", "셋", "넷"]),
        ("檢, 섬 수사", ["檢", "섬", "수사"]),
        ("", []),
        ("…!?", []),
    ],
)
def test_eojeols(text: str, eojeols: list[str]) -> None:
    assert split(text)[0] == eojeols


@given(st.text(max_size=60) | st.text("가나 .·&@-3a,’\n“𠮷", max_size=60))
def test_no_character_is_lost(text: str) -> None:
    eojeols, separators = split(text)
    assert len(separators) == len(eojeols) + 1
    pieces = [separators[0]]
    for eojeol, separator in zip(eojeols, separators[1:], strict=True):
        pieces += [eojeol, separator]
    assert "".join(pieces) == text
    assert all(eojeols)


@pytest.mark.parametrize("letter", ["가", "a", "𠮷", "1"])
def test_what_is_too_long_is_cut(letter: str) -> None:
    text = f"앞 {letter * 10_000} 뒤"
    eojeols, separators = split(text)
    assert eojeols[0] == "앞"
    assert eojeols[-1] == "뒤"
    assert "".join(eojeols[1:-1]) == letter * 10_000
    assert max(len(eojeol.encode("utf-16-le")) // 2 for eojeol in eojeols) <= LONGEST_EOJEOL
    assert set(separators[2:-2]) == {""}


@given(st.text("가나다", min_size=1, max_size=700))
def test_a_long_word_is_cut_the_same_way_wherever_it_stands(word: str) -> None:
    assert split(word)[0] == split(f"앞 {word} 뒤")[0][1:-1]
