"""Finding a JDK of a version that a release of OpenSearch runs on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from opensearch_cluster.errors import NotHere

#: Folders in which systems and tools keep JDKs, as patterns of their homes.
USUAL_HOMES = (
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/opt/*jdk*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
    "~/.local/share/mise/installs/java/*",
)


class Java(NamedTuple):
    """A Java that was found.

    Attributes:
        command: the path of its ``java``.
        version: its feature version (21).
    """

    command: Path
    version: int


class Versions(NamedTuple):
    """The versions of Java that a release runs on: from ``least`` on, and below ``below``."""

    least: int
    below: int | None = None

    def include(self, version: int) -> bool:
        """Return whether a version is one of them."""
        return self.least <= version and (self.below is None or version < self.below)

    def __str__(self) -> str:
        return f"{self.least} or newer" + (f" (but older than {self.below})" if self.below else "")


def version_in(text: str) -> int | None:
    """Return the feature version that a ``release`` file or ``java -version`` names."""
    found = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', text)
    return int(found[1]) if found else None


def version_of(command: Path) -> int | None:
    """Return the feature version of a ``java``; None if it cannot be told."""
    described = command.resolve().parent.parent / "release"
    try:
        known = version_in(described.read_text("utf-8"))
    except OSError:
        known = None
    if known is not None:
        return known
    try:
        answer = subprocess.run(
            [command, "-version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return version_in(answer.stderr + answer.stdout)


def candidates(
    environment: Mapping[str, str], homes: Iterable[str] = USUAL_HOMES
) -> Iterator[Path]:
    """Yield where a ``java`` may be: JAVA_HOME, the command, the usual folders."""
    if environment.get("JAVA_HOME"):
        yield Path(environment["JAVA_HOME"], "bin", "java")
    command = shutil.which("java", path=environment.get("PATH", ""))
    if command:
        yield Path(command)
    for pattern in homes:
        folder = Path(pattern).expanduser()
        root = Path(folder.anchor)
        for home in sorted(root.glob(str(folder.relative_to(root))), reverse=True):
            yield home / "bin" / "java"


def find_java(
    wanted: Versions,
    environment: Mapping[str, str] | None = None,
    homes: Iterable[str] = USUAL_HOMES,
) -> Java:
    """Return the first Java of a wanted version; raises `NotHere`."""
    others = set()
    for command in candidates(os.environ if environment is None else environment, homes):
        if not os.access(command, os.X_OK):
            continue
        version = version_of(command)
        if version is not None and wanted.include(version):
            return Java(command, version)
        if version is not None:
            others.add(version)
    seen = f"; found: {', '.join(map(str, sorted(others)))}" if others else ""
    raise NotHere(f"no Java {wanted} was found (set JAVA_HOME to one){seen}")
