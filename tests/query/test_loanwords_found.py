"""Articles are found by any common spelling of a loanword; an unknown spelling is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ksearch

BODIES = {
    "표준": "지역 콘텐츠 공모전이 열린다. 케이크를 굽는 이도 있다.",
    "관용": "마을 컨텐츠 모임이 열린다.",
    "러시아": "러시아 무용단이 왔다.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, one_kiwi: None) -> Iterator[ksearch.Index]:
    folder: Path = tmp_path_factory.mktemp("외래어") / "색인"
    with ksearch.create(folder) as opened:
        with opened.writer() as writer:
            for name, body in BODIES.items():
                writer.add(ksearch.Article(id=name, title="", body=body))
        yield opened


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("컨텐츠", ["관용", "표준"]),
        ("콘텐츠", ["표준", "관용"]),
        ("컨텐츠를", ["관용", "표준"]),
        ("컨텐츠 -공모전", ["관용"]),
        ("케익", ["표준"]),
    ],
)
def test_a_spelling_finds_the_others_below(
    query: str, found: list[str], index: ksearch.Index
) -> None:
    results = index.search(query)
    assert [(hit.id, hit.missing) for hit in results] == [(name, ()) for name in found]
    assert not results.corrected


def test_a_spelling_that_no_article_and_no_table_has_is_corrected(index: ksearch.Index) -> None:
    results = index.search("로씨아")
    assert (results.suggestion, results.corrected) == ("러시아", True)
