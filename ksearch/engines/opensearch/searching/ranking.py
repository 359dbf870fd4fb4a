"""The ranker of an index on a cluster.

The cluster finds what matches, counts it, and picks the best by BM25F; these come with their rows,
and the ranker of the embedded engine orders them, as it does with articles of a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np

from ksearch.arrays.types import Articles, Mask, Scores
from ksearch.engines.opensearch.searching.clauses import ClusterQuery
from ksearch.engines.opensearch.searching.ordering import (
    ClusterRanking,
    CountedArticles,
    CountedTiers,
    WantedArticles,
    in_order,
    scores_by,
)
from ksearch.engines.opensearch.searching.state import CandidateArticles, ClusterState, SearchHits
from ksearch.engines.opensearch.searching.word_search import (
    ROUNDING,
    FoundArticles,
    MatchRule,
    WordSearch,
    lifts_of,
    run_of,
    scored_leaves,
    weights_of,
)
from ksearch.model.errors import QueryTooLarge
from ksearch.plan import (
    All,
    AnyOf,
    Exact,
    Near,
    Node,
    Optional,
    Weighted,
    Without,
    Word,
    words_of,
)
from ksearch.ranking.postings.tiers import MAX_TIERED_WORDS, Tiers
from ksearch.ranking.ranker import MIN_COMPLETE_HITS, Filter, Order
from ksearch.ranking.reranking.reranker import candidate_count
from ksearch.ranking.reranking.signals.exact_run import RUNS_RANKED

#: Articles that are asked for beyond those that are ranked: the cluster sums up scores in another
#: order, so that those near the end may change places.
_SPARE = 4
#: The most articles that are read to be sure of the best where averages have drifted.
_MOST_DRIFTED = 2_000
#: Articles that are read where the cluster cannot put them into tiers.
_UNTIERED = 1_000
_NO_ARTICLES: Articles = np.zeros(0, np.int64)


class ClusterRanker:
    """Ranks the articles of one state (see `ranking.ranker.Ranker`, whose results these are).

    Args:
        state: what is searched.
    """

    def __init__(self, state: ClusterState) -> None:
        self._state = state
        self._queries = state.queries

    def rank_words(
        self,
        words: Sequence[Word],
        count: int,
        *,
        any_of: bool = False,
        fill: bool = True,
        order: Order = Order.RELEVANCE,
        filters: Sequence[Filter] = (),
        rerank: bool = True,
    ) -> ClusterRanking:
        """Rank by plain words, as `Ranker.rank_words` does."""
        narrowed = [self._queries.filter(each) for each in filters]
        rerank = rerank and order is Order.RELEVANCE and count > 0
        if order is Order.RELEVANCE and count:
            # What is too large for one search is asked for in parts, too.
            with suppress(QueryTooLarge):
                ranking = self._at_once(
                    words, count, narrowed, any_of=any_of, fill=fill, rerank=rerank
                )
                if ranking is not None:
                    return ranking
        return self._by_parts(
            words, count, order, narrowed, any_of=any_of, fill=fill, rerank=rerank
        )

    def _at_once(
        self,
        words: Sequence[Word],
        count: int,
        filters: Sequence[ClusterQuery],
        *,
        any_of: bool,
        fill: bool,
        rerank: bool,
    ) -> ClusterRanking | None:
        """Rank by what one search finds (`WordSearch`); None if it would find too little."""
        runs = rerank and len(words) > 1
        wanted = self._size(count, rerank=rerank) - _SPARE
        search = WordSearch(self._state, words, filters, wanted, _SPARE, runs=runs)
        page = WantedArticles(words, count, filters, rerank)
        if any_of:
            found = search.found(MatchRule.ANY)
            return None if found is None else self._of_all(page, found)
        partial = MatchRule.TIERS if len(words) <= MAX_TIERED_WORDS else MatchRule.LIFTED
        filled = fill and len(words) > 1
        if filled and self._likely_complete(words) < MIN_COMPLETE_HITS:
            found = search.found(partial)
            if found is None:
                return None
            every = found.holding_every()
            if int(np.count_nonzero(every)) < MIN_COMPLETE_HITS:
                return self._of_some(page, found, partial, every)
            # All that hold every word come first: they are all here if others follow.
            if partial is MatchRule.LIFTED or not found.goes_beyond(every):
                return self._of_every(page, found, every, int(np.count_nonzero(every)))
        found = search.found(MatchRule.EVERY)
        if found is None:
            return None
        every = found.holding_every()
        total = found.total(every)
        if not filled or total >= MIN_COMPLETE_HITS:
            return self._of_every(page, found, every, total)
        found = search.found(partial)
        if found is None:
            return None
        return self._of_some(page, found, partial, found.holding_every())

    def _likely_complete(self, words: Sequence[Word]) -> float:
        """Estimate how many articles hold every word, as if words were spread by chance.

        Words of one query go together, so that there are mostly more, and never more than of the
        rarest one.
        """
        articles = max(self._state.statistics.articles, 1)
        expected = float(articles)
        for word in words:
            if word.required:
                expected *= min(self._most_holding(word) / articles, 1.0)
        return expected

    def _most_holding(self, word: Word) -> int:
        state = self._state
        return sum(min(map(state.most_holding, reading)) for reading in word.readings if reading)

    def _of_every(
        self, page: WantedArticles, found: FoundArticles, every: Mask, total: int
    ) -> ClusterRanking:
        """Rank the articles that hold every word."""
        articles = np.flatnonzero(every)
        query = self._queries.every_word(page.words)
        return self._of_articles(page, found, articles, total, query, complete=articles)

    def _of_all(self, page: WantedArticles, found: FoundArticles) -> ClusterRanking:
        """Rank all that hold a word, without a difference between them."""
        matching = found.holding_any()
        total, query = found.total(matching), self._queries.some_words(page.words)
        return self._of_articles(page, found, np.flatnonzero(matching), total, query)

    def _of_some(
        self, page: WantedArticles, found: FoundArticles, match: MatchRule, every: Mask
    ) -> ClusterRanking:
        """Rank the articles with some of the words by the weight of the missing ones."""
        some = found.holding_any()
        total, complete = found.total(some), np.flatnonzero(every)
        query = self._queries.some_words(page.words)
        if match is MatchRule.TIERS:
            return self._tiered(page, found.candidates, total, query, complete)
        articles = np.flatnonzero(some)
        return self._of_articles(
            page, found, articles, total, query, complete=complete, lifted=complete
        )

    def _of_articles(
        self,
        page: WantedArticles,
        found: FoundArticles,
        articles: Articles,
        total: int,
        query: ClusterQuery,
        complete: Articles | None = None,
        lifted: Articles | None = None,
    ) -> ClusterRanking:
        scores = found.candidates.evaluator.scores(page.words, articles)
        matched = CountedArticles(articles, scores, total)
        return in_order(page, found.candidates, matched, query, complete, lifted)

    def _by_parts(
        self,
        words: Sequence[Word],
        count: int,
        order: Order,
        narrowed: Sequence[ClusterQuery],
        *,
        any_of: bool,
        fill: bool,
        rerank: bool,
    ) -> ClusterRanking:
        """Rank by plain words where the idf of every leaf is asked for first."""
        state, queries = self._state, self._queries
        state.count_ahead(scored_leaves(words))
        if any_of:
            query = queries.some_words(words)
            found = self._find(query, narrowed, words, count, order, rerank=rerank)
            return self._ranked(query, narrowed, found, words, count, order, rerank=rerank)
        query = queries.every_word(words)
        found = self._find(query, narrowed, words, count, order, rerank=rerank)
        every = found[0]
        if not fill or len(words) == 1 or every.total >= MIN_COMPLETE_HITS:
            return self._ranked(
                query, narrowed, found, words, count, order, rerank=rerank, complete=True
            )
        if len(words) <= MAX_TIERED_WORDS and order is Order.RELEVANCE:
            return self._in_tiers(narrowed, found, words, count, rerank=rerank)
        some = queries.some_words(words)
        more = self._find(some, narrowed, words, count, order, rerank=rerank, runs=False)
        return self._ranked(
            some, narrowed, [*more, *found], words, count, order, rerank=rerank, lifted=every
        )

    def rank_plan(
        self,
        plan: Node,
        count: int,
        *,
        order: Order = Order.RELEVANCE,
        filters: Sequence[Filter] = (),
        rerank: bool = True,
    ) -> ClusterRanking:
        """Rank by any plan the articles that match it."""
        words = words_of(plan)
        self._state.count_ahead(scored_leaves(_all_words(plan)))
        narrowed = [self._queries.filter(each) for each in filters]
        rerank = rerank and order is Order.RELEVANCE and count > 0 and bool(words)
        query = self._queries.query(plan)
        found = self._find(query, narrowed, words, count, order, rerank=rerank, plan=plan)
        return self._ranked(query, narrowed, found, words, count, order, rerank=rerank, plan=plan)

    def rank_similar(self, words: Sequence[Word], number: int, count: int) -> ClusterRanking:
        """Rank the articles that hold a characteristic word of an article, without itself.

        Args:
            words: see `similarity.characteristic_words`.
            number: the article's, in the index.
            count: the most articles to return.
        """
        query = self._queries.some_words(words)
        others: ClusterQuery = {"bool": {"must_not": [{"term": {"number": number}}]}}
        found = self._find(query, [others], words, count, Order.RELEVANCE, rerank=False)
        return self._ranked(query, [others], found, words, count, Order.RELEVANCE, rerank=False)

    # Finding

    def _find(
        self,
        query: ClusterQuery,
        filters: Sequence[ClusterQuery],
        words: Sequence[Word],
        count: int,
        order: Order,
        *,
        rerank: bool,
        runs: bool = True,
        plan: Node | None = None,
    ) -> list[SearchHits]:
        """Search for the best, and for the best that have the words as an exact run.

        Args:
            query, filters: what is searched for.
            words, plan: by which articles are scored; see `_ranked`.
            count, order, rerank: see `rank_words`.
            runs: whether to look for exact runs if it is re-ranked.
        """
        size = self._size(count, rerank=rerank)
        others = {} if order is Order.RELEVANCE else {"sort": _by_date(order)}
        narrowed, sizes = [list(filters)], [size]
        run = self._exact_run(words) if rerank and runs else None
        if run is not None:
            narrowed.append([*filters, run])
            sizes.append(RUNS_RANKED + _SPARE)
        bodies = [
            self._state.best(query, each, most, **(others if each is narrowed[0] else {}))
            for each, most in zip(narrowed, sizes, strict=True)
        ]
        found = [SearchHits(answer) for answer in self._state.search(*bodies)]
        if order is not Order.RELEVANCE:
            return found

        def scores(candidates: CandidateArticles) -> Scores:
            return scores_by(candidates, words, plan)

        return [
            self._complete(hits, query, each, most - _SPARE, scores)
            for hits, each, most in zip(found, narrowed, sizes, strict=True)
        ]

    def _complete(
        self,
        found: SearchHits,
        query: ClusterQuery,
        filters: Sequence[ClusterQuery],
        wanted: int,
        scores_of: Callable[[CandidateArticles], Scores],
        lifts_of: Callable[[CandidateArticles], Scores] | None = None,
    ) -> SearchHits:
        """Return what was found with what may be among the best by the averages of now.

        Args:
            found: the best by the weights in the postings.
            query, filters: by which it was found.
            wanted: how many of the best by the averages of now have to be among it.
            scores_of: the scores of articles.
            lifts_of: what the query adds to them that does not change with averages.
        """
        drift = self._state.drift
        count = len(found.numbers)
        if not drift.matters or wanted <= 0 or count >= found.total:
            return found
        candidates = self._state.candidates(found)
        scores = scores_of(candidates)
        lifts = np.zeros(len(scores)) if lifts_of is None else lifts_of(candidates)
        # The last article that is wanted, and the least that one above it can have by the weights.
        last = np.lexsort((-scores, -lifts))[min(wanted, count) - 1]
        least = float(lifts[last] + scores[last] / drift.most) * (1 - ROUNDING)
        if found.scores[-1] < least:
            return found
        more = self._state.best(query, filters, _MOST_DRIFTED, min_score=least)
        return SearchHits(self._state.search(more)[0]).of(found.total)

    def _size(self, count: int, *, rerank: bool) -> int:
        """Return how many of the best articles are needed to rank some."""
        if not count:
            return 0
        reranked = candidate_count(self._state.statistics.average_length) if rerank else 0
        # What was not re-ranked follows on what was, of which some may come from further below.
        return max(reranked, count + (reranked if count > reranked // 5 else 0)) + _SPARE

    def _exact_run(self, words: Sequence[Word]) -> ClusterQuery | None:
        """Return the query of the articles that have all words in a row, as `ExactRuns` does."""
        if len(words) < 2:
            return None
        leaf = run_of(words)
        if leaf is not None:
            return self._queries.leaf(leaf)
        if not all(word.spellings for word in words[:-1]):
            return None
        return self._queries.words_in_a_row(words)

    def _in_tiers(
        self,
        filters: Sequence[ClusterQuery],
        found: list[SearchHits],
        words: Sequence[Word],
        count: int,
        *,
        rerank: bool,
    ) -> ClusterRanking:
        """Rank articles in tiers by missing words: the best of each tier, if needed."""
        state = self._state
        weights = weights_of(state, words)
        query = self._queries.in_tiers(words, weights)
        size = self._size(count, rerank=rerank)
        lift_of_each = self._queries.lifts(words, weights)

        def lifts(candidates: CandidateArticles) -> Scores:
            return lifts_of(candidates, words, lift_of_each)

        def scores(candidates: CandidateArticles) -> Scores:
            return scores_by(candidates, words, None)

        best = state.best(query, filters, size)
        try:
            some = SearchHits(state.search(best)[0])
            some = self._complete(some, query, filters, size - _SPARE, scores, lifts)
        except QueryTooLarge:
            # Without tiers, more of the best are read, and are put into their tiers here.
            query = self._queries.some_words(words)
            some = SearchHits(state.search(state.best(query, filters, _UNTIERED))[0])
        candidates = state.candidates(some, *found)
        page = WantedArticles(words, count, filters, rerank)
        complete = candidates.places(found[0].numbers)
        return self._tiered(page, candidates, some.total, query, complete)

    def _tiered(
        self,
        page: WantedArticles,
        candidates: CandidateArticles,
        total: int,
        query: ClusterQuery,
        complete: Articles,
    ) -> ClusterRanking:
        """Rank articles in tiers.

        Args:
            page: what is wanted.
            candidates: the best of each tier, as long as they are needed.
            total: how many articles hold a word.
            query: by which these are found.
            complete: places of the candidates that hold every word.
        """
        evaluator, words = candidates.evaluator, page.words
        postings = evaluator.several(words)
        tiers = Tiers(postings, weights_of(self._state, words), evaluator.sums)
        matched = CountedTiers(tiers, total)
        return in_order(page, candidates, matched, query, complete, postings=postings)

    # Ranking

    def _ranked(
        self,
        query: ClusterQuery,
        filters: Sequence[ClusterQuery],
        found: Sequence[SearchHits],
        words: Sequence[Word],
        count: int,
        order: Order,
        *,
        rerank: bool,
        complete: bool = False,
        lifted: SearchHits | None = None,
        plan: Node | None = None,
    ) -> ClusterRanking:
        """Rank what was found here, as the embedded engine does.

        Args:
            query, filters: by which all of it was found.
            found: the best of it, and others that are to be looked at.
            words: those of the query.
            count: how many to rank.
            order: by what.
            rerank: whether to look at the texts.
            complete: whether all that was found holds every word.
            lifted: articles that rank higher for holding every word.
            plan: by which they are scored; None for the words alone.
        """
        candidates = self._state.candidates(*found)
        articles = np.arange(len(candidates.numbers))
        matched = CountedArticles(articles, scores_by(candidates, words, plan), found[0].total)
        page = WantedArticles(words, count, filters, rerank)
        if order is not Order.RELEVANCE:
            return in_order(page, candidates, matched, query, order=order)
        if lifted is not None:
            every = candidates.places(lifted.numbers)
            return in_order(page, candidates, matched, query, every, every)
        return in_order(page, candidates, matched, query, articles if complete else None)


def _by_date(order: Order) -> list[ClusterQuery]:
    direction = "desc" if order is Order.NEWEST else "asc"
    dated: ClusterQuery = {"seconds": {"order": direction, "missing": "_last"}}
    return [dated, {"_score": "desc"}, {"number": "asc"}]


def _all_words(node: Node) -> tuple[Word, ...]:
    """Return the words of a plan, with those that are excluded: all of them have queries."""
    match node:
        case Without(inner, excluded):
            return _all_words(inner) + _all_words(excluded)
        case All(parts) | AnyOf(parts):
            return tuple(word for part in parts for word in _all_words(part))
        case Optional(inner, extra):
            return _all_words(inner) + _all_words(extra)
        case Weighted(inner, _):
            return _all_words(inner)
        case Exact(words=words) | Near(words=words):
            return words
        case _:
            return words_of(node)


class RankedState(ClusterState):
    """A generation that is searched: with its ranker."""

    @cached_property
    def ranker(self) -> ClusterRanker:
        """The ranker of this state."""
        return ClusterRanker(self)
