"""`ksearch serve` as a process: it starts, answers, and ends at a signal."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from serving import free_port

from ksearch.cli import main


@pytest.mark.parametrize("workers", [1, 2])
def test_it_answers_until_a_signal_ends_it(built: Path, workers: int) -> None:
    port = free_port()
    command = [sys.executable, "-m", "ksearch", "serve", "--index", str(built)]
    with subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(workers)],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stderr is not None
        address = f"http://127.0.0.1:{port}/"
        answer = b""
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"{address}healthz") as got:
                    answer = got.read()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.1)
        assert answer == b'{"status": "ok"}'
        server.send_signal(signal.SIGINT)
        said = server.stderr.read()
    assert f"serving {built} at {address}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "needs a token"),
        (["--writable"], "needs a token"),
        (["--port", "70000"], "65535"),
        (["--timeout", "0"], "more than 0"),
        (["--token-file", "없는 파일"], "cannot be read"),
    ],
)
def test_what_cannot_be_served_is_refused_in_one_sentence(
    built: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    words: str,
) -> None:
    monkeypatch.delenv("KSEARCH_TOKEN", raising=False)
    assert main(["serve", "--index", str(built), *options]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words in said


def test_a_token_must_be_hard_to_guess(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KSEARCH_TOKEN", "1234")
    assert main(["serve", "--index", str(built)]) == 2
    assert "16 printable ASCII characters" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--index", str(built), "--port", str(port)]) == 2
    assert f"port {port} of “127.0.0.1” cannot be listened on" in capsys.readouterr().err


def test_without_the_extra_its_name_is_said(
    built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve", "--index", str(built), "--port", str(free_port())]) == 2
    assert "pip install 'ksearch-ko[web]'" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "ksearch.server.tools", raising=False)
    assert main(["mcp", "--index", str(built)]) == 2
    assert "pip install 'ksearch-ko[mcp]'" in capsys.readouterr().err


def test_an_index_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--index", str(tmp_path / "없음")]) == 2
    assert "there is no index" in capsys.readouterr().err
