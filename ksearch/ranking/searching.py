"""Ranked search over all segments: which articles make the page, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.ranking.agreement import agreement, letter_pairs
from ksearch.ranking.evaluator import Evaluator, Matched, intersection
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
from ksearch.ranking.proximity import measure, prepared
from ksearch.storage.segment import NO_DATE, Segment

Articles = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Filter = DateRange | Keyword

#: So many of the best articles by BM25F that hold every word are looked at for proximity: an
#: exact run decides between them…
_LOOKED_AT = 512
#: … so many where the query is one word, which cannot stand in a row with others…
_LOOKED_AT_ALONE = 256
#: … and so many of those that hold only some.
_LOOKED_AT_SOME = 24
#: Of more scores than so many for each wanted, a sample is looked at first …
_SAMPLED = 32
#: … of about so many for each.
_SAMPLE = 8
#: What neighbouring terms add, beside BM25F; chosen on the train half of KorQuAD and headlines.
PAIR_WEIGHT = 0.6
#: So many of the best articles are looked at for pairs of letters.
_LETTERS_LOOKED_AT = 16
#: What a pair of letters of the query adds that an article has.
LETTERS_WEIGHT = 1.5
#: What an exact run of the query's words adds, as a share of what all words can say. It decides
#: between articles that hold every word, so it is more than frequencies can make up for.
RUN_WEIGHT = 1.0


class Order(Enum):
    """How hits are ordered."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best articles of a snapshot for a query.

    Attributes:
        matched: int64, the numbers of all that matched, ascending.
        articles: int64, the numbers of the best, best first.
        scores: float64, their scores.
        together: float64, what each score has from words that stand together.
        letters: float64, what each has from pairs of letters that the query has too.
        complete: float64, what each has from holding every word where others lack some.
    """

    matched: Articles
    articles: Articles
    scores: Scores
    together: Scores
    letters: Scores
    complete: Scores

    @property
    def total(self) -> int:
        """How many articles matched."""
        return len(self.matched)

    @classmethod
    def by_words(cls, matched: Articles, scores: Scores, best: Articles) -> Ranking:
        """Rank articles whose scores are their words' alone; ``best`` are places, best first."""
        none = np.zeros(len(best))
        return cls(matched, matched[best], scores[best], none, none, none)


