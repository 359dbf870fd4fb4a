"""Sessions as people type them: what each command prints, one after another.

A session is a file of command lines, each with its output; what is not ours is the shell's.
`KSEARCH_WRITE_SESSIONS=1` writes the outputs anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

SESSIONS = sorted((Path(__file__).parent.parent / "cases" / "sessions").glob("*.txt"))
#: What differs from run to run, or from one format of the index to the next.
_SECONDS = re.compile(r"; [\d.]+ m?s$", re.MULTILINE)
_SIZE = re.compile(r"\d+ files, [\d.]+ kB")


def played(commands: list[str], run: Any, top: Path) -> str:
    """Run the commands in a folder; return the session with their outputs."""
    session = []
    for command in commands:
        words = shlex.split(command)
        if words[0] == "ksearch":
            outcome = run(*words[1:])
            output = outcome.out + outcome.err
            if outcome.status:
                output += f"[exit status {outcome.status}]\n"
        elif words[0] == "cd":
            os.chdir(words[1])
            output = ""
        else:
            output = subprocess.run(
                command, shell=True, check=True, capture_output=True, encoding="utf-8"
            ).stdout
        output = _SECONDS.sub("; … s", output.replace(str(top), "/home/me"))
        output = _SIZE.sub("… files, … kB", output)
        session.append(f"$ {command}\n{output}")
    return "".join(session)


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_prints_what_it_printed(
    path: Path, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_kiwi: None
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = path.read_text("utf-8")
    commands = [line[2:] for line in expected.splitlines() if line.startswith("$ ")]
    session = played(commands, run, tmp_path)
    if os.environ.get("KSEARCH_WRITE_SESSIONS"):
        path.write_text(session, "utf-8")
    assert session == expected
