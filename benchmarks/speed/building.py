"""Building an index of a whole set, from files on disk to the end of the process."""

from collections import defaultdict
from pathlib import Path

from benchmarks.peers.protocol import Peer
from benchmarks.processes import Ran, run
from benchmarks.speed.bench import SLOW_SECONDS, Bench, bytes_in, empty, say
from benchmarks.speed.corpora import Corpus
from benchmarks.speed.names import Name

_MEGABYTE = 1e6


def first_builds(bench: Bench, corpus: Corpus) -> None:
    """Every peer builds from nothing, in turns; then sizes are taken."""
    runs: defaultdict[str, list[Ran]] = defaultdict(list)
    for number in range(bench.rounds):
        for peer in bench.peers:
            if number == 0 or runs[peer.name][0].seconds < SLOW_SECONDS:
                runs[peer.name].append(build(peer, corpus, bench.index_of(corpus, peer)))
                say(f"{peer.label}: built in {runs[peer.name][-1].seconds:.1f} s")
    for peer in bench.peers:
        note = "Kiwi's terms ready-made, analysis not counted" if peer.uses_kiwi else ""
        seconds = [ran.seconds for ran in runs[peer.name]]
        memory = [ran.tree_bytes / _MEGABYTE for ran in runs[peer.name]]
        size = bytes_in(bench.index_of(corpus, peer)) / corpus.text_bytes
        bench.figures.add(Name.BUILD, peer.label, "s", seconds, note)
        bench.figures.add(Name.BUILD_MEMORY, peer.label, "MB", memory)
        if all(ran.proportional_bytes for ran in runs[peer.name]):
            shared = [ran.proportional_bytes / _MEGABYTE for ran in runs[peer.name]]
            bench.figures.add(Name.BUILD_MEMORY_ONCE, peer.label, "MB", shared)
        bench.figures.add(Name.SIZE, peer.label, "", [size], _SIZE_NOTES.get(peer.name, ""))


_SIZE_NOTES = {"bm25s": "keeps no originals"}


def build(peer: Peer, corpus: Corpus, index: Path) -> Ran:
    """One build into an emptied folder, its processes' memory watched."""
    sources = [corpus.folder] if peer.name == "ksearch" else corpus.sources
    return run(peer.build_command(sources, empty(index)), watch_memory=True)


def warm_rebuilds(bench: Bench, corpus: Corpus) -> None:
    """`ksearch rebuild` where an index, and so its lexicon, is in place."""
    peer = bench.ksearch
    if peer is None:
        return
    command = peer.command("rebuild", corpus.folder, index=bench.index_of(corpus, peer))
    seconds = [run(command).seconds for _ in range(bench.rounds)]
    say(f"{peer.label}: rebuilt in {min(seconds):.1f} s")
    bench.figures.add(Name.REBUILD, peer.label, "s", seconds)
