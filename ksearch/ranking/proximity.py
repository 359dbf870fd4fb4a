"""Proximity: query terms that stand together, and exact runs, read off the forward index.

No postings hold positions. Only the best articles by BM25F are looked at, all at once: their
eojeols are gathered, and a table says which query terms and words each eojeol is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ranges
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.terms import key_of
from ksearch.ranking.plan import TermLeaf, Word
from ksearch.storage.segment import Segment

Articles = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]

_MOST = 31
_WORD_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


class _Scratch(threading.local):
    """A thread's table of marks by eojeol; all zero between searches.

    Cleaning what was marked costs less than a new table for every search.
    """

    def __init__(self) -> None:
        self.table = np.zeros(0, np.uint64)

    def sized(self, size: int) -> Bits:
        if len(self.table) < size:
            self.table = np.zeros(size, np.uint64)
        return self.table


_scratch = _Scratch()


@dataclass(frozen=True, eq=False, slots=True)
class ProximityQuery:
    """What proximity looks for, resolved for one lexicon.

    Attributes:
        table: uint64 by eojeol: bit ``i`` is set where it has the i-th term of the query, bit
            ``32 + i`` where it is spelt as the i-th word (the last one: begins with it).
        weights: float64 (terms - 1): what a pair of neighbouring terms says.
        words: how many words an exact run has.
    """

    table: Bits
    weights: npt.NDArray[np.float64]
    words: int


@contextmanager
def prepared(
    lexicon: Lexicon, words: Sequence[Word], weigh: Callable[[TermLeaf], float]
) -> Iterator[ProximityQuery | None]:
    """Resolve the words of a query; None where there is nothing to stand together.

    ``weigh`` gives the idf of a term. What is yielded holds until the block ends.
    """
    leaves = [
        leaf
        for word in words
        for leaf in (word.readings[0] if word.readings else ())
        if isinstance(leaf, TermLeaf)
    ][:_MOST]
    if len(words) < 2 and len(leaves) < 2:
        yield None
        return
    table = _scratch.sized(lexicon.eojeol_count + 1)
    marked: list[npt.NDArray[np.int64]] = []
    try:
        for place, leaf in enumerate(leaves):
            _mark(table, lexicon.holders(leaf.term), place, marked)
        spelt = words[:_MOST]
        for place, word in enumerate(spelt):
            _mark(table, _spellings(lexicon, word, place == len(spelt) - 1), 32 + place, marked)
        said = np.array([weigh(leaf) for leaf in leaves], np.float64)
        yield ProximityQuery(table, (said[:-1] + said[1:]) / 2, len(spelt))
    finally:
        for eojeols in marked:
            table[eojeols] = 0


def _mark(
    table: Bits, eojeols: npt.NDArray[np.int64], bit: int, marked: list[npt.NDArray[np.int64]]
) -> None:
    if len(eojeols):
        table[eojeols] |= np.uint64(1 << bit)
        marked.append(eojeols)


def _spellings(lexicon: Lexicon, word: Word, last: bool) -> npt.NDArray[np.int64]:
    """Return the eojeols spelt as a word; after the last one a particle may follow."""
    if not last:
        return np.array(word.spellings, np.int64)
    return lexicon.with_prefix(key_of(word.text))


@dataclass(frozen=True, slots=True)
class Proximity:
    """Of each article looked at: what its pairs say (float64), and whether it has the exact run."""

    pairs: Scores
    runs: npt.NDArray[np.bool_]


def measure(segment: Segment, articles: Articles, query: ProximityQuery) -> Proximity:
    """Look at some articles of a segment."""
    forward = segment.forward
    edges = np.stack(
        [
            forward.bounds[articles],
            forward.lead_starts[articles],
            forward.body_starts[articles],
            forward.bounds[articles + 1],
        ],
        axis=1,
    ).astype(np.int64)
    starts, counts = edges[:, 0], edges[:, 3] - edges[:, 0]
    # A run stays within its field.
    ends = np.cumsum(np.diff(edges, axis=1))
    marks = query.table[forward.at(ranges(starts, counts))]
    found = np.flatnonzero(marks)
    owners = np.repeat(np.arange(len(articles)), counts)[found]
    return Proximity(
        _pairs(marks, found, owners, query.weights, len(articles)),
        _runs(marks, found, ends, query.words, len(articles)),
    )


def _pairs(
    marks: Bits,
    found: Articles,
    owners: Articles,
    weights: npt.NDArray[np.float64],
    count: int,
) -> Scores:
    """Sum up what pairs of terms say that stand in one eojeol or in neighbouring ones."""
    scores = np.zeros(count, np.float64)
    if not len(weights) or not len(found):
        return scores
    here = marks[found] & _LOW
    following = np.where(found + 1 < len(marks), marks[np.minimum(found + 1, len(marks) - 1)], 0)
    pairs = here & ((here | (following.astype(np.uint64) & _LOW)) >> np.uint64(1))
    paired = np.flatnonzero(pairs)
    for place, weight in enumerate(weights.tolist()):
        here_too = paired[(pairs[paired] >> np.uint64(place)) & np.uint64(1) == 1]
        if len(here_too):
            times = np.bincount(owners[here_too], minlength=count)
            scores += weight * times / (times + 1.0)
    return scores


def _runs(
    marks: Bits,
    found: Articles,
    ends: Articles,
    words: int,
    count: int,
) -> npt.NDArray[np.bool_]:
    """Tell which articles have all words in their order, one eojeol each.

    ``ends`` are where title, lead and body of each article end (int64: 3 × articles).
    """
    held = np.zeros(count, np.bool_)
    if words < 2:
        return held
    spelt = marks[found] >> _WORD_SHIFT
    at = found[(spelt & np.uint64(1)) == 1]
    for word in range(1, words):
        if not len(at):
            return held
        at = at + 1
        at = at[at < len(marks)]
        at = at[(marks[at] >> np.uint64(32 + word)) & np.uint64(1) == 1]
    field = np.searchsorted(ends, at, side="right")
    same = field == np.searchsorted(ends, at - (words - 1), side="right")
    held[field[same] // 3] = True
    return held
