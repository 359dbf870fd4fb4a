"""Tantivy over contextual Kiwi's content morphemes, joined by spaces and split at them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.datasets import Document, Question, read_documents
from benchmarks.kiwi_terms import KiwiTerms
from benchmarks.peers.protocol import Found, InProcessPeer, Match, Session

TITLE_BOOST = 2.0
_HEAP_BYTES = 256_000_000


class TantivyKiwi(InProcessPeer):
    name = "tantivy"
    label = "tantivy + contextual Kiwi"
    packages = ("tantivy", "kiwipiepy")
    uses_kiwi = True

    def build(self, sources: Sequence[Path], index: Path) -> None:
        import tantivy

        with KiwiTerms(self.workplace.cache) as terms:
            self._write(tantivy.Index(_schema(), str(index)), sources, terms)

    def add(self, sources: Sequence[Path], index: Path) -> None:
        import tantivy

        with KiwiTerms(None) as terms:
            self._write(tantivy.Index.open(str(index)), sources, terms)

    def _write(self, index: Any, sources: Sequence[Path], terms: KiwiTerms) -> None:
        import tantivy

        writer = index.writer(_HEAP_BYTES, self.workplace.threads)
        for document, title, body in terms.of_documents(read_documents(*sources)):
            writer.add_document(
                tantivy.Document(
                    id=document.id, title=title, body=body, original=_original(document)
                )
            )
        writer.commit()
        writer.wait_merging_threads()

    @contextmanager
    def open(self, index: Path) -> Iterator[Session]:
        import tantivy

        with KiwiTerms(self.workplace.cache) as terms:
            yield _Session(tantivy.Index.open(str(index)), terms)


class _Session(Session):
    def __init__(self, index: Any, terms: KiwiTerms) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._terms = terms

    def resolve(self, question: Question, match: Match) -> Any:
        import tantivy

        terms = self._terms.one(question.text).split()
        if not terms:
            return tantivy.Query.empty_query()
        if match is not Match.ALL:
            query = self._any([clause for term in terms for clause in self._either_field(term)])
        else:
            query = self._all(self._any(self._either_field(term)) for term in terms)
        if question.only is not None:
            only = tantivy.Query.term_query(self._schema, "id", question.only)
            query = self._all([query, tantivy.Query.const_score_query(only, 0.0)])
        return query

    def _either_field(self, term: str) -> list[Any]:
        from tantivy import Query

        title = Query.term_query(self._schema, "title", term)
        return [
            Query.term_query(self._schema, "body", term),
            Query.boost_query(title, TITLE_BOOST),
        ]

    def _any(self, queries: Iterable[Any]) -> Any:
        from tantivy import Occur, Query

        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def _all(self, queries: Iterable[Any]) -> Any:
        from tantivy import Occur, Query

        return Query.boolean_query([(Occur.Must, query) for query in queries])

    def evaluate(self, resolved: Any, limit: int) -> Any:
        return self._searcher.search(resolved, limit, count=True)

    def found(self, question: Question, evaluated: Any) -> Found:
        hits = tuple(
            (self._searcher.doc(address)["id"][0], score) for score, address in evaluated.hits
        )
        return Found(question.id, evaluated.count, hits)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="whitespace")
    builder.add_text_field("body", tokenizer_name="whitespace")
    builder.add_bytes_field("original", stored=True)
    return builder.build()


def _original(document: Document) -> bytes:
    return f"{document.title}\n{document.body}".encode()
