"""The embedded engine: Whoosh's shape, numpy's speed, one folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path

from ksearch.article import Article
from ksearch.engines.painting import StoredHit, StoredPainter
from ksearch.engines.protocol import SearchRequest, Writer
from ksearch.errors import ArticleNotFound, EmptyQuery
from ksearch.korean.morphemes import MorphemeAnalyser
from ksearch.query.language import checked, is_plain
from ksearch.query.words import WordResolver
from ksearch.ranking.evaluator import Evaluator
from ksearch.ranking.plan import ALL_FIELDS, All, DateRange, Keyword, Node, Word, words_of
from ksearch.ranking.searching import Filter, Order, Ranker, Ranking
from ksearch.results import AnalysedEojeol, CheckReport, Hit, Results, Stats
from ksearch.storage import manifest as manifests
from ksearch.storage.snapshot import Snapshot, open_snapshot

_BITS = {"title": 0b001, "lead": 0b010, "body": 0b100}
#: Queries of so many words find their words inside longer ones, too; with more words, that many
#: lists of words would cost more than they find.
_INSIDE_WORDS = 1


class OpenState:
    """A snapshot with what searching it needs; replaced as a whole by `refresh`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.evaluator = Evaluator(snapshot, self._run_foreign)
        self.ranker = Ranker(self.evaluator)
        self.resolver = WordResolver(snapshot.lexicon, shared_analyser)

    def _run_foreign(self, query: object, number: int):  # type: ignore[no-untyped-def]
        from ksearch.query.foreign import run_foreign

        return run_foreign(query, number, self.evaluator)

    @cached_property
    def publishers(self) -> dict[str, int]:
        """How many articles each publisher has."""
        counts: dict[str, int] = {}
        for segment in self.snapshot.segments:
            for number, name in enumerate(segment.column("publisher").all()):
                if name and segment.is_live(number):
                    counts[name] = counts.get(name, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


@lru_cache(maxsize=1)
def shared_analyser() -> MorphemeAnalyser:
    """Return the analyser that all indexes of the process share; Kiwi takes half a gigabyte."""
    return MorphemeAnalyser()


class EmbeddedEngine:
    """An index in a folder of this machine (see `protocol.Engine`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._state = OpenState(open_snapshot(folder))

    # Searching

    def search(self, request: SearchRequest) -> Results:
        """Answer a search."""
        begin = time.perf_counter()
        state = self._state
        plan, interpreted = self._plan(state, request)
        ranking = self._rank(state, request, plan)
        painter = StoredPainter(state.evaluator, plan, words_of(plan))
        page = slice(request.offset, request.offset + request.limit)
        hits: list[Hit] = []
        chosen = zip(ranking.articles[page].tolist(), ranking.scores[page].tolist(), strict=True)
        for rank, (number, score) in enumerate(chosen, request.offset + 1):
            segment, _ = state.snapshot.locate(number)
            hits.append(StoredHit(rank, number, score, painter, segment))
        took = (time.perf_counter() - begin) * 1000
        return Results(
            request.query, interpreted, ranking.total, took, request.offset, None, tuple(hits)
        )

    def _plan(self, state: OpenState, request: SearchRequest) -> tuple[Node, str]:
        text = checked(request.query)
        fields = sum(_BITS[name] for name in set(request.fields)) or ALL_FIELDS
        if is_plain(text):
            words = tuple(self._plain_words(state, text, fields))
            if not words:
                raise EmptyQuery("the query holds no word to search for; type at least one word")
            joint = " OR " if request.match == "any" else " AND "
            shown = joint.join(word.text for word in words)
            return (words[0] if len(words) == 1 else All(words)), shown
        from ksearch.query.compiling import Compiler
        from ksearch.query.language import parse

        tree = parse(text)
        return Compiler(state.resolver, state.snapshot.lexicon, fields).compile(tree), str(tree)

    def _plain_words(self, state: OpenState, text: str, fields: int) -> list[Word]:
        resolver = state.resolver
        words = resolver.words(text, fields=fields)
        if len(words) <= _INSIDE_WORDS:
            words = resolver.words(text, inside=True, fields=fields)
        return words

    def _rank(self, state: OpenState, request: SearchRequest, plan: Node) -> Ranking:
        count = request.offset + request.limit
        order = Order(request.sort)
        filters = _filters(request)
        words = _plain(plan)
        if words is not None:
            return state.ranker.rank_words(
                words,
                count,
                any_of=request.match == "any",
                fill=request.match == "auto",
                order=order,
                filters=filters,
            )
        return state.ranker.rank_plan(plan, count, order=order, filters=filters)

    def get(self, article_id: str) -> Article:
        """Return an article by its id.

        Raises:
            ArticleNotFound: there is none.
        """
        snapshot = self._state.snapshot
        number = snapshot.find(article_id)
        if number < 0:
            raise ArticleNotFound(f"no article has the id “{article_id}”; `ksearch search` shows ids")
        return snapshot.article(number)

    # Looking into it

    def stats(self) -> Stats:
        """Return what the index holds."""
        from ksearch.engines.inspecting import stats_of

        return stats_of(self._state.snapshot, self._state.publishers)

    def check(self) -> CheckReport:
        """Read every byte, and tell whether it is what was written."""
        from ksearch.engines.inspecting import check_of

        return check_of(self._folder)

    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return how a text is read."""
        from ksearch.engines.inspecting import analyse_text

        return analyse_text(text, self._state.snapshot.lexicon, shared_analyser())

    # Changing it

    @contextmanager
    def writer(self, memory_mb: int) -> Iterator[Writer]:
        """Begin a change: commits when left, rolls back when left by an error."""
        from ksearch.engines.updating import writing

        with writing(self._folder, memory_mb) as writer:
            yield writer
        self.refresh()

    def refresh(self) -> bool:
        """See the newest generation; tells whether it is another."""
        manifest = manifests.read(self._folder)
        if manifest.generation == self._state.snapshot.manifest.generation:
            return False
        self._state = OpenState(open_snapshot(self._folder))
        return True

    def close(self) -> None:
        """Let go of the snapshot; its files are unmapped when nothing uses them any more."""
        self._state = OpenState(Snapshot(self._folder, manifests.Manifest()))

    def __len__(self) -> int:
        return self._state.snapshot.live_count


def _plain(plan: Node) -> tuple[Word, ...] | None:
    """Return the words of a plan that is nothing but words, or None."""
    match plan:
        case Word():
            return (plan,)
        case All(parts):
            words = tuple(part for part in parts if isinstance(part, Word))
            return words if len(words) == len(parts) else None
        case _:
            return None


def _filters(request: SearchRequest) -> list[Filter]:
    filters: list[Filter] = []
    if request.since is not None or request.until is not None:
        filters.append(DateRange(request.since, request.until))
    if request.publisher is not None:
        filters.append(Keyword("publisher", request.publisher))
    if request.author is not None:
        filters.append(Keyword("author", request.author))
    return filters


