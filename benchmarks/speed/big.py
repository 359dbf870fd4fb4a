"""Statutes and film reviews: many documents, many words that occur once."""

from dataclasses import replace

from benchmarks.speed.adding import additions
from benchmarks.speed.bench import Bench, bytes_in, say
from benchmarks.speed.building import build
from benchmarks.speed.corpora import Corpus
from benchmarks.speed.names import Name
from benchmarks.speed.querying import resolved, whole_searches

_PEERS = ("ksearch", "lucene_nori")


def big_set(bench: Bench, corpus: Corpus) -> None:
    """ksearch, and Lucene beside it; the peers on Kiwi would need hours of analysis."""
    peers = [peer for peer in bench.peers if peer.name in _PEERS]
    bench = replace(bench, peers=peers, figures=bench.figures)
    figures = bench.figures
    for peer in peers:
        index = bench.index_of(corpus, peer)
        built = build(peer, corpus, index)
        say(f"{peer.label}: {corpus.name} built in {built.seconds:.1f} s")
        figures.add(Name.BIG_BUILD, peer.label, "s", [built.seconds])
        figures.add(Name.BIG_MEMORY, peer.label, "MB", [built.tree_bytes / 1e6])
        per_megabyte = built.seconds / corpus.text_bytes * 1e6
        figures.add(Name.BIG_PER_MEGABYTE, peer.label, "s/MB", [per_megabyte])
        figures.add(Name.BIG_SIZE, peer.label, "", [bytes_in(index) / corpus.text_bytes])
    resolved(bench, corpus, Name.BIG_RESOLVED_P50)
    whole_searches(bench, corpus, "time_text", Name.BIG_TEXT_P50, Name.BIG_TEXT_P99)
    own = [peer for peer in peers if peer.name == "ksearch"]
    additions(bench, corpus, own, Name.BIG_ADD_KNOWN, Name.BIG_ADD_NEW)
