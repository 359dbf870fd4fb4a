"""The command: ``scripts/cluster up|status|down|fetch``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from opensearch_cluster import jars
from opensearch_cluster.cluster import Cluster
from opensearch_cluster.errors import ClusterError
from opensearch_cluster.releases import PLAIN, RELEASES, SECURED
from opensearch_cluster.rest import NoAnswer
from opensearch_cluster.settings import Options


def default_folder() -> Path:
    """Return the folder of the cluster that is meant when no other one is named."""
    return Path(tempfile.gettempdir(), f"ksearch-cluster-{os.getuid()}")


def ports(text: str) -> list[int]:
    """Read ports with commas between them."""
    return [int(each) for each in text.split(",")]


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser("scripts/cluster", description="OpenSearch on this machine.")
    commands = top.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start a cluster, or what of it does not run")
    up.add_argument("--nodes", type=int, default=3, help="how many (3)")
    up.add_argument("--heap", type=int, default=512, metavar="MB", help="of each node (512)")
    up.add_argument("--quick", action="store_true", help="start sooner, and work slower")
    up.add_argument("--secured", action="store_true", help="with TLS and users (2.19.1)")
    up.add_argument("--http-ports", type=ports, default=[], metavar="9200,…", help="else free ones")
    up.add_argument("--transport-ports", type=ports, default=[], metavar="9300,…")
    commands.add_parser("status", help="say what runs; exit status 1 unless all is well")
    down = commands.add_parser("down", help="stop it and remove its data")
    down.add_argument("--keep-data", action="store_true", help="so that up brings it back")
    down.add_argument("--when-input-ends", action="store_true", help=argparse.SUPPRESS)
    for command in (up, down, commands.choices["status"]):
        command.add_argument("--folder", type=Path, default=default_folder())
    fetch = commands.add_parser("fetch", help="fetch the jars")
    fetch.add_argument("--secured", action="store_true", help="those with TLS and users")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        return {"up": _up, "status": _status, "down": _down, "fetch": _fetch}[options.command](
            options
        )
    except ClusterError as error:
        print(f"cluster: {error}", file=sys.stderr)
        return 2


def up(
    folder: Path,
    release: str = PLAIN.name,
    options: Options | None = None,
    http_ports: Sequence[int] = (),
    transport_ports: Sequence[int] = (),
) -> Cluster:
    """Start the cluster of a folder, a new one if it has none, and wait until it is well."""
    folder = folder.absolute()
    cluster = Cluster.load(folder)
    new = cluster is None
    if cluster is None:
        cluster = Cluster.new(folder, RELEASES[release], options, http_ports, transport_ports)
    try:
        cluster.start()
        cluster.wait()
    except BaseException:
        # What began here leaves no process behind; the logs stay.
        cluster.stop() if new else None
        raise
    return cluster


def down_when_this_process_ends(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Start a process that takes the cluster down as soon as its input ends, however that comes."""
    program = Path(__file__).parent.parent / "cluster"
    return subprocess.Popen(
        [sys.executable, program, "down", "--when-input-ends", "--folder", cluster.folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _up(options: argparse.Namespace) -> int:
    begun = time.monotonic()
    wanted = Options(nodes=options.nodes, heap_mb=options.heap, quick=options.quick)
    release = SECURED if options.secured else PLAIN
    cluster = up(options.folder, release.name, wanted, options.http_ports, options.transport_ports)
    for name in cluster.nodes:
        print(f"{name}  {cluster.address(name)}")
    if release.secured:
        print(f"certificates: {cluster.folder / 'certificates'}")
        for name, password in cluster.add_users().items():
            print(f"{name}  {password}")
    print(f"up in {time.monotonic() - begun:.1f} seconds")
    return 0


def _status(options: argparse.Namespace) -> int:
    cluster = Cluster.load(options.folder.absolute())
    if cluster is None:
        print("there is no cluster")
        return 1
    running = [name for name in cluster.nodes if cluster.is_running(name)]
    for name, node in cluster.nodes.items():
        state = f"runs as process {node.pid}" if name in running else "does not run"
        print(f"{name}  {cluster.address(name)}  {state}")
    try:
        health = cluster.ask("/_cluster/health").body
    except NoAnswer as error:
        print(f"{cluster.name} (OpenSearch {cluster.release.version}): {error}")
        return 1
    print(f"{cluster.name} (OpenSearch {cluster.release.version}): {health['status']}")
    return 0 if health["status"] == "green" and len(running) == len(cluster.nodes) else 1


def _down(options: argparse.Namespace) -> int:
    if options.when_input_ends:
        sys.stdin.read()
    cluster = Cluster.load(options.folder.absolute())
    if cluster is None:
        print("there is no cluster")
        return 0
    cluster.down(keep_data=options.keep_data)
    return 0


def _fetch(options: argparse.Namespace) -> int:
    print(jars.fetch(SECURED if options.secured else PLAIN))
    return 0
