"""Plain words find articles by their reporter, paper and section, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch
from ksearch import Article

ARTICLES = [
    Article(
        id="등대",
        title="등대에 불",
        body="바다에 불이 켜졌다.",
        author="한바다",
        publisher="남녘신문",
        section="사회",
    ),
    Article(
        id="시장",
        title="시장 열려",
        body="한바다 기자가 쓴 시장 이야기.",
        author="김노을, 이슬비",
        publisher="Morning Post",
        section="정치/국회",
    ),
    Article(id="사옥", title="남녘신문 사옥", body="편집국이 옮겨 갔다."),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, one_kiwi: None) -> Iterator[ksearch.Index]:
    folder: Path = tmp_path_factory.mktemp("이름") / "색인"
    with ksearch.create(folder) as opened:
        with opened.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("한바다", ["시장", "등대"]),
        ("한바다 기자", ["시장", "등대"]),
        ("한바다기자", ["시장", "등대"]),
        ("김노을은", ["시장"]),
        ("이슬비 기자의", ["시장"]),
        ("남녘신문", ["사옥", "등대"]),
        ("morning post", ["시장"]),
        ("Morning Post 시장", ["시장"]),
        ("사회면", ["등대"]),
        ("사회", ["등대"]),
        ("국회 섹션", ["시장"]),
        ("남녘신문 사회면 바다", ["등대"]),
        ("-남녘신문", ["시장"]),
        ("한바다 -시장", ["등대"]),
        ("편집국 | 등대", ["사옥", "등대"]),
        # part of a name is none, nor is a role
        ("노을", []),
        ("기자", ["시장"]),
        ("title:한바다", []),
    ],
)
def test_what_names_find(query: str, found: list[str], index: ksearch.Index) -> None:
    results = index.search(query, match="all", limit=10)
    assert sorted(hit.id for hit in results) == sorted(found)
    assert results.hits[:1] == () or results.hits[0].id == found[0] or " | " in query
    assert results.suggestion is None or not found


def test_a_field_of_the_text_has_no_names(index: ksearch.Index) -> None:
    assert index.search("한바다", fields="title", match="all").total == 0


def test_what_a_name_gave_is_explained(index: ksearch.Index) -> None:
    hit = index.search("남녘신문").hits[1]
    (part,) = hit.explanation
    assert (part.what, part.score) == ("남녘신문 as the publisher", pytest.approx(hit.score))
    assert hit.missing == ()


def test_a_name_alone_needs_no_analyser(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser

    monkeypatch.setattr(MorphemeAnalyser, "analyse", None)
    assert [hit.id for hit in index.search("이슬비")] == ["시장"]


def test_a_segment_of_before_there_were_names_is_read_from_its_columns(
    index: ksearch.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksearch.storage.segments.segment.has_names", lambda arrays: False)
    with ksearch.open(index.path) as again:
        assert [hit.id for hit in again.search("김노을")] == ["시장"]
