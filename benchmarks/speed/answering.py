"""What a user waits for: the text of a query to ten titles and passages with their matches."""

import json
from collections import defaultdict
from pathlib import Path

from benchmarks.figures import percentile
from benchmarks.peers.protocol import Peer, worker_command
from benchmarks.processes import run
from benchmarks.speed.bench import Bench, empty, say
from benchmarks.speed.corpora import Corpus, few
from benchmarks.speed.names import Name

_LIMIT = 10
_WARM_FROM = 3
"""The first round is a figure of its own; the second and third warm the peer up further."""
_ROUNDS = 5
_QUESTIONS = 300


def whole_answers(bench: Bench, corpus: Corpus) -> None:
    """Measures every peer that highlights, in turns, each round of turns in new processes."""
    peers = [peer for peer in bench.peers if peer.can_highlight]
    first: defaultdict[str, list[list[float]]] = defaultdict(list)
    warm: defaultdict[str, list[list[float]]] = defaultdict(list)
    memory: defaultdict[str, list[float]] = defaultdict(list)
    asked = few(corpus.questions, _QUESTIONS)
    indexes = {peer.name: _index(bench, corpus, peer) for peer in peers}
    for _ in range(bench.rounds):
        for peer in peers:
            arguments = {"questions": str(asked), "limit": _LIMIT, "rounds": _ROUNDS}
            command = worker_command(peer, "time_answers", indexes[peer.name], **arguments)
            ran = run(command)
            rounds: list[list[float]] = json.loads(ran.output)
            first[peer.name].append(rounds[0])
            warm[peer.name] += rounds[_WARM_FROM:]
            memory[peer.name].append(ran.resident_bytes / 1e6)
    for peer in peers:
        _add(bench, peer, Name.ANSWER_P50, Name.ANSWER_P99, warm[peer.name])
        _add(bench, peer, Name.ANSWER_FIRST_P50, Name.ANSWER_FIRST_P99, first[peer.name])
        bench.figures.add(Name.ANSWER_MEMORY, peer.label, "MB", memory[peer.name])


def _index(bench: Bench, corpus: Corpus, peer: Peer) -> Path:
    """The peer's index; where it highlights from another than it ranks by, that is built first."""
    index = bench.index_of(corpus, peer)
    highlighting = index.with_name(f"{index.name}-highlighting")
    command = peer.highlighting_command(corpus.sources, highlighting)
    if command is None:
        return index
    empty(highlighting)
    run(command)
    return highlighting


def _add(bench: Bench, peer: Peer, p50: str, p99: str, times: list[list[float]]) -> None:
    for name, percent in ((p50, 50), (p99, 99)):
        values = [percentile(one_round, percent) for one_round in times]
        bench.figures.add(name, peer.label, "ms", values)
        say(f"{peer.label}: {name}: {min(values):.2f} ms")
