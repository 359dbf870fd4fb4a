"""The engine of an index on an OpenSearch cluster (see `protocol.Engine`)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, cast

from ksearch.engines.embedded.answering import Answer, similar_results
from ksearch.engines.opensearch.connection.cluster import Cluster
from ksearch.engines.opensearch.connection.location import parse_location
from ksearch.engines.opensearch.searching.answering import ClusterAnswering, cluster_page, page_hits
from ksearch.engines.opensearch.searching.clauses import ALL_ARTICLES
from ksearch.engines.opensearch.searching.ordering import ClusterRanking
from ksearch.engines.opensearch.searching.ranking import RankedState
from ksearch.engines.opensearch.searching.state import CandidateArticles
from ksearch.engines.opensearch.storage.generations import drop_retired
from ksearch.engines.opensearch.storage.store import ClusterManifest, Store
from ksearch.engines.opensearch.storage.word_lists import change_lists, reading_lists
from ksearch.messages import Message
from ksearch.model.errors import ArticleNotFound
from ksearch.plan import Everything
from ksearch.ranking.grouping import SPARE

if TYPE_CHECKING:
    from pathlib import Path

    from ksearch.engines.protocol import Writer
    from ksearch.engines.request import SearchRequest
    from ksearch.model.article import Article
    from ksearch.model.counts import Facets, Related, Trend
    from ksearch.model.reports import AnalysedEojeol, CheckReport, Stats, WordEntry
    from ksearch.model.results import HighlightedArticle, Hit, Results


class OpenSearchEngine:
    """An index on a cluster.

    Args:
        location: where (see `location.parse_location`).
        state: its state, if that is open already.
    """

    def __init__(self, location: str, state: RankedState | None = None) -> None:
        self._location = location
        if state is None:
            state = RankedState(Store(Cluster(parse_location(location))))
        self._state = state

    # Searching

    def search(self, request: SearchRequest) -> Results:
        """Answer a search."""
        return ClusterAnswering(self._state, request).results()

    def get(self, article_id: str) -> Article:
        """Return an article by its id.

        Raises:
            ArticleNotFound: no article has the id.
        """
        return self._find(self._state, article_id).snapshot.article(0)

    def _find(self, state: RankedState, article_id: str) -> CandidateArticles:
        found = state.find(article_id)
        if found is None:
            raise ArticleNotFound(
                Message(
                    "no article has the id “{article_id}”; `ksearch search` shows ids",
                    article_id=article_id,
                )
            )
        return found

    def articles(self) -> Iterator[Article]:
        """Return every article, one after the other."""
        state = self._state
        for found in state.scan():
            snapshot = state.candidates(found).snapshot
            yield from map(snapshot.article, range(snapshot.size))

    # Beside searching

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Return completions of what has been typed so far, the most frequent first."""
        return self._state.completer.complete(prefix, limit)

    def similar(self, article_id: str, limit: int, *, group: bool = True) -> Results:
        """Return the articles that share most of the characteristic terms of one.

        Raises:
            ArticleNotFound: no article has the id.
        """
        from ksearch.ranking.similarity import characteristic_words

        begin = time.perf_counter()
        state = self._state
        found = self._find(state, article_id)
        words = characteristic_words(found.evaluator, 0)
        rank = partial(state.ranker.rank_similar, words, int(found.numbers[0]))
        ranking, page = cluster_page(rank(limit + SPARE), rank, 0, limit, group, words)
        hits = page_hits(state, ranking, Everything(), words, page, 0, by_words=True)
        return similar_results(article_id, words, ranking.total, hits, begin)

    def highlight(self, request: SearchRequest, article_id: str) -> HighlightedArticle:
        """Return an article with every match of a query.

        Raises:
            ArticleNotFound: no article has the id.
        """
        from ksearch.engines.embedded.painting import highlighted_article

        state = self._state
        found = self._find(state, article_id)
        plan = ClusterAnswering(state, _counting(request)).answer().plan
        return highlighted_article(found.evaluator, plan, 0)

    # Counting

    def facets(self, request: SearchRequest, by: Sequence[str]) -> Facets:
        """Count what a query matches by keyword fields."""
        from ksearch.engines.opensearch.searching.counting import cluster_facets

        return cluster_facets(self._state, request.query, *self._counted(request), by)

    def trend(self, requests: Sequence[SearchRequest], by: str) -> Trend:
        """Count what queries match by periods; the filters of all requests are the same."""
        from ksearch.engines.opensearch.searching.counting import cluster_trend

        queries = [each.query for each in requests]
        return cluster_trend(self._state, queries, [self._counted(each) for each in requests], by)

    def _counted(self, request: SearchRequest) -> tuple[Answer, ClusterRanking]:
        answer = ClusterAnswering(self._state, _counting(request)).answer()
        return answer, cast(ClusterRanking, answer.ranking)

    def related(self, request: SearchRequest, limit: int) -> Related:
        """Return the words that the best articles of a query hold more often than others."""
        from ksearch.engines.opensearch.searching.counting import cluster_related
        from ksearch.ranking.collectors.related import BEST

        best = request._replace(limit=BEST, group=False, reranked=False)
        answer = ClusterAnswering(self._state, best).answer()
        return cluster_related(self._state, request.query, answer, limit)

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Return every article that a query matches, one after the other."""
        from ksearch.engines.opensearch.searching.counting import scanned

        return scanned(self._state, request)

    # Looking into it

    def stats(self) -> Stats:
        """Return what the index holds."""
        from ksearch.engines.opensearch.inspecting import cluster_stats

        return cluster_stats(self._state)

    def check(self) -> CheckReport:
        """Read every byte, and whether it makes sense."""
        from ksearch.engines.opensearch.inspecting import check_state

        return check_state(self._state)

    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return how a text is read."""
        from ksearch.lexicon.analysing import analyse_text

        return analyse_text(text, self._state.base.lexicon, self._state.analyser())

    # Words

    def words(self) -> tuple[WordEntry, ...]:
        """Return the user words and synonyms, and which of them are in force."""
        from ksearch.engines.embedded.word_lists import entries_of

        state = self._state
        lists = state.base.words
        return reading_lists(state.store, lists, lambda folder: entries_of(folder, lists))

    def add_word(self, entry: str, tag: str | None, note: str) -> WordEntry:
        """Add a user word or a synonym; `update` puts it in force."""
        from ksearch.engines.embedded.word_lists import add_entry

        state = self._state
        lists = state.base.words

        def add(folder: Path) -> WordEntry:
            return add_entry(folder, entry, tag, note, lists)

        return change_lists(state.store, lists, add)

    def remove_word(self, entry: str) -> WordEntry:
        """Remove a user word or a synonym; it is in force until `update`."""
        from ksearch.engines.embedded.word_lists import remove_entry

        state = self._state
        return change_lists(
            state.store, state.base.words, lambda folder: remove_entry(folder, entry)
        )

    # Changing it

    @contextmanager
    def writer(self, memory_mb: int, wait_seconds: float = 0.0) -> Iterator[Writer]:
        """Begin a change: commits when left, rolls back when left by an error."""
        from ksearch.engines.opensearch.writing.cluster_writer import writing_to_cluster

        with writing_to_cluster(self._state.store, memory_mb, wait_seconds) as writer:
            yield writer
        self.refresh()

    def refresh(self) -> bool:
        """See the newest generation; returns whether it is another."""
        if self._is_newest():
            return False
        self._state = RankedState(self._state.store, self._state)
        if self._state.manifest.retired:
            # What a rebuild has replaced was perhaps read by this one last.
            drop_retired(self._state.store, self._state.manifest)
        return True

    def newest(self) -> OpenSearchEngine:
        """Return an engine of the newest generation: this one if it is of that."""
        if self._is_newest():
            return self
        return OpenSearchEngine(self._location, RankedState(self._state.store, self._state))

    def _is_newest(self) -> bool:
        newest, shown = self._state.store.read().manifest, self._state.manifest
        return (newest.identity, newest.generation) == (shown.identity, shown.generation)

    def generation(self) -> str:
        """Return the name of the generation, which no other index bears."""
        manifest = self._state.manifest
        return f"{manifest.identity}-{manifest.generation}"

    def close(self) -> None:
        """Let the cluster forget the state."""
        self._state.close()

    def count(self) -> int:
        """Count the articles that the cluster has of this generation."""
        return self._state.count(ALL_ARTICLES)

    def __len__(self) -> int:
        return self._state.manifest.articles


def _counting(request: SearchRequest) -> SearchRequest:
    """Return the request without what only a page of hits needs."""
    return request._replace(limit=0, group=False, reranked=False)


def exists_on_cluster(location: str) -> bool:
    """Return whether there is an index at a location."""
    return Store(Cluster(parse_location(location))).exists()


def create_on_cluster(location: str) -> None:
    """Make an index without articles."""
    from ksearch.engines.embedded.analyser import index_fingerprint

    store = Store(Cluster(parse_location(location)))
    store.create(ClusterManifest(analyser=index_fingerprint()))
