"""Queries answered inside an opened index."""

from collections import defaultdict
from pathlib import Path

from benchmarks.datasets import read_questions
from benchmarks.figures import percentile
from benchmarks.peers.protocol import Peer
from benchmarks.speed.bench import Bench, say
from benchmarks.speed.corpora import Corpus, few
from benchmarks.worker import time_questions

_LIMIT = 10
_WARM = 2
_ROUNDS = 3
_FEW = 50
_SLOW_PEERS = frozenset({"whoosh_kiwi"})


def resolved(bench: Bench, corpus: Corpus, p50: str, p99: str | None = None) -> None:
    """Terms ready-made, all optional: the engines' own search calls, in turns."""
    times: defaultdict[str, list[list[float]]] = defaultdict(list)
    for number in range(bench.rounds):
        for peer in bench.peers:
            slow = peer.name in _SLOW_PEERS
            if slow and number > 0:
                continue
            asked = few(corpus.questions, _FEW) if slow else corpus.questions
            warm, rounds = (0, 1) if slow else (_WARM, _ROUNDS)
            index = bench.index_of(corpus, peer)
            times[peer.name] += time_questions(
                peer, "time_resolved", index, asked, _LIMIT, warm, rounds
            )
    for peer in bench.peers:
        note = f"the first {_FEW} queries only" if peer.name in _SLOW_PEERS else ""
        note = note or _refusals(corpus.questions, times[peer.name])
        _add(bench, peer, times[peer.name], p50, p99, note)


def whole_searches(bench: Bench, corpus: Corpus, step: str, p50: str, p99: str) -> None:
    """`index.search(text)` of ksearch, from the text to the hits (`step` says what is read)."""
    peer = bench.ksearch
    if peer is None:
        return
    times: list[list[float]] = []
    for _ in range(bench.rounds):
        index = bench.index_of(corpus, peer)
        times += time_questions(peer, step, index, corpus.questions, _LIMIT, _WARM, _ROUNDS)
    note = _refusals(corpus.questions, times)
    _add(bench, peer, times, p50, p99, note)


def _add(
    bench: Bench, peer: Peer, times: list[list[float]], p50: str, p99: str | None, note: str = ""
) -> None:
    for name, percent in ((p50, 50), (p99, 99)):
        if name is not None:
            values = [percentile(one_round, percent) for one_round in times]
            bench.figures.add(name, peer.label, "ms", values, note)
            say(f"{peer.label}: {name}: {min(values):.3f} ms")


def _refusals(questions: Path, times: list[list[float]]) -> str:
    """Says how many of the questions were not timed, because the peer refused them."""
    refused = len(read_questions(questions)) - len(times[0])
    return f"{refused} queries refused" if refused else ""
