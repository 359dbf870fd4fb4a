"""An index that grew by many commits answers as one that was written at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from invented_articles import invented_articles, invented_queries

import ksearch
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.searching.drift import Drift, drift_of
from ksearch.engines.opensearch.storage.store import Store

#: Commits: few short articles first, so that the average lengths of the first one are wrong later.
COMMITS = (
    invented_articles(12, seed=2, sentences=2),
    invented_articles(160, seed=3, sentences=8),
    invented_articles(90, seed=4, sentences=20),
)
OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"match": "any"},
    {"match": "all"},
    {"match": "any", "offset": 120},
    {"fields": ["title", "body"]},
)


@pytest.fixture
def grown(fresh_location: str) -> Iterator[ksearch.Index]:
    """An index on a cluster after several commits, with articles changed and removed."""
    with ksearch.create(fresh_location) as index:
        for articles in COMMITS:
            with index.writer() as writer:
                for article in articles:
                    writer.add(article)
        with index.writer() as writer:
            writer.delete(COMMITS[1][7].id)
            writer.add(ksearch.Article(id=COMMITS[0][0].id, body="섬에 등대가 섰다."))
        yield index


@pytest.fixture
def at_once(grown: ksearch.Index, tmp_path: Path) -> Iterator[ksearch.Index]:
    """The same articles in a folder, written by one commit."""
    with ksearch.create(tmp_path / "index") as index:
        with index.writer() as writer:
            for article in grown:
                writer.add(article)
        yield index


def drift(index: ksearch.Index) -> Drift:
    return drift_of(Store(Cluster(parse_location(str(index.path)))).read().manifest)


def differences(one: ksearch.Index, other: ksearch.Index) -> list[str]:
    """Return the searches that two indexes answer otherwise."""
    found = []
    for query in (*invented_queries(20), "한등협", '"섬 등대"', "등대 -항구"):
        for options in OPTIONS:
            first, second = (index.search(query, **options) for index in (one, other))
            same = [hit.id for hit in first] == [hit.id for hit in second]
            same = same and first.total == second.total
            scores = [hit.score for hit in second]
            if not same or scores != pytest.approx([hit.score for hit in first], rel=1e-5):
                found.append(f"{query} {options}")
    return found


def test_it_answers_as_one_that_was_written_at_once(
    grown: ksearch.Index, at_once: ksearch.Index
) -> None:
    assert drift(grown).is_large
    assert differences(at_once, grown) == []
    assert grown.check().sound
