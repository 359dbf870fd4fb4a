"""The embedded engine: memory-mapped arrays in one folder, read in this process."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from ksearch.engines.embedded.answering import Answer, Answering, page_of, similar_results
from ksearch.engines.embedded.damage import damage_named, naming_damage
from ksearch.engines.embedded.filters import filters_of
from ksearch.engines.embedded.hits import PageHits
from ksearch.engines.embedded.state import OpenState, check_engine
from ksearch.engines.request import SearchRequest
from ksearch.messages import Message
from ksearch.model.errors import ArticleNotFound
from ksearch.model.results import HighlightedArticle, Hit, Results
from ksearch.plan import Everything
from ksearch.ranking.grouping import SPARE
from ksearch.storage import manifest as manifests
from ksearch.storage.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from ksearch.engines.protocol import Writer
    from ksearch.model.article import Article
    from ksearch.model.counts import Facets, Related, Trend
    from ksearch.model.reports import AnalysedEojeol, CheckReport, SourceEntry, Stats, WordEntry


_reading = naming_damage(attrgetter("_folder"))


class EmbeddedEngine:
    """An index in a folder of this machine (see `protocol.Engine`).

    Args:
        folder: of the index.
        before: an older snapshot of it, whose files are shared.
    """

    def __init__(self, folder: Path, before: Snapshot | None = None) -> None:
        self._folder = folder
        with damage_named(folder):
            snapshot = open_snapshot(folder, before)
        check_engine(folder, snapshot.manifest)
        self._state = OpenState(snapshot)

    # Searching

    @_reading
    def search(self, request: SearchRequest) -> Results:
        """Answer a search."""
        return Answering(self._state, request).results()

    @_reading
    def get(self, article_id: str) -> Article:
        """Return an article by its id.

        Raises:
            ArticleNotFound: no article has the id.
        """
        state = self._state
        return state.snapshot.article(self._find(state, article_id))

    def _find(self, state: OpenState, article_id: str) -> int:
        number = state.snapshot.find(article_id)
        if number < 0:
            raise ArticleNotFound(
                Message(
                    "no article has the id “{article_id}”; `ksearch search` shows ids",
                    article_id=article_id,
                )
            )
        return number

    # Beside searching

    @_reading
    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Return completions of what has been typed so far, the most frequent first."""
        return self._state.completer.complete(prefix, limit)

    @_reading
    def similar(self, article_id: str, limit: int, *, group: bool = True) -> Results:
        """Return the articles that share most of the characteristic terms of an article.

        Raises:
            ArticleNotFound: no article has the id.
        """
        from ksearch.ranking.similarity import characteristic_words, rank_similar

        begin = time.perf_counter()
        state = self._state
        number = self._find(state, article_id)
        words = characteristic_words(state.evaluator, number)
        rank = partial(rank_similar, state.evaluator, words, number)
        ranking = rank(limit + SPARE)
        page = page_of(state, ranking, rank, 0, limit, group)
        plan = Everything()
        hits = PageHits(state.evaluator, plan, words, page, by_words=True).hits(0)
        return similar_results(article_id, words, ranking.total, hits, begin)

    @_reading
    def highlight(self, request: SearchRequest, article_id: str) -> HighlightedArticle:
        """Return an article with every match of a query.

        Raises:
            ArticleNotFound: no article has the id.
        """
        from ksearch.engines.embedded.painting import highlighted_article

        state = self._state
        number = self._find(state, article_id)
        plan = Answering(state, _counting(request)).answer().plan
        return highlighted_article(state.evaluator, plan, number)

    # Counting

    @_reading
    def facets(self, request: SearchRequest, by: Sequence[str]) -> Facets:
        """Count what a query matches by keyword fields."""
        from ksearch.engines.embedded.counting import facets_of

        state = self._state
        answer = Answering(state, _counting(request)).answer()
        return facets_of(state, request.query, answer, by)

    @_reading
    def trend(self, requests: Sequence[SearchRequest], by: str) -> Trend:
        """Count what queries match by periods; the filters of all requests are the same."""
        from ksearch.engines.embedded.counting import trend_of

        state = self._state
        answers = [Answering(state, _counting(each)).answer() for each in requests]
        every = state.counters.all(state.evaluator.mask(filters_of(state.evaluator, requests[0])))
        return trend_of(state, [each.query for each in requests], answers, every, by)

    @_reading
    def related(self, request: SearchRequest, limit: int) -> Related:
        """Return the words that are over-represented in the best articles of a query."""
        from ksearch.engines.embedded.counting import related_of
        from ksearch.ranking.collectors.related import BEST

        state = self._state
        best = request._replace(limit=BEST, group=False, reranked=False)
        return related_of(state, request.query, Answering(state, best).answer(), limit)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Return every article that a query matches, one after the other."""
        from ksearch.engines.embedded.counting import hits_of

        return hits_of(*self._ranked(request._replace(limit=max(len(self), 1), group=False)))

    @_reading
    def _ranked(self, request: SearchRequest) -> tuple[OpenState, Answer]:
        state = self._state
        return state, Answering(state, request).answer()

    def articles(self) -> Iterator[Article]:
        """Return every article, one after the other."""
        snapshot = self._state.snapshot
        numbers = self._state.counters.all(self._state.evaluator.mask(()))
        return (snapshot.article(number) for number in numbers.tolist())

    # Words

    @_reading
    def words(self) -> tuple[WordEntry, ...]:
        """Return the user words and synonyms, and which of them are in force."""
        from ksearch.engines.embedded.word_lists import entries_of

        return entries_of(self._folder, self._state.snapshot.words)

    def add_word(self, entry: str, tag: str | None, note: str) -> WordEntry:
        """Add a user word or a synonym; the next commit puts it in force."""
        from ksearch.engines.embedded.word_lists import add_entry

        return add_entry(self._folder, entry, tag, note, self._state.snapshot.words)

    def remove_word(self, entry: str) -> WordEntry:
        """Remove a user word or a synonym; it is in force until the next commit."""
        from ksearch.engines.embedded.word_lists import remove_entry

        return remove_entry(self._folder, entry)

    # Sources

    @_reading
    def source_paths(self) -> tuple[str, ...]:
        """Return the paths of the sources of the index."""
        from ksearch.engines.embedded.updates.source_lists import source_paths

        return source_paths(self._folder)

    @_reading
    def sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources of the index."""
        from ksearch.engines.embedded.updates.source_lists import source_entries

        return source_entries(self._folder, self._state.snapshot)

    @_reading
    def add_source(self, path: str, options: object | None, wait_seconds: float) -> SourceEntry:
        """Remember a source, or how one is read; the next update reads it."""
        from ksearch.engines.embedded.updates.source_lists import add_source

        added = add_source(self._folder, path, options, wait_seconds)
        self.refresh()
        return added

    @_reading
    def remove_source(self, path: str, wait_seconds: float) -> SourceEntry:
        """Forget a source and drop its articles; returns what it was."""
        from ksearch.engines.embedded.updates.source_lists import remove_source

        removed = remove_source(self._folder, path, wait_seconds)
        self.refresh()
        return removed

    @_reading
    def move_source(self, path: str, new_path: str, wait_seconds: float) -> SourceEntry:
        """Look for a source elsewhere from now on."""
        from ksearch.engines.embedded.updates.source_lists import move_source

        moved = move_source(self._folder, path, new_path, wait_seconds)
        self.refresh()
        return moved

    # Looking into it

    @_reading
    def stats(self) -> Stats:
        """Return what the index holds."""
        from dataclasses import replace

        from ksearch.engines.embedded.inspecting import stats_of
        from ksearch.engines.embedded.updates.source_lists import remarks_on, source_paths

        remarks = remarks_on(self._folder)
        return replace(
            stats_of(self._state.snapshot, self._state.publishers),
            sources=len(source_paths(self._folder)),
            unreadable=remarks.unreadable,
            notes=remarks.notes,
        )

    def check(self) -> CheckReport:
        """Read every byte, and check that the arrays are consistent."""
        from ksearch.engines.embedded.updates.source_lists import check_with_remarks

        return check_with_remarks(self._folder)

    @_reading
    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return how a text is read."""
        from ksearch.lexicon.analysing import analyse_text

        return analyse_text(text, self._state.snapshot.lexicon, self._state.analyser())

    # Changing it

    @contextmanager
    def writer(self, memory_mb: int, wait_seconds: float = 0.0) -> Iterator[Writer]:
        """Begin a change: commits at the end of the block, rolls back on an error."""
        from ksearch.engines.embedded.updates.opening import writing

        near = self._state.snapshot
        with writing(self._folder, memory_mb, wait_seconds, near) as writer:
            yield writer
        self.refresh()

    @_reading
    def refresh(self) -> bool:
        """See the newest generation; returns whether it is another."""
        if self._is_newest():
            return False
        self._state = OpenState(open_snapshot(self._folder, self._state.snapshot))
        return True

    @_reading
    def newest(self) -> EmbeddedEngine:
        """Return an engine of the newest generation: this one if it already shows that."""
        if self._is_newest():
            return self
        return EmbeddedEngine(self._folder, self._state.snapshot)

    def _is_newest(self) -> bool:
        # Comparing generations is not enough: another index may have been moved here.
        return manifests.read(self._folder) == self._state.snapshot.manifest

    def generation(self) -> str:
        """Return the name of the generation, unique among all indexes."""
        manifest = self._state.snapshot.manifest
        return f"{manifest.identity}-{manifest.generation}"

    def close(self) -> None:
        """Drop the snapshot; its files are unmapped when nothing uses them any more."""
        self._state = OpenState(Snapshot(self._folder, manifests.Manifest()))

    def __len__(self) -> int:
        return self._state.snapshot.live_count


def _counting(request: SearchRequest) -> SearchRequest:
    """Return the request without the options that only a page of hits needs."""
    return request._replace(limit=0, group=False, reranked=False)
