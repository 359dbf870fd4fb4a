"""Processes are known by their commands, and end; ports are free when they are given out."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")

from opensearch_cluster import processes

#: A program that ends when it is asked to, and one that does not.
OBEYS = "while :; do sleep 0.1; done"
REFUSES = f"trap '' TERM; {OBEYS}"


class Started:
    """A process with a mark in its command."""

    def __init__(self, program: str, folder: Path) -> None:
        self.mark = f"mark-{folder.name} "
        command = ["/bin/sh", "-c", program, self.mark.strip(), "end"]
        self.pid = processes.start(command, Path("/"), folder / "log")

    @property
    def runs(self) -> bool:
        return processes.is_running(self.pid, self.mark)


@pytest.fixture(params=[OBEYS, REFUSES], ids=["obeys", "refuses"])
def started(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Started]:
    started = Started(request.param, tmp_path)
    assert started.runs
    yield started
    processes.kill(started.pid, started.mark)


def test_a_process_is_ended_and_killed_if_it_refuses(started: Started) -> None:
    time.sleep(0.3)  # until it refuses
    processes.end(started.pid, started.mark, seconds=0.5)
    assert not started.runs


def test_a_killed_process_is_gone_at_once(started: Started) -> None:
    processes.kill(started.pid, started.mark)
    assert not started.runs


def test_another_process_with_the_same_number_is_left_alone(started: Started) -> None:
    assert not processes.is_running(started.pid, "another mark")
    processes.end(started.pid, "another mark", seconds=0.1)
    processes.kill(started.pid, "another mark")
    assert started.runs


def test_root_starts_processes_as_another_user(started: Started) -> None:
    status = Path(f"/proc/{started.pid}/status")
    if not status.exists():
        pytest.skip("this system has no /proc")
    [users] = [line.split()[1:] for line in status.read_text().splitlines() if "Uid:" in line]
    assert "0" not in users


def test_free_ports_are_different_and_none_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        taken = listening.getsockname()[1]
        assert not processes.is_free(taken)
        monkeypatch.setattr(processes, "PORTS", range(taken, taken + 40))
        found = processes.free_ports(6)
    assert len(set(found)) == 6
    assert taken not in found


def test_a_folder_is_open_to_others_only_if_the_way_to_it_is(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    inner.chmod(0o755)
    inner.parent.chmod(0o700)
    assert not processes.open_to_others(inner)
