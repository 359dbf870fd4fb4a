"""Queries as people type them: other spellings, small operators, initials, pasted addresses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ksearch

ARTICLES = {
    "설거지": "설거지를 마쳤다.",
    "설겆이": "설겆이를 미뤘다.",
    "며칠": "며칠 걸렸다.",
    "최댓값": "최댓값을 구한다.",
    "장마비": "장마비가 내렸다.",
    "할인율": "할인율을 올렸다.",
    "회수": "빈 병을 회수했다.",
    "횟수": "나선 횟수를 셌다.",
    "대구": "대구 시장이 붐빈다.",
    "부산": "부산 시장이 조용하다.",
    "사이": "대구와 부산 사이",
    "산업혁명": "산업혁명을 배운다.",
    "이끎": "팀을 이끄는 주장이다.",
    "끔": "불을 끄는 사람이다.",
    "긁음": "바다 소식을 크롤링했다.",
    "긁개": "크롤링 도구를 나눴다.",
    "평": "책을 리뷰했다.",
    "풀기": "새 등잔을 언박싱한 영상이다.",
    "좋아함": "파도를 덕질하는 사람이다.",
    "소리": "rock and roll 공연",
    "줄": "폭염 소식이 서울 전역에\n퍼졌다. 시민은 물을 마셨다.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("입력") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in ARTICLES.items():
            url = "https://news.example.kr/view?id=7" if name == "대구" else None
            writer.add(ksearch.Article(id=name, title="", body=body, url=url))
    with ksearch.open(folder) as opened:
        yield opened


def found(index: ksearch.Index, query: str) -> set[str]:
    return {hit.id for hit in index.search(query, match="all")}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("설겆이", "설거지 설겆이"),
        ("설거지", "설거지 설겆이"),
        ("몇일", "며칠"),
        ("최대값", "최댓값"),
        ("장맛비가", "장마비"),
        ("할인률", "할인율"),
        ("회수", "회수"),
        ("횟수", "횟수"),
    ],
)
def test_other_spellings(index: ksearch.Index, query: str, articles: str) -> None:
    assert found(index, query) == set(articles.split())


def test_the_spelling_that_was_typed_ranks_first(index: ksearch.Index) -> None:
    assert next(iter(index.search("설겆이"))).id == "설겆이"


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("대구 and 부산", "사이"),
        ("대구 or 부산", "대구 부산 사이"),
        ("대구 not 부산", "대구"),
        ("시장 -“대구”", "부산"),
        ("시장 !「대구 시장」", "부산"),
        ("rock and roll", "소리"),
        ("“대구” 시장", "대구"),
    ],
)
def test_operators_as_people_type_them(index: ksearch.Index, query: str, articles: str) -> None:
    assert found(index, query) == set(articles.split())


def test_initials_find_a_noun_that_stands_with_a_particle_only(index: ksearch.Index) -> None:
    results = index.search("ㅅㅇㅎㅁ")
    assert (results.suggestion, [hit.id for hit in results]) == ("산업혁명", ["산업혁명"])


@pytest.mark.parametrize("query", ["이끈", "이끌다", "이끌었다"])
def test_a_verb_that_the_analyser_cuts(index: ksearch.Index, query: str) -> None:
    assert found(index, query) == {"이끎"}


def test_what_it_is_cut_into_does_not_find_it(index: ksearch.Index) -> None:
    assert found(index, "끄다") == {"끔"}


@pytest.mark.parametrize(
    ("noun", "articles"),
    [("크롤링", "긁음 긁개"), ("리뷰", "평"), ("언박싱", "풀기"), ("덕질", "좋아함")],
)
@pytest.mark.parametrize("ending", ["", "하다", "한", "했다", "하는", "하고", "을"])
def test_a_noun_that_does_something(
    index: ksearch.Index, noun: str, ending: str, articles: str
) -> None:
    if ending == "을" and noun == "리뷰":
        ending = "를"
    results = index.search(noun + ending, match="all")
    assert ({hit.id for hit in results}, results.suggestion) == (set(articles.split()), None)


@pytest.mark.parametrize("match", ["auto", "any", "all"])
@pytest.mark.parametrize("scheme", ["https://", ""])
def test_an_address_finds_its_article_alone(index: ksearch.Index, match: str, scheme: str) -> None:
    results = index.search(f"{scheme}news.example.kr/view?id=7", match=match)
    assert [hit.id for hit in results] == ["대구"]


def test_an_exact_text_goes_on_from_the_lead_into_the_body(index: ksearch.Index) -> None:
    assert found(index, '"서울 전역에 퍼졌다"') == {"줄"}
    assert found(index, 'lead:"서울 전역에 퍼졌다"') == set()
