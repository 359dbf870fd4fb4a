"""How ksearch's answers are read, on an index made up here."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import ksearch.model.errors
from benchmarks.datasets import Question
from benchmarks.peers.ksearch_itself import article_id, rank_of, search
from benchmarks.peers.protocol import Match
from benchmarks.quality.mistyping import suggestions


@dataclass
class MadeUpHit:
    id: str


@dataclass
class MadeUpResults:
    hits: list[MadeUpHit]
    total: int
    suggestion: str | None = None

    def __iter__(self) -> Iterator[MadeUpHit]:
        return iter(self.hits)


class MadeUpIndex:
    """Finds 500 articles for every query but `(`, which it refuses."""

    def __init__(self) -> None:
        self.limits: list[int] = []

    def search(self, text: str, limit: int, match: str, group: bool = True) -> MadeUpResults:
        assert not group
        assert match in {"auto", "all", "any"}
        if text == "(":
            raise ksearch.model.errors.KSearchError("A bracket is not closed.")
        self.limits.append(limit)
        hits = [MadeUpHit(f"news.jsonl#n{number}") for number in range(1, 501)]
        return MadeUpResults(hits[:limit], len(hits), "산불" if text == "산뷸" else None)


def test_an_article_far_down_is_still_found() -> None:
    index = MadeUpIndex()
    assert rank_of(index, Question("q", "산불", "n420"), Match.ALL) == 420
    assert index.limits == [200, 500]


def test_an_article_that_is_not_there_has_no_rank() -> None:
    assert rank_of(MadeUpIndex(), Question("q", "산불", "n501"), Match.ALL) is None


def test_an_id_names_no_file() -> None:
    assert article_id(MadeUpHit("folder/news.jsonl#n7")) == "n7"
    assert article_id(MadeUpHit("n7")) == "n7"


def test_a_suggestion_is_offered_first() -> None:
    assert suggestions(MadeUpIndex(), "산뷸") == ["산불"]
    assert suggestions(MadeUpIndex(), "산불") == []


def test_a_refused_query_is_reported_and_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(search(MadeUpIndex(), "(", 10, Match.ANY)) == []
    assert "A bracket is not closed." in capsys.readouterr().err
