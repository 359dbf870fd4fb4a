"""Long nouns that are known nouns side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.analyses import Term, TermKind
from ksearch.korean.grammar import compounds
from ksearch.korean.grammar.compounds import Compounds, may_be_compound, may_be_compounds, pieces_of
from ksearch.korean.grammar.endings import noun_lengths
from ksearch.korean.letters import hanja
from ksearch.korean.letters.jamo import join_syllable, split_syllable

NOUNS = (
    "비전",
    "공자",
    "전공자",
    "금속",
    "탐지기",
    "한국",
    "도로",
    "공사",
    "해진",
    "활발",
    "전력",
    "이자",
)
PIECES = {noun: (Term(noun, 0, len(noun)),) for noun in NOUNS} | {
    "경찰서": (Term("경찰", 0, 2), Term("서", 2, 3), Term("경찰서", 0, 3, TermKind.ALTERNATIVE)),
    "자영": (Term("자", 0, 1), Term("영", 1, 2)),
    "수원이": (Term("수원", 0, 2),),
    "연구원": (Term("연구원", 0, 3), Term("연구", 0, 2, TermKind.PART)),
}


def read(run: str) -> list[tuple[str, str]]:
    """The terms of a compound, each with what it stands for."""
    terms = Compounds(PIECES.get).read(run)
    return [(term.text, run[term.start : term.end]) for term in terms]


@pytest.mark.parametrize(
    ("run", "texts"),
    [
        ("금속탐지기", ["금속", "탐지기"]),
        ("한국도로공사", ["한국", "도로", "공사"]),
        ("금속경찰서", ["금속", "경찰", "서"]),
        ("도로연구원", ["도로", "연구원", "연구"]),
    ],
)
def test_a_compound_says_what_its_nouns_say(run: str, texts: list[str]) -> None:
    assert read(run) == [(text, text) for text in texts]


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("비전공자", "비전 and 공자, or 비 and 전공자"),
        ("금속도로망", "망 is unknown"),
        ("자영공사", "자영 is two nouns by chance"),
        ("수원이공사", "이 of 수원이 is not explained"),
        ("활발해진", "해진 is an ending, too"),
        ("공사", "too short"),
        ("공사공사공사공사공사공사공사", "too long"),
        ("크리스금속", "a foreign name"),
        ("공사이자", "이자 is rather the ending"),
    ],
)
def test_a_doubtful_compound_is_not_inferred(run: str, why: str) -> None:
    assert read(run) == [], why


def test_what_of_a_run_may_be_one() -> None:
    assert may_be_compounds("금속탐지기", noun_lengths("금속탐지기")) == ["금속탐지기"]
    assert may_be_compounds("금속탐지기에서", noun_lengths("금속탐지기에서")) == ["금속탐지기"]
    assert may_be_compounds("물리천문학과", noun_lengths("물리천문학과")) == []


def test_its_syllables_are_those_that_hanja_have() -> None:
    syllables = set()
    for number in range(0x4E00, 0xA000):
        character = chr(number)
        if is_common(character):
            for reading in hanja.hanja_readings(character):
                syllables.update(at_beginnings(reading))
    assert set(compounds._SINO_KOREAN) == syllables


def is_common(character: str) -> bool:
    """Return whether a character is in KS X 1001."""
    return bool(character.encode("euc-kr", errors="ignore"))


def at_beginnings(reading: str) -> set[str]:
    """A reading, and how it begins a word (두음법칙)."""
    initial, vowel, final = split_syllable(reading)
    soft = vowel in "ㅑㅒㅕㅖㅛㅠㅣ"
    if initial == "ㄹ":
        return {reading, join_syllable("ㅇ" if soft else "ㄴ", vowel, final)}
    if initial == "ㄴ" and soft:
        return {reading, join_syllable("ㅇ", vowel, final)}
    return {reading}


@given(st.lists(st.sampled_from(sorted(PIECES)), min_size=1, max_size=4, unique=True).map("".join))
def test_terms_stand_for_what_they_are_and_pieces_for_all_that_was_asked(run: str) -> None:
    asked: list[str] = []

    def known(piece: str) -> tuple[Term, ...] | None:
        asked.append(piece)
        return PIECES.get(piece)

    terms = Compounds(known).read(run)
    assert all(term.text == run[term.start : term.end] for term in terms)
    assert not terms or max(term.end for term in terms) == len(run)
    if may_be_compound(run):
        assert set(asked) <= pieces_of(run)
    else:
        assert asked == []
