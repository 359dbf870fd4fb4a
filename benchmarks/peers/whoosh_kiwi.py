"""Whoosh as it comes, over contextual Kiwi's content morphemes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.datasets import Question, read_documents
from benchmarks.kiwi_terms import KiwiTerms
from benchmarks.peers.protocol import Found, InProcessPeer, Match, Session

TITLE_BOOST = 2.0
_MEGABYTES = 256


class WhooshKiwi(InProcessPeer):
    name = "whoosh_kiwi"
    label = "stock Whoosh + contextual Kiwi"
    packages = ("whoosh3", "kiwipiepy")
    uses_kiwi = True

    def build(self, sources: Sequence[Path], index: Path) -> None:
        from whoosh import index as whoosh_index

        with KiwiTerms(self.workplace.cache) as terms:
            _write(whoosh_index.create_in(str(index), _schema()), sources, terms)

    def add(self, sources: Sequence[Path], index: Path) -> None:
        from whoosh import index as whoosh_index

        with KiwiTerms(None) as terms:
            _write(whoosh_index.open_dir(str(index)), sources, terms)

    @contextmanager
    def open(self, index: Path) -> Iterator[Session]:
        from whoosh import index as whoosh_index

        with (
            KiwiTerms(self.workplace.cache) as terms,
            whoosh_index.open_dir(str(index)).searcher() as searcher,
        ):
            yield _Session(searcher, terms)


class _Session(Session):
    def __init__(self, searcher: Any, terms: KiwiTerms) -> None:
        self._searcher = searcher
        self._terms = terms

    def resolve(self, question: Question, match: Match) -> Any:
        from whoosh.query.compound import And, Or
        from whoosh.query.terms import Term

        terms = self._terms.one(question.text).split()
        either = [[Term("body", term), Term("title", term)] for term in terms]
        if match is Match.ALL:
            required: list[Any] = [Or(fields) for fields in either]
            if question.only is not None:
                required.append(Term("id", question.only))
            return And(required) if either else Or([])
        return Or([term for fields in either for term in fields])

    def evaluate(self, resolved: Any, limit: int) -> Any:
        results = self._searcher.search(resolved, limit=limit)
        len(results)  # counts every match, which Whoosh otherwise leaves undone
        return results

    def found(self, question: Question, evaluated: Any) -> Found:
        hits = tuple((hit["id"], float(hit.score)) for hit in evaluated)
        return Found(question.id, len(evaluated), hits)


def _schema() -> Any:
    from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
    from whoosh.fields import ID, STORED, TEXT, Schema

    return Schema(
        id=ID(stored=True, unique=True),
        title=TEXT(analyzer=SpaceSeparatedTokenizer(), field_boost=TITLE_BOOST),
        body=TEXT(analyzer=SpaceSeparatedTokenizer()),
        original=STORED,
    )


def _write(index: Any, sources: Sequence[Path], terms: KiwiTerms) -> None:
    writer = index.writer(limitmb=_MEGABYTES)
    for document, title, body in terms.of_documents(read_documents(*sources)):
        original = f"{document.title}\n{document.body}"
        writer.add_document(id=document.id, title=title, body=body, original=original)
    writer.commit()
