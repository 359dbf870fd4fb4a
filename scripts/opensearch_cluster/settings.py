"""What the nodes of a cluster are started with: files and flags, as texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from opensearch_cluster.java import Java
from opensearch_cluster.releases import Release

#: Logs everything to the node's output, which is kept in a file.
LOG4J = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n%ex
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a cluster.

    Attributes:
        name: its name.
        home: its folder.
        http_port: where it answers requests.
        transport_port: where other nodes reach it.
        pid: its process; 0 if it was never started.
    """

    name: str
    home: Path
    http_port: int
    transport_port: int
    pid: int = 0

    def saved(self) -> dict[str, object]:
        """Return it for JSON."""
        return asdict(self) | {"home": str(self.home)}


@dataclass(frozen=True, slots=True)
class Options:
    """How a cluster is to be.

    Attributes:
        nodes: the number of nodes.
        heap_mb: the heap of each.
        quick: whether Java compiles little, which halves the start and slows down long work.
        settings: what is added to the settings of every node.
    """

    nodes: int = 3
    heap_mb: int = 512
    quick: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)


def node_settings(
    cluster: str, node: Node, nodes: Sequence[Node], more: Mapping[str, object], *, first: bool
) -> str:
    """Return ``opensearch.yml``; ``first`` if the cluster has no data yet.

    A value is written as JSON, which YAML includes.
    """
    settings: dict[str, object] = {
        "cluster.name": cluster,
        "node.name": node.name,
        "network.host": "127.0.0.1",
        "http.port": node.http_port,
        "transport.port": node.transport_port,
        "discovery.seed_hosts": [f"127.0.0.1:{each.transport_port}" for each in nodes],
        "path.data": str(node.home / "data"),
        "path.logs": str(node.home / "logs"),
        # A machine for development may well be fuller than OpenSearch likes.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # One query has a clause for each term, and a pattern has thousands.
        "indices.query.bool.max_clause_count": 65_536,
    }
    if first:
        settings["cluster.initial_cluster_manager_nodes"] = [each.name for each in nodes]
    settings |= more
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())


def java_command(
    java: Java, release: Release, node: Node, options: Options, class_path: Sequence[Path]
) -> list[str]:
    """Return the command that runs a node, without where its classes are archived."""
    heap = [f"-Xms{options.heap_mb}m", f"-Xmx{options.heap_mb}m", "-XX:+UseSerialGC"]
    quick = ["-XX:TieredStopAtLevel=1"] if options.quick else []
    where = {
        "opensearch.path.home": node.home,
        "opensearch.path.conf": node.home / "config",
        "opensearch.distribution.type": "tar",
        "opensearch.bundled_jdk": "false",
        "java.io.tmpdir": node.home / "tmp",
        "log4j2.disable.jmx": "true",
    }
    properties = [f"-D{name}={value}" for name, value in where.items()]
    classes = ["-cp", ":".join(map(str, class_path)), "org.opensearch.bootstrap.OpenSearch"]
    return [str(java.command), *heap, *quick, *properties, *release.flags, *classes]


def archive_flags(archive: Path, made_at_exit: Path | None) -> list[str]:
    """Return the flags for the archive of classes that were loaded once.

    It is read if it is there, and otherwise written to ``made_at_exit``, if one is given, when the
    node is stopped. An archive of another Java is ignored.
    """
    if archive.exists():
        return [f"-XX:SharedArchiveFile={archive}", "-Xshare:auto", "-Xlog:cds=off"]
    return [f"-XX:ArchiveClassesAtExit={made_at_exit}", "-Xlog:cds=off"] if made_at_exit else []


def archive_name(java: Java, release: Release, options: Options) -> str:
    """Return the name of the archive of classes, which another Java has no use for."""
    kind = "-quick" if options.quick else ""
    return f"{release.folder}-java-{java.version}{kind}.jsa"
