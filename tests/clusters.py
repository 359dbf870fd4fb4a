"""A real OpenSearch cluster for the tests that ask for it; it is started when the first one does.

Without Java or the jars these tests are skipped, and say what is missing; with
``KSEARCH_CLUSTER=required`` in the environment they fail instead. ``KSEARCH_CLUSTER_FOLDER`` names
the folder of a cluster that ``scripts/cluster up --folder`` keeps between runs.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from opensearch_cluster.cluster import Cluster


@contextmanager
def running_cluster(release: str = "plain", nodes: int = 3) -> Iterator[Cluster]:
    """Run a cluster; it goes away with this process, however that ends."""
    if os.name != "posix":
        pytest.skip("clusters for tests are run on POSIX systems only")
    from opensearch_cluster.command import down_when_this_process_ends, up
    from opensearch_cluster.errors import NotHere
    from opensearch_cluster.settings import Options

    folder = Path(tempfile.mkdtemp(prefix="ksearch-cluster-"))
    try:
        cluster = up(folder, release, Options(nodes=nodes, quick=True))
    except NotHere as reason:
        shutil.rmtree(folder)
        if os.environ.get("KSEARCH_CLUSTER") == "required":
            raise
        pytest.skip(f"no OpenSearch: {reason}")
    with down_when_this_process_ends(cluster) as watcher:
        yield cluster
        assert watcher.stdin is not None
        watcher.stdin.close()
        watcher.wait(120)


@pytest.fixture(scope="session")
def opensearch_cluster() -> Iterator[Cluster]:
    """Three nodes that answer; a test that kills one starts it again."""
    kept = os.environ.get("KSEARCH_CLUSTER_FOLDER")
    if kept:
        from opensearch_cluster.command import up

        yield up(Path(kept))
        return
    with running_cluster() as cluster:
        yield cluster


class Secured(NamedTuple):
    """A cluster with TLS and users.

    Attributes:
        cluster: one node.
        ca: the file of the certificate that its own is signed with.
        passwords: of the users ``reader`` and ``writer``.
    """

    cluster: Cluster
    ca: Path
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def secured_cluster() -> Iterator[Secured]:
    """A node that is reached by TLS, and asks who one is."""
    with running_cluster("secured", nodes=1) as cluster:
        yield Secured(cluster, cluster.folder / "certificates" / "ca.pem", cluster.add_users())


@pytest.fixture
def fresh_location(opensearch_cluster: Cluster) -> Iterator[str]:
    """The location of an index that is not there yet; what has its name is removed afterwards."""
    name = f"test-{secrets.token_hex(4)}"
    port = next(iter(opensearch_cluster.nodes.values())).http_port
    yield f"opensearch://127.0.0.1:{port}/{name}"
    remove_indexes(opensearch_cluster, name)


def remove_indexes(cluster: Cluster, name: str) -> None:
    """Remove every index whose name begins with a name."""
    listed = cluster.ask(f"/_cat/indices/{name}*?format=json&expand_wildcards=all").body
    for index in listed:
        cluster.ask(f"/{index['index']}", "DELETE", seconds=30)
