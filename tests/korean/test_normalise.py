from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksearch.korean.normalise import fold, normalise

#: Characters that the rules are about, and some that they are not.
TRICKY = st.text(
    st.one_of(
        st.sampled_from(
            "aAéÉßİΐｶﾞﾟ가각힣ㄱㅋㄳㅏㅗㅘㆍ·・‧“”‘’–—　 \u00a0\u200b\u00ad\u0301\u0308\u3099\ufe0f"
            "\u1100\u110f\u115f\u1160\u1161\u1169\u119e\u11a8\u11abﾡￂﾤ樂車\uf902\ufa1e㈜㎏㎡①㉠½™…ﬁⅢ"
            "ＡＺａ０９！～😀𝐀\0\n"
        ),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("text", "one_spelling"),
    [
        (unicodedata.normalize("NFD", "한강의 글"), "한강의 글"),
        ("ㅋㅗㅅㅡㅍㅣ", "코스피"),
        ("ㅎㅏㄴ국", "한국"),
        ("ﾡￂﾤ", "간"),
        ("ᄏᄉᄑ", "ㅋㅅㅍ"),
        ("ㅋㅋㅋ", "ㅋㅋㅋ"),
        ("ㅠㅠ", "ㅠㅠ"),
        ("ＫＯＳＰＩ　２００", "kospi 200"),
        ("ｶﾞﾝ", "ガン"),
        ("3ㆍ1절 3‧1절 3・1절 3·1절", "3·1절 3·1절 3·1절 3·1절"),
        ("“AI”의 ‘봄’", "\"ai\"의 '봄'"),
        ("㈜한빛 5㎏ 30㎡ Ⅲ", "(주)한빛 5kg 30m2 iii"),
        ("①정부 ㉠국회 1½ 갤럭시™", "①정부 ㉠국회 1½ 갤럭시™"),
        ("\uf914園", "樂園"),
        ("전\u200b세 사\u00ad기\ufeff", "전세 사기"),
        ("K–팝", "k-팝"),
        ("STRASSE Straße", "strasse strasse"),
        ("ᄒᆞᆫ글", "ᄒᆞᆫ글"),
        ("", ""),
    ],
)
def test_one_spelling(text: str, one_spelling: str) -> None:
    assert fold(text) == one_spelling
    assert normalise(text).text == one_spelling
    assert normalise(text + " 나무" * 30).text == one_spelling + " 나무" * 30


@pytest.mark.parametrize(
    "text", ["국회가 예산안을 처리했다.", "“AI” ㆍ Ｋ팝", "KOSPI", "ㅋㅋ 😀", ""]
)
def test_no_places_are_kept_where_no_character_moves(text: str) -> None:
    assert normalise(text).starts is None
    assert normalise(text * 20).starts is None


@pytest.mark.parametrize("padding", ["", "그리고 " * 20])
def test_what_is_found_is_painted_on_the_original(padding: str) -> None:
    original = padding + "어제 " + unicodedata.normalize("NFD", "코스피") + "가 ㈜한빛 앞에서"
    result = normalise(original)
    start = result.text.index("코스피")
    begin, end = result.span(start, start + 3)
    assert original[begin:end] == unicodedata.normalize("NFD", "코스피")
    start = result.text.index("주")
    begin, end = result.span(start, start + 1)
    assert original[begin:end] == "㈜"
    start = result.text.index("한빛")
    begin, end = result.span(start, start + 2)
    assert original[begin:end] == "한빛"
    assert result.span(len(result.text), len(result.text)) == (len(original), len(original))


def test_a_final_character_that_takes_no_room_belongs_to_the_one_before() -> None:
    result = normalise("한강\u200b 글\u200b")
    assert result.span(0, 2) == (0, 3)
    assert result.span(3, 4) == (4, 6)


@settings(max_examples=300, deadline=None)
@given(TRICKY)
def test_words_and_texts_are_spelt_alike_and_only_once(text: str) -> None:
    result = normalise(text)
    assert result.text == fold(text)
    assert fold(result.text) == result.text
    assert normalise(result.text).starts is None


@settings(max_examples=300, deadline=None)
@given(TRICKY)
def test_places_lead_back_to_the_original(text: str) -> None:
    result = normalise(text)
    assert result.length == len(text)
    if result.starts is None:
        assert len(result.text) == len(text)
        return
    starts = result.starts.tolist()
    assert len(starts) == len(result.text)
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)
    for place in range(len(starts)):
        begin, end = result.span(place, place + 1)
        assert begin == starts[place] < end <= len(text)


@settings(max_examples=200, deadline=None)
@given(TRICKY)
def test_canonically_equal_texts_are_spelt_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_the_look_up_for_long_texts_agrees_with_the_rules_for_every_character() -> None:
    for first in range(0, 0x11000, 64):
        characters = [chr(c) for c in range(first, first + 64) if not 0xD800 <= c < 0xE000]
        text = "x".join(["", *characters, ""])
        assert normalise(text).text == fold(text)
