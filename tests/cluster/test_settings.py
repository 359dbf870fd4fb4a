"""What nodes are started with, and what is read off them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from opensearch_cluster.java import Java
from opensearch_cluster.releases import PLAIN
from opensearch_cluster.settings import (
    Node,
    Options,
    archive_flags,
    archive_name,
    java_command,
    node_settings,
)

JAVA = Java(Path("/jdk/bin/java"), 25)
NODES = [
    Node("node-1", Path("/run/node-1"), 9200, 9300),
    Node("node-2", Path("/run/그 폴더: #2"), 9201, 9301),
]


def test_settings_are_yaml_whatever_the_folder_is_called() -> None:
    text = node_settings("무리", NODES[1], NODES, {"node.attr.place": "섬"}, first=True)
    settings = yaml.safe_load(text)
    assert settings["path.data"] == "/run/그 폴더: #2/data"
    assert settings["discovery.seed_hosts"] == ["127.0.0.1:9300", "127.0.0.1:9301"]
    assert settings["cluster.initial_cluster_manager_nodes"] == ["node-1", "node-2"]
    assert settings["node.attr.place"] == "섬"
    assert settings["network.host"] == "127.0.0.1"


def test_nodes_with_data_begin_no_second_cluster() -> None:
    settings = yaml.safe_load(node_settings("무리", NODES[0], NODES, {}, first=False))
    assert "cluster.initial_cluster_manager_nodes" not in settings


def test_the_command_names_the_home_and_ends_with_the_main_class() -> None:
    command = java_command(JAVA, PLAIN, NODES[0], Options(heap_mb=256), [Path("/a"), Path("/b")])
    assert command[0] == "/jdk/bin/java"
    assert {"-Xms256m", "-Xmx256m", "-Dopensearch.path.home=/run/node-1"} < set(command)
    assert command[-3:] == ["-cp", "/a:/b", "org.opensearch.bootstrap.OpenSearch"]


def test_classes_are_archived_by_the_node_that_may_and_read_by_all(tmp_path: Path) -> None:
    archive, made = tmp_path / "classes.jsa", tmp_path / "made.jsa"
    assert archive_flags(archive, None) == []
    assert f"-XX:ArchiveClassesAtExit={made}" in archive_flags(archive, made)
    archive.touch()
    assert f"-XX:SharedArchiveFile={archive}" in archive_flags(archive, made)


@pytest.mark.parametrize(
    "other",
    [
        archive_name(JAVA._replace(version=21), PLAIN, Options()),
        archive_name(JAVA, replace(PLAIN, version="3.9.1"), Options()),
        archive_name(JAVA, PLAIN, Options(quick=True)),
    ],
)
def test_an_archive_is_of_one_java_release_and_way_of_compiling(other: str) -> None:
    assert other != archive_name(JAVA, PLAIN, Options())
