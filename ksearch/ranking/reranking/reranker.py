"""Re-ranks the best candidates of a query, a number that is the same for every page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained, distinct
from ksearch.arrays.types import Articles, Scores
from ksearch.korean.terms import key_of
from ksearch.plan import RunLeaf, Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.found import MatchedArticles
from ksearch.ranking.postings.tiers import Tiers
from ksearch.ranking.postings.top_k import best_places
from ksearch.ranking.postings.word_postings import held_by_all
from ksearch.ranking.reranking.proximity import have_run
from ksearch.ranking.reranking.signals import SIGNALS, Candidates, LetterOverlap
from ksearch.ranking.reranking.texts import gather_texts

#: Most and least articles, the best by BM25F, that are re-ranked.
_MAX_CANDIDATES, _MIN_CANDIDATES = 100, 20
#: Between these two bounds, as many as have this many eojeols on average: thirty news articles, or
#: a hundred paragraphs. What comes after these hardly ever becomes the best.
_EOJEOLS = 12_000
#: Fewer, where those of a query have more eojeols than this.
_MAX_EOJEOLS = 2 * _EOJEOLS
#: Share of the best score below which articles are not re-ranked. On questions about paragraphs and
#: on headlines, no answer was lost by that, nor at half of it.
_PROMISING = 0.4
#: The best articles with all words that are looked at for exact runs, where no leaf of the query
#: finds these …
_RUNS_LOOKED_AT = 512
#: … and how many of those with an exact run are re-ranked.
_RUNS_RANKED = 96
#: Weight of an exact run of the query's words, as a share of the weight of all words. It decides
#: between articles that hold every word, so it is more than frequencies can make up for.
_RUN_WEIGHT = 1.0
#: What every word that it holds adds to an article where some of the candidates lack one, as a
#: share of the word's weight; and what holding all of them does, as a share of all their weights.
_HELD_WEIGHT, _COMPLETE_WEIGHT = 0.4, 0.1
_RUN = "the words as an exact run"
COMPLETE = "holds every word"
_HELD = "words that it holds"


class SignalScore(NamedTuple):
    """The scores of one signal.

    Attributes:
        name: of the signal.
        scores: float64, by article.
    """

    name: str
    scores: Scores


class Reranked(NamedTuple):
    """Articles with their scores, and the share of each signal.

    Attributes:
        articles: int64.
        scores: float64: those that they were found with, and what every signal gives.
        parts: what every signal gives.
    """

    articles: Articles
    scores: Scores
    parts: tuple[SignalScore, ...]

    def at(self, places: npt.NDArray[np.int64]) -> Reranked:
        """Return the articles at some places."""
        parts = tuple(SignalScore(part.name, part.scores[places]) for part in self.parts)
        return Reranked(self.articles[places], self.scores[places], parts)


class Reranker:
    """Re-ranks the matches of some words.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
    """

    def __init__(self, evaluator: Evaluator, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._words = words

    def rerank(
        self, found: MatchedArticles, complete: Articles | None, lifted: Articles | None = None
    ) -> Reranked:
        """Re-rank the best of the articles found, and the best that have an exact run.

        No article that is left out has a higher score than any that is returned.

        Args:
            found: what was found, at least one article.
            complete: int64, ascending: which articles hold every word, if that is known.
            lifted: int64, ascending: those of which it counts that they hold every word.
        """
        best, scores = self._best(found)
        first = best if lifted is None else distinct(np.concatenate((best, lifted)))
        candidates = Candidates(self._evaluator, self._words, first)
        runs = self._runs(found, complete, candidates)
        articles = distinct(np.concatenate((first, runs))) if len(runs) else first
        if len(articles) > len(first):
            candidates = Candidates(self._evaluator, self._words, articles)
        parts = [SignalScore(signal.name, signal.score(candidates)) for signal in SIGNALS]
        if len(runs):
            weight = self._run_weight(candidates)
            parts.append(SignalScore(_RUN, np.where(contained(articles, runs), weight, 0.0)))
        if lifted is not None:
            parts.append(SignalScore(_HELD, _HELD_WEIGHT * self._weight_held(articles)))
            weight = _COMPLETE_WEIGHT * sum(self._word_weights)
            parts.append(SignalScore(COMPLETE, np.where(contained(articles, lifted), weight, 0.0)))
        given = scores if len(best) == len(articles) else found.scores(articles)
        together = given + sum(part.scores for part in parts)
        reranked = Reranked(articles, together, tuple(parts))
        if len(best) == len(articles):
            return reranked
        return reranked.at(np.flatnonzero(together >= scores.min()))

    def _best(self, found: MatchedArticles) -> tuple[Articles, Scores]:
        """Return the best articles by their scores, ascending, as many as can be read quickly."""
        average = self._evaluator.average_length
        count = min(max(int(_EOJEOLS / average), _MIN_CANDIDATES), _MAX_CANDIDATES)
        articles, scores = found.best(count)
        tiers = found.tiers(articles) if isinstance(found, Tiers) else np.zeros(len(articles))
        order = np.lexsort((articles, -scores, -tiers))
        promising = np.flatnonzero(scores[order] >= _PROMISING * scores.max(initial=0.0))
        count = int(promising.max(initial=0)) + 1
        ends = self._evaluator.lengths(articles[order]).cumsum()
        count = min(count, int(ends.searchsorted(_MAX_EOJEOLS, side="right")))
        places = np.sort(order[: max(count, _MIN_CANDIDATES)])
        return articles[places], scores[places]

    @cached_property
    def _word_weights(self) -> list[float]:
        """The weight of each word."""
        return list(map(self._evaluator.word_weight, self._words))

    def _weight_held(self, articles: Articles) -> Scores:
        """Return the weight of the words that each article holds (float64)."""
        held = np.zeros(len(articles), np.float64)
        for postings, weight in zip(
            self._evaluator.several(self._words), self._word_weights, strict=True
        ):
            held += weight * postings.holds(articles)
        return held

    def _run_weight(self, candidates: Candidates) -> float:
        # Letters alone must not lift an article over one that has the exact run.
        return _RUN_WEIGHT * sum(self._word_weights) + LetterOverlap().most(candidates)

    # Exact runs

    def _runs(
        self, found: MatchedArticles, complete: Articles | None, candidates: Candidates
    ) -> Articles:
        """Return the best articles found that have the words as an exact run (int64, ascending).

        Args:
            found, complete: as of `rerank`.
            candidates: some of the articles found; their texts are not gathered twice.
        """
        if len(self._words) < 2:
            return np.zeros(0, np.int64)
        if self._run_leaf is not None:
            return _best(found, self._of_run_leaf(self._run_leaf), _RUNS_RANKED)
        if not all(word.spellings for word in self._words[:-1]):
            return np.zeros(0, np.int64)
        if complete is None:
            complete = held_by_all(self._evaluator.several(self._words))
        likely = _best(found, complete, _RUNS_LOOKED_AT)
        if not len(likely):
            return likely
        snapshot = self._evaluator.snapshot
        gathered = contained(likely, candidates.articles)
        inside, outside = likely[gathered], likely[~gathered]
        texts = []
        if len(inside):
            texts.append(candidates.texts.only(candidates.articles.searchsorted(inside)))
        if len(outside):
            texts.append(gather_texts(snapshot, outside))
        runs = [have_run(each, snapshot.lexicon, self._words) for each in texts]
        having = np.concatenate((inside, outside))[np.concatenate(runs)]
        return _best(found, np.sort(having), _RUNS_RANKED)

    @cached_property
    def _run_leaf(self) -> RunLeaf | None:
        """The leaf for the words in a row, if the query has one."""
        leaf = self._words[0].scored[-1][0] if self._words[0].scored else None
        if isinstance(leaf, RunLeaf) and leaf.key == "".join(key_of(w.text) for w in self._words):
            return leaf
        return None

    def _of_run_leaf(self, leaf: RunLeaf) -> Articles:
        return np.concatenate(
            [
                scorer.leaf(leaf).articles + segment.first
                for scorer, segment in zip(
                    self._evaluator.scorers, self._evaluator.snapshot.segments, strict=True
                )
            ]
        )


def _best(found: MatchedArticles, articles: Articles, count: int) -> Articles:
    """Return the best of some articles (ascending) that are among those found."""
    articles = found.holding(articles)
    if len(articles) <= count:
        return articles
    if len(articles) == found.total:
        return found.best(count)[0]
    return articles[best_places(found.scores(articles), count)]
