from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from jamo_words import encode_words

from ksearch.korean.letters import jamo
from ksearch.korean.letters.jamo_arrays import initials_of_units, letter_codes

WORDS = st.lists(st.text("가각갃괴까닭값코슾피ㄱㅏab1한글😀漢", max_size=30), max_size=12)


def test_a_word_is_the_codes_of_its_strokes() -> None:
    assert letter_codes("값").tolist() == letter_codes("ㄱㅏㅂㅅ").tolist()
    assert letter_codes("괴").tolist() == letter_codes("ㄱㅗㅣ").tolist()
    assert letter_codes("AI").tobytes() == b"AI"
    assert letter_codes("").tolist() == []


@given(WORDS)
def test_many_words_are_encoded_as_each_one_is(words: list[str]) -> None:
    encoded = encode_words(words)
    assert len(encoded) == len(words)
    assert [encoded.word(n) for n in range(len(words))] == [
        letter_codes(w).tobytes() for w in words
    ]
    assert encoded.lengths.tolist() == [len(letter_codes(w)) for w in words]


@given(WORDS)
def test_a_signature_has_a_bit_for_every_stroke(words: list[str]) -> None:
    for word, signature in zip(words, encode_words(words).signatures.tolist(), strict=True):
        assert signature == sum({1 << (code & 63) for code in letter_codes(word).tolist()})


def test_words_stand_in_columns_above_padding() -> None:
    matrix = encode_words(["가", "", "나무"]).padded(np.array([2, 0, 1]))
    assert matrix.shape == (4, 3)
    assert matrix[:, 0].tolist() == letter_codes("나무").tolist()
    assert matrix[:, 1].tolist() == [*letter_codes("가").tolist(), 0, 0]
    assert matrix[:, 2].tolist() == [0, 0, 0, 0]


@given(st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=("Cs",)), max_size=20))
def test_initials_of_code_units_are_those_of_the_text(text: str) -> None:
    text = "".join(character for character in text if not jamo.is_letter(character))
    units = np.frombuffer(text.encode("utf-16-le"), dtype="<u2")
    assert initials_of_units(units).tobytes().decode("utf-16-le") == jamo.initials(text)
