"""SQLite FTS5 with its trigram tokenizer, over the text itself.

The index holds runs of three characters, so words of one or two cannot be asked for: they are
left out of the query, and a query of nothing else finds nothing.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.datasets import Question, read_documents
from benchmarks.peers.protocol import Found, InProcessPeer, Match, Session

_SHORTEST = 3
_BEST = (
    "select id, bm25(articles, 0.0, 2.0, 1.0) as score from articles "
    "where articles match ? order by score limit ?"
)
_HIGHLIGHTED = (
    "select highlight(articles, 1, '[', ']'), snippet(articles, 2, '[', ']', '…', 64) "
    "from articles where articles match ? and rank match 'bm25(0.0, 2.0, 1.0)' "
    "order by rank limit ?"
)
"""By `rank`, as only the rows that are returned are highlighted then."""
_COUNT = "select count(*) from articles where articles match ?"


class SqliteFts5(InProcessPeer):
    name = "sqlite_fts5"
    label = "SQLite FTS5 (trigram)"
    can_highlight = True

    def versions(self) -> dict[str, str]:
        return {"sqlite": sqlite3.sqlite_version}

    def build(self, sources: Sequence[Path], index: Path) -> None:
        with closing(_connect(index)) as store, store:
            store.execute(
                "create virtual table articles using fts5(id unindexed, title, body, "
                "tokenize='trigram')"
            )
            _insert(store, sources)

    def add(self, sources: Sequence[Path], index: Path) -> None:
        with closing(_connect(index)) as store, store:
            _insert(store, sources)

    @contextmanager
    def open(self, index: Path) -> Iterator[Session]:
        with closing(_connect(index)) as store:
            yield _Session(store)


class _Session(Session):
    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store

    def resolve(self, question: Question, match: Match) -> tuple[str, str | None]:
        words = [word for word in question.text.split() if len(word) >= _SHORTEST]
        quoted = ['"' + word.replace('"', '""') + '"' for word in words]
        return (" AND " if match is Match.ALL else " OR ").join(quoted), question.only

    def evaluate(self, resolved: tuple[str, str | None], limit: int) -> Any:
        query, only = resolved
        if not query:
            return 0, []
        if only is not None:
            rows = self._store.execute(
                "select id, 0.0 from articles where articles match ? and id = ?", (query, only)
            ).fetchall()
            return len(rows), rows
        (total,) = self._store.execute(_COUNT, (query,)).fetchone()
        return total, self._store.execute(_BEST, (query, limit)).fetchall()

    def answer(self, text: str, limit: int) -> tuple[int, list[tuple[str, str]]]:
        query, _ = self.resolve(Question("", text, None), Match.ANY)
        if not query:
            return 0, []
        (total,) = self._store.execute(_COUNT, (query,)).fetchone()
        return total, self._store.execute(_HIGHLIGHTED, (query, limit)).fetchall()

    def found(self, question: Question, evaluated: Any) -> Found:
        total, rows = evaluated
        return Found(question.id, total, tuple((row[0], -row[1]) for row in rows))


def _connect(index: Path) -> sqlite3.Connection:
    return sqlite3.connect(index / "articles.sqlite3")


def _insert(store: sqlite3.Connection, sources: Sequence[Path]) -> None:
    store.executemany(
        "insert into articles values (?, ?, ?)",
        ((article.id, article.title, article.body) for article in read_documents(*sources)),
    )
