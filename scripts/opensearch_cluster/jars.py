"""The jars of a release: fetched by Maven, kept in a cache outside of the checkout."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from opensearch_cluster.errors import NotHere
from opensearch_cluster.releases import Artifact, Module, Release

#: The plugin of Maven that copies what a project depends on.
_COPIER = ("org.apache.maven.plugins", "maven-dependency-plugin", "3.8.1")

#: Seconds that Maven may take: a hundred megabytes over a slow line.
FETCHING_SECONDS = 600.0


def cache_folder(environment: Mapping[str, str] | None = None, *, root: bool | None = None) -> Path:
    """Return the folder for what can be fetched or made again.

    That of root is not in its home, which the user whom the nodes run as cannot enter.
    """
    environment = os.environ if environment is None else environment
    root = os.getuid() == 0 if root is None else root
    given = Path(environment.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():  # anything else is to be ignored
        return given / "ksearch-cluster"
    if root:
        return Path("/var/cache/ksearch-cluster")
    return Path("~/.cache/ksearch-cluster").expanduser()


def pom(name: str, artifacts: Iterable[Artifact] = (), modules: Iterable[str] = ()) -> str:
    """Return the project file with which Maven fetches artifacts, or works on other projects."""
    group, artifact, version = _COPIER
    dependencies = "".join(
        f"<dependency><groupId>{escape(each.group)}</groupId>"
        f"<artifactId>{escape(each.name)}</artifactId><version>{escape(each.version)}</version>"
        f"<type>{escape(each.kind)}</type></dependency>"
        for each in artifacts
    )
    parts = "".join(f"<module>{escape(each)}</module>" for each in modules)
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
        f"<groupId>cluster</groupId><artifactId>{escape(name)}</artifactId><version>1</version>"
        f"<packaging>pom</packaging><modules>{parts}</modules>"
        f"<dependencies>{dependencies}</dependencies><build><plugins><plugin>"
        f"<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
        "</plugin></plugins></build></project>\n"
    )


def write_projects(release: Release, folder: Path) -> None:
    """Write a project for the class path and for each module, and one above them.

    The versions that Maven settles on in one project say nothing about another: modules have class
    loaders of their own.
    """
    parts = {"lib": release.lib} | {each.name: (each.artifact,) for each in release.modules}
    (folder / "pom.xml").write_text(pom("all", modules=parts), "utf-8")
    for name, artifacts in parts.items():
        (folder / name).mkdir()
        (folder / name / "pom.xml").write_text(pom(name, artifacts), "utf-8")


def descriptor(module: Module, release: Release) -> str:
    """Return what OpenSearch reads about a module."""
    lines = {
        "name": module.name,
        "description": module.name,
        "version": release.version,
        "opensearch.version": release.version,
        "java.version": str(release.java.least),
        "classname": module.classname,
        "extended.plugins": module.extends,
        "has.native.controller": "false",
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def policy(module: Module) -> str:
    """Return what a module may do beyond what every one may; Maven's jars come without it."""
    granted = "".join(
        f'  permission java.lang.RuntimePermission "{name}";\n' for name in module.permissions
    )
    return f"grant {{\n{granted}}};\n"


def lay_out(release: Release, fetched: Path, folder: Path) -> None:
    """Lay out the jars that Maven copied (``fetched/NAME/jars``) as OpenSearch expects them."""
    shutil.move(fetched / "lib" / "jars", folder / "lib")
    shared = {jar.name for jar in (folder / "lib").iterdir()}
    for module in release.modules:
        jars = sorted((fetched / module.name / "jars").iterdir())
        home = folder / ("plugins" if module.artifact.kind == "zip" else "modules") / module.name
        home.mkdir(parents=True)
        if module.artifact.kind == "zip":
            for archive in jars:
                zipfile.ZipFile(archive).extractall(home)
            continue
        for jar in jars:
            if jar.name not in shared:
                shutil.move(jar, home / jar.name)
        text = descriptor(module, release)
        (home / "plugin-descriptor.properties").write_text(text, "utf-8")
        if module.permissions:
            (home / "plugin-security.policy").write_text(policy(module), "utf-8")
    (folder / "plugins").mkdir(exist_ok=True)


def fetch(release: Release, cache: Path | None = None) -> Path:
    """Return the folder with the jars of a release, fetched if they are not there yet.

    Raises `NotHere` if they cannot be fetched.
    """
    cache = cache_folder() if cache is None else cache
    folder = cache / release.folder
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if not maven:
        raise NotHere(
            f"the jars of OpenSearch {release.version} take Maven (mvn), which is missing"
        )
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache):
        if not folder.is_dir():
            _fetch(release, maven, folder)
    return folder


def _fetch(release: Release, maven: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        fetched, laid_out = Path(name, "fetched"), Path(name, "laid-out")
        fetched.mkdir()
        laid_out.mkdir(mode=0o755)
        write_projects(release, fetched)
        _run_maven(maven, fetched, release.version)
        lay_out(release, fetched, laid_out)
        laid_out.rename(folder)


def _run_maven(maven: str, projects: Path, version: str) -> None:
    goal = "dependency:copy-dependencies"
    where = "-DoutputDirectory=${project.basedir}/jars"
    try:
        done = subprocess.run(
            [maven, "--quiet", "--batch-mode", goal, where, "-DincludeScope=runtime"],
            cwd=projects,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCHING_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotHere(
            f"Maven did not fetch OpenSearch {version} in {FETCHING_SECONDS:.0f} seconds"
        ) from None
    if done.returncode:
        errors = [line for line in done.stdout.splitlines() if "ERROR" in line]
        raise NotHere(f"Maven cannot fetch OpenSearch {version}: {(errors or ['no reason'])[0]}")


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Hold the lock of the cache, which nobody else fetches under."""
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
