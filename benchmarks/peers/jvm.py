"""The Java side: which Lucene the JVM at hand can run, its jars, and our small program."""

import functools
import re
import shutil
import subprocess
from pathlib import Path

from benchmarks.processes import run

PROGRAM = Path(__file__).resolve().parent.parent / "lucene" / "NoriPeer.java"
_LUCENE_FOR = ((21, "10.3.2"), (17, "9.12.3"))
"""The oldest Java that each Lucene runs on, newest first."""
_LUCENE_PARTS = (
    "lucene-core",
    "lucene-analysis-common",
    "lucene-analysis-nori",
    "lucene-highlighter",
    "lucene-memory",
    "lucene-queries",
)
_OTHER_JARS = ("org.tukaani:xz:1.9", "com.fasterxml.jackson.core:jackson-core:2.18.2")


@functools.cache
def java_version() -> int | None:
    """Major version of the `java` on the path, or None where there is none."""
    if shutil.which("java") is None:
        return None
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', said.stderr)
    return int(found.group(1)) if found else None


def lucene_version() -> str | None:
    """The newest Lucene that this JVM runs, or None."""
    java = java_version() or 0
    return next((lucene for oldest, lucene in _LUCENE_FOR if java >= oldest), None)


def obstacle() -> str | None:
    if lucene_version() is None:
        return "Lucene nori is skipped: install a JDK of version 17 or newer."
    if shutil.which("javac") is None:
        return "Lucene nori is skipped: the JVM has no compiler; install the whole JDK."
    return None


def class_path(cache: Path) -> str:
    """Class path of the compiled program; fetches the jars and compiles when needed."""
    jars = cache / f"lucene-{lucene_version()}"
    wanted = [f"org.apache.lucene:{part}:{lucene_version()}" for part in _LUCENE_PARTS]
    for artifact in (*wanted, *_OTHER_JARS):
        _, name, version = artifact.split(":")
        if not (jars / f"{name}-{version}.jar").exists():
            _fetch(artifact, jars)
    classes = jars / "classes"
    compiled = classes / f"{PROGRAM.stem}.class"
    if not compiled.exists() or compiled.stat().st_mtime < PROGRAM.stat().st_mtime:
        classes.mkdir(parents=True, exist_ok=True)
        run(["javac", "-cp", f"{jars}/*", "-d", str(classes), str(PROGRAM)])
    return f"{classes}:{jars}/*"


def _fetch(artifact: str, folder: Path) -> None:
    """Maven brings one jar from Maven Central."""
    if shutil.which("mvn") is None:
        raise FileNotFoundError(
            f"Maven is needed once to fetch {artifact}: install it, or put the jar into {folder}."
        )
    folder.mkdir(parents=True, exist_ok=True)
    run(["mvn", "-q", "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"])
