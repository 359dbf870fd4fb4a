"""A cluster of nodes on loopback: started, watched, hurt and stopped."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from opensearch_cluster import jars, processes
from opensearch_cluster.errors import ClusterError, NodeDied
from opensearch_cluster.java import Java, find_java
from opensearch_cluster.releases import PLAIN, RELEASES, Release
from opensearch_cluster.rest import Answer, Connection, NoAnswer
from opensearch_cluster.settings import (
    LOG4J,
    Node,
    Options,
    archive_flags,
    archive_name,
    java_command,
    node_settings,
)

#: Seconds in which a cluster is there: an ordinary machine takes 10 to 40.
STARTING_SECONDS = 180.0
#: Seconds in which a node ends when it is asked to; the one that archives its classes takes longer.
STOPPING_SECONDS = 15.0
ARCHIVING_SECONDS = 60.0

#: Colours of a cluster's health, from bad to good.
HEALTH = ("red", "yellow", "green")

_STATE = "cluster.json"
_ARCHIVE = "classes.jsa"


class Cluster:
    """The nodes of a folder.

    Attributes:
        folder: where all of it is.
        name: the cluster's name, which no other one has.
        release: what runs.
        java: what runs it.
        options: how it was asked for.
        nodes: the nodes by name.
        cache: where jars and archives of classes are.
        connection: how requests are sent.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        release: Release,
        java: Java,
        options: Options,
        nodes: Iterable[Node],
        cache: Path | None = None,
    ) -> None:
        self.folder = folder
        # Nodes that are started later find it there, whatever the environment says by then.
        self.cache = cache or jars.cache_folder()
        self.name = name
        self.release = release
        self.java = java
        self.options = options
        self.nodes = {node.name: node for node in nodes}
        self.connection = Connection()
        if release.secured:
            from opensearch_cluster import security

            self.connection = security.connection_to(folder)

    @classmethod
    def new(
        cls,
        folder: Path,
        release: Release = PLAIN,
        options: Options | None = None,
        http_ports: Sequence[int] = (),
        transport_ports: Sequence[int] = (),
    ) -> Cluster:
        """Lay out a cluster that does not run yet.

        Raises `NotHere` without Java or the jars, and `ClusterError` if a port is taken.
        """
        options = options or Options()
        java = find_java(release.java)
        jars.fetch(release)
        given = [*http_ports, *transport_ports]
        taken = [port for port in given if not processes.is_free(port)]
        if taken:
            raise ClusterError(f"port {taken[0]} is taken")
        for ports in filter(None, (http_ports, transport_ports)):
            if len(set(ports)) != options.nodes:
                raise ClusterError(f"{options.nodes} nodes need {options.nodes} different ports")
        free = processes.free_ports(2 * options.nodes)
        http_ports = http_ports or free[: options.nodes]
        transport_ports = transport_ports or free[options.nodes :]
        _make_folder(folder)
        nodes = [
            Node(f"node-{number}", folder / f"node-{number}", http, transport)
            for number, (http, transport) in enumerate(
                zip(http_ports, transport_ports, strict=True), 1
            )
        ]
        name = f"ksearch-{secrets.token_hex(4)}"
        cluster = cls(folder, name, release, java, options, nodes)
        cluster._save()
        return cluster

    @classmethod
    def load(cls, folder: Path) -> Cluster | None:
        """Return the cluster of a folder; None if there is none."""
        try:
            if folder.lstat().st_uid != os.getuid():
                raise ClusterError(f"{folder} belongs to another user; choose a --folder")
            saved = json.loads((folder / _STATE).read_text("utf-8"))
        except FileNotFoundError:
            return None
        return cls(
            folder,
            saved["name"],
            RELEASES[saved["release"]],
            Java(Path(saved["java"][0]), saved["java"][1]),
            Options(**saved["options"]),
            [Node(**node | {"home": Path(node["home"])}) for node in saved["nodes"]],
            Path(saved["cache"]) if "cache" in saved else None,
        )

    def _save(self) -> None:
        saved = {
            "name": self.name,
            "release": self.release.name,
            "java": [str(self.java.command), self.java.version],
            "options": asdict(self.options),
            "cache": str(self.cache),
            "nodes": [node.saved() for node in self.nodes.values()],
        }
        written = self.folder / f"{_STATE}.new"
        written.write_text(json.dumps(saved, indent=1), "utf-8")
        written.replace(self.folder / _STATE)

    @property
    def addresses(self) -> list[str]:
        """Where the nodes answer."""
        return [self.address(name) for name in self.nodes]

    def address(self, name: str) -> str:
        """Return where a node answers."""
        scheme = "https" if self.release.secured else "http"
        return f"{scheme}://127.0.0.1:{self.nodes[name].http_port}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: object = None,
        *,
        node: str | None = None,
        seconds: float = 10,
    ) -> Answer:
        """Send a request to a node, or to the first one that answers; raises `NoAnswer`."""
        running = [name for name in self.nodes if self.is_running(name)]
        failure = NoAnswer("no node runs")
        for name in [node] if node else running:
            try:
                return self.connection.ask(self.address(name), path, method, body, seconds)
            except NoAnswer as error:
                failure = error
        raise failure

    def is_running(self, name: str) -> bool:
        """Return whether the process of a node runs."""
        node = self.nodes[name]
        return processes.is_running(node.pid, _mark(node))

    def start(self, *names: str) -> None:
        """Start nodes, or all that do not run, without waiting for them."""
        for name in names or tuple(self.nodes):
            if not self.is_running(name):
                self._start(self.nodes[name])
        self._save()

    def _start(self, node: Node) -> None:
        distribution = self._lay_out(node)
        class_path = sorted((distribution / "lib").glob("*.jar"))
        command = java_command(self.java, self.release, node, self.options, class_path)
        # One node archives its classes, so that all start sooner the next time.
        makes = node.name == next(iter(self.nodes))
        flags = archive_flags(self._archive, node.home / "tmp" / _ARCHIVE if makes else None)
        processes.give_away(node.home)
        pid = processes.start(
            [command[0], *flags, *command[1:]], node.home, self.folder / f"{node.name}.log"
        )
        self.nodes[node.name] = replace(node, pid=pid)

    @property
    def _archive(self) -> Path:
        return self.cache / archive_name(self.java, self.release, self.options)

    def _lay_out(self, node: Node) -> Path:
        distribution = self.folder / "distribution"
        if not distribution.exists():
            processes.link_or_copy(jars.fetch(self.release, self.cache), distribution)
        for folder in ("config", "data", "logs", "tmp"):
            (node.home / folder).mkdir(parents=True, exist_ok=True)
        for folder in ("lib", "modules", "plugins"):
            if not (node.home / folder).is_symlink():
                (node.home / folder).symlink_to(distribution / folder)
        more = {**self._secured(node), **self.options.settings}
        first = not any((node.home / "data").iterdir())
        settings = node_settings(self.name, node, list(self.nodes.values()), more, first=first)
        config = node.home / "config"
        config.chmod(0o700)
        (config / "opensearch.yml").write_text(settings, "utf-8")
        (config / "log4j2.properties").write_text(LOG4J, "utf-8")
        (config / "jvm.options").write_text("", "utf-8")
        return distribution

    def _secured(self, node: Node) -> dict[str, object]:
        if not self.release.secured:
            return {}
        from opensearch_cluster import security

        return security.secure_node(self.folder, node.home / "config")

    def add_users(self) -> dict[str, str]:
        """Add a user who reads and one who writes; returns their passwords by name."""
        from opensearch_cluster import security

        return security.add_users(self.addresses[0], self.connection)

    def wait(self, health: str = "green", seconds: float = STARTING_SECONDS) -> None:
        """Wait until every node that was started answers, and the cluster's health is so good.

        Raises `NodeDied` at once if a process ends, and `ClusterError` if something else answers
        on a port, or time is up.
        """
        started = [name for name, node in self.nodes.items() if node.pid]
        missing = list(started)
        until = time.monotonic() + seconds
        while True:
            for name in started:
                if not self.is_running(name):
                    raise NodeDied(f"{name} has ended: {self._last_words(name)}")
            missing = [name for name in missing if not self._is_itself(name)]
            if not missing and self._is_well(health, len(started)):
                return
            if not missing:
                self._retry_allocation()
            if time.monotonic() > until:
                what = f"no answer from {missing[0]}" if missing else f"it is not {health}"
                raise ClusterError(
                    f"after {seconds:.0f} seconds there is {what} (see {self.folder})"
                )
            time.sleep(0.2)

    def _is_itself(self, name: str) -> bool:
        """Return whether a node answers; raises `ClusterError` if it is another one that does."""
        path = "/_nodes/_local/process?filter_path=cluster_name,nodes.*.name,nodes.*.process.id"
        try:
            answer = self.connection.ask(self.address(name), path, seconds=5)
        except NoAnswer:
            return False
        if answer.status != 200 or not isinstance(answer.body, dict):
            return False
        [(answered, pid)] = [
            (node["name"], node["process"]["id"]) for node in answer.body["nodes"].values()
        ]
        cluster = answer.body["cluster_name"]
        if (cluster, answered, pid) != (self.name, name, self.nodes[name].pid):
            raise ClusterError(
                f"on port {self.nodes[name].http_port} another cluster answers "
                f"({cluster}, {answered}, process {pid})"
            )
        return True

    def _retry_allocation(self) -> None:
        """Have shards placed again whose placing OpenSearch has given up while nodes were hurt."""
        with suppress(NoAnswer):
            self.ask("/_cluster/reroute?retry_failed=true&metric=none", "POST", seconds=5)

    def _is_well(self, health: str, nodes: int) -> bool:
        try:
            answer = self.ask("/_cluster/health?timeout=2s", seconds=5)
        except NoAnswer:
            return False
        if answer.status != 200:
            return False
        well = HEALTH.index(answer.body["status"]) >= HEALTH.index(health)
        return well and int(answer.body["number_of_nodes"]) == nodes

    def _last_words(self, name: str) -> str:
        """Return the last line of a node's log that says what is wrong."""
        try:
            text = (self.folder / f"{name}.log").read_text("utf-8", "replace")
        except OSError:
            return "it left no log"
        return last_words(text)

    def kill(self, *names: str) -> None:
        """Kill nodes as ``kill -9`` does; they are not waited for until they are started again."""
        for name in names:
            processes.kill(self.nodes[name].pid, _mark(self.nodes[name]))
            self.nodes[name] = replace(self.nodes[name], pid=0)
        self._save()

    def stop(self, *names: str) -> None:
        """Stop nodes, or all of them, in an orderly way; their data stays."""
        stopping = [self.nodes[name] for name in names or self.nodes]
        seconds = STOPPING_SECONDS if self._archive.exists() else ARCHIVING_SECONDS
        for node in stopping:
            processes.ask_to_end(node.pid, _mark(node))
        for node in stopping:
            processes.end(node.pid, _mark(node), seconds)
            self.nodes[node.name] = replace(node, pid=0)
        self._keep_archive()
        self._save()

    def _keep_archive(self) -> None:
        for node in self.nodes.values():
            made = node.home / "tmp" / _ARCHIVE
            if made.exists() and not self._archive.exists():
                copied = self._archive.with_suffix(f".{os.getpid()}")
                shutil.copyfile(made, copied)
                copied.chmod(0o644)
                copied.replace(self._archive)

    def pause(self, name: str) -> None:
        """Let a node stand still, with its connections open, until `resume`."""
        os.kill(self.nodes[name].pid, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Let a node go on."""
        os.kill(self.nodes[name].pid, signal.SIGCONT)

    def manager(self) -> str:
        """Return the name of the node that is elected to manage the cluster."""
        answer = self.ask("/_cat/cluster_manager?format=json")
        return str(answer.body[0]["node"])

    def down(self, *, keep_data: bool = False) -> None:
        """Stop all nodes, and remove the folder."""
        if keep_data:
            self.stop()
            return
        # An orderly end is for the data, and for the archive of classes if there is not one yet.
        if self._archive.exists():
            self.kill(*self.nodes)
        else:
            self.stop()
        shutil.rmtree(self.folder)


def last_words(log: str) -> str:
    """Return the line of a node's log that says best why it ended."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    causes = [line for line in lines if re.search(r"\b(Likely root cause|Caused by|ERROR)\b", line)]
    errors = [line for line in lines if re.search(r"\b[A-Z]\w+(Exception|Error)\b", line)]
    return (causes or errors or lines or ["its log is empty"])[-1]


def _mark(node: Node) -> str:
    """Return what occurs in the command of a node's process and of no other."""
    return f"-Dopensearch.path.home={node.home} "


def _make_folder(folder: Path) -> None:
    """Make the folder of a cluster, which servers of another user can enter."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid() or any(folder.iterdir()):
        raise ClusterError(f"{folder} is not an empty folder of yours; choose a --folder")
    folder.chmod(0o755)
    if processes.runs_as_root() and not processes.open_to_others(folder):
        raise ClusterError(f"nodes of root run as another user, who cannot enter {folder}")
