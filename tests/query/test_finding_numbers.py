"""Numbers, units, dates and signs: what each finds, and nothing that only looks alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch

ARTICLES = {
    "평": "전용면적 84㎡, 25평 집이다.",
    "백평": "125평 창고다.",
    "논": "논 3㏊가 잠겼다.",
    "큰논": "논 13㏊가 잠겼다.",
    "소음": "소음이 85dB에 달했다.",
    "큰소음": "소음이 185dB였다.",
    "전력": "전력 300㎾h를 썼다.",
    "금리": "금리를 25bp 올렸다.",
    "큰금리": "금리를 125bp 올렸다.",
    "예산": "다리 놓기에 1조 2천억원이 든다.",
    "예산둘": "다리 놓기에 1조2000억 원이 든다.",
    "예산셋": "다리 놓기에 12조2000억원이 든다.",
    "세번": "세 번째 우승이다.",
    "삼번": "3번째 우승이다.",
    "십삼번": "13번째 우승이다.",
    "전화": "문의 02-123-4567",
    "괄호전화": "문의 02)123-4567",
    "남의전화": "문의 031-1123-4567",
    "새판": "가람 3.11을 쓴다.",
    "옛판": "가람 3.1을 쓴다.",
    "점수": "3대2로 이겼다.",
    "띈점수": "3 대 2로 이겼다.",
    "큰점수": "13대2로 졌다.",
    "비율": "2:3으로 섞는다.",
    "세제곱": "면적이 10³ 배다.",
    "백삼": "면적이 103 배다.",
    "나이": "50대 남성이 왔다.",
    "차": "버스 50대가 멈췄다.",
    "찬반": "찬반이 50 대 50으로 갈렸다.",
    "차넷": "버스 150대가 멈췄다.",
    "연도": "2025년도 살림",
    "연": "2025년 살림",
    "달러": "3달러를 냈다.",
    "표달러": "$3를 냈다.",
    "십달러": "$13를 냈다.",
    "유로": "€20를 냈다.",
    "원": "₩5,000을 냈다.",
    "오천원": "5000원을 냈다.",
    "오만원": "₩5,000만을 냈다.",
}


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("25평", "평"),
        ("84제곱미터", "평"),
        ("3ha", "논"),
        ("3헥타르", "논"),
        ("85데시벨", "소음"),
        ("85 dB", "소음"),
        ("300kWh", "전력"),
        ("300킬로와트시", "전력"),
        ("25bp", "금리"),
        ("1조2천억원", "예산 예산둘"),
        ("1조 2000억 원", "예산 예산둘"),
        ("1조2천억", "예산 예산둘"),
        ("1.2조원", "예산 예산둘"),
        ("3번째", "삼번"),
        ("02-123-4567", "전화 괄호전화"),
        ("021234567", "전화 괄호전화"),
        ("02)123-4567", "전화 괄호전화"),
        ("가람 3.1", "옛판"),
        ("가람 3.11", "새판"),
        ("3대2", "점수 띈점수"),
        ("3 대 2", "점수 띈점수"),
        ("3대 2", "점수 띈점수"),
        ("2대3", "비율"),
        ("10³", "세제곱"),
        ("103", "백삼"),
        ("50대", "나이 차"),
        ("50 대 50", "찬반"),
        ("50대50", "찬반"),
        ("2025년", "연 연도"),
        ("2025년 살림", "연 연도"),
        ("2025년도 살림", "연 연도"),
        ("3달러", "달러 표달러"),
        ("$3", "달러 표달러"),
        ("20유로", "유로"),
        ("5천원", "원 오천원"),
        ("₩5000", "원 오천원"),
    ],
)  # fmt: skip
def test_a_number_means_its_value(index: ksearch.Index, query: str, articles: str) -> None:
    assert {hit.id for hit in index.search(query, match="all")} == set(articles.split())


@pytest.mark.parametrize(
    ("query", "article", "painted"),
    [
        ("3달러", "표달러", "$3"),
        ("02-123-4567", "괄호전화", "02)123-4567"),
        ("1조2천억", "예산", "1조 2천억"),
        ("3대2", "띈점수", "3 대 2"),
        ("10³", "세제곱", "10³"),
        ("2025년", "연도", "2025년도"),
    ],
)
def test_all_of_it_is_painted(index: ksearch.Index, query: str, article: str, painted: str) -> None:
    (hit,) = [hit for hit in index.search(query, match="all") if hit.id == article]
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.matches] == [painted]


# Signs that are names

SIGNED = {
    "알앤디": "R＆D 예산이 늘었다.",
    "전화기": "가람 S24+ 출시",
    "작은전화기": "가람 S24 출시",
    "엄지": "축하해요 👍🏽 모두",
    "밝은엄지": "축하해요 👍 모두",
    "소유": "Garam's plan",
    "복수": "Garam plans",
}


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("부호") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in SIGNED.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    with ksearch.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("R&D", "알앤디"),
        ("r&d 예산", "알앤디"),
        ("S24+", "전화기"),
        ("S24", "전화기 작은전화기"),
        ("👍", "엄지 밝은엄지"),
        ("축하 👍", "엄지 밝은엄지"),
        ("garam", "소유 복수"),
        ("garam's", "소유 복수"),
        ("Garam’s plan", "소유 복수"),
    ],
)
def test_signs_that_are_names(signed: ksearch.Index, query: str, articles: str) -> None:
    assert {hit.id for hit in signed.search(query, match="all")} == set(articles.split())


def test_an_emoji_of_another_colour_comes_later(signed: ksearch.Index) -> None:
    assert next(iter(signed.search("👍🏽"))).id == "엄지"


NUMBERED = {
    "한글무게": "짐은 12킬로그램이다.",
    "기호무게": "짐은 12㎏이다.",
    "킬로": "짐은 12킬로다.",
    "길이": "길은 12km다.",
    "긴길": "길은 112km다.",
    "장": "제4장을 읽는다.",
    "띄운장": "제 4 장을 읽는다.",
    "로마장": "제Ⅳ장을 읽는다.",
    "다른장": "제Ⅴ장과 제14장을 읽는다.",
    "분수": "주민 3분의 1이 떠났다.",
    "붙인분수": "주민 3분의1이 떠났다.",
    "빗금분수": "주민 1/3이 떠났다.",
    "분수아님": "3분의 시간이 남았다. 1명이 왔다.",
    "다른분수": "주민 3분의 2가 남았다.",
    "이름": "KR-4 기차다.",
    "긴이름": "KR-4o 기차다. KR-4o는 KR-4o다.",
    "꼬리표": "#봄꽃축제 소식이다.",
    "꼬리표없이": "봄꽃축제 봄꽃축제가 열린다. 봄꽃축제.",
}


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("번호") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in NUMBERED.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    with ksearch.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("12킬로", "한글무게 기호무게 킬로 길이"),
        ("12 킬로", "한글무게 기호무게 킬로 길이"),
        ("12kg", "한글무게 기호무게 킬로"),
        ("12킬로그램", "한글무게 기호무게 킬로"),
        ("12킬로미터", "길이 킬로"),
        ("제4장", "장 띄운장 로마장"),
        ("제4장을", "장 띄운장 로마장"),
        ("제 4 장", "장 띄운장 로마장"),
        ("제Ⅳ장", "장 띄운장 로마장"),
        ("제 Ⅳ장", "장 띄운장 로마장"),
        ("제14장", "다른장"),
        ("3분의 1", "분수 붙인분수 빗금분수"),
        ("3분의1이", "분수 붙인분수 빗금분수"),
        ("주민 1/3", "분수 붙인분수 빗금분수"),
    ],
)
def test_units_and_chapters_in_other_spellings(
    numbered: ksearch.Index, query: str, articles: str
) -> None:
    assert {hit.id for hit in numbered.search(query, match="all")} == set(articles.split())


@pytest.mark.parametrize(
    ("query", "articles"), [("KR-4", "이름 긴이름"), ("#봄꽃축제", "꼬리표 꼬리표없이")]
)
def test_the_name_itself_comes_before_a_longer_or_a_barer_one(
    numbered: ksearch.Index, query: str, articles: str
) -> None:
    assert [hit.id for hit in numbered.search(query, match="all")] == articles.split()


def test_a_latin_word_that_a_hyphen_breaks_at_the_end_of_a_line_is_found(tmp_path: Path) -> None:
    with ksearch.create(tmp_path) as created, created.writer() as writer:
        writer.add(
            ksearch.Article(id="끊김", lead="A report.", body="The light-\nhouse was re-\npainted.")
        )
        writer.add(ksearch.Article(id="따로", title="", body="A house was painted in light blue."))
    with ksearch.open(tmp_path) as opened:
        for word in ("lighthouse", "repainted"):
            assert [hit.id for hit in opened.search(word, match="all")] == ["끊김"]


def test_a_latin_word_is_not_two_others(tmp_path: Path) -> None:
    with ksearch.create(tmp_path) as created, created.writer() as writer:
        writer.add(ksearch.Article(id="둘", title="", body="I have a phone."))
        writer.add(ksearch.Article(id="시험", title="", body="a ALB test"))
    with ksearch.open(tmp_path) as opened:
        results = opened.search("Iphone", match="all")
        assert results.corrected
        assert results.suggestion == "phone"
        assert opened.search("A/B").suggestion is None
