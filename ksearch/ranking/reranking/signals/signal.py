"""What a signal of re-ranking is, and what it has given to each article."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from ksearch.arrays.types import Indices, Scores
from ksearch.ranking.reranking.candidates import Candidates

if TYPE_CHECKING:
    from ksearch.model.reports import Contribution


class Signal(Protocol):
    """A score for each candidate, by which re-ranking orders them."""

    @property
    def name(self) -> str:
        """Its name in ``--explain``."""

    def score(self, candidates: Candidates) -> Scores:
        """Return what it adds to the score of each candidate (float64, never negative)."""


class SignalScore(NamedTuple):
    """What one signal has added to the scores of some articles.

    Attributes:
        name: of the signal.
        scores: float64, by article.
    """

    name: str
    scores: Scores

    def at(self, places: Indices) -> SignalScore:
        """Return the same of the articles at some places."""
        return SignalScore(self.name, self.scores[places])

    def explain(self, place: int) -> Contribution | None:
        """Return the signal's share in the score of an article; None if it has none."""
        from ksearch.model.reports import Contribution

        score = float(self.scores[place])
        return Contribution(self.name, score) if score else None
