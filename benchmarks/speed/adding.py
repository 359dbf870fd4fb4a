"""Ten articles added to an index, the whole process."""

import shutil
from pathlib import Path

from benchmarks.peers.protocol import Peer
from benchmarks.processes import run
from benchmarks.speed.bench import Bench, say
from benchmarks.speed.corpora import Corpus


def additions(
    bench: Bench, corpus: Corpus, peers: list[Peer], known_name: str, new_name: str
) -> None:
    """Adds to a fresh copy of each peer's index, in turns."""
    for name, added in ((known_name, corpus.added_known), (new_name, corpus.added_new)):
        seconds: dict[str, list[float]] = {peer.label: [] for peer in peers}
        for _ in range(bench.rounds):
            for peer in peers:
                index = bench.index_of(corpus, peer)
                seconds[peer.label].append(_add(peer, corpus, added, index))
        for label, values in seconds.items():
            say(f"{label}: {name}: {min(values):.2f} s")
            bench.figures.add(name, label, "s", values)


def _add(peer: Peer, corpus: Corpus, added: Path, index: Path) -> float:
    copy = index.with_name(index.name + "-added")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(index, copy)
    put = corpus.folder / added.name
    sources = [added]
    if peer.name == "ksearch":
        shutil.copy(added, put)
        sources = [corpus.folder]
    try:
        return run(peer.add_command(sources, copy)).seconds
    finally:
        put.unlink(missing_ok=True)
        shutil.rmtree(copy)
