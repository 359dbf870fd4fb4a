"""Ranked search over all segments: which articles make the page, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import numpy as np

from ksearch.arrays import contained
from ksearch.ranking.any_words import AllOfWords, AnyOfWords
from ksearch.ranking.close_look import CloseLook
from ksearch.ranking.evaluator import Evaluator
from ksearch.ranking.found import Found, Listed
from ksearch.ranking.plan import (
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
from ksearch.ranking.word_postings import Articles, Scores, held_by_all
from ksearch.storage.segment import NO_DATE

Filter = DateRange | Keyword

#: So many of the best articles by BM25F are looked at for terms side by side, where all words …
_LOOKED_AT = 96
#: … and where only some must stand in them.
_LOOKED_AT_SOME = 20
#: Of more articles with all words, only those that may be among the best are scored.
_SCORED = 2_000


class Order(Enum):
    """How hits are ordered."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Ranking:
    """The best articles of a snapshot for a query.

    Attributes:
        total: how many articles matched.
        articles: int64, the numbers of the best, best first.
        scores: float64, their scores.
        together: float64, what each score has from words that stand together.
        letters: float64, what each has from pairs of letters that the query has too.
        complete: float64, what each has from holding every word where others lack some.
    """

    __slots__ = ("_found", "articles", "complete", "letters", "scores", "together", "total")

    def __init__(
        self,
        found: Found,
        articles: Articles,
        scores: Scores,
        together: Scores,
        letters: Scores,
        complete: Scores,
    ) -> None:
        self._found = found
        self.total = found.total
        self.articles = articles
        self.scores = scores
        self.together = together
        self.letters = letters
        self.complete = complete

    @property
    def matched(self) -> Articles:
        """The numbers of all that matched, ascending (int64)."""
        return self._found.articles

    @classmethod
    def by_words(cls, found: Found, articles: Articles, scores: Scores) -> Ranking:
        """Rank articles whose scores are their words' alone, given best first."""
        none = np.zeros(len(articles))
        return cls(found, articles, scores, none, none, none)


