"""The protocol of a signal of re-ranking, its scores, and the text that caused them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ksearch.arrays.types import Indices, Scores
from ksearch.ranking.reranking.candidates import Candidates


class Cause(NamedTuple):
    """The text of an article that caused a signal's score.

    Attributes:
        stretches: runs of its eojeols, first and one past the last, counted from the title on.
        words: words of the query, where the score does not depend on their places.
    """

    stretches: Sequence[tuple[int, int]] = ()
    words: Sequence[str] = ()


class Signal(Protocol):
    """A score for each candidate, by which re-ranking orders them."""

    @property
    def name(self) -> str:
        """Its name in ``--explain``."""

    def score(self, candidates: Candidates) -> Scores:
        """Return the score that it adds to each candidate (float64, never negative)."""

    def cause(self, candidate: Candidates) -> Cause:
        """Return the cause of the score of the only candidate, for ``--explain``."""


class SignalScore(NamedTuple):
    """What one signal has added to the scores of some articles.

    Attributes:
        name: of the signal.
        scores: float64, by article.
        signal: explains them; None for a score that is not read off the text.
    """

    name: str
    scores: Scores
    signal: Signal | None = None

    def at(self, places: Indices) -> SignalScore:
        """Return the same for the articles at some indices."""
        return self._replace(scores=self.scores[places])
