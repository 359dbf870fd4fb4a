"""Words of grammar in a query: an article need not have them, and they are never missing."""

from __future__ import annotations

import pytest

import ksearch
from ksearch.query.words.function_words import is_function_word

ARTICLES = {
    "지움": "보관 프로그램이 창고의 예약 목록을 지웠다. 관리자가 되살렸다.",
    "예약": "예약 손님이 왔다. 등대가 보였다.",
    "왜": "왜 등대를 껐는지 아무도 모른다.",
}


@pytest.mark.parametrize(
    "word",
    "왜 누가 무엇을 어떻게 것은 것이다 것으로 때문에 의해 의한 대해 대한 대하여 위해 위한 통해 "
    "인해 관한 관해 따라 따르면 비해 있나요 되나요 합니까 인가요? 및 또는 그리고 하지만".split(),
)
def test_words_of_grammar(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize(
    "word",
    "것대산 거리 거위 때문지 의회 의사 대한민국 대해일주 위해성 통해시 인해전술 관한령 따라비 "
    "따르릉 왜관 누가복음 있나무 하나 및들 또는이 그리고리".split(),
)
def test_words_that_begin_alike_are_content(word: str) -> None:
    assert not is_function_word(word)


@pytest.mark.parametrize(
    "query",
    [
        "창고의 예약 목록이 왜 지워졌나요?",
        "예약 목록을 지운 것은 보관 프로그램인가?",
        "보관 프로그램에 의해 지운 목록",
        "예약 목록 및 창고",
        "창고 목록을 지웠기 때문에",
    ],
)
def test_an_article_need_not_have_them(index: ksearch.Index, query: str) -> None:
    (hit,) = index.search(query, match="all")
    assert (hit.id, hit.missing) == ("지움", ())
    assert next(iter(index.search(query))).id == "지움"


def test_they_rank(index: ksearch.Index) -> None:
    assert next(iter(index.search("등대 왜"))).id == "왜"


def test_alone_they_are_what_is_looked_for(index: ksearch.Index) -> None:
    assert [hit.id for hit in index.search("왜", match="all")] == ["왜"]


def test_beside_operators_they_only_rank(index: ksearch.Index) -> None:
    results = index.search("예약 때문에 -창고")
    assert [hit.id for hit in results] == ["예약"]
    assert results.interpreted == "(예약 ANDMAYBE 때문에) NOT 창고"


def test_content_words_are_still_named_as_missing(index: ksearch.Index) -> None:
    missing = {hit.id: hit.missing for hit in index.search("예약 등대 왜 관한")}
    assert missing == {"예약": (), "지움": ("등대",), "왜": ("예약",)}
