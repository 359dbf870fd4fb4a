"""Which articles the names of reporters, papers and sections go with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksearch.storage.segments.name_index import NameIndex, pack_names

COLUMNS = {
    "author": ["한바다", None, "한바다, 김노을", "이슬비 기자"],
    "publisher": ["남녘신문", "Morning Post", "남녘신문", None],
    "section": ["정치/국회", "사회", "news/local", ""],
}


@pytest.mark.parametrize(
    ("kind", "key", "articles"),
    [
        ("author", "한바다", [0, 2]),
        ("author", "김노을", [2]),
        ("author", "이슬비", [3]),
        ("author", "기자", []),
        ("publisher", "남녘신문", [0, 2]),
        ("publisher", "morningpost", [1]),
        ("publisher", "남녘", []),
        ("section", "정치", [0]),
        ("section", "국회", [0]),
        ("section", "정치국회", [0]),
        ("section", "사회", [1]),
        ("section", "news", []),
        ("author", "남녘신문", []),
    ],
)
def test_a_name_has_its_articles(kind: str, key: str, articles: list[int]) -> None:
    assert NameIndex(pack_names(COLUMNS)).articles(kind, key).tolist() == articles


def test_no_names_at_all() -> None:
    index = NameIndex(pack_names({"author": [], "publisher": [], "section": []}))
    assert not len(index.articles("author", "한바다"))
    assert index.problems(0) == []


@given(st.lists(st.sampled_from([None, "갈매기", "뱃고동", "등대"]), max_size=20))
def test_every_article_of_a_paper_is_found(papers: list[str | None]) -> None:
    index = NameIndex(pack_names({"publisher": papers}))
    for name in ("갈매기", "뱃고동", "등대"):
        wanted = [article for article, paper in enumerate(papers) if paper == name]
        assert index.articles("publisher", name).tolist() == wanted
    assert index.problems(len(papers)) == []


def test_what_does_not_fit_is_reported() -> None:
    arrays = pack_names(COLUMNS)
    assert NameIndex(arrays).problems(4) == []
    assert NameIndex(arrays).problems(3) == ["a name belongs to an article that does not exist"]
    arrays["name_starts"] = np.append(arrays["name_starts"], 9).astype(np.uint32)
    assert "names and their articles differ in number" in NameIndex(arrays).problems(4)
