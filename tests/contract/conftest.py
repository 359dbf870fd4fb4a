"""The same index, made by every engine that is registered."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from clusters import remove_indexes

import ksearch
from ksearch.engines.registry import engine_named, engine_names
from ksearch.index import Index

if TYPE_CHECKING:
    from opensearch_cluster.cluster import Cluster

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


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is read from a cluster out of the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def empty_location(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where an index of the engine can be made; without a cluster, tests of one are skipped."""
    if engine_name == "embedded":
        yield str(tmp_path_factory.mktemp("계약") / "index")
        return
    cluster: Cluster = request.getfixturevalue("opensearch_cluster")
    name = f"test-{secrets.token_hex(4)}"
    port = next(iter(cluster.nodes.values())).http_port
    yield f"{engine_name}://127.0.0.1:{port}/{name}"
    remove_indexes(cluster, name)


@pytest.fixture(scope="module")
def location(engine_name: str, empty_location: str, no_kiwi: Any) -> Iterator[str]:
    """Where an index over `ARTICLES` is."""
    with pytest.MonkeyPatch.context() as patch:
        no_kiwi(patch)
        engine_named(engine_name).create(empty_location)
        with ksearch.open(empty_location) as index, index.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        yield empty_location


@pytest.fixture
def index(location: str) -> Iterator[Index]:
    """An opened index over `ARTICLES`."""
    with ksearch.open(location) as index:
        yield index


@pytest.fixture
def articles() -> tuple[ksearch.Article, ...]:
    """What the index holds."""
    return ARTICLES
