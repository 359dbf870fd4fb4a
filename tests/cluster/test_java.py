"""A JDK is found wherever it usually is, and only one that the release runs on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from opensearch_cluster.errors import NotHere
from opensearch_cluster.java import Versions, candidates, find_java, version_in

Install = Callable[[str, str], Path]


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Lay out a JDK that only says which version it is."""

    def lay_out(name: str, version: str) -> Path:
        command = tmp_path / name / "bin" / "java"
        command.parent.mkdir(parents=True)
        command.write_text("#!/bin/sh\nexit 1\n")
        command.chmod(0o755)
        (tmp_path / name / "release").write_text(f'IMPLEMENTOR="?"\nJAVA_VERSION="{version}"\n')
        return command

    return lay_out


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('JAVA_VERSION="25.0.1"', 25),
        ('JAVA_VERSION="1.8.0_392"', 8),
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "26-ea" 2026-03-17', 26),
        ("no Java here", None),
    ],
)
def test_versions_are_read(text: str, version: int | None) -> None:
    assert version_in(text) == version


def test_java_home_comes_first_then_the_command_then_the_usual_folders(install: Install) -> None:
    home, command, usual = (install(name, "21") for name in ("home", "path", "usual"))
    environment = {"JAVA_HOME": str(home.parent.parent), "PATH": str(command.parent)}
    homes = [str(usual.parent.parent)]
    assert list(candidates(environment, homes)) == [home, command, usual]


def test_a_java_that_is_too_old_is_passed_over(install: Install, tmp_path: Path) -> None:
    old = install("old", "17.0.15")
    new = install("jvm/jdk-21", "21.0.2")
    environment = {"JAVA_HOME": str(old.parent.parent)}
    found = find_java(Versions(21), environment, [str(tmp_path / "jvm" / "*")])
    assert found == (new, 21)
    assert find_java(Versions(17, below=21), environment, [str(tmp_path / "jvm" / "*")])[0] == old


def test_a_java_without_a_release_file_is_asked(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "java"
    command.parent.mkdir()
    command.write_text("#!/bin/sh\necho 'openjdk version \"21.0.4\" 2024-07-16' >&2\n")
    command.chmod(0o755)
    assert find_java(Versions(21), {"PATH": str(command.parent)}, []) == (command, 21)


def test_without_a_java_the_reason_names_what_was_found(install: Install) -> None:
    install("old", "11.0.1")
    environment = {"JAVA_HOME": str(install("older", "8").parent.parent)}
    with pytest.raises(NotHere, match=r"no Java 21 or newer was found .*; found: 8$"):
        find_java(Versions(21), environment, [])
    with pytest.raises(NotHere, match=r"no Java 17 or newer \(but older than 24\) was found"):
        find_java(Versions(17, below=24), {}, [])
