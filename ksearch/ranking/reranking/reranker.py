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

#: How many of the best articles by BM25F are re-ranked at the most, and at the least.
_MOST, _MIN_TIMES = 100, 20
#: So many as have this many eojeols on average, between the two: thirty news articles, or a hundred
#: paragraphs. What comes after these hardly ever becomes the best.
_EOJEOLS = 12_000
#: Fewer, where those of a query have more eojeols than this.
_MAX_EOJEOLS = 2 * _EOJEOLS
#: The best articles with all words that are looked at for exact runs, where no leaf of the query
#: finds these …
_RUNS_LOOKED_AT = 512
#: … and how many of those with an exact run are re-ranked.
_RUNS_RANKED = 96
#: What an exact run of the query's words adds, as a share of what all words can say. It decides
#: between articles that hold every word, so it is more than frequencies can make up for.
_RUN_WEIGHT = 1.0
#: What holding every word adds where some of the candidates do not, as that share.
_COMPLETE_WEIGHT = 0.3
_RUN = "the words as an exact run"
COMPLETE = "holds every word"


class SignalScore(NamedTuple):
    """What one signal gives.

    Attributes:
        name: of the signal.
        scores: float64, by article.
    """

    name: str
    scores: Scores


class Reranked(NamedTuple):
    """Articles with their scores, and what these are made of.

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
    """Re-ranks what was found by some words.

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
        runs = self._runs(found, complete)
        chosen = [best, runs] if lifted is None else [best, runs, lifted]
        articles = distinct(np.concatenate(chosen))
        candidates = Candidates(self._evaluator, self._words, articles)
        parts = [SignalScore(signal.name, signal.score(candidates)) for signal in SIGNALS]
        if len(runs):
            weight = self._run_weight(candidates)
            parts.append(SignalScore(_RUN, np.where(contained(articles, runs), weight, 0.0)))
        if lifted is not None:
            weight = _COMPLETE_WEIGHT * self._word_weights
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
        count = min(max(int(_EOJEOLS / average), _MIN_TIMES), _MOST)
        articles, scores = found.best(count)
        lengths = self._evaluator.lengths(articles)
        if lengths.sum() <= _MAX_EOJEOLS:
            return articles, scores
        tiers = found.tiers(articles) if isinstance(found, Tiers) else np.zeros(len(articles))
        order = np.lexsort((articles, -scores, -tiers))
        count = int(np.cumsum(lengths[order]).searchsorted(_MAX_EOJEOLS, side="right"))
        places = np.sort(order[: max(count, _MIN_TIMES)])
        return articles[places], scores[places]

    @cached_property
    def _word_weights(self) -> float:
        """What all words can say together."""
        return sum(map(self._evaluator.word_weight, self._words))

    def _run_weight(self, candidates: Candidates) -> float:
        # Letters alone must not lift an article over one that has the exact run.
        return _RUN_WEIGHT * self._word_weights + LetterOverlap().most(candidates)

    # Exact runs

    def _runs(self, found: MatchedArticles, complete: Articles | None) -> Articles:
        """Return the best articles found that have the words as an exact run (int64, ascending)."""
        if len(self._words) < 2:
            return np.zeros(0, np.int64)
        if self._run_leaf is not None:
            return _best(found, self._of_run_leaf(self._run_leaf), _RUNS_RANKED)
        if complete is None:
            complete = held_by_all(self._evaluator.several(self._words))
        likely = _best(found, complete, _RUNS_LOOKED_AT)
        if not len(likely):
            return likely
        return _best(found, likely[self._have_run(likely)], _RUNS_RANKED)

    def _have_run(self, articles: Articles) -> npt.NDArray[np.bool_]:
        snapshot = self._evaluator.snapshot
        return have_run(gather_texts(snapshot, articles), snapshot.lexicon, self._words)

    @cached_property
    def _run_leaf(self) -> RunLeaf | None:
        """What finds the words in a row wherever they stand, if the query looks for that anyway."""
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
