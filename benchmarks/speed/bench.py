"""What every part of the speed run works with."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Figures
from benchmarks.peers.ksearch_itself import KsearchItself
from benchmarks.peers.protocol import Peer
from benchmarks.speed.corpora import Corpus

SLOW_SECONDS = 100.0
"""A peer that takes longer is measured in the first round only."""


@dataclass(slots=True)
class Bench:
    peers: Sequence[Peer]
    work: Path
    rounds: int
    kiwi_sample: int
    figures: Figures = field(default_factory=Figures)
    broken: list[str] = field(default_factory=list)
    """A sentence for each part that could not be measured to its end."""

    def index_of(self, corpus: Corpus, peer: Peer) -> Path:
        return self.work / "indexes" / f"{corpus.name}-{peer.name}"

    def peer(self, name: str) -> Peer | None:
        return next((peer for peer in self.peers if peer.name == name), None)

    @property
    def ksearch(self) -> KsearchItself | None:
        peer = self.peer("ksearch")
        return peer if isinstance(peer, KsearchItself) else None


def empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def say(what: str) -> None:
    """Shows the person who waits what goes on."""
    print(what, flush=True)
