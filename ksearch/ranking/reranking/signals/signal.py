"""What a signal of re-ranking is, what it has given to each article, and for which text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ksearch.arrays.types import Indices, Scores
from ksearch.ranking.reranking.candidates import Candidates


class Cause(NamedTuple):
    """What of one article gave a signal's score.

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
        """Return what it adds to the score of each candidate (float64, never negative)."""

    def cause(self, candidate: Candidates) -> Cause:
        """Return what gave the score of the only candidate, for ``--explain``."""


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
        """Return the same of the articles at some places."""
        return self._replace(scores=self.scores[places])
