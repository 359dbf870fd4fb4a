"""Exact texts begin and end where a person sees a word begin and end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ksearch

TEXTS = {
    "이재문": "이재문 시장은 말을 아꼈다.",
    "이재": "이재 교수는 벌레를 연구한다.",
    "김한울": "김한울은 웃었다.",
    "한지민": "한지민 배우가 섬에 왔다.",
    "한지": "한지를 뜨는 마을이다.",
    "비공개": "회의록은 비공개로 남았다.",
    "공개": "회의록을 공개했다.",
    "대규모": "대규모 공사가 끝났다.",
    "규모": "공사의 규모가 크다.",
    "중요성": "물의 중요성을 배웠다.",
    "중요": "물이 중요하다.",
    "지하철역": "지하철역 앞에 등대지기 동상이 섰다.",
    "지하철": "지하철이 멈췄다. 등대에 불이 켜졌다.",
    "산업혁명": "제4차 산업혁명을 배운다. 4차산업혁명 전시가 열린다.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ksearch.Index]:
    folder = tmp_path_factory.mktemp("끝") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in TEXTS.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    with ksearch.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("이재", "이재"),
        ("이재문", "이재문"),
        ("김한", ""),
        ("한지", "한지"),
        ("지민", ""),
        ("공개", "공개"),
        ("비공개", "비공개"),
        ("규모", "규모"),
        ("중요", "중요"),
        ("지하철", "지하철 지하철역"),
        ("등대", "지하철 지하철역"),
        ("4차 산업혁명", "산업혁명"),
        ("산업 혁명", "산업혁명"),
    ],
)
def test_an_exact_text_has_borders(index: ksearch.Index, text: str, articles: str) -> None:
    found = {hit.id for hit in index.search(f'"{text}"', match="all")}
    assert found == set(articles.split())


def test_a_part_that_begins_inside_a_longer_noun_is_found_without_quotes(
    index: ksearch.Index,
) -> None:
    assert {hit.id for hit in index.search("공개", match="all")} == {"공개", "비공개"}


def test_a_long_exact_text_is_painted_to_its_end(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = " ".join(f"{number}번째 파도가 등대를 쳤다" for number in range(12))
    folder = tmp_path_factory.mktemp("긴") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        writer.add(ksearch.Article(id="긴", title=f"바람: {text}. 그쳤다", body="섬"))
        writer.add(ksearch.Article(id="다른", title=text.replace("11번째", "13번째"), body="섬"))
    with ksearch.open(folder) as index:
        (hit,) = index.search(f'"{text}"', match="all")
        assert [hit.title[start:end] for start, end in hit.title_matches] == [text]
