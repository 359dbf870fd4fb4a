"""Closeness: query terms that stand side by side, and exact runs, read off the forward index.

No postings hold positions. Only the best articles by BM25F are looked at, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.string_table import Ids
from ksearch.korean.terms import key_of
from ksearch.ranking.plan import TermLeaf, Word
from ksearch.storage.snapshot import Snapshot

Articles = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]

#: Terms of longer queries are not looked at.
_TERMS = 40


class Texts(NamedTuple):
    """The eojeols of some articles, gathered from the forward index, or some of these.

    Attributes:
        eojeols: int64, article after article.
        places: int64, ascending: where each stands in the articles laid end to end.
        edges: int64 (articles, 4): where the title, lead and body of each begin, and the body ends.
    """

    eojeols: Ids
    places: Ids
    edges: npt.NDArray[np.int64]

    def owners(self) -> Ids:
        """Return the article (its row in ``edges``) of each eojeol."""
        return self.edges[:, 3].searchsorted(self.places, side="right")

    def fields(self) -> Ids:
        """Return the field of each eojeol: three times its article's row, and 0, 1 or 2."""
        return self.edges[:, 1:].reshape(-1).searchsorted(self.places, side="right")

    def only(self, chosen: Ids) -> Texts:
        """Return some of the eojeols, given by their ascending places in ``eojeols``."""
        return Texts(self.eojeols[chosen], self.places[chosen], self.edges)


def gather_texts(snapshot: Snapshot, articles: Articles) -> Texts:
    """Gather all eojeols of some articles (int64, ascending, one at least)."""
    pieces: list[Ids] = []
    edges: list[npt.NDArray[np.int64]] = []
    gathered = 0
    for segment in snapshot.segments:
        begin, end = articles.searchsorted((segment.first, segment.first + len(segment))).tolist()
        if begin < end:
            here = articles[begin:end] - segment.first if segment.first else articles[begin:end]
            eojeols, within = segment.forward.gather(here)
            pieces.append(eojeols)
            edges.append(within + gathered)
            gathered += len(eojeols)
    if len(pieces) == 1:
        return Texts(pieces[0], np.arange(gathered), edges[0])
    return Texts(np.concatenate(pieces), np.arange(gathered), np.concatenate(edges))


def leading_terms(word: Word) -> list[TermLeaf]:
    """Return the terms of a word's first reading, in order."""
    return [leaf for leaf in (word.readings or ((),))[0] if isinstance(leaf, TermLeaf)]


def side_by_side(
    texts: Texts, lexicon: Lexicon, terms: Sequence[TermLeaf], weigh: Callable[[TermLeaf], float]
) -> Scores:
    """Return what terms say that stand in one eojeol or in neighbouring ones, in their order.

    Args:
        texts: of the articles; eojeols without a term may be left out.
        lexicon: says which terms an eojeol has.
        terms: the terms of the query.
        weigh: gives the weight of a term; a pair weighs the mean of both.

    Returns:
        float64 by article: the weights of the pairs, each the more the more often it stands there.
    """
    count = len(texts.edges)
    terms = terms[:_TERMS]
    if len(terms) < 2 or not len(texts.eojeols):
        return np.zeros(count, np.float64)
    has = _terms_of(texts.eojeols, lexicon, terms)
    owners = texts.owners()
    next_to = (texts.places[1:] == texts.places[:-1] + 1) & (owners[1:] == owners[:-1])
    following = has[:, 1:].copy()
    following[:-1] |= has[1:, 1:] & next_to[:, None]
    places, pairs = np.divmod(np.flatnonzero(has[:, :-1] & following), len(terms) - 1)
    said = np.array([weigh(term) for term in terms], np.float64)
    times = np.bincount(owners[places] * len(terms) + pairs, minlength=count * len(terms)).reshape(
        count, len(terms)
    )[:, :-1]
    scores: Scores = times / (times + 1.0) @ ((said[:-1] + said[1:]) / 2)
    return scores


def _terms_of(eojeols: Ids, lexicon: Lexicon, terms: Sequence[TermLeaf]) -> npt.NDArray[np.bool_]:
    """Tell which eojeols have which of some terms (bool: eojeols, terms)."""
    numbers = np.array([leaf.term for leaf in terms], np.uint32)
    wanted = np.zeros(max(lexicon.term_count, int(numbers.max()) + 1), np.bool_)
    wanted[numbers] = True
    has = np.zeros((len(eojeols), len(terms)), np.bool_)
    order = numbers.argsort(kind="stable")
    ordered = numbers[order]
    owners, found, _ = lexicon.having(eojeols, wanted)
    has[owners, order[ordered.searchsorted(found)]] = True
    for place in np.flatnonzero(ordered[1:] == ordered[:-1]).tolist():
        # A term that the query has twice.
        has[:, order[place + 1]] = has[:, order[place]]
    return has


def have_run(texts: Texts, lexicon: Lexicon, words: Sequence[Word]) -> npt.NDArray[np.bool_]:
    """Tell which articles have all words in their order, an eojeol each, within a field.

    After the last one a particle may follow. All eojeols of the articles are needed.
    """
    held = np.zeros(len(texts.edges), np.bool_)
    if len(words) < 2:
        return held
    eojeols = texts.eojeols
    ends = texts.edges[:, 1:].reshape(-1)
    last = len(words) - 1
    key = key_of(words[last].text)
    # Few places have the first word and the second, so that the rest is looked at one by one.
    at = np.flatnonzero(_are(eojeols[:-last], words[0]))
    for place in at[_are(eojeols[at + 1], words[1])].tolist() if last > 1 else at.tolist():
        run = eojeols[place : place + last + 1].tolist()
        if all(run[n] in words[n].spellings for n in range(1, last)) and key_of(
            lexicon.text(run[last])
        ).startswith(key):
            field = ends.searchsorted(place, side="right")
            if field == ends.searchsorted(place + last, side="right"):
                held[field // 3] = True
    return held


def _are(eojeols: Ids, word: Word) -> npt.NDArray[np.bool_]:
    """Tell which eojeols are spelt as a word."""
    if len(word.spellings) == 1:
        found: npt.NDArray[np.bool_] = eojeols == word.spellings[0]
        return found
    return contained(eojeols, np.array(sorted(word.spellings), np.int64))
