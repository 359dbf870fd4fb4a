"""Programs run to their end, with the wall time and memory that they took."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

_ROOT = Path(__file__).resolve().parent.parent
_WATCH_SECONDS = 0.1
#: Least share of the most memory so far at which shared pages are also counted once, which takes
#: the system some milliseconds a process.
_NEAR_THE_MOST = 0.95


class ProgramFailedError(Exception):
    """A measured program ended with another status than those allowed."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One finished process.

    `resident_bytes` is the largest resident size of it or of any one of its children;
    `tree_bytes` the most that all of them held together (pages that they share count for each,
    sampled ten times a second; 0 unless asked for); `proportional_bytes` the same with every shared
    page counted once (0 where the system does not say).
    """

    seconds: float
    processor_seconds: float
    resident_bytes: int
    tree_bytes: int
    proportional_bytes: int
    status: int
    output: str


class _TreeWatch(threading.Thread):
    """Adds up the resident memory of a process and its descendants while they run."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self.most_proportional = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):
            root = psutil.Process(self._pid)
            while not self._ended.wait(_WATCH_SECONDS):
                family = [root, *root.children(recursive=True)]
                resident = sum(member.memory_info().rss for member in family)
                if resident > self.most * _NEAR_THE_MOST:
                    self._weigh(family)
                self.most = max(self.most, resident)

    def _weigh(self, family: list[psutil.Process]) -> None:
        """Count the pages that processes share once: slow, so only near the most of all."""
        if sys.platform == "linux":
            proportional = sum(member.memory_full_info().pss for member in family)
            self.most_proportional = max(self.most_proportional, proportional)

    def stop(self) -> tuple[int, int]:
        self._ended.set()
        self.join()
        return self.most, self.most_proportional


def _environment() -> dict[str, str]:
    """Return the environment without what keeps Python from keeping compiled modules.

    An installed program has them; compiling all modules anew takes longer than most searches.
    """
    return {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run(command: Sequence[str], allowed: Sequence[int] = (0,), watch_memory: bool = False) -> Ran:
    """Runs a command in the project's folder; raises ProgramFailedError with its last words."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, cwd=_ROOT, env=_environment()
        )
        watch = _TreeWatch(process.pid)
        if watch_memory:
            watch.start()
        _, wait_status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        tree_bytes, proportional_bytes = watch.stop() if watch_memory else (0, 0)
        process.returncode = status = os.waitstatus_to_exitcode(wait_status)
        output.seek(0)
        errors.seek(0)
        if status not in allowed:
            last_words = errors.read().decode(errors="replace").strip()[-2000:]
            raise ProgramFailedError(f"{command[0]} ended with status {status}: {last_words}")
        return Ran(
            seconds=seconds,
            processor_seconds=usage.ru_utime + usage.ru_stime,
            resident_bytes=usage.ru_maxrss * 1024,
            tree_bytes=tree_bytes,
            proportional_bytes=proportional_bytes,
            status=status,
            output=output.read().decode(errors="replace"),
        )
