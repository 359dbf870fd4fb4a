"""One step of one peer in a process of its own: `python -m benchmarks.worker JOB`, JOB in JSON."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.datasets import read_questions
from benchmarks.peers import make_peer
from benchmarks.peers.ksearch_itself import KsearchItself
from benchmarks.peers.protocol import InProcessPeer, Peer, Workplace, worker_command
from benchmarks.processes import run


def time_questions(
    peer: Peer, step: str, index: Path, questions: Path, limit: int, warm: int, rounds: int
) -> list[list[float]]:
    """Milliseconds per question and round, measured in a process of its own."""
    arguments = {"questions": str(questions), "limit": limit, "warm": warm, "rounds": rounds}
    measured: list[list[float]] = json.loads(
        run(worker_command(peer, step, index, **arguments)).output
    )
    return measured


def _build(peer: Peer, index: Path, sources: Sequence[str], **how: Any) -> None:
    assert isinstance(peer, InProcessPeer)
    index.mkdir(parents=True, exist_ok=True)
    peer.build([Path(source) for source in sources], index, **how)


def _add(peer: Peer, index: Path, sources: Sequence[str]) -> None:
    assert isinstance(peer, InProcessPeer)
    peer.add([Path(source) for source in sources], index)


def _time_resolved(peer: Peer, index: Path, questions: str, **how: Any) -> list[list[float]]:
    return peer.time_resolved(index, read_questions(Path(questions)), **how)


def _time_text(peer: Peer, index: Path, questions: str, **how: Any) -> list[list[float]]:
    assert isinstance(peer, KsearchItself)
    return peer.time_text(index, read_questions(Path(questions)), snippets=False, **how)


def _time_snippets(peer: Peer, index: Path, questions: str, **how: Any) -> list[list[float]]:
    assert isinstance(peer, KsearchItself)
    return peer.time_text(index, read_questions(Path(questions)), snippets=True, **how)


def _time_answers(peer: Peer, index: Path, questions: str, **how: Any) -> list[list[float]]:
    return peer.time_answers(index, read_questions(Path(questions)), **how)


_STEPS: dict[str, Callable[..., Any]] = {
    "build": _build,
    "add": _add,
    "time_resolved": _time_resolved,
    "time_answers": _time_answers,
    "time_text": _time_text,
    "time_snippets": _time_snippets,
}


def main(job_text: str) -> None:
    job = json.loads(job_text)
    peer = make_peer(job["peer"], Workplace(Path(job["cache"]), job["threads"]))
    done = _STEPS[job["step"]](peer, Path(job["index"]), **job["arguments"])
    print(json.dumps(done))


if __name__ == "__main__":
    main(sys.argv[1])
