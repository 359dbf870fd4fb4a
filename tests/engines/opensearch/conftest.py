"""Indexes that the tests of engines make in a folder, copied to a real cluster."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from clusters import remove_indexes

import ksearch
from ksearch.engines.opensearch.copying import copy_to_cluster
from ksearch.storage.snapshot import open_snapshot

if TYPE_CHECKING:
    from opensearch_cluster.cluster import Cluster


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is read from the cluster out of the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def copied(opensearch_cluster: Cluster) -> Iterator[Callable[[Path], str]]:
    """Copy the index of a folder to the cluster; returns where it is then."""
    made: list[str] = []

    def copy(folder: Path) -> str:
        made.append(f"test-{secrets.token_hex(4)}")
        port = next(iter(opensearch_cluster.nodes.values())).http_port
        location = f"opensearch://127.0.0.1:{port}/{made[-1]}"
        copy_to_cluster(open_snapshot(folder), location)
        return location

    yield copy
    for name in made:
        remove_indexes(opensearch_cluster, name)


@pytest.fixture(scope="session")
def seeds(copied: Callable[[Path], str], seed_folder: Path) -> Iterator[ksearch.Index]:
    """The index over the two articles of ``corpus/``, on the cluster."""
    with ksearch.open(copied(seed_folder)) as index:
        yield index


@pytest.fixture(scope="session")
def invented(copied: Callable[[Path], str], invented_folder: Path) -> Iterator[ksearch.Index]:
    """The index over the invented articles of ``tests/cases/searches``, on the cluster."""
    with ksearch.open(copied(invented_folder)) as index:
        yield index
