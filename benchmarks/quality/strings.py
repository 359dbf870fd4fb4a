"""Whether what occurs in an article finds it, whatever cutting and spacing does to it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.datasets import Collection, Document, Question, read_documents
from benchmarks.peers.protocol import Found, Match, Peer
from benchmarks.quality.samples import Kind, draw, eojeols
from benchmarks.quality.shelf import Shelf

EXACT_RUN = "two neighbouring eojeols: rank 1 holds the exact run"


@dataclass(frozen=True, slots=True)
class Share:
    """Which part of the samples came out right."""

    name: str
    peer: str
    right: int
    samples: int
    failed: tuple[str, ...] = ()
    """A few queries that did not, to look into; they are printed, never written to a result."""

    @property
    def value(self) -> float:
        return self.right / self.samples if self.samples else 0.0


def string_shares(
    shelf: Shelf, peers: Sequence[Peer], collection: Collection, samples: int
) -> list[Share]:
    """The share of samples of each kind that find their article, every term being required."""
    documents = list(read_documents(collection.source))
    able = [peer for peer in peers if peer.can_require_all]
    shares: list[Share] = []
    for kind in Kind:
        questions = draw(documents, kind, samples)
        for peer in able:
            found = shelf.finds(peer, collection, questions)
            shares.append(_share(kind, peer, questions, found))
    pairs = draw(documents, Kind.PAIR, samples)
    texts = {document.id: _plain(f"{document.title}\n{document.body}") for document in documents}
    for peer in able:
        match = Match.DEFAULT if peer.name == "ksearch" else Match.ALL
        answers = shelf.answers(peer, collection, [_anywhere(pair) for pair in pairs], match, 1)
        held = _first_holds_run(pairs, answers, texts)
        shares.append(_share(EXACT_RUN, peer, pairs, held))
    return shares


def _share(name: str, peer: Peer, questions: Sequence[Question], right: Sequence[bool]) -> Share:
    failed = [q.text for q, well in zip(questions, right, strict=True) if not well]
    return Share(name, peer.label, sum(right), len(questions), tuple(failed[:20]))


def _anywhere(question: Question) -> Question:
    return Question(question.id, question.text)


def _first_holds_run(
    pairs: Sequence[Question], answers: Sequence[Found], texts: Mapping[str, str]
) -> list[bool]:
    return [
        bool(found.hits) and _plain(pair.text) in texts[found.hits[0][0]]
        for pair, found in zip(pairs, answers, strict=True)
    ]


def _plain(text: str) -> str:
    """Composed, in one case, every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def vocabulary(documents: Sequence[Document]) -> frozenset[str]:
    """Every eojeol of a collection."""
    return frozenset(eojeol.text for document in documents for eojeol in eojeols(document.body))
