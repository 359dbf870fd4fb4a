"""Processes and ports: started as another user than root, looked after, ended."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

#: The user whom a server runs as that root has started (nobody, on most systems).
OTHER_USER = 65534
#: Ports below those that systems give to connections, so that a node that is started anew finds its
#: port free.
PORTS = range(20_000, 32_000)


def runs_as_root() -> bool:
    """Return whether this process is root, whom OpenSearch refuses."""
    return os.geteuid() == 0


def start(command: Sequence[str], folder: Path, output: Path) -> int:
    """Start a process that outlives this one; returns its number."""
    other = OTHER_USER if runs_as_root() else None
    environment = {name: value for name, value in os.environ.items() if "JAVA" not in name}
    with output.open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment | {"HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=other,
            group=other,
            extra_groups=None if other is None else (),
        )
    process.returncode = 0  # it is looked after by its number from here on
    return process.pid


def give_away(folder: Path) -> None:
    """Give a folder with all that is in it to the user whom servers run as."""
    if runs_as_root():
        for path in (folder, *folder.rglob("*")):
            os.chown(path, OTHER_USER, OTHER_USER, follow_symlinks=False)


def open_to_others(path: Path) -> bool:
    """Return whether every user can reach a path and read it."""
    resolved = path.resolve()
    return all(each.stat().st_mode & 0o005 == 0o005 for each in (resolved, *resolved.parents))


def is_running(pid: int, mark: str) -> bool:
    """Return whether a process runs and has a text in its command, so that it is still the same."""
    if pid <= 0:
        return False
    _reap(pid)
    listed = subprocess.run(
        ["ps", "-ww", "-o", "stat=,command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return mark in listed.stdout and not listed.stdout.startswith("Z")


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except OSError:  # not a child of this process
        return


def end(pid: int, mark: str, seconds: float) -> None:
    """End a process that has a text in its command; kill it if it still runs after some seconds."""
    ask_to_end(pid, mark)
    until = time.monotonic() + seconds
    while is_running(pid, mark):
        if time.monotonic() > until:
            _send(pid, signal.SIGKILL)
        time.sleep(0.1)


def ask_to_end(pid: int, mark: str) -> bool:
    """Ask a process to end, if it runs, even one that was made to stand still; returns whether."""
    if not is_running(pid, mark):
        return False
    _send(pid, signal.SIGCONT)
    _send(pid, signal.SIGTERM)
    return True


def kill(pid: int, mark: str) -> None:
    """Kill a process at once (``kill -9``), and wait until it is gone."""
    if is_running(pid, mark):
        _send(pid, signal.SIGKILL)
    while is_running(pid, mark):
        time.sleep(0.02)


def _send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def is_free(port: int) -> bool:
    """Return whether nothing listens on a port of this machine."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Return different ports that nothing listens on."""
    found: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        if len(found) == count:
            break
        if is_free(port):
            found.append(port)
    return found


def link_or_copy(source: Path, target: Path) -> None:
    """Put a folder at another place: as a link if everyone can read it, as a copy otherwise."""
    if not runs_as_root() or open_to_others(source):
        target.symlink_to(source)
    else:
        shutil.copytree(source, target)
