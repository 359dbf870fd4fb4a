"""ksearch, through its public names and its command line; `resolved` alone looks behind them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from inspect import signature
from pathlib import Path
from time import perf_counter_ns
from typing import Any, ClassVar

from benchmarks.datasets import Question
from benchmarks.peers.protocol import Found, Match, Peer
from benchmarks.peers.resolved import ResolvedQuery

_FIRST_LOOK = 200
_MODES = {Match.DEFAULT: "auto", Match.ANY: "any", Match.ALL: "all"}


class KsearchItself(Peer):
    name = "ksearch"
    label = "ksearch"
    can_highlight = True
    packages: ClassVar[tuple[str, ...]] = ("ksearch-ko", "kiwipiepy", "whoosh3", "numpy")

    def build_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        return self.command("index", *sources, index=index)

    def add_command(self, sources: Sequence[Path], index: Path) -> list[str]:
        """`ksearch index` again: `sources` must hold the indexed articles as well."""
        return self.build_command(sources, index)

    def command(self, name: str, *arguments: str | Path, index: Path) -> list[str]:
        """`ksearch NAME`, with everything in `arguments` taken as it stands."""
        program = [sys.executable, "-m", "ksearch", name, "--index", str(index), "--"]
        return [*program, *map(str, arguments)]

    def search(
        self, folder: Path, questions: Sequence[Question], match: Match, limit: int
    ) -> Iterator[Found]:
        with opened(folder) as index:
            for question in questions:
                results = search(index, question.text, limit=limit, match=match)
                hits = tuple((article_id(hit), float(hit.score)) for hit in results)
                yield Found(question.id, results.total, hits)

    def finds(self, folder: Path, questions: Sequence[Question]) -> Iterator[bool]:
        with opened(folder) as index:
            for question in questions:
                yield rank_of(index, question, Match.ALL) is not None

    def time_resolved(
        self, folder: Path, questions: Sequence[Question], limit: int, warm: int, rounds: int
    ) -> list[list[float]]:
        """Time the evaluator alone, on queries that were resolved before."""
        with opened(folder) as index:
            prepare = partial(ResolvedQuery, index, match="any")
            calls = [
                partial(prepare(question.text).evaluate, limit)
                for question in questions
                if not _refused(partial(prepare, question.text))
            ]
            return _time(calls, warm, rounds)

    def time_answers(
        self, folder: Path, questions: Sequence[Question], limit: int, rounds: int
    ) -> list[list[float]]:
        with opened(folder) as index:
            calls = [partial(_answer, index, question.text, limit) for question in questions]
            return _rounds(calls, rounds)

    def time_text(
        self,
        folder: Path,
        questions: Sequence[Question],
        snippets: bool,
        limit: int,
        warm: int,
        rounds: int,
    ) -> list[list[float]]:
        """The whole `index.search(text)` of a script, with or without the snippets read."""
        with opened(folder) as index:
            ask = _search_and_paint if snippets else _search_as_is
            calls = [partial(ask, index, question.text, limit) for question in questions]
            return _time(calls, warm, rounds)


@dataclass(frozen=True, slots=True)
class NothingFound:
    """Stands for the answer to a query that ksearch refused."""

    total: int = 0
    suggestion: str | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def search(index: Any, text: str, limit: int, match: Match) -> Any:
    """`index.search`, with near-identical articles listed one by one.

    A refused query is reported on stderr and counts as having found nothing.
    """
    import ksearch

    options: dict[str, Any] = {"limit": limit, "match": _MODES[match]}
    if "group" in signature(index.search).parameters:
        options["group"] = False
    try:
        return index.search(text, **options)
    except ksearch.KSearchError as refusal:
        print(f"refused: {text!r}: {refusal}", file=sys.stderr)
        return NothingFound()


def rank_of(index: Any, question: Question, match: Match) -> int | None:
    """Rank of the article that the question names, or None; all matches are looked through."""
    results = search(index, question.text, _FIRST_LOOK, match)
    rank = _rank_in(results, question)
    if rank is None and results.total > _FIRST_LOOK:
        rank = _rank_in(search(index, question.text, results.total, match), question)
    return rank


def _rank_in(results: Any, question: Question) -> int | None:
    ranks = (rank for rank, hit in enumerate(results, 1) if article_id(hit) == question.only)
    return next(ranks, None)


def article_id(hit: Any) -> str:
    """The article's own id, without the file that it came from."""
    identifier: str = hit.id
    return identifier.rpartition("#")[2]


@contextmanager
def opened(folder: Path) -> Iterator[Any]:
    import ksearch

    index = ksearch.open(folder)
    try:
        yield index
    finally:
        getattr(index, "close", lambda: None)()


def _search_as_is(index: Any, text: str, limit: int) -> None:
    results = index.search(text, limit=limit)
    assert results.total >= len(results)


def _search_and_paint(index: Any, text: str, limit: int) -> None:
    for hit in index.search(text, limit=limit):
        assert hit.title is not None
        assert hit.snippet.text is not None
        assert hit.snippet.matches is not None
        assert hit.title_matches is not None


def _answer(index: Any, text: str, limit: int) -> None:
    """The same, where a refusal is an answer, too."""
    import ksearch

    with suppress(ksearch.QuerySyntaxError):
        _search_and_paint(index, text, limit)


def _time(calls: Sequence[Any], warm: int, rounds: int) -> list[list[float]]:
    """Milliseconds of every call that is not refused."""
    return _rounds([call for call in calls if not _refused(call)], warm + rounds)[warm:]


def _rounds(calls: Sequence[Any], rounds: int) -> list[list[float]]:
    """Milliseconds of every call in every round."""
    measured = []
    for _ in range(rounds):
        taken = []
        for call in calls:
            start = perf_counter_ns()
            call()
            taken.append((perf_counter_ns() - start) / 1e6)
        measured.append(taken)
    return measured


def _refused(call: Any) -> bool:
    import ksearch

    try:
        call()
    except ksearch.QuerySyntaxError:
        return True
    return False