class Ranker:
    """Ranks the articles of one snapshot."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._segments = evaluator.snapshot.segments

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
        masks = self._masks(filters)
        if not any_of:
            found = [
                _masked(intersection(self._evaluator.holding(words, number)), mask)
                for number, mask in enumerate(masks)
            ]
            # With a single word, none can hold some words only.
            if not fill or len(words) == 1 or sum(map(len, found)) >= page:
                matched = [
                    Matched(articles, self._evaluator.score_words(words, number, articles))
                    for number, articles in enumerate(found)
                ]
                looked_at = _LOOKED_AT if len(words) > 1 else _LOOKED_AT_ALONE
                return self._order(matched, count, order, words if closely else (), looked_at)
        matched = [self._any(words, number, mask) for number, mask in enumerate(masks)]
        first = None if any_of or order is not Order.RELEVANCE else self._numbered(found)
        return self._order(matched, count, order, words if closely else (), _LOOKED_AT_SOME, first)

    def _any(
        self, words: Sequence[Word], number: int, mask: npt.NDArray[np.bool_] | None
    ) -> Matched:
        """Match the articles of a segment that hold at least one of the words."""
        matching = self._evaluator.holding_any(words, number)
        if mask is not None:
            matching &= mask
        articles = np.flatnonzero(matching)
        return Matched(articles, self._evaluator.score_any(words, number)[articles])

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
        matched = []
        for number, mask in enumerate(self._masks(filters)):
            found = self._evaluator.evaluate(plan, number)
            if mask is not None:
                chosen = mask[found.articles]
                found = Matched(found.articles[chosen], found.scores[chosen])
            matched.append(found)
        looked_at = _LOOKED_AT_SOME if isinstance(plan, AnyOf) else _LOOKED_AT
        return self._order(matched, count, order, words_of(plan) if closely else (), looked_at)

    def _masks(self, filters: Sequence[Filter]) -> list[npt.NDArray[np.bool_] | None]:
        """Return which articles of each segment are live and pass the filters; None: all."""
        masks: list[npt.NDArray[np.bool_] | None] = []
        for number in range(len(self._segments)):
            mask = self._evaluator.live_mask(number)
            for condition in filters:
                accepted = self._evaluator.accepted(condition, number)
                mask = accepted if mask is None else mask & accepted
            masks.append(mask)
        return masks

    def _numbered(self, found: Sequence[Articles]) -> Articles:
        """Number articles over all segments."""
        return np.concatenate(
            [a + segment.first for a, segment in zip(found, self._segments, strict=True)]
            or [np.zeros(0, np.int64)]
        )

    def _order(
        self,
        matched: Sequence[Matched],
        count: int,
        order: Order,
        words: Sequence[Word],
        looked_at: int = _LOOKED_AT,
        first: Articles | None = None,
    ) -> Ranking:
        articles = self._numbered([part.articles for part in matched])
        scores = np.concatenate([part.scores for part in matched] or [np.zeros(0)])
        if order is not Order.RELEVANCE:
            return self._by_date(articles, scores, count, order)
        best = _best(scores, looked_at if words else count)
        if first is not None and len(first) and len(articles):
            best = distinct(np.concatenate((best, articles.searchsorted(first))))
        chosen = articles[best]
        together = np.add(*self.closeness(chosen, words))
        chosen_scores = scores[best] + together
        letters = self._letters(chosen, chosen_scores, words)
        chosen_scores += letters
        complete = np.zeros(len(chosen))
        if first is not None and len(first):
            # Every word outweighs some, however often these stand.
            complete = np.isin(chosen, first) * (chosen_scores.max(initial=0) + 1)
            chosen_scores = chosen_scores + complete
        ranked = np.lexsort((chosen, -chosen_scores))[:count]
        ranking = Ranking(
            articles,
            chosen[ranked],
            chosen_scores[ranked],
            together[ranked],
            letters[ranked],
            complete[ranked],
        )
        if count <= len(best) or len(best) == len(articles):
            return ranking
        return _followed(ranking, np.delete(articles, best), np.delete(scores, best), count)

    def closeness(self, articles: Articles, words: Sequence[Word]) -> tuple[Scores, Scores]:
        """Return what neighbouring terms, and exact runs, add to the scores of some articles."""
        pairs, runs = np.zeros(len(articles)), np.zeros(len(articles))
        if not len(articles) or not words:
            return pairs, runs
        lexicon = self._evaluator.snapshot.lexicon
        with prepared(lexicon, words, self._evaluator.idf) as query:
            if query is None:
                return pairs, runs
            whole = RUN_WEIGHT * sum(map(self._evaluator.word_weight, words))
            # Letters alone must not lift an article over one that has the exact run.
            whole += LETTERS_WEIGHT * len(letter_pairs(words))
            for segment, here in self._by_segment(articles):
                found = measure(segment, articles[here] - segment.first, query)
                pairs[here] = PAIR_WEIGHT * found.pairs
                runs[here] = whole * found.runs
        return pairs, runs

    def _by_segment(self, articles: Articles) -> Iterator[tuple[Segment, Articles]]:
        """Yield each segment that has some of the articles, and the places of these."""
        for segment in self._segments:
            last = segment.first + len(segment)
            here = np.flatnonzero((articles >= segment.first) & (articles < last))
            if len(here):
                yield segment, here

    def _letters(self, articles: Articles, scores: Scores, words: Sequence[Word]) -> Scores:
        """Return what pairs of letters add to the scores of the best of some articles."""
        found = np.zeros(len(articles))
        pairs = letter_pairs(words)
        if not len(pairs) or len(articles) < 2:
            return found
        snapshot = self._evaluator.snapshot
        best = _best(scores, _LETTERS_LOOKED_AT)
        for segment, here in self._by_segment(articles[best]):
            within, model = articles[best[here]] - segment.first, snapshot.manifest.model
            agreed = agreement(segment, snapshot.lexicon, within, pairs, model)
            found[best[here]] = LETTERS_WEIGHT * agreed
        return found

    def _by_date(self, articles: Articles, scores: Scores, count: int, order: Order) -> Ranking:
        seconds = np.concatenate([s.seconds for s in self._segments] or [np.zeros(0, np.int64)])
        dates = seconds[articles].astype(np.float64)
        undated = seconds[articles] == NO_DATE
        key = -dates if order is Order.NEWEST else dates
        key[undated] = np.inf
        ranked = np.lexsort((articles, -scores, key))[:count]
        return Ranking.by_words(articles, scores, ranked)


def _masked(articles: Articles, mask: npt.NDArray[np.bool_] | None) -> Articles:
    return articles if mask is None else articles[mask[articles]]


def _followed(ranking: Ranking, articles: Articles, scores: Scores, count: int) -> Ranking:
    """Add those that were not looked at closely, by their scores alone, after all that were."""
    rest = np.lexsort((articles, -scores))[: count - len(ranking.articles)]
    none = np.zeros(len(rest))
    return Ranking(
        ranking.matched,
        np.concatenate((ranking.articles, articles[rest])),
        np.concatenate((ranking.scores, scores[rest])),
        np.concatenate((ranking.together, none)),
        np.concatenate((ranking.letters, none)),
        np.concatenate((ranking.complete, none)),
    )


def _best(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Return the places of the ``count`` highest scores, ascending; of equal ones, the first."""
    if len(scores) <= count:
        return np.arange(len(scores))
    if len(scores) > _SAMPLED * count:
        promising = _promising(scores, count)
        if len(promising) >= count:
            return promising[_best(scores[promising], count)]
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    above = np.flatnonzero(scores > least)
    level = np.flatnonzero(scores == least)[: count - len(above)]
    return distinct(np.concatenate((above, level)))


def _promising(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Return the places of the highest scores, ascending: ``count`` at least in all likelihood.

    A sample tells where to cut; that is faster than partly sorting all scores.
    """
    step = max(len(scores) // (_SAMPLE * count), 1)
    sample = scores[::step]
    place = len(sample) - min(2 * count // step + _SAMPLE, len(sample))
    return np.flatnonzero(scores >= np.partition(sample, place)[place])


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
