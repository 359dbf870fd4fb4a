"""docker-compose.yml is for the release that is tested, and open to this machine alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from opensearch_cluster.releases import PLAIN
from opensearch_cluster.settings import Node, node_settings

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The nodes as Docker Compose reads them."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    assert set(read["volumes"]) == set(read["services"])
    return dict(read["services"])


def test_three_nodes_of_the_release_that_is_tested(services: dict[str, Any]) -> None:
    assert len(services) == 3
    images = {service["image"] for service in services.values()}
    assert images == {f"opensearchproject/opensearch:{PLAIN.version}"}


def test_every_node_is_called_what_the_others_look_for(services: dict[str, Any]) -> None:
    for name, service in services.items():
        settings = service["environment"]
        assert settings["node.name"] == service["hostname"] == name
        for asked in ("discovery.seed_hosts", "cluster.initial_cluster_manager_nodes"):
            assert settings[asked].split(",") == list(services)
        assert service["volumes"] == [f"{name}:/usr/share/opensearch/data"]


def test_nobody_else_reaches_what_asks_for_no_password(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service["ports"]]
    assert len(set(ports)) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_limits_are_those_of_the_tests(services: dict[str, Any]) -> None:
    node = Node("node-1", Path("/run"), 1, 2)
    tested = yaml.safe_load(node_settings("무리", node, [node], {}, first=True))
    limit = "indices.query.bool.max_clause_count"
    for service in services.values():
        assert int(service["environment"][limit]) == tested[limit]
