"""Numbers mean their value, signs and Latin words are whole: what finds them, and what does not."""

from __future__ import annotations

import pytest

import ksearch

ARTICLES = {
    # numbers
    "인파": "축제에 3만5천명이 몰렸다.",
    "관객": "관객 35,000명이 보았다.",
    "신청": "신청자가 3만 5000명이다.",
    "남짓": "손님 100여 명이 왔다.",
    "사백": "배가 47척 떴다. 선원은 478명이다.",
    "금리": "금리는 4.70%로 올랐다.",
    "지원": "가구마다 20만원을 준다. 3층에서 나눠 준다.",
    "백이십": "상금은 120만원이다. 13층에서 받는다. 제13차 모임이다.",
    "셋째": "제3차 모임을 연다.",
    "세대": "50–60대가 섬을 찾는다. 뱃삯이 10~20% 올랐다.",
    "추위": "새벽 기온 -5도였다. 능선은 −12℃다.",
    "거리": "등대까지 30㎞, 짐은 5㎏이다.",
    "반컵": "소금 ½컵과 물 2½컵을 넣는다. ②항을 보라.",
    # laws and dates
    "조항": "섬법 제12조제2항에 따른다.",
    "띄움": "섬법 제 12 조의 2 에 따른다.",
    "가지": "섬법 제12조의20을 고친다.",
    "점": "2026.4.10 등대 점등식이 열린다.",
    "날": "2026년 4월 10일에 배가 뜬다.",
    "줄": "접수는 2026-04-10 마감이다.",
    "계엄": "12·3 사태를 적은 책이 나왔다.",
    # signs and Latin words
    "플러스": "동호회는 C++을 배운다.",
    "샵": "동호회는 C#을 배운다.",
    "그냥": "비타민 C를 먹는다. 한 동호회다.",
    "닷넷": ".NET 강좌가 열린다.",
    "그물": "net 하나를 건졌다.",
    "주소": "신청은 www.garam-edu.net 화면에서 한다.",
    "꼬리표": "#등대축제를 외쳤다. 소식은 @garam_news 계정이 전한다.",
    "배": "올해는 🍐값이 올랐다. ★추천★ 과일이다.",
    "섞임": "대\u200b한\u00ad민국 섬 지도가 나왔다. cafe\u0301도 그렸다.",
    "미국": "US 항구와 AI칩, KTX를 다뤘다. Startups are here.",
    "딴말": "Just 한 번 CCTV를 보았다. main 무대와 museum을 들렀다.",
}


def found(index: ksearch.Index, query: str) -> set[str]:
    results = index.search(query, match="all", limit=50)
    return set() if results.corrected else {hit.id for hit in results}


@pytest.mark.parametrize(
    "query", ["3만5천명", "35000명", "35,000명", "3만5000명", "3만 5천 명", "3만 5000명"]
)
def test_an_amount_is_found_by_every_spelling(query: str, index: ksearch.Index) -> None:
    assert found(index, query) == {"인파", "관객", "신청"}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("47", {"사백"}),
        ("4.7%", {"금리"}),
        ("4.7퍼센트", {"금리"}),
        ("47명", set()),
        ("100명", {"남짓"}),
        ("20만원", {"지원"}),
        ("3층", {"지원"}),
        ("3차", {"셋째"}),
        ("제3차", {"셋째"}),
        ("3차 모임", {"셋째"}),
        ("60대", {"세대"}),
        ("50대", {"세대"}),
        ("20%", {"세대"}),
        ("10-20%", {"세대"}),
        ("기온 -5도", {"추위"}),
        ("5도", {"추위"}),
        ("-12℃", {"추위"}),
        ("30km", {"거리"}),
        ("30 킬로미터", {"거리"}),
        ("㎏", {"거리"}),
        ("1/2컵", {"반컵"}),
        ("21/2컵", set()),
        ("2항", {"반컵", "조항"}),
    ],
)
def test_a_number_means_its_value(query: str, articles: set[str], index: ksearch.Index) -> None:
    assert found(index, query) == articles


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("제12조", {"조항"}),
        ("섬법 제12조", {"조항"}),
        ("섬법 12조", {"조항"}),
        ("제12조의2", {"띄움"}),
        ("섬법 제12조의2", {"띄움"}),
        ("제12조의20", {"가지"}),
        ("섬법 제 12 조의 20", {"가지"}),
    ],
)
def test_an_article_of_a_law(query: str, articles: set[str], index: ksearch.Index) -> None:
    assert found(index, query) == articles


@pytest.mark.parametrize("query", ["2026.4.10", "2026년 4월 10일", "2026-04-10", "2026/4/10"])
def test_a_day_is_found_however_it_is_written(query: str, index: ksearch.Index) -> None:
    assert found(index, query) == {"점", "날", "줄"}


def test_a_middle_dot_between_digits_is_a_point(index: ksearch.Index) -> None:
    assert found(index, "12.3 사태") == found(index, "12·3 사태") == {"계엄"}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("C++", {"플러스"}),
        ("C#", {"샵"}),
        ("C", {"플러스", "샵", "그냥"}),
        (".NET", {"닷넷"}),
        ("net", {"닷넷", "그물", "주소"}),
        (".net", {"닷넷"}),
        ("#등대축제", {"꼬리표"}),
        ("등대축제", {"꼬리표"}),
        ("@garam_news", {"꼬리표"}),
        ("🍐", {"배"}),
        ("★", {"배"}),
        ("대한민국", {"섞임"}),
        ("대\u200b한민국", {"섞임"}),
        ("café", {"섞임"}),
        ("cafe", {"섞임"}),
        ("US", {"미국"}),
        ("AI", {"미국"}),
        ("KTX", {"미국"}),
        ("startup", {"미국"}),
        ("TV", set()),
        ("*TV", {"딴말"}),
        ('"US"', {"미국"}),
    ],
)
def test_a_name_is_whole(query: str, articles: set[str], index: ksearch.Index) -> None:
    assert found(index, query) == articles


def test_what_is_found_by_its_sign_comes_first(index: ksearch.Index) -> None:
    assert next(hit.id for hit in index.search("비타민 C")) == "그냥"


@pytest.mark.parametrize(
    ("query", "painted"),
    [
        ("35000명", {"3만5천명", "35,000명", "3만 5000명"}),
        ("50대", {"50"}),
        ("-12도", {"−12℃"}),
        ("대한민국", {"대\u200b한\u00ad민국"}),
        ("cafe", {"cafe\u0301"}),
    ],
)
def test_the_original_is_painted(query: str, painted: set[str], index: ksearch.Index) -> None:
    spans = {
        hit.snippet.text[start:end]
        for hit in index.search(query, match="all")
        for start, end in hit.snippet.matches
    }
    assert painted <= spans
