"""docs/ksearch.1 is the manual page, made of the table of options."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from ksearch.cli.app import all_commands
from ksearch.cli.manual import manual

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "ksearch.1"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == manual(), "run: python -m ksearch.cli.manual > docs/ksearch.1"


def test_every_command_and_option_is_on_it() -> None:
    plain = manual().replace("\\-", "-")
    for command in all_commands():
        assert f".SS ksearch {command.name}" in plain
        for option in command.options:
            for flag in option.flags:
                assert f"\\fB{flag}\\fR" in plain
            if option.variable:
                assert f".B {option.variable}" in plain


def test_the_wheel_installs_it() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    installed = build["targets"]["wheel"]["shared-data"]
    assert installed == {PAGE.relative_to(ROOT).as_posix(): "share/man/man1/ksearch.1"}


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff")
def test_roff_understands_it() -> None:
    command = ["groff", "-man", "-ww", "-z", "-K", "utf8", "-T", "utf8", str(PAGE)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert [line for line in done.stderr.splitlines() if "can't break line" not in line] == []
