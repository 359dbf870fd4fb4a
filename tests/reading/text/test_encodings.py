"""Bytes to text: UTF-8, UTF-16 and CP949, declared rightly, wrongly or not at all."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.reading.model import Unreadable
from ksearch.reading.text.encoding import decode, sniff

TEXT = "펭귄 마을의 겨울 축제가 열린다. 뷁 하고 소리치던 아이가 똠방각하 책을 읽었다. 1만 2천 명!\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "johab"]
)
def test_korean_text_is_read_in_any_of_its_encodings(encoding: str) -> None:
    text = TEXT * 20 if encoding != "johab" else "겨울 축제가 열린다. 아이가 책을 읽었다.\n" * 30
    assert decode(text.encode(encoding)).text == text
    assert decode(text.encode(encoding)).damage is None


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "utf-8"),
        ("utf-8", "cp949"),
        ("iso-8859-1", "cp949"),
        ("no-such-code", "utf-8"),
        (None, "cp949"),
    ],
)
def test_a_declared_encoding_is_believed_only_if_it_decodes(declared: str, real: str) -> None:
    assert decode(TEXT.encode(real), declared).text == TEXT


def test_cp949_with_a_few_broken_bytes_is_read_and_the_damage_reported() -> None:
    data = bytearray((TEXT * 30).encode("cp949"))
    data[400] = 0xFF
    decoded = decode(bytes(data))
    assert decoded.encoding == "cp949"
    assert decoded.text.count("축제가") >= 28
    assert decoded.damage is not None
    assert "CP949" in decoded.damage


def test_utf8_cut_in_the_middle_of_a_character_is_read_and_the_damage_reported() -> None:
    decoded = decode((TEXT * 10).encode()[:-3])
    assert decoded.encoding == "utf-8"
    assert decoded.damage == (
        "1 broken character of its UTF-8 text could not be read and is replaced by \ufffd"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 \xe2\xe3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
        (bytes(range(256)) * 10, "a binary file"),
        (b"\x01\x02\x03\x04\x05" * 100, "a binary file"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(data)


def test_the_encoding_is_recognised_from_a_beginning_cut_within_a_character() -> None:
    assert sniff(("가" * 50).encode()[:-1]) == "utf-8"
    assert sniff((TEXT * 5).encode("cp949")[:-1]) == "cp949"
    assert sniff(codecs.BOM_UTF16_LE + ("가" * 50).encode("utf-16-le")[:-1]) == "utf-16-le"


def test_other_languages_are_left_to_statistics() -> None:
    text = "Сегодня в городе открылась большая выставка старых книг и карт. " * 20
    assert decode(text.encode("cp1251")).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(decode(data).text, str)
