"""The jars of a release are fetched as Maven is asked for them, and laid out for OpenSearch."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("fcntl", reason="clusters for tests are run on POSIX systems only")

from opensearch_cluster.errors import NotHere
from opensearch_cluster.jars import cache_folder, fetch, lay_out, write_projects
from opensearch_cluster.java import Versions
from opensearch_cluster.releases import RELEASES, Artifact, Module, Release

SMALL = Release(
    name="small",
    version="1.2.3",
    java=Versions(21),
    lib=(Artifact("g", "core", "1.2.3"),),
    modules=(
        Module("script", Artifact("g", "script", "1.2.3"), "g.Script", "", ("mayLoad",)),
        Module("words", Artifact("g", "words", "1.2.3"), "g.Words", "script"),
        Module("guard", Artifact("g", "guard", "1.2.3.0", "zip")),
    ),
    flags=(),
)


def test_the_cache_is_where_the_environment_says_and_out_of_the_home_of_root(
    tmp_path: Path,
) -> None:
    given = {"XDG_CACHE_HOME": str(tmp_path)}
    assert cache_folder(given, root=True) == cache_folder(given, root=False)
    assert cache_folder(given, root=False) == tmp_path / "ksearch-cluster"
    assert cache_folder({}, root=False) == Path.home() / ".cache" / "ksearch-cluster"
    assert cache_folder({"XDG_CACHE_HOME": "here"}, root=True).parts[:2] == ("/", "var")


def test_each_part_of_a_release_is_a_project_of_its_own(tmp_path: Path) -> None:
    write_projects(SMALL, tmp_path)
    space = "{http://maven.apache.org/POM/4.0.0}"
    above = ElementTree.parse(tmp_path / "pom.xml")
    names = [module.text for module in above.iter(f"{space}module")]
    assert names == ["lib", "script", "words", "guard"]
    guard = ElementTree.parse(tmp_path / "guard" / "pom.xml")
    [dependency] = guard.iter(f"{space}dependency")
    assert [each.text for each in dependency] == ["g", "guard", "1.2.3.0", "zip"]


def copied(folder: Path, part: str, *jars: str) -> None:
    (folder / part / "jars").mkdir(parents=True)
    for jar in jars:
        (folder / part / "jars" / jar).write_text(f"{part}: {jar}")


def test_jars_are_laid_out_for_their_class_loaders(tmp_path: Path) -> None:
    fetched, folder = tmp_path / "fetched", tmp_path / "folder"
    folder.mkdir()
    copied(fetched, "lib", "core.jar", "shared.jar")
    copied(fetched, "script", "script.jar", "shared.jar", "own.jar")
    copied(fetched, "words", "words.jar")
    copied(fetched, "guard")
    with zipfile.ZipFile(fetched / "guard" / "jars" / "guard.zip", "w") as archive:
        archive.writestr("plugin-descriptor.properties", "name=guard\n")
    lay_out(SMALL, fetched, folder)
    laid_out = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert laid_out == {
        *("lib/core.jar", "lib/shared.jar"),
        *("modules/script/own.jar", "modules/script/script.jar"),
        *("modules/script/plugin-descriptor.properties", "modules/script/plugin-security.policy"),
        *("modules/words/words.jar", "modules/words/plugin-descriptor.properties"),
        "plugins/guard/plugin-descriptor.properties",
    }
    described = (folder / "modules/words/plugin-descriptor.properties").read_text()
    assert "classname=g.Words\nextended.plugins=script\n" in described
    policy = (folder / "modules/script/plugin-security.policy").read_text()
    assert 'permission java.lang.RuntimePermission "mayLoad";' in policy
    assert "opensearch.version=1.2.3\njava.version=21\n" in described


def maven(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a command in Maven's place."""
    (folder / "mvn").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "mvn").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


COPY = """
echo "$PWD" >> "$COUNT"
for part in lib script words guard; do mkdir $part/jars; echo > $part/jars/$part.jar; done
cd guard/jars && rm guard.jar && python3 -c 'import zipfile; zipfile.ZipFile("g.zip", "w").close()'
"""


def test_jars_are_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNT", str(tmp_path / "count"))
    maven(tmp_path, COPY, monkeypatch)
    first, second = fetch(SMALL, tmp_path / "cache"), fetch(SMALL, tmp_path / "cache")
    assert first == second
    assert (first / "lib" / "lib.jar").exists()
    assert len((tmp_path / "count").read_text().splitlines()) == 1


def test_what_cannot_be_fetched_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maven(tmp_path, "mkdir lib/jars; echo '[ERROR] the line is cut'; exit 1", monkeypatch)
    with pytest.raises(NotHere, match=r"cannot fetch OpenSearch 1\.2\.3: .*the line is cut"):
        fetch(SMALL, tmp_path / "cache")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["lock"]
    monkeypatch.setenv("PATH", str(tmp_path / "cache"))
    with pytest.raises(NotHere, match="take Maven"):
        fetch(SMALL, tmp_path / "cache")


@pytest.mark.parametrize("release", RELEASES.values(), ids=lambda release: release.name)
def test_a_release_is_of_one_version(release: Release) -> None:
    ours = [each for each in release.lib if each.group == "org.opensearch"]
    assert {each.version for each in ours} == {release.version}
    assert all(each.artifact.version.startswith(release.version) for each in release.modules)
    names = {each.name for each in release.modules}
    assert all(each.extends in {"", *names} for each in release.modules)
