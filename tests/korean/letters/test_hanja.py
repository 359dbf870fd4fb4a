from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.korean.letters import hanja


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("檢", "검"),
        ("前 장관", "전 장관"),
        ("女性", "여성"),
        ("男女", "남녀"),
        ("老人", "노인"),
        ("料理", "요리"),
        ("李在明", "이재명"),
        ("比率", "비율"),
        ("換率", "환율"),
        ("法律", "법률"),
        ("羅列", "나열"),
        ("行列", "행렬"),
        ("不法", "불법"),
        ("不動産", "부동산"),
        ("對美 협상", "대미 협상"),
        ("5女", "5녀"),
        ("美中", "미중"),
        ("코스피 3000", "코스피 3000"),
    ],
)
def test_the_main_reading(text: str, spoken: str) -> None:
    assert hanja.reading(text) == spoken
    assert hanja.readings(text)[0] == spoken


def test_other_readings_follow() -> None:
    assert hanja.readings("金") == ("금", "김")
    assert "쇄도" in hanja.readings("殺到")
    assert "낙원" in hanja.readings("樂園")
    assert "신여성" in hanja.readings("新女性")
    assert hanja.readings("코스피") == ("코스피",)


def test_readings_are_no_more_than_asked_for_however_long_the_text() -> None:
    assert len(hanja.readings("樂車金北更行" * 50, limit=5)) == 5


def test_compatibility_ideographs_are_read_as_their_place_says() -> None:
    assert hanja.hanja_readings("\uf902") == ("거",)  # the 車 of 거
    assert hanja.hanja_readings("\ufa1e") == hanja.hanja_readings("羽") == ("우",)


def test_what_is_not_hanja_has_no_reading() -> None:
    assert hanja.hanja_readings("가") == ()
    assert hanja.hanja_readings("a") == ()
    assert hanja.hanja_readings("\t") == ()
    assert not hanja.has_hanja("한글 only")
    assert hanja.has_hanja("한글 文")


def test_every_hanja_of_the_korean_standard_has_a_reading() -> None:
    standard = [
        bytes([row, cell]).decode("euc_kr")
        for row in range(0xCA, 0xFE)
        for cell in range(0xA1, 0xFF)
    ]
    assert len(standard) == 4888
    assert [character for character in standard if not hanja.hanja_readings(character)] == []


@given(st.text(st.sampled_from("女料老率不李金樂車北가나a1 .率列"), max_size=10))
def test_reading_keeps_every_place(text: str) -> None:
    spoken = hanja.reading(text)
    assert len(spoken) == len(text)
    assert not hanja.has_hanja(spoken)
    for old, new in zip(text, spoken, strict=True):
        assert old == new or hanja.is_hanja(old)
    everything = hanja.readings(text)
    assert everything[0] == spoken
    assert len(set(everything)) == len(everything) <= 8
