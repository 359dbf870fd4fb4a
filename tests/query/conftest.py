"""An index of the invented articles that a module of tests lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ksearch


@pytest.fixture(scope="module")
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ksearch.Index]:
    """Build an index of the module's ``ARTICLES``, bodies by id."""
    folder = tmp_path_factory.mktemp("낱말") / "색인"
    with ksearch.create(folder) as created, created.writer() as writer:
        for name, body in request.module.ARTICLES.items():
            writer.add(ksearch.Article(id=name, title="", body=body))
    with ksearch.open(folder) as opened:
        yield opened
