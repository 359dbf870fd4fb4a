"""The same index, made by every engine that is registered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import ksearch
from ksearch.engines.registry import engine_named, engine_names
from ksearch.index import Index

ARTICLES = (
    ksearch.Article(
        id="섬/도서관.txt",
        title="작은 섬 도서관 개관식",
        lead="면장은 작은 섬 도서관 문을 열었다.",
        body="책은 모두 기증받았다.\n아이들은 저녁마다 모인다.",
        date=datetime.fromisoformat("2025-02-12T11:14:00+09:00"),
        author="한바다, 김노을",
        publisher="갯벌일보",
        section="문화",
        url="https://news.example/library",
        path="섬/도서관.txt",
    ),
    ksearch.Article(id="2", title="장터에 든 손님", body="산골 장터가 북적였다.\n섬에서도 왔다."),
    ksearch.Article(
        id="3",
        title="등대에 불이 켜졌다",
        body="섬사람들이 반겼다.",
        date=datetime.fromisoformat("2024-12-01T00:00:00+00:00"),
        publisher="남녘신문",
    ),
)


@pytest.fixture(scope="session", params=engine_names())
def engine_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def folder(
    engine_name: str, no_kiwi: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The folder of an index over `ARTICLES`."""

    folder: Path = tmp_path_factory.mktemp("계약") / "index"
    kind = engine_named(engine_name)
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        kind.create(str(folder))
        with Index(kind.open(str(folder)), folder) as index, index.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        yield folder


@pytest.fixture
def index(folder: Path, engine_name: str) -> Iterator[Index]:
    """An opened index over `ARTICLES`."""
    with Index(engine_named(engine_name).open(str(folder)), folder) as index:
        yield index


@pytest.fixture
def articles() -> tuple[ksearch.Article, ...]:
    """What the index holds."""
    return ARTICLES
