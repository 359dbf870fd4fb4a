"""The figures of a server over one index."""

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

import ksearch
from benchmarks.figures import Figures, percentile
from ksearch.render.json import results_data, to_json_line

_ROOT = Path(__file__).resolve().parent.parent.parent
_MILLI = 1000.0


#: A figure's name, peer, unit and note.
_Name = tuple[str, str, str, str]


def measure(
    index: Path, queries: Sequence[str], clients: int, seconds: float, rounds: int
) -> Figures:
    """Return the figures of some rounds, each over a server of its own."""
    values: dict[_Name, list[float]] = {}
    for _ in range(rounds):
        for name, value in _one_round(index, queries, clients, seconds):
            values.setdefault(name, []).append(value)
    figures = Figures()
    for (name, peer, unit, note), measured in values.items():
        figures.add(name, peer, unit, measured, note)
    return figures


def _one_round(
    index: Path, queries: Sequence[str], clients: int, seconds: float
) -> Iterator[tuple[_Name, float]]:
    note = f"{clients} clients, {seconds:g} s"
    with _server(index) as (port, process):
        _ask(port, queries, 1, 10.0)  # until everything is warm
        warm = _ask(port, queries, 1, 20.0)["seconds"]
        embedded = _embedded(index, queries)
        yield ("/api/search p50, one client", "serve", "ms", ""), _milliseconds(warm, 50)
        yield ("call and its JSON, p50", "embedded", "ms", ""), _milliseconds(embedded, 50)
        yield (
            ("what the wire adds to the p50", "serve", "ms", ""),
            _milliseconds(warm, 50) - _milliseconds(embedded, 50),
        )
        yield ("own memory before the load", "serve", "MB", ""), _own_memory(process)
        loaded = _ask(port, queries, clients, seconds)
        taken = loaded["seconds"]
        yield ("answers a second", "serve", "1/s", note), len(taken) / seconds
        yield ("p50 under load", "serve", "ms", note), _milliseconds(taken, 50)
        yield ("p99 under load", "serve", "ms", note), _milliseconds(taken, 99)
        kept = _ask(port, queries, clients, seconds / 3, fresh=False)["seconds"]
        yield ("p50 under load, answers kept", "serve", "ms", note), _milliseconds(kept, 50)
        yield ("p99 under load, answers kept", "serve", "ms", note), _milliseconds(kept, 99)
        yield ("errors under load", "serve", "", note), loaded["failed"] + len(loaded["broken"])
        yield ("own memory after the load", "serve", "MB", ""), _own_memory(process)
        yield from _page(port, queries)


def _milliseconds(seconds: Sequence[float], percent: int) -> float:
    return percentile(seconds, percent) * _MILLI


def _embedded(index: Path, queries: Sequence[str]) -> list[float]:
    taken = []
    with ksearch.open(index) as opened:
        for measured in (False, True):
            for query in queries:
                began = time.perf_counter()
                to_json_line(results_data(opened.search(query)))
                if measured:
                    taken.append(time.perf_counter() - began)
    return taken


def _ask(
    port: int, queries: Sequence[str], count: int, seconds: float, *, fresh: bool = True
) -> dict[str, Any]:
    wanted = {
        "port": port,
        "queries": list(queries),
        "count": count,
        "seconds": seconds,
        "fresh": fresh,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.serving.clients"],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
        cwd=_ROOT,
    )
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


@contextmanager
def _server(index: Path) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = subprocess.Popen(
        [sys.executable, "-m", "ksearch", "serve", "--index", str(index), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    try:
        _wait_for(port, started)
        yield port, psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(30)


def _wait_for(port: int, started: subprocess.Popen[bytes]) -> None:
    while started.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _own_memory(process: psutil.Process) -> float:
    """Return the megabytes of a process that are its own, mapped files left out."""
    held = process.memory_info()
    return (held.rss - held.shared) / 1e6


def _page(port: int, queries: Sequence[str]) -> Iterator[tuple[_Name, float]]:
    """Measure from a key to the list that answers it, in Chromium, and what the page weighs."""
    program = shutil.which("chromium")
    if program is None:
        return
    from playwright.sync_api import Response, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        sizes: list[int] = []

        def weigh(answer: Response) -> None:
            sizes.append(len(answer.body()))

        page.on("response", weigh)
        page.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
        page.remove_listener("response", weigh)
        yield ("page weight", "serve", "kB", f"{len(sizes)} files"), sum(sizes) / 1e3
        taken = [page.evaluate(_TO_PAINT, query[:_TYPED]) for query in queries[:_PAINTED]]
        browser.close()
    yield ("a key to the painted list, p50", "serve", "ms", ""), percentile(taken, 50)
    yield ("a key to the painted list, p95", "serve", "ms", ""), percentile(taken, 95)


#: Queries that are typed into the page, and characters of each.
_PAINTED, _TYPED = 60, 30
#: Types a query and returns the milliseconds until the list that answers it is on the screen.
_TO_PAINT = """query => new Promise(done => {
  const began = performance.now();
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  seen.observe(document.getElementById("status"), {childList: true, subtree: true});
  const field = document.getElementById("q");
  field.value = query;
  field.dispatchEvent(new InputEvent("input", {bubbles: true}));
  setTimeout(() => done(5000), 5000);
})"""
