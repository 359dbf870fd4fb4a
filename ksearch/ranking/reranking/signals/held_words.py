"""The words that a candidate has, if other candidates miss some."""

from __future__ import annotations

import numpy as np

from ksearch.arrays import contained
from ksearch.arrays.types import Mask, Scores
from ksearch.messages import Message
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.signals.signal import Cause, SignalScore

#: Score of an article for each word that it has, as a share of the word's weight.
_HELD_WEIGHT = 0.4
#: Score for having all words, as a share of the sum of their weights.
_EVERY_WEIGHT = 0.1
_EVERY = Message("has every word")


class HeldWeight:
    """The weight of the words that a candidate has."""

    name = Message("words that it has")

    def score(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate (float64)."""
        held = np.zeros(len(candidates), np.float64)
        if candidates.complete is None:
            return held
        for postings in candidates.postings:
            held += postings.weight * postings.holds(candidates.articles)
        return _HELD_WEIGHT * held

    def cause(self, candidate: Candidates) -> Cause:
        """Return the words that it has."""
        return _held(candidate)


class EveryWord:
    """A bonus for candidates that have every word."""

    name = _EVERY

    def score(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate (float64)."""
        if candidates.complete is None:
            return np.zeros(len(candidates), np.float64)
        weight = _EVERY_WEIGHT * sum(candidates.word_weights)
        return np.where(contained(candidates.articles, candidates.complete), weight, 0.0)

    def cause(self, candidate: Candidates) -> Cause:
        """Return the words that it has."""
        return _held(candidate)


def _held(candidate: Candidates) -> Cause:
    """Return the words that the only candidate has."""
    pairs = zip(candidate.words, candidate.postings, strict=True)
    held = (word.text for word, found in pairs if found.holds(candidate.articles)[0])
    return Cause(words=tuple(dict.fromkeys(held)))


def tier_scores(lift: Scores, complete: Mask) -> tuple[SignalScore, SignalScore]:
    """Return the lift of articles' tiers as scores of signals.

    Args:
        lift: float64, by article: the score of its tier.
        complete: bool, by article: whether it has every word.
    """
    incomplete = SignalScore(Message("misses less than others"), lift * ~complete, HeldWeight())
    return SignalScore(_EVERY, lift * complete, EveryWord()), incomplete
