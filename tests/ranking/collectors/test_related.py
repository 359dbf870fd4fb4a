"""Words that go with a query: nouns that its best articles have, and others seldom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ksearch
from ksearch import Article
from ksearch.storage.snapshot import Snapshot

Build = Callable[..., Snapshot]


def test_nouns_that_stand_with_the_query_more_often_than_elsewhere(
    build: Build, tmp_path: Path
) -> None:
    about = [
        Article(id=f"a{n}", title="해양박물관 개관", body=f"등대 섬 올랐다 오늘 {word}")
        for n, word in enumerate(["배", "불", "시장", "바다"])
    ]
    others = [Article(id=f"b{n}", title="산골 소식", body="시장 오늘 배") for n in range(8)]
    build(tmp_path, [*about, *others])
    with ksearch.open(tmp_path) as index:
        related = index.related("해양박물관")
    words = [word.word for word in related]
    # 오늘 occurs everywhere, 올랐다 is not a noun, 해양 and 박물관 are parts of what was asked.
    assert sorted(words) == ["개관", "등대"]
    assert [(word.best, word.articles) for word in related] == [(4, 4), (4, 4)]
    assert (related.total, related.best) == (4, 4)


def test_a_query_that_finds_nothing_has_none(build: Build, tmp_path: Path) -> None:
    build(tmp_path, [Article(id="1", title="섬")])
    with ksearch.open(tmp_path) as index:
        assert index.related("없는말", match="any").to_dicts() == []
