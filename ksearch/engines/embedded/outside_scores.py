"""Mixes external scores, such as those of a semantic model, into a ranking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Scores
from ksearch.engines.embedded.painting import StoredPainter
from ksearch.engines.request import Scorer
from ksearch.messages import Message
from ksearch.model.errors import InvalidValue
from ksearch.plan import All, Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.tiers import MAX_TIERED_WORDS
from ksearch.ranking.ranker import Ranking
from ksearch.ranking.reranking.signals.signal import SignalScore

#: Number of the best articles that are scored.
SCORED = 20
#: Share of the scorer in the mixed score, chosen with a small multilingual encoder on questions
#: about paragraphs, abstracts and other questions.
_OUTSIDE_WEIGHT = 0.2
_SIGNAL_NAME = Message("scores from outside")
#: Decimals to which weights of missing words are compared.
_WEIGHT_DECIMALS = 6


class OutsideScores:
    """Mixes a scorer's scores of the best articles into rankings of one query.

    It only changes the order among articles whose missing words have the same weight: an article
    without a word never passes one that has it.

    Args:
        scorer: is called once, with the query and the passages: title and best passage.
        query: as it was searched for.
        words: its words.
        evaluator: of the snapshot.
    """

    def __init__(
        self, scorer: Scorer, query: str, words: Sequence[Word], evaluator: Evaluator
    ) -> None:
        self._scorer = scorer
        self._query = query
        self._words = tuple(words)
        self._evaluator = evaluator
        self._scores: Scores | None = None

    def mixed(self, ranking: Ranking) -> Ranking:
        """Return a ranking with the first articles, `SCORED` at the most, in their new order.

        Raises:
            InvalidValue: the scorer did not return a number for each passage.
        """
        best = ranking.articles[:SCORED]
        if len(best) < 2:
            return ranking
        if self._scores is None:
            self._scores = self._judged(best)
        given = np.zeros(len(ranking.articles))
        order = np.arange(len(ranking.articles))
        for run in self._runs(best):
            before = ranking.scores[run]
            given[run] = _OUTSIDE_WEIGHT * (_scaled(self._scores[run], before) - before)
            order[run] = run.start + np.lexsort((best[run], -(before + given[run])))
        parts = (*ranking.parts, SignalScore(_SIGNAL_NAME, given))
        return Ranking(
            ranking.found,
            ranking.articles[order],
            (ranking.scores + given)[order],
            tuple(part.at(order) for part in parts),
        )

    def _judged(self, articles: npt.NDArray[np.int64]) -> Scores:
        numbers = articles.tolist()
        painter = StoredPainter(self._evaluator, All(self._words), self._words, together=numbers)
        passages = [
            f"{painter.title(number)}\n{painter.snippet(number).text}".strip() for number in numbers
        ]
        returned = self._scorer(self._query, passages)
        try:
            scores = np.array([float(score) for score in returned], np.float64)
        except (TypeError, ValueError) as error:
            raise InvalidValue(
                Message("rerank must return a number for each passage: {error}", error=error)
            ) from error
        if len(scores) != len(passages) or not np.isfinite(scores).all():
            raise InvalidValue(
                Message(
                    "rerank must return a finite number for each of {count} passages, not "
                    "{count2} of which {count_nonzero} are finite",
                    count=len(passages),
                    count2=len(scores),
                    count_nonzero=np.count_nonzero(np.isfinite(scores)),
                )
            )
        return scores

    def _runs(self, articles: npt.NDArray[np.int64]) -> Iterator[slice]:
        """Yield the stretches of articles, in their order, that miss the same weight."""
        missing = np.zeros(len(articles))
        several = self._evaluator.several(self._words)
        for word, postings in zip(self._words, several, strict=True):
            weight = self._evaluator.word_weight(word) if word.required else 0.0
            missing += weight * ~postings.holds(articles)
        if len(self._words) > MAX_TIERED_WORDS:
            missing = np.sign(missing)
        edges = np.flatnonzero(np.diff(np.round(missing, _WEIGHT_DECIMALS))) + 1
        bounds = [0, *edges.tolist(), len(articles)]
        for start, end in pairwise(bounds):
            yield slice(start, end)


def _scaled(judged: Scores, scores: Scores) -> Scores:
    """Return judgements stretched between the lowest and the highest of some scores."""
    least, most = judged.min(), judged.max()
    if most == least:
        return scores
    reach = scores.max() - scores.min()
    scaled: Scores = scores.min() + reach * (judged - least) / (most - least)
    return scaled
