"""Proximity: query terms side by side, passages dense with them, and exact runs of the words.

Postings hold no positions: all of it is read off the texts of the candidates.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct, weighted_sums
from ksearch.arrays.types import Ids, Scores
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import Word
from ksearch.ranking.reranking.evidence import Evidence
from ksearch.ranking.reranking.texts import CandidateTexts


def side_by_side(evidence: Evidence, weights: Scores) -> Scores:
    """Score neighbouring terms of the query that are neighbours in the text, in the same order.

    They may stand in one eojeol or in two that follow each other. A pair weighs the mean of its
    terms, and counts t / (t + 1) for t occurrences.

    Args:
        evidence: where the terms stand in the candidates.
        weights: float64, by term of the query.

    Returns:
        float64, by candidate.
    """
    count = len(evidence.edges)
    if len(weights) < 2 or not len(evidence.places):
        return np.zeros(count, np.float64)
    has, owners = evidence.terms, evidence.owners
    next_to = evidence.places[1:] == evidence.places[:-1] + 1
    next_to &= owners[1:] == owners[:-1]
    following = has[:, 1:].copy()
    following[:-1] |= has[1:, 1:] & next_to[:, None]
    following &= has[:, :-1]
    pairs = len(weights) - 1
    places, which = np.divmod(np.flatnonzero(following), pairs)
    times = np.bincount(owners[places] * pairs + which, minlength=count * pairs)
    times = times.reshape(count, pairs)
    return weighted_sums(times / (times + 1.0), (weights[:-1] + weights[1:]) / 2)


def near_each_other(evidence: Evidence, weights: Scores, distance: int) -> Scores:
    """Score neighbouring terms of the query that stand near each other, in either order.

    A pair weighs the mean of its terms, however often it stands in the text.

    Args:
        evidence: where the terms stand in the candidates.
        weights: float64, by term of the query.
        distance: how many eojeols apart they may be.

    Returns:
        float64, by candidate.
    """
    count, pairs = len(evidence.edges), len(weights) - 1
    if pairs < 1 or not len(evidence.places):
        return np.zeros(count, np.float64)
    first = evidence.terms[:, :-1]
    rows = np.flatnonzero(first.any(axis=1))
    places, owners = evidence.places[rows], evidence.owners[rows]
    edges = evidence.edges[owners]
    low = evidence.places.searchsorted(np.maximum(places - distance, edges[:, 0]))
    high = evidence.places.searchsorted(np.minimum(places + distance + 1, edges[:, 3]))
    counts = evidence.counts[:, 1 : pairs + 1]
    near, which = ((counts[high] > counts[low]) & first[rows]).nonzero()
    held = np.zeros((count, pairs), np.float64)
    held[owners[near], which] = 1
    return weighted_sums(held, (weights[:-1] + weights[1:]) / 2)


def best_window(evidence: Evidence, weights: Scores, width: int) -> Scores:
    """Return the highest weight of distinct features within one stretch of each candidate.

    Args:
        evidence: where the features stand in the candidates.
        weights: float64, by term of the query, then by letter pair; features beyond count nothing.
        width: the length of the stretch, in eojeols.

    Returns:
        float64, by candidate.
    """
    best = np.zeros(len(evidence.edges), np.float64)
    places = evidence.places
    if not len(places):
        return best
    owners, firsts = evidence.owners, evidence.firsts
    # A best stretch begins at a place that has a feature: how often each stands before any place
    # says which stand between its two ends.
    last = places.searchsorted(np.minimum(places + width, evidence.edges[owners, 3]))
    counts = evidence.counts[:, : len(weights)]
    within = (counts[last] > counts[:-1]).astype(np.float32)
    best[owners[firsts]] = np.maximum.reduceat(weighted_sums(within, weights), firsts)
    return best


def have_run(
    texts: CandidateTexts, lexicon: Lexicon, words: Sequence[Word]
) -> npt.NDArray[np.bool_]:
    """Return which candidates have all words in their order, an eojeol each, within one field.

    After the last one a particle may follow.
    """
    held = np.zeros(len(texts.edges), np.bool_)
    if len(words) < 2:
        return held
    last = len(words) - 1
    places = texts.places(words[0].spellings)
    places = places[: places.searchsorted(len(texts) - last)]
    for step in range(1, last):
        places = places[_are(texts.at(places + step), words[step])]
    if not len(places):
        return held
    places = places[_begin_with(texts.at(places + last), lexicon, key_of(words[last].text))]
    ends = texts.edges[:, 1:].reshape(-1)
    fields = ends.searchsorted(places, side="right")
    within = fields == ends.searchsorted(places + last, side="right")
    held[fields[within] // 3] = True
    return held


def _begin_with(eojeols: Ids, lexicon: Lexicon, key: str) -> npt.NDArray[np.bool_]:
    """Return which eojeols are a word, given by its key, with or without a particle."""
    several = distinct(eojeols)
    begin = [key_of(lexicon.text(eojeol)).startswith(key) for eojeol in several.tolist()]
    found: npt.NDArray[np.bool_] = np.array(begin, np.bool_)[several.searchsorted(eojeols)]
    return found


def _are(eojeols: Ids, word: Word) -> npt.NDArray[np.bool_]:
    """Return which eojeols are spelt as a word."""
    if not word.spellings:
        return np.zeros(len(eojeols), np.bool_)
    first, *others = word.spellings
    found: npt.NDArray[np.bool_] = eojeols == first
    for spelling in others:
        found |= eojeols == spelling
    return found
