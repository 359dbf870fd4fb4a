"""What a word does not claim: cut nouns, nouns and verbs that are spelt alike, ends of words."""

from __future__ import annotations

import pytest

import ksearch

ARTICLES = {
    "신인도": "나라의 신인도를 올렸다. 신인도가 올랐다.",
    "홑신인도": "국가 신인도 하락",
    "신인": "신인이 무대에 섰다. 신인 배우다.",
    "흐름": "시간의 흐름이 빠르다. 흐름을 읽는다.",
    "흐르는": "강이 흐르는 마을이다. 물이 흐른다.",
    "재조정": "일정을 재조정했다.",
    "중재": "분쟁의 중재·조정을 맡았다.",
    "군경": "군경이 합동으로 나섰다.",
    "군·경": "군·경이 합동으로 나섰다.",
    "편지": "문의는 garam@news.example.kr 로 한다.",
    "군·경찰": "해군·경찰이 합동으로 나섰다.",
    "뿌리": "나무의 뿌리가 깊다.",
    "뿌리다": "밭에 씨를 뿌렸다.",
    "뿌리는": "농부가 뿌리는 것을 보았다.",
    "낮": "낮에는 바람이 잔다.",
    "낮다": "언덕이 낮은 마을이다.",
    "데": "쉴 데는 없고 갈 데도 없다.",
    "데다": "국물에 혀를 데었다.",
}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("신인도", "신인도 홑신인도"),
        ("신인도 국가", "홑신인도"),
        ("흐름", "흐름"),
        ("흐르다", "흐르는"),
        ("재조정", "재조정"),
        ("군경", "군경 군·경"),
        ("news.example.kr", "편지"),
        ("뿌리는", "뿌리 뿌리다 뿌리는"),
        ("뿌리지만", "뿌리다 뿌리는"),
        ("뿌리", "뿌리 뿌리는"),
        ("뿌리다", "뿌리다 뿌리는"),
        ("낮", "낮"),
        ("낮은", "낮다"),
        ("낮다", "낮다"),
        ("데다", "데다"),
    ],
)
def test_a_hit_holds_the_word(index: ksearch.Index, query: str, articles: str) -> None:
    assert {hit.id for hit in index.search(query, match="all")} == set(articles.split())
