"""The engines that are measured, found by name."""

from importlib import import_module

from benchmarks.peers.protocol import Peer, Workplace

_MODULES = {
    "ksearch": "ksearch_itself:KsearchItself",
    "lucene_nori": "lucene_nori:LuceneNori",
    "tantivy": "tantivy_kiwi:TantivyKiwi",
    "bm25s": "bm25s_kiwi:Bm25sKiwi",
    "bigrams": "bm25s_bigrams:Bm25sBigrams",
    "sqlite_fts5": "sqlite_fts5:SqliteFts5",
    "whoosh_kiwi": "whoosh_kiwi:WhooshKiwi",
}

PEER_NAMES = tuple(_MODULES)


def make_peer(name: str, workplace: Workplace) -> Peer:
    """The peer of that name; its libraries are imported only now."""
    module, _, attribute = _MODULES[name].partition(":")
    peer: Peer = getattr(import_module(f"benchmarks.peers.{module}"), attribute)(workplace)
    return peer
