"""The command line as a process of its own: closed pipes, Ctrl-C, encodings, exit statuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import ksearch
from ksearch.cli.updating import run_update

MANY_HITS = """
import sys, types, ksearch
from ksearch.model.results import Hit, Results
from ksearch.cli import main
class Index:
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def search(self, query, **options):
        hits = tuple(Hit(n, f"{n}.txt", "배추 " * 20, "", 1.0) for n in range(1, 5001))
        return Results(query, query, 5000, 1.0, 0, None, hits)
ksearch.open = lambda path: Index()
sys.exit(main(sys.argv[1:]))
"""

SLEEPING = MANY_HITS.replace(
    "hits = tuple", "print('ready', flush=True); import time; time.sleep(60); hits = tuple"
)


# A shell starts what is in the background with interruptions ignored, and Python keeps to that.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n" + SLEEPING


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONUTF8": "1", **changes}


@pytest.mark.parametrize(
    "program",
    [
        ["-c", MANY_HITS, "search", "배추"],
        ["-c", MANY_HITS, "search", "배추", "-n3"],  # by way of typer
        ["-c", MANY_HITS, "search", "배추", "--format", "jsonl"],
    ],
)
def test_a_closed_pipe_is_silent(program: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, *program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
@pytest.mark.parametrize("arguments", [["search", "배추"], ["search", "배추", "-n3"]])
def test_an_interruption_shows_no_traceback(arguments: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert err == b""
    assert process.returncode == 130


def test_an_output_that_knows_no_hangul_gets_escapes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_HITS, "search", "배추", "--format", "jsonl"],
        capture_output=True,
        env=environment(PYTHONUTF8="0", PYTHONIOENCODING="ascii"),
        check=False,
    )
    assert done.returncode == 0
    assert b"\\ubc30\\ucd94" in done.stdout
    assert done.stderr == b""


def test_json_in_an_encoding_without_emoji_is_still_json() -> None:
    program = MANY_HITS.replace('"배추 " * 20', '"배추 😀 — 창고"')
    done = subprocess.run(
        [sys.executable, "-c", program, "search", "배추", "--format", "jsonl"],
        capture_output=True,
        env=environment(PYTHONUTF8="0", PYTHONIOENCODING="cp949"),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    first = json.loads(done.stdout.decode("cp949").partition("\n")[0])
    assert first["title"] == "배추 😀 — 창고"


@pytest.mark.posix("devices")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", MANY_HITS, "search", "배추"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"ksearch: No space left on device")
    assert done.stderr.count(b"\n") == 1


def test_without_an_output_nothing_goes_wrong() -> None:
    program = f"import os; os.close(1); import sys; sys.stdout = None\n{MANY_HITS}"
    done = subprocess.run(
        [sys.executable, "-c", program, "search", "배추"],
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_module_runs_like_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ksearch", "search"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == b"ksearch: missing argument 'QUERY'; see `ksearch search --help`\n"


def test_ctrl_c_during_an_update_says_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    def update(*arguments: object, **options: object) -> ksearch.UpdateReport:
        raise ksearch.UpdateInterrupted("stopped; 12 articles are kept", 12)

    with pytest.raises(KeyboardInterrupt):
        run_update(update, "색인", None, None, 64, 0.0)
    assert capsys.readouterr().err == "ksearch: stopped; 12 articles are kept\n"
