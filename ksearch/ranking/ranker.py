"""Ranked search over all segments: which articles make the page, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np

from ksearch.arrays import contained
from ksearch.arrays.types import Articles, Scores
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    Exact,
    Keyword,
    Node,
    Optional,
    Weighted,
    Without,
    Word,
    words_of,
)
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.any_words import AllOfWords, AnyOfWords
from ksearch.ranking.postings.found import MatchedArticles, ScoredArticles
from ksearch.ranking.postings.tiers import MAX_TIERED_WORDS, Tiers
from ksearch.ranking.postings.word_postings import held_by_all
from ksearch.ranking.reranking.reranker import Reranked, Reranker
from ksearch.ranking.reranking.signals.held_words import tier_scores
from ksearch.ranking.reranking.signals.signal import SignalScore
from ksearch.storage.segments.segment import NO_DATE

Filter = DateRange | Keyword | AnyOf

#: If at least this many articles have all words (a first page), others do not match.
MIN_COMPLETE_HITS = 10
#: If more articles than this have all words, only those that can reach the top-k are scored.
_SCORED = 2_000


class Order(Enum):
    """The order of hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Ranking:
    """The best articles of a snapshot for a query.

    A longer ranking of a query begins with every shorter one.

    Attributes:
        found: all that matched, before they were ranked.
        total: how many these are.
        articles: int64, the numbers of the best, best first.
        scores: float64, their scores.
        parts: the part of the score that each signal adds to that of the words.
    """

    __slots__ = ("articles", "found", "parts", "scores", "total")

    def __init__(
        self,
        found: MatchedArticles,
        articles: Articles,
        scores: Scores,
        parts: tuple[SignalScore, ...] = (),
    ) -> None:
        self.found = found
        self.total = found.total
        self.articles = articles
        self.scores = scores
        self.parts = parts

    @property
    def matched(self) -> Articles:
        """The numbers of all that matched, ascending (int64)."""
        return self.found.articles


