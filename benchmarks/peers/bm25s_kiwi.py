"""bm25s over contextual Kiwi's content morphemes; a title's terms count twice."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.datasets import Question, read_documents
from benchmarks.kiwi_terms import KiwiTerms, Terms
from benchmarks.peers.protocol import Found, InProcessPeer, Match, Session

_TITLE_COUNT = 2


class Bm25sKiwi(InProcessPeer):
    name = "bm25s"
    label = "bm25s + contextual Kiwi"
    packages = ("bm25s", "kiwipiepy")
    uses_kiwi = True
    can_require_all = False
    can_add = False

    def terms(self) -> AbstractContextManager[Terms]:
        """What makes terms of texts."""
        return KiwiTerms(self.workplace.cache)

    def build(self, sources: Sequence[Path], index: Path) -> None:
        import bm25s

        ids: list[str] = []
        articles: list[list[str]] = []
        with self.terms() as terms:
            for document, title, body in terms.of_documents(read_documents(*sources)):
                ids.append(document.id)
                articles.append(title.split() * _TITLE_COUNT + body.split())
        ranking = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        ranking.index(articles, show_progress=False)
        ranking.save(str(index))
        (index / "ids.json").write_text(json.dumps(ids), encoding="utf-8")

    @contextmanager
    def open(self, index: Path) -> Iterator[Session]:
        import bm25s

        ids = json.loads((index / "ids.json").read_text(encoding="utf-8"))
        with self.terms() as terms:
            yield _Session(bm25s.BM25.load(str(index), show_progress=False), ids, terms)


class _Session(Session):
    def __init__(self, ranking: Any, ids: list[str], terms: Terms) -> None:
        self._ranking = ranking
        self._ids = ids
        self._terms = terms

    def resolve(self, question: Question, match: Match) -> list[str]:
        assert match is not Match.ALL
        return self._terms.one(question.text).split()

    def evaluate(self, resolved: list[str], limit: int) -> Any:
        import numpy as np

        if not resolved:
            return 0, []
        scores = self._ranking.get_scores(resolved)
        total = int(np.count_nonzero(scores))
        kept = min(limit, total)
        best = np.argpartition(-scores, max(kept - 1, 0))[:kept]
        best = best[np.argsort(-scores[best], kind="stable")]
        return total, [(int(number), float(scores[number])) for number in best]

    def found(self, question: Question, evaluated: Any) -> Found:
        total, best = evaluated
        return Found(
            question.id, total, tuple((self._ids[number], score) for number, score in best)
        )
