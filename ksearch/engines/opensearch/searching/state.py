"""One generation of an index on a cluster, opened: a point in time, its lexicon and statistics."""

from __future__ import annotations

import base64
import os
import weakref
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ksearch.arrays import ArrayFile
from ksearch.arrays.cache import Cache
from ksearch.engines.embedded.analyser import base_of, shared_analyser
from ksearch.engines.opensearch.connection.cluster import (
    Body,
    Cluster,
    Incomplete,
    NotThere,
    Rejected,
)
from ksearch.engines.opensearch.searching.clauses import ALL_ARTICLES, ClusterQuery
from ksearch.engines.opensearch.searching.drift import Drift, drift_of
from ksearch.engines.opensearch.searching.querying import PlanQueries
from ksearch.engines.opensearch.storage.documents import key_of_id
from ksearch.engines.opensearch.storage.rows import RowSnapshot
from ksearch.engines.opensearch.storage.schema import NUMBERS_AT_ONCE
from ksearch.engines.opensearch.storage.statistics import Statistics
from ksearch.engines.opensearch.storage.store import ClusterManifest, Store
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable, IndexCorrupt, QueryTooLarge
from ksearch.plan import EojeolsLeaf, Keyword, Leaf, TermLeaf, Word
from ksearch.query.words.resolver import WordResolver
from ksearch.ranking.matching.days import DayPatterns
from ksearch.ranking.matching.evaluator import Collection, Evaluator
from ksearch.ranking.matching.runs import RunPatterns
from ksearch.ranking.postings.bm25f import idf
from ksearch.ranking.reranking.evidence import EvidenceFinder
from ksearch.ranking.reranking.pair_weights import PairWeights
from ksearch.storage.manifest import Manifest
from ksearch.storage.segments.name_index import name_hash
from ksearch.storage.snapshot import Snapshot

if TYPE_CHECKING:
    from ksearch.arrays.types import Articles
    from ksearch.korean.kiwi.morphemes import MorphemeAnalyser
    from ksearch.query.suggesting.completing import Completer
    from ksearch.query.suggesting.correcting import Corrector

#: How long the cluster keeps a state for somebody who asks nothing.
_KEEP_ALIVE = "10m"
#: What a cluster says of a query that is larger than it takes: its error's name, or its words.
_TOO_LARGE = ("_clauses", "maxClauseCount", "disjunctions to expand")
#: Cache size of counts of leaves, in bytes.
_COUNTS_BYTES = 4 << 20
#: What is read of every hit: the packed article, and its number.
READ: Body = {
    "docvalue_fields": ["row", "number", "born"],
    "_source": False,
    "stored_fields": "_none_",
}
_BY_SCORE = [{"_score": "desc"}, {"number": "asc"}]


#: The answer of an index without articles.
_NOTHING: Body = {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}}


def _bytes_of(text: str) -> bytes:
    """Return the bytes of a field, which the cluster writes without padding."""
    return base64.urlsafe_b64decode(text + "==")


