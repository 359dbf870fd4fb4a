"""Related words: those that are over-represented in the best articles of a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.types import Articles, Numbers
from ksearch.korean.analyses import TermKind
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import Word
from ksearch.storage.frequencies import Frequencies
from ksearch.storage.snapshot import Snapshot

#: Number of best articles from which related words are taken.
BEST = 100
#: Least number of the best articles that must hold a related word.
_MIN_BEST_ARTICLES = 3
#: Bits of a term or eojeol number in a packed pair; the article's row is in the bits above.
_ROW = 32
#: Least letters of a related word: a single syllable has too many meanings.
_MIN_LETTERS = 2


class Overrepresented(NamedTuple):
    """A word that the best articles have more often than others.

    Attributes:
        text: the word.
        score: its log-likelihood ratio (Dunning, "Accurate methods for the statistics of surprise
            and coincidence", 1993): how improbable the count ``best`` is by chance.
        best: how many of the best articles hold it.
        all: how many of all articles do.
    """

    text: str
    score: float
    best: int
    all: int


def related_words(
    snapshot: Snapshot,
    frequencies: Frequencies,
    best: Articles,
    words: Sequence[Word],
    limit: int,
) -> list[Overrepresented]:
    """Return the nouns related to a query, the most characteristic first.

    Args:
        snapshot: what holds the articles.
        frequencies: of its terms.
        best: the best articles of the query (int64).
        words: the query's words, which are left out, and so is what they are part of.
        limit: the most words to return.
    """
    terms, held = _terms_of(snapshot, best)
    every = frequencies.terms[terms]
    often = held >= min(_MIN_BEST_ARTICLES, len(best))
    terms, held, every = terms[often], held[often], every[often]
    ratio = _log_likelihood(held, len(best), every, frequencies.articles)
    own = [key_of(word.text) for word in words]
    found: list[Overrepresented] = []
    for place in np.argsort(-ratio, kind="stable").tolist():
        if len(found) == limit or ratio[place] <= 0:
            break
        text = snapshot.lexicon.term_text(int(terms[place]))
        if _is_noun(snapshot.lexicon, text) and not _is_own(key_of(text), own):
            counts = int(held[place]), int(every[place])
            found.append(Overrepresented(text, float(ratio[place]), *counts))
    return found


def _terms_of(snapshot: Snapshot, articles: Articles) -> tuple[Numbers, Numbers]:
    """Return the terms of some articles, ascending, and how many of these hold each (int64)."""
    pieces = [np.zeros(0, np.int64)]
    for row, number in enumerate(np.sort(articles).tolist()):
        segment, article = snapshot.locate(number)
        pieces.append(distinct(segment.forward.eojeols(article).astype(np.int64)) + (row << _ROW))
    held = np.concatenate(pieces)
    expansion = snapshot.lexicon.expand(held & ((1 << _ROW) - 1))
    certain = expansion.kinds == TermKind.MORPHEME
    rows = held[expansion.owner[certain]] >> _ROW
    terms, counts = np.unique(
        distinct(rows << _ROW | expansion.terms[certain]) & ((1 << _ROW) - 1), return_counts=True
    )
    return terms, counts


def _log_likelihood(
    held: Numbers, best: int, every: Numbers, articles: int
) -> npt.NDArray[np.float64]:
    """Return the log-likelihood ratio of each term; 0 where it isn't over-represented."""
    others, rest = every - held, articles - best
    rows = ((held, best), (others, rest))
    ratio = np.zeros(len(held))
    for holding, among in rows:
        expected = among * every / articles
        missing, expected_missing = among - holding, among - expected
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio += np.where(holding > 0, holding * np.log(holding / expected), 0.0)
            ratio += np.where(missing > 0, missing * np.log(missing / expected_missing), 0.0)
    return np.where(held * rest > others * best, 2 * ratio, 0.0)


def _is_noun(lexicon: Lexicon, text: str) -> bool:
    """Return whether a term is a noun: an eojeol of some article is just this noun."""
    return len(text) >= _MIN_LETTERS and lexicon.is_nominal(text)


def _is_own(key: str, own: Sequence[str]) -> bool:
    """Return whether a term contains a word of the query, or is part of one."""
    return any(key in word or word in key for word in own)
