"""Which queries are plain words, which use syntax, and what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.errors import EmptyQuery, KSearchError, QuerySyntaxError, UnknownField
from ksearch.query.language import checked, is_plain


@pytest.mark.parametrize(
    "query",
    [
        "등대에 불이 켜졌다",
        "4차 산업혁명",
        "R&D 3·1절 K-팝 C++",
        "등대(섬)에 불이 났나?",
        "값은 10~20% 올랐다",
        "[단독] 등대, 불…",
        "‘등대’의 “불”",
        "오전 10:30",
        "1:0 승리",
        "androids or NOTHING",
    ],
)
def test_headlines_and_questions_are_plain_words(query: str) -> None:
    assert is_plain(checked(query))


@pytest.mark.parametrize(
    "query",
    [
        '"등대 불"',
        "등대 AND 불",
        "등대 OR 불",
        "등대 NOT 불",
        "등대 -불",
        "+등대 불",
        "등대*",
        "등?대",
        "등대~",
        "등대^2",
        "title:등대",
        "제목:등대",
        "date:2025",
        "날짜:[2025-01 TO 2025-02]",
        "(등대 OR 섬) -불",
    ],
)
def test_syntax_is_seen(query: str) -> None:
    assert not is_plain(checked(query))


@pytest.mark.parametrize("query", ["", "  ", "…", '""', "!?"])
def test_no_word_is_no_query(query: str) -> None:
    with pytest.raises(EmptyQuery):
        checked(query)


@pytest.mark.parametrize(
    ("query", "position"), [('등대 "불', 3), ("등대 OR (불", 6), ("등대 OR 불)", 7)]
)
def test_the_place_of_what_is_left_open(query: str, position: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        checked(query)
    assert caught.value.position == position


def test_a_field_that_articles_do_not_have() -> None:
    with pytest.raises(UnknownField, match="“color”"):
        checked("color:파랑")


def test_what_looks_like_a_field_but_is_none() -> None:
    for query in ("https://news.example/1", "10:30 등대"):
        assert checked(query)


@given(st.text(max_size=30) | st.text('등대불 "()[]:*?~^+-ANDORT', max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    position = 0
    try:
        told = checked(text)
    except KSearchError as error:
        told = str(error)
        position = getattr(error, "position", 0)
    assert told
    assert 0 <= position <= len(text)