def cache_folder() -> Path:
    """Return the folder in which what is read from clusters is kept."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(named) if named else Path("~/.cache").expanduser()) / "ksearch" / "opensearch"


class SearchHits:
    """What a search has found: how many articles, and the best of them.

    Attributes:
        total: how many matched.
        numbers: int64, the numbers of the best, in the order of the search.
        born: the generation that each came with.
        scores: the score that the cluster gave to each.
    """

    def __init__(self, answer: Body) -> None:
        hits = answer["hits"]["hits"]
        self.total = int(answer["hits"]["total"]["value"])
        self.numbers = np.array([int(hit["fields"]["number"][0]) for hit in hits], np.int64)
        self.born = [int(hit["fields"]["born"][0]) for hit in hits]
        self._written: list[str] = [hit["fields"]["row"][0] for hit in hits]
        self.scores = [float(hit["_score"] or 0.0) for hit in hits]
        self.last: list[Any] = hits[-1].get("sort", []) if hits else []

    def of(self, total: int) -> SearchHits:
        """Set how many matched, where the search was narrowed to some of them."""
        self.total = total
        return self

    @cached_property
    def rows(self) -> list[bytes]:
        """The packed row of each."""
        return list(map(_bytes_of, self._written))

    def at(self, places: Sequence[int]) -> SearchHits:
        """Return the articles at some places, of as many as matched."""
        found = SearchHits(_NOTHING)
        found.total = self.total
        found.numbers = self.numbers[np.array(places, np.int64)]
        found.born = [self.born[place] for place in places]
        found._written = [self._written[place] for place in places]
        found.scores = [self.scores[place] for place in places]
        return found

    @classmethod
    def of_rows(cls, numbers: Articles, rows: Sequence[bytes]) -> SearchHits:
        """Return articles whose rows are here already, as if they had been found."""
        found = cls(_NOTHING)
        found.numbers, found.rows = numbers, list(rows)
        return found


class CandidateArticles:
    """Some articles of the index, in memory, evaluated as those of a folder are.

    Args:
        state: of the index.
        found: what searches have found; an article may be in several.

    Attributes:
        numbers: int64, ascending, their numbers in the index; here they are counted from 0.
        packed: their rows.
        snapshot, evaluator: of these articles.
    """

    def __init__(self, state: ClusterState, found: Sequence[SearchHits]) -> None:
        rows: dict[int, bytes] = {}
        for each in found:
            rows.update(zip(each.numbers.tolist(), each.rows, strict=True))
        self.numbers: Articles = np.array(sorted(rows), np.int64)
        #: The generations of the articles of the first search.
        self.born = found[0].born if found else []
        self.packed = [rows[number] for number in self.numbers.tolist()]
        self.snapshot = RowSnapshot(state.base, self.packed)
        self.evaluator = Evaluator(self.snapshot, None, state.collection)

    def places(self, numbers: Articles) -> Articles:
        """Return where articles, given by their numbers in the index, are (int64, ascending)."""
        return np.sort(self.numbers.searchsorted(numbers))


class ClusterState:
    """A generation, opened; replaced as a whole by `refresh`. Safe to share between threads.

    Args:
        store: of the index.
        before: an older state, whose files are shared.
    """

    def __init__(self, store: Store, before: ClusterState | None = None) -> None:
        self.store = store
        self.cluster: Cluster = store.cluster
        self._before = before
        self.manifest, self.seen = store.read()
        self.base: Snapshot
        self.statistics: Statistics
        self.collection: Collection
        while not self._is_open():
            # A commit came between: files and articles of the state before may be gone.
            self._close_point()
        self._before = None
        #: How far the weights in the postings are from those of now.
        self.drift: Drift = drift_of(self.manifest)
        self._count: Cache[int] = Cache(_COUNTS_BYTES)
        lexicon = self.base.lexicon
        statistics = self.statistics
        self.collection = Collection(
            statistics.articles,
            lambda term: int(statistics.terms[term]),
            self.idf,
            self.statistics.average_length,
            EvidenceFinder(lexicon),
            PairWeights(self.statistics.articles, self.statistics.letter_pairs),
            RunPatterns(lexicon),
            DayPatterns(lexicon),
        )
        self.queries = PlanQueries(lexicon, self.collection.run_patterns, self.idf)
        base = self.base
        self.resolver = WordResolver(
            lexicon,
            self.analyser,
            lambda: base.synonyms,
            lambda kind, key: statistics.has_name(name_hash(kind, key)),
            lambda: base.glosses,
            lambda: base_of(base.manifest.analyser, base.words.user_words),
        )

    # Opening

    def _is_open(self) -> bool:
        """Open files and a point in time; return whether the manifest is the same after that."""
        self._point: str | None = None
        lacking: Exception | None = None
        try:
            self._open_files()
            self._point = self._open_point()
        except (IndexCorrupt, NotThere) as error:
            lacking = error
        before = self.seen
        self.manifest, self.seen = self.store.read()
        if self.seen != before:
            return False
        if lacking is None:
            return True
        if isinstance(lacking, IndexCorrupt):
            raise lacking
        raise IndexCorrupt(
            Message(
                "the articles of the index at {location} are gone from the cluster; copy the index "
                "there once more",
                location=self.cluster.location,
            )
        ) from lacking

    def _open_files(self) -> None:
        manifest, store = self.manifest, self.store
        folder = cache_folder() / manifest.identity
        folder.mkdir(parents=True, exist_ok=True)
        for file in manifest.files:
            store.download(file, folder)
        near = self._before.base if self._before else None
        self.base = Snapshot(folder, base_manifest(manifest), near)
        files = [ArrayFile(folder / name) for name in manifest.statistics]
        self.statistics = Statistics(self.base.lexicon, files)
        self._removed: list[int] = []
        if manifest.removed:
            self._removed = ArrayFile(folder / manifest.removed)["removed"].tolist()

    def _open_point(self) -> str | None:
        index = self.manifest.articles_index
        if not index:
            return None
        opened = self.cluster.request(
            "POST",
            f"/{index}/_search/point_in_time",
            params={"keep_alive": _KEEP_ALIVE, "allow_partial_pit_creation": "false"},
        )
        point: str = opened["pit_id"]
        self._closing = weakref.finalize(self, _close_point, self.cluster, point)
        return point

    def _close_point(self) -> None:
        if self._point is not None:
            self._closing()
            self._point = None

    def close(self) -> None:
        """Let the cluster forget the state."""
        self._close_point()

    def analyser(self) -> MorphemeAnalyser:
        """Return the analyser with the user words in force; Kiwi is loaded on first use."""
        return shared_analyser(self.base.words.user_words)

    # Searching

    @cached_property
    def visible(self) -> tuple[list[ClusterQuery], list[ClusterQuery]]:
        """What articles of this generation match, and what none of them does."""
        manifest = self.manifest
        filters: list[ClusterQuery] = [{"range": {"born": {"lte": manifest.generation}}}]
        hidden: list[ClusterQuery] = []
        if manifest.abandoned:
            hidden.append({"terms": {"born": list(manifest.abandoned)}})
        for begin in range(0, len(self._removed), NUMBERS_AT_ONCE):
            hidden.append({"terms": {"number": self._removed[begin : begin + NUMBERS_AT_ONCE]}})
        return filters, hidden

    def body(
        self, query: ClusterQuery, filters: Sequence[ClusterQuery] = (), **others: Any
    ) -> Body:
        """Return the body of a search among the articles of this generation."""
        visible, hidden = self.visible
        narrowed: Body = {"must": [query], "filter": [*visible, *filters]}
        if hidden:
            narrowed["must_not"] = hidden
        return {"query": {"bool": narrowed}, "track_total_hits": True, **others}

    def search(self, *bodies: Body) -> list[Body]:
        """Answer searches, all of this state, in one round trip."""
        if self._point is None:
            return [_NOTHING] * len(bodies)
        try:
            return self._search(bodies)
        except (NotThere, Incomplete):
            # The point in time has expired, or a node has died that held a part of it.
            self._reopen()
            return self._search(bodies)

    def _search(self, bodies: Sequence[Body]) -> list[Body]:
        point = {"id": self._point, "keep_alive": _KEEP_ALIVE}
        try:
            return self.cluster.searches([{"pit": point, **body} for body in bodies])
        except Rejected as error:
            if not any(sign in error.reason for sign in _TOO_LARGE):
                raise
            raise QueryTooLarge(
                Message("the query is too large for the cluster; search for a part of it")
            ) from error

    def _reopen(self) -> None:
        """Open a point in time anew, if nobody has committed since."""
        self._check_generation()
        before = self._closing
        self._point = self._open_point()
        before()
        # A commit that came between may have removed articles of this generation.
        self._check_generation()

    def _check_generation(self) -> None:
        if self.store.read().manifest.generation != self.manifest.generation:
            raise EngineUnavailable(
                Message(
                    "the state of the index at {location} that was opened is no longer kept by "
                    "the cluster; refresh the index, or open it again",
                    location=self.cluster.location,
                )
            )

    def best(
        self, query: ClusterQuery, filters: Sequence[ClusterQuery], count: int, **others: Any
    ) -> Body:
        """Return the body of a search for the best articles, with their rows."""
        wanted = {"size": count, "track_scores": True, "sort": _BY_SCORE, **READ, **others}
        return self.body(query, filters, **wanted)

    def candidates(self, *found: SearchHits) -> CandidateArticles:
        """Return the articles that searches have found, in memory."""
        return CandidateArticles(self, found)

    # Questions about all articles

    def count(self, query: ClusterQuery) -> int:
        """Count the articles that match."""
        answer = self.search(self.body(query, size=0))[0]
        return int(answer["hits"]["total"]["value"])

    def idf(self, leaf: Leaf) -> float:
        """Return the idf of a leaf over all articles."""
        return idf(self.frequency(leaf), self.statistics.articles)

    def frequency(self, leaf: Leaf) -> int:
        """Return how many articles hold a leaf, or the term that it is weighed like."""
        term = _weighed_by_term(leaf)
        if term >= 0:
            return int(self.statistics.terms[term])
        return self.held_by(leaf)

    def held_by(self, leaf: Leaf) -> int:
        """Return how many articles hold a leaf."""
        return self._count.of(leaf, lambda: self.count(self.queries.leaf(leaf)))

    def is_counted(self, leaf: Leaf) -> bool:
        """Return whether the idf of a leaf is known here, without a request."""
        return _weighed_by_term(leaf) >= 0 or self._count.get(leaf) is not None

    def note_count(self, leaf: Leaf, articles: int) -> None:
        """Keep how many articles hold a leaf."""
        self._count.put(leaf, articles)

    def most_holding(self, leaf: Leaf) -> int:
        """Return an upper bound of how many articles hold a leaf, without a request."""
        counted = self._count.get(leaf)
        if counted is not None:
            return counted
        if isinstance(leaf, TermLeaf):
            return int(self.statistics.terms[leaf.term])
        if isinstance(leaf, EojeolsLeaf):
            occurrences = int(self.statistics.eojeols[leaf.eojeols].sum())
            return min(occurrences, self.statistics.articles)
        return self.statistics.articles

    def count_ahead(self, leaves: Iterable[Leaf]) -> None:
        """Count the articles of the leaves whose idf needs it, in one round trip."""
        asked = [leaf for leaf in dict.fromkeys(leaves) if not self.is_counted(leaf)]
        if not asked:
            return
        bodies = [self.body(self.queries.leaf(leaf), size=0) for leaf in asked]
        for leaf, answer in zip(asked, self.search(*bodies), strict=True):
            self.note_count(leaf, int(answer["hits"]["total"]["value"]))

    def occurs(self, leaf: Leaf) -> bool:
        """Return whether any article has a leaf."""
        return self.held_by(leaf) > 0

    def is_held(self, word: Word) -> bool:
        """Return whether any article holds a word."""
        return self.count(self.queries.holding(word)) > 0

    def passes_any(self, node: Keyword) -> bool:
        """Return whether any article passes a filter."""
        return self.count(self.queries.filter(node)) > 0

    def find(self, article_id: str) -> CandidateArticles | None:
        """Return the article with an id, in memory; None if the index does not hold it."""
        query = {"constant_score": {"filter": {"term": {"key": key_of_id(article_id)}}}}
        found = SearchHits(self.search(self.body(query, size=1, **READ))[0])
        return self.candidates(found) if len(found.numbers) else None

    def scan(
        self,
        query: ClusterQuery = ALL_ARTICLES,
        filters: Sequence[ClusterQuery] = (),
        at_once: int = 1000,
    ) -> Iterator[SearchHits]:
        """Yield all articles that match, by their numbers, some at a time (`SearchHits`)."""
        after: Body = {}
        while True:
            body = self.body(
                query, filters, size=at_once, sort=[{"number": "asc"}], **READ, **after
            )
            found = SearchHits(self.search(body)[0])
            if not len(found.numbers):
                return
            yield found
            after = {"search_after": found.last}

    # Suggestions

    @cached_property
    def corrector(self) -> Corrector:
        """The query corrector; imported on first use."""
        from ksearch.query.suggesting.correcting import Corrector

        return Corrector(self.base.lexicon, self.statistics)

    @cached_property
    def completer(self) -> Completer:
        """The completer of words."""
        from ksearch.query.suggesting.completing import Completer

        return Completer(self.corrector.suggester.vocabulary)

    @property
    def evaluator(self) -> ClusterState:
        """What answers questions about all articles: this, which asks the cluster."""
        return self

    @property
    def snapshot(self) -> Snapshot:
        """The index without its articles."""
        return self.base


def _weighed_by_term(leaf: Leaf) -> int:
    """Return the term whose idf a leaf has; -1 if it has its own."""
    if isinstance(leaf, TermLeaf):
        return leaf.term if leaf.like < 0 else leaf.like
    return leaf.like if isinstance(leaf, EojeolsLeaf) else -1


def base_manifest(manifest: ClusterManifest) -> Manifest:
    """Return the manifest of the index without its articles."""
    return Manifest(
        manifest.generation,
        "opensearch",
        manifest.analyser,
        manifest.scoring,
        (),
        manifest.lexicon,
        "",
        manifest.words,
        manifest.identity,
    )


def _close_point(cluster: Cluster, point: str) -> None:
    """Let the cluster forget a point in time; it does so by itself a while later."""
    try:
        cluster.request("DELETE", "/_search/point_in_time", {"pit_id": [point]})
    except (EngineUnavailable, NotThere):
        return
