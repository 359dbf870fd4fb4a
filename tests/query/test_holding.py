"""A hit has the word that it claims, and what a person would call the word is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch

pytestmark = pytest.mark.usefixtures("one_kiwi")

ARTICLES = {
    "공개": "시는 회의록을 공개하기로 했다.",
    "비공개": "위원회는 명단을 비공개로 정했다.",
    "개발": "늪지 개발 계획이 나왔다.",
    "재개발": "낡은 나루터를 재개발한다.",
    "중요": "물길이 중요하다.",
    "중요성": "갯벌의 중요성을 배웠다.",
    "세수": "올해 세수가 줄었다.",
    "세수-없음": "세 사람이 모였으나 할 수 없었다.",
    "물": "가뭄에 물을 아낀다.",
    "물-없음": "생물 시간에 물가를 배우고 말차를 마셨다.",
    "사고": "다리에서 사고가 났다.",
    "사다": "장에서 소금을 사고 돌아왔다.",
    "손절": "투자자들이 손절을 서둘렀다. 손절한 사람이 많다.",
    "손질": "어부가 밧줄을 손질한 뒤 절을 했다.",
    "국정조사": "국회는 국정조사를 하기로 했다.",
    "국정-조사": "여야는 국정 조사를 미뤘다.",
    "흩어진": "국정을 논하고 갈매기 수를 조사했다.",
    "한씨": "등대지기 한씨는 늙었다.",
    "한-씨": "등대지기 한 씨는 젊다.",
    "씨앗": "한 농부가 씨 뿌릴 밭을 갈았다.",
    "이끌다": "선장이 배를 이끄는 동안 비가 왔다.",
    "대회의실": "대회의실에 모였다.",
    "회의실": "회의실을 비웠다.",
    "입법": "정부는 입법예고한다. 여야가 맞섰다.",
    "입법-예고": "정부가 입법 예고한다고 밝혔다.",
    "지우다": "관리자가 낡은 기록을 지웠다.",
    "AI": "배를 모는 AI가 나왔다.",
    "보장": "어민의 몫을 보장받은 마을이다.",
    "받다": "선물을 받은 아이가 안전 보장을 외쳤다.",
}


@pytest.fixture(scope="module")
def index(one_kiwi: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("든") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in ARTICLES.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    with ksearch.open(folder) as opened:
        yield opened


def found(index: ksearch.Index, query: str) -> list[str]:
    return [hit.id for hit in index.search(query, match="all", limit=50)]


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("비공개", {"비공개"}),
        ("재개발", {"재개발"}),
        ("중요성", {"중요성"}),
        ("세수", {"세수"}),
        ("물", {"물"}),
        ("손절", {"손절"}),
        ("손절한", {"손절"}),
        ("손절하다", {"손절"}),
        ("국정조사", {"국정조사", "국정-조사"}),
        ("국정조사에서", {"국정조사", "국정-조사"}),
        ("한씨", {"한씨", "한-씨"}),
        ("대회의실", {"대회의실"}),
        ("이끌다", {"이끌다"}),
        ("이끌었다", {"이끌다"}),
        ("보장받다", {"보장"}),
        ("지워졌나요", {"지우다"}),
        ("입법예고한다고", {"입법", "입법-예고"}),
        ("AI를", {"AI"}),
    ],
)
def test_what_finds_a_word_has_it(index: ksearch.Index, query: str, articles: set[str]) -> None:
    assert set(found(index, query)) == articles


@pytest.mark.parametrize(
    ("base", "derived"),
    [("공개", "비공개"), ("개발", "재개발"), ("중요", "중요성"), ("회의실", "대회의실")],
)
def test_a_base_finds_what_is_derived_from_it_below(
    index: ksearch.Index, base: str, derived: str
) -> None:
    assert found(index, base) == [base, derived]


def test_a_rare_derived_word_stays_below_its_common_base(tmp_path: Path) -> None:
    with ksearch.create(tmp_path / "색인") as created, created.writer() as writer:
        for number in range(10):
            writer.add(ksearch.Article(id=f"{number}", title="", body="오늘 회의록을 공개했다."))
        for number in range(30):
            writer.add(ksearch.Article(id=f"갯벌 {number}", title="", body="오늘 갯벌을 걸었다."))
        writer.add(ksearch.Article(id="비공개", title="", body="오늘 회의록을 비공개했다."))
    with ksearch.open(tmp_path / "색인") as opened:
        hits = list(opened.search("공개", limit=50, group=False))
    assert len(hits) == 11
    assert hits[-1].id == "비공개"


def test_a_base_is_left_when_what_is_derived_from_it_is_excluded(index: ksearch.Index) -> None:
    assert found(index, "공개 -비공개") == ["공개"]


def test_beside_other_words_a_base_finds_what_is_derived_from_it(index: ksearch.Index) -> None:
    assert found(index, "명단 공개") == ["비공개"]


def test_a_verb_does_not_hold_a_noun_that_is_spelt_like_it(index: ksearch.Index) -> None:
    assert "사고" not in found(index, "사다")


@pytest.mark.parametrize("query", ["세수", "손절", "한씨", "물", "한씨 등대지기"])
def test_no_syllable_is_painted_that_is_not_the_word(index: ksearch.Index, query: str) -> None:
    for hit in index.search(query, limit=50):
        painted = [hit.snippet.text[start:end] for start, end in hit.snippet.matches]
        assert not {"세", "수", "손", "절"} & set(painted)
        assert query == "물" or "물" not in painted
        if hit.id == "씨앗":
            assert not painted


@pytest.mark.parametrize("query", ["손절한", "손절하다", "이끌다", "보장받다", "중요하다"])
def test_a_verb_whose_noun_or_other_form_stands_is_not_corrected(
    index: ksearch.Index, query: str
) -> None:
    assert index.search(query).suggestion is None