class Ranker:
    """Ranks the articles of one snapshot."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._snapshot = evaluator.snapshot

    def rank_words(
        self,
        words: Sequence[Word],
        count: int,
        page: int,
        *,
        any_of: bool = False,
        fill: bool = True,
        order: Order = Order.RELEVANCE,
        filters: Sequence[Filter] = (),
        closely: bool = True,
    ) -> Ranking:
        """Rank by plain words: the best ``count`` articles.

        Articles that hold every word come first. Where they are fewer than ``page`` and ``fill``
        is true, those that hold some follow, and count. ``any_of`` makes no difference between
        the two.
        """
        evaluator = self._evaluator
        mask = evaluator.mask(filters)
        postings = evaluator.several(words)
        close = words if closely else ()
        complete: Articles | None = None
        if close or not any_of:
            complete = held_by_all(postings)
            if mask is not None:
                complete = complete[mask[complete]]
        # With a single word, none can hold some words only.
        enough = not fill or len(words) == 1 or (complete is not None and len(complete) >= page)
        if complete is not None and not any_of and enough:
            found: Found
            if len(complete) > _SCORED:
                found = AllOfWords(postings, evaluator.sums, complete)
            else:
                found = Listed(complete, evaluator.scores(words, complete))
            return self._order(found, count, order, close, _LOOKED_AT, complete)
        some = AnyOfWords(postings, evaluator.sums, mask)
        return self._order(some, count, order, close, _LOOKED_AT_SOME, complete, ahead=not any_of)

    def rank_plan(
        self,
        plan: Node,
        count: int,
        *,
        order: Order = Order.RELEVANCE,
        filters: Sequence[Filter] = (),
        closely: bool = True,
    ) -> Ranking:
        """Rank by any plan: the best ``count`` of the articles that match it."""
        words = words_of(plan) if closely else ()
        mask = self._evaluator.mask(filters)
        if isinstance(plan, AnyOf):
            parts = [self._evaluator.postings_of(part) for part in plan.parts]
            some = AnyOfWords(parts, self._evaluator.sums, mask)
            return self._order(some, count, order, words, _LOOKED_AT_SOME)
        matched = [np.zeros(0, np.int64)], [np.zeros(0, np.float64)]
        for number, segment in enumerate(self._snapshot.segments):
            found = self._evaluator.evaluate(plan, number)
            matched[0].append(found.articles + segment.first)
            matched[1].append(found.scores)
        articles, scores = np.concatenate(matched[0]), np.concatenate(matched[1])
        if mask is not None:
            counting = mask[articles]
            articles, scores = articles[counting], scores[counting]
        return self._order(Listed(articles, scores), count, order, words, _LOOKED_AT)

    def _order(
        self,
        found: Found,
        count: int,
        order: Order,
        words: Sequence[Word],
        looked_at: int,
        complete: Articles | None = None,
        *,
        ahead: bool = False,
    ) -> Ranking:
        """Rank what was found.

        ``complete`` are the articles that hold every word, where that is known; with ``ahead``,
        they come first.
        """
        if order is not Order.RELEVANCE:
            return self._by_date(found, count, order)
        if not words or not found.total:
            articles, scores = found.best(count)
            ranked = np.lexsort((articles, -scores))
            return Ranking.by_words(found, articles[ranked], scores[ranked])
        close = CloseLook(self._evaluator, words)
        articles, scores = found.best(looked_at)
        runs = close.candidates(found, complete)
        apart = len(runs) > looked_at
        if apart:
            runs = close.ranked(found, runs[close.have_run(runs)])
        articles, scores = _with(articles, scores, runs, found)
        if ahead and complete is not None:
            articles, scores = _with(articles, scores, complete, found)
        texts = close.texts(articles)
        if not apart and len(runs):
            runs = runs[contained(runs, articles[close.have_run(articles, texts)])]
        told = close.told(texts)
        together = close.together(told)
        if len(runs):
            together = together + close.run_weight() * contained(articles, runs)
        letters = close.letters(told)
        scores = scores + together + letters
        lifted = np.zeros(len(articles))
        if ahead and complete is not None and len(complete):
            # Every word outweighs some, however often these stand.
            lifted = contained(articles, complete) * (scores.max(initial=0) + 1)
            scores = scores + lifted
        ranked = np.lexsort((articles, -scores))[:count]
        ranking = Ranking(
            found,
            articles[ranked],
            scores[ranked],
            together[ranked],
            letters[ranked],
            lifted[ranked],
        )
        if count <= len(articles) or len(articles) == found.total:
            return ranking
        return _followed(ranking, found, count)

    def closeness(self, article: int, words: Sequence[Word]) -> tuple[float, float]:
        """Return what neighbouring terms, and an exact run, add to the score of an article."""
        close = CloseLook(self._evaluator, words)
        articles = np.array([article], np.int64)
        complete = all(one.holds(articles)[0] for one in self._evaluator.several(words))
        run = close.run_weight() if complete and close.have_run(articles)[0] else 0.0
        return float(close.together(close.told(close.texts(articles)))[0]), run

    def _by_date(self, found: Found, count: int, order: Order) -> Ranking:
        articles, scores = found.all()
        if not len(articles):
            return Ranking.by_words(found, articles, scores)
        seconds = np.concatenate([segment.seconds for segment in self._snapshot.segments])[articles]
        key = -seconds.astype(np.float64) if order is Order.NEWEST else seconds.astype(np.float64)
        key[seconds == NO_DATE] = np.inf
        ranked = np.lexsort((articles, -scores, key))[:count]
        return Ranking.by_words(found, articles[ranked], scores[ranked])


def _with(
    articles: Articles, scores: Scores, more: Articles, found: Found
) -> tuple[Articles, Scores]:
    """Put more articles (all ascending) among some, with their scores."""
    more = more[~contained(more, articles)]
    if not len(more):
        return articles, scores
    together = np.concatenate((articles, more))
    order = together.argsort(kind="stable")
    return together[order], np.concatenate((scores, found.scores(more)))[order]


def _followed(ranking: Ranking, found: Found, count: int) -> Ranking:
    """Add those that were not looked at closely, by their scores alone, after all that were."""
    looked_at = len(ranking.articles)
    articles, scores = found.best(count + looked_at)
    others = ~contained(articles, np.sort(ranking.articles))
    articles, scores = articles[others], scores[others]
    rest = np.lexsort((articles, -scores))[: count - looked_at]
    none = np.zeros(len(rest))
    return Ranking(
        found,
        np.concatenate((ranking.articles, articles[rest])),
        np.concatenate((ranking.scores, scores[rest])),
        np.concatenate((ranking.together, none)),
        np.concatenate((ranking.letters, none)),
        np.concatenate((ranking.complete, none)),
    )


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
