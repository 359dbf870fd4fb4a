"""Tantivy over contextual Kiwi's content morphemes, joined by spaces and split at them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.datasets import Document, Question, read_documents
from benchmarks.kiwi_terms import KiwiTerms
from benchmarks.peers.protocol import Found, InProcessPeer, Match, Session, worker_command

TITLE_BOOST = 2.0
_HEAP_BYTES = 256_000_000


class TantivyKiwi(InProcessPeer):
    name = "tantivy"
    label = "tantivy + contextual Kiwi"
    packages = ("tantivy", "kiwipiepy")
    uses_kiwi = True
    can_highlight = True

    def build(self, sources: Sequence[Path], index: Path, stored: bool = False) -> None:
        """Build an index; with `stored`, of its terms as well, as snippets are cut from these."""
        import tantivy

        with KiwiTerms(self.workplace.cache) as terms:
            self._write(tantivy.Index(_schema(stored), str(index)), sources, terms)

    def highlighting_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        paths = [str(source) for source in sources]
        return worker_command(self, "build", index, sources=paths, stored=True)

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
        return self._resolved(self._terms.one(question.text).split(), question, match)

    def _resolved(self, terms: list[str], question: Question, match: Match) -> Any:
        import tantivy

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

    def answer(self, text: str, limit: int) -> tuple[int, list[tuple[str, str]]]:
        from tantivy import SnippetGenerator

        terms = self._terms.fresh(text).split()
        query = self._resolved(terms, Question("", text, None), Match.ANY)
        evaluated = self.evaluate(query, limit)
        cutters = [
            SnippetGenerator.create(self._searcher, query, self._schema, field)
            for field in ("title", "body")
        ]
        documents = [self._searcher.doc(address) for _, address in evaluated.hits]
        hits = [
            tuple(cutter.snippet_from_doc(document).to_html() for cutter in cutters)
            for document in documents
        ]
        return evaluated.count, hits

    def found(self, question: Question, evaluated: Any) -> Found:
        hits = tuple(
            (self._searcher.doc(address)["id"][0], score) for score, address in evaluated.hits
        )
        return Found(question.id, evaluated.count, hits)


def _schema(stored: bool) -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("title", "body"):
        builder.add_text_field(field, stored=stored, tokenizer_name="whitespace")
    builder.add_bytes_field("original", stored=True)
    return builder.build()


def _original(document: Document) -> bytes:
    return f"{document.title}\n{document.body}".encode()