class Ranker:
    """Ranks the articles of one snapshot.

    Which articles match, and in which order, depends on the query and the snapshot alone: the
    ``count`` of its methods, how many of the best are wanted, only says where the ranking ends.
    """

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._snapshot = evaluator.snapshot

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
    ) -> Ranking:
        """Rank by plain words.

        Articles that have every required word match. If they do not fill a page and ``fill`` is
        true, articles with some of the words match, too, and follow. With ``any_of`` the two are
        ranked together.
        """
        evaluator = self._evaluator
        mask = evaluator.mask(filters)
        postings = evaluator.several(words)
        reranker = Reranker(evaluator, words, postings) if rerank else None
        if any_of:
            some = AnyOfWords(postings, evaluator.sums, mask)
            return self.order(some, count, order, reranker)
        complete = held_by_all(
            [held for word, held in zip(words, postings, strict=True) if word.required]
        )
        if mask is not None:
            complete = complete[mask[complete]]
        # With a single word, no article has only some of the words.
        if not fill or len(words) == 1 or len(complete) >= MIN_COMPLETE_HITS:
            every: MatchedArticles = (
                AllOfWords(postings, evaluator.sums, complete)
                if len(complete) > _SCORED
                else ScoredArticles(complete, evaluator.scores(words, complete))
            )
            return self.order(every, count, order, reranker, complete)
        if len(words) <= MAX_TIERED_WORDS:
            pairs = zip(words, postings, strict=True)
            weights = [found.weight if word.required else 0.0 for word, found in pairs]
            tiers = Tiers(postings, weights, evaluator.sums, mask)
            return self.order(tiers, count, order, reranker, complete)
        some = AnyOfWords(postings, evaluator.sums, mask)
        return self.order(some, count, order, reranker, complete, lifted=complete)

    def rank_plan(
        self,
        plan: Node,
        count: int,
        *,
        order: Order = Order.RELEVANCE,
        filters: Sequence[Filter] = (),
        rerank: bool = True,
    ) -> Ranking:
        """Rank the articles that match a plan of any kind."""
        words = words_of(plan)
        reranker = Reranker(self._evaluator, words) if words and rerank else None
        mask = self._evaluator.mask(filters)
        if isinstance(plan, AnyOf):
            parts = [self._evaluator.postings_of(part) for part in plan.parts]
            some = AnyOfWords(parts, self._evaluator.sums, mask)
            return self.order(some, count, order, reranker)
        matched = [np.zeros(0, np.int64)], [np.zeros(0, np.float64)]
        for number, segment in enumerate(self._snapshot.segments):
            found = self._evaluator.evaluate(plan, number)
            matched[0].append(found.articles + segment.first)
            matched[1].append(found.scores)
        articles, scores = np.concatenate(matched[0]), np.concatenate(matched[1])
        if mask is not None:
            counting = mask[articles]
            articles, scores = articles[counting], scores[counting]
        return self.order(ScoredArticles(articles, scores), count, order, reranker)

    def order(
        self,
        found: MatchedArticles,
        count: int,
        order: Order,
        reranker: Reranker | None,
        complete: Articles | None = None,
        *,
        lifted: Articles | None = None,
    ) -> Ranking:
        """Rank what was found.

        Args:
            found: all that matched.
            count: the number of the best to rank.
            order: of the hits.
            reranker: orders the best by their texts; None to leave that out.
            complete: int64, ascending: the articles that have every word, if that is known.
            lifted: int64, ascending: the articles that rank higher because they have every word.
        """
        if not count:
            return Ranking(found, np.zeros(0, np.int64), np.zeros(0, np.float64))
        if order is not Order.RELEVANCE:
            return self._by_date(found, count, order)
        if reranker is None or not found.total:
            chosen = Reranked(*found.best(count), ())
        else:
            chosen = reranker.rerank(found, complete, lifted)
        first = len(chosen.articles)
        highest = chosen.scores.max(initial=0.0)
        chosen = _followed(chosen, found, count)
        if isinstance(found, Tiers):
            # Larger than any score on any page.
            step = max(found.most, highest) + 1.0
            chosen = _lifted(chosen, step * (found.tiers(chosen.articles) - 1), complete)
        # Articles that were not re-ranked come after those that were.
        later = np.arange(len(chosen.articles)) >= first
        ranked = np.lexsort((chosen.articles, -chosen.scores, later))[:count]
        articles, scores, parts = chosen.at(ranked)
        return Ranking(found, articles, scores, parts)

    def _by_date(self, found: MatchedArticles, count: int, order: Order) -> Ranking:
        articles, scores = found.all()
        if not len(articles):
            return Ranking(found, articles, scores)
        seconds = np.concatenate([segment.seconds for segment in self._snapshot.segments])[articles]
        key = -seconds.astype(np.float64) if order is Order.NEWEST else seconds.astype(np.float64)
        key[seconds == NO_DATE] = np.inf
        ranked = np.lexsort((articles, -scores, key))[:count]
        return Ranking(found, articles[ranked], scores[ranked])


def _followed(chosen: Reranked, found: MatchedArticles, count: int) -> Reranked:
    """Add the best of those that were not re-ranked, with their scores alone, up to ``count``."""
    missing = min(count, found.total) - len(chosen.articles)
    if missing <= 0:
        return chosen
    articles, scores = found.best(count + len(chosen.articles))
    others = ~contained(articles, chosen.articles)
    articles, scores = articles[others], scores[others]
    none = np.zeros(len(articles))
    return Reranked(
        np.concatenate((chosen.articles, articles)),
        np.concatenate((chosen.scores, scores)),
        tuple(part._replace(scores=np.concatenate((part.scores, none))) for part in chosen.parts),
    )


def _lifted(chosen: Reranked, lift: Scores, complete: Articles | None) -> Reranked:
    """Add the lift of the articles' tiers to their scores."""
    every = contained(chosen.articles, complete) if complete is not None else lift > 0
    parts = (*chosen.parts, *tier_scores(lift, every))
    return Reranked(chosen.articles, chosen.scores + lift, parts)


def plain_words(plan: Node) -> tuple[Word, ...] | None:
    """Return the words of a plan that is nothing but words, or None."""
    match plan:
        case Word():
            return (plan,)
        case All(parts):
            words = tuple(part for part in parts if isinstance(part, Word))
            return words if len(words) == len(parts) else None
        case _:
            return None


def exact_texts(plan: Node) -> tuple[str, ...]:
    """Return the keys of the exact texts that a plan looks for."""
    match plan:
        case Exact(key=key):
            return (key,)
        case All(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(key for part in parts for key in exact_texts(part)))
        case Without(node, _) | Weighted(node, _) | Optional(node, _):
            return exact_texts(node)
        case _:
            return ()
