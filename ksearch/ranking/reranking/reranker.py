"""Re-ranks the best candidates of a query, the same number for every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ksearch.arrays import contained, distinct
from ksearch.arrays.types import Articles, Indices, Scores
from ksearch.plan import Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.found import MatchedArticles
from ksearch.ranking.postings.tiers import Tiers
from ksearch.ranking.postings.word_postings import WordPostings
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.signals.exact_run import ExactRun, ExactRuns
from ksearch.ranking.reranking.signals.held_words import EveryWord, HeldWeight
from ksearch.ranking.reranking.signals.letters import LetterOverlap
from ksearch.ranking.reranking.signals.neighbours import Neighbours
from ksearch.ranking.reranking.signals.passage import DensestPassage
from ksearch.ranking.reranking.signals.signal import Signal, SignalScore

#: Most and least articles, the best by BM25F, that are re-ranked.
_MAX_CANDIDATES, _MIN_CANDIDATES = 100, 20
#: Eojeols of the candidates, which decide their number between these bounds, by the average length
#: of articles: thirty news articles, or a hundred paragraphs. Later ones hardly ever become the
#: best.
_EOJEOLS = 12_000
#: Most eojeols of the candidates of one query; with more, there are fewer candidates.
_MAX_EOJEOLS = 2 * _EOJEOLS
#: Share of the best score below which articles are not re-ranked. On questions about paragraphs and
#: on headlines, no answer was lost by that, nor at half of it.
_PROMISING = 0.4
#: The signals, in the order in which they are added up.
SIGNALS: tuple[Signal, ...] = (
    Neighbours(),
    DensestPassage(),
    LetterOverlap(),
    ExactRun(),
    HeldWeight(),
    EveryWord(),
)


def candidate_count(average_length: float) -> int:
    """Return how many of the best articles are re-ranked, if they are of average length."""
    return min(max(int(_EOJEOLS / average_length), _MIN_CANDIDATES), _MAX_CANDIDATES)


class Reranked(NamedTuple):
    """Articles with their scores, and the share of each signal.

    Attributes:
        articles: int64.
        scores: float64: their scores before, plus those of every signal.
        parts: the scores of every signal.
    """

    articles: Articles
    scores: Scores
    parts: tuple[SignalScore, ...]

    def at(self, places: Indices) -> Reranked:
        """Return the articles at some indices."""
        parts = tuple(part.at(places) for part in self.parts)
        return Reranked(self.articles[places], self.scores[places], parts)


class Reranker:
    """Re-ranks the matches of some words.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
        postings: of each word; looked up if they are not given.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        words: Sequence[Word],
        postings: Sequence[WordPostings] | None = None,
    ) -> None:
        self._evaluator = evaluator
        self._words = words
        self._postings = evaluator.several(words) if postings is None else postings

    def rerank(
        self, found: MatchedArticles, complete: Articles | None, lifted: Articles | None = None
    ) -> Reranked:
        """Re-rank the best of the articles found, and the best that have an exact run.

        No article that is left out has a higher score than any that is returned.

        Args:
            found: the matches, at least one article.
            complete: int64, ascending: the articles that have every word, if that is known.
            lifted: int64, ascending: those of them that get a bonus for it.
        """
        best, scores = self._best(found)
        first = best if lifted is None else distinct(np.concatenate((best, lifted)))
        candidates = Candidates(self._evaluator, self._words, self._postings, first, lifted)
        candidates = self._with_runs(candidates, found, complete)
        articles = candidates.articles
        parts = [SignalScore(each.name, each.score(candidates), each) for each in SIGNALS]
        given = scores if len(best) == len(articles) else found.scores(articles)
        together = given + sum(part.scores for part in parts)
        reranked = Reranked(articles, together, tuple(parts))
        if len(best) == len(articles):
            return reranked
        return reranked.at((together >= scores.min()).nonzero()[0])

    def _best(self, found: MatchedArticles) -> tuple[Articles, Scores]:
        """Return the best articles by their scores, ascending, with a bound on their eojeols."""
        articles, scores = found.best(candidate_count(self._evaluator.average_length))
        if isinstance(found, Tiers):
            order = np.lexsort((articles, -scores, -found.tiers(articles)))
        else:
            order = (-scores).argsort(kind="stable")
        promising = (scores[order] >= _PROMISING * scores.max(initial=0.0)).nonzero()[0]
        count = int(promising.max(initial=0)) + 1
        ends = self._evaluator.lengths(articles[order]).cumsum()
        count = min(count, int(ends.searchsorted(_MAX_EOJEOLS, side="right")))
        places = np.sort(order[: max(count, _MIN_CANDIDATES)])
        return articles[places], scores[places]

    def _with_runs(
        self, candidates: Candidates, found: MatchedArticles, complete: Articles | None
    ) -> Candidates:
        """Return the candidates, and the best articles with an exact run among them."""
        runs = ExactRuns(self._evaluator, self._words).best(found, complete, candidates)
        if not len(runs) or contained(runs, candidates.articles).all():
            candidates.runs = runs
            return candidates
        articles = distinct(np.concatenate((candidates.articles, runs)))
        return Candidates(
            self._evaluator, self._words, self._postings, articles, candidates.complete, runs
        )
