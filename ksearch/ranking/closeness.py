"""Closeness: query terms that stand side by side, and exact runs, read off the forward index.

No postings hold positions. Only the best articles by BM25F are looked at, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.string_table import Ids
from ksearch.korean.terms import key_of
from ksearch.ranking.plan import TermLeaf, Word
from ksearch.ranking.telling import Told
from ksearch.ranking.texts import Texts

Scores = npt.NDArray[np.float64]


def side_by_side(
    told: Told, terms: Sequence[TermLeaf], weigh: Callable[[TermLeaf], float]
) -> Scores:
    """Return what terms say that stand in one eojeol or in neighbouring ones, in their order.

    Args:
        told: which terms stand where in the articles.
        terms: the terms of the query.
        weigh: gives the weight of a term; a pair weighs the mean of both.

    Returns:
        float64 by article: the weights of the pairs, each the more the more often it stands there.
    """
    count = len(told.edges)
    if len(terms) < 2 or not len(told.places):
        return np.zeros(count, np.float64)
    has = told.terms[told.rows]
    owners = told.edges[:, 3].searchsorted(told.places, side="right")
    next_to = told.places[1:] == told.places[:-1] + 1
    next_to &= owners[1:] == owners[:-1]
    following = has[:, 1:].copy()
    following[:-1] |= has[1:, 1:] & next_to[:, None]
    following &= has[:, :-1]
    pairs = len(terms) - 1
    places, which = np.divmod(np.flatnonzero(following), pairs)
    times = np.bincount(owners[places] * pairs + which, minlength=count * pairs)
    times = times.reshape(count, pairs)
    said = np.array([weigh(term) for term in terms], np.float64)
    scores: Scores = times / (times + 1.0) @ ((said[:-1] + said[1:]) / 2)
    return scores


def have_run(texts: Texts, lexicon: Lexicon, words: Sequence[Word]) -> npt.NDArray[np.bool_]:
    """Tell which articles have all words in their order, an eojeol each, within a field.

    After the last one a particle may follow.
    """
    held = np.zeros(len(texts.edges), np.bool_)
    if len(words) < 2:
        return held
    eojeols = texts.eojeols
    last = len(words) - 1
    places = np.flatnonzero(_are(eojeols[:-last], words[0]))
    for step in range(1, last):
        places = places[_are(eojeols[places + step], words[step])]
    if not len(places):
        return held
    places = places[_begin_with(eojeols[places + last], lexicon, key_of(words[last].text))]
    ends = texts.edges[:, 1:].reshape(-1)
    fields = ends.searchsorted(places, side="right")
    within = fields == ends.searchsorted(places + last, side="right")
    held[fields[within] // 3] = True
    return held


def _begin_with(eojeols: Ids, lexicon: Lexicon, key: str) -> npt.NDArray[np.bool_]:
    """Tell which eojeols are a word, given by its key, with or without a particle."""
    several = distinct(eojeols)
    begin = [key_of(lexicon.text(eojeol)).startswith(key) for eojeol in several.tolist()]
    found: npt.NDArray[np.bool_] = np.array(begin, np.bool_)[several.searchsorted(eojeols)]
    return found


def _are(eojeols: Ids, word: Word) -> npt.NDArray[np.bool_]:
    """Tell which eojeols are spelt as a word."""
    if not word.spellings:
        return np.zeros(len(eojeols), np.bool_)
    first, *others = word.spellings
    found: npt.NDArray[np.bool_] = eojeols == first
    for spelling in others:
        found |= eojeols == spelling
    return found
