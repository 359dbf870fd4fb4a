"""Proximity of words: articles that have them all within a stretch of eojeols."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ksearch.arrays import contained, distinct, ranges
from ksearch.arrays.types import Ids
from ksearch.lexicon.lexicon import Lexicon
from ksearch.plan import EojeolsLeaf, TermLeaf, Word
from ksearch.storage.segments.segment import Segment

#: Eojeols of the articles that are processed at once.
_EOJEOLS_AT_ONCE = 1 << 20


def near_articles(
    segment: Segment, candidates: Ids, words: Sequence[Word], distance: int, fields: int
) -> Ids:
    """Return those of some articles of a segment that have all words near each other.

    Args:
        segment: where to look.
        candidates: int64, ascending: the articles to look at.
        words: the words that must be near each other, in any order, within one field.
        distance: how many eojeols more than the words themselves they may take.
        fields: the text fields (bits) that count.
    """
    if not len(candidates) or not words:
        return candidates
    forward = segment.forward
    ends = np.cumsum(forward.bounds[candidates + 1].astype(np.int64) - forward.bounds[candidates])
    # All articles are candidates of frequent words, and each of their eojeols takes 50 bytes.
    last = np.arange(_EOJEOLS_AT_ONCE, ends[-1] + _EOJEOLS_AT_ONCE, _EOJEOLS_AT_ONCE)
    pieces = np.split(candidates, distinct(ends.searchsorted(last[:-1], side="right")))
    found = [_near(segment, piece, words, distance, fields) for piece in pieces if len(piece)]
    return np.concatenate(found)


def _near(
    segment: Segment, candidates: Ids, words: Sequence[Word], distance: int, fields: int
) -> Ids:
    """As `near_articles`, for the articles that are processed at once (at least one)."""
    forward = segment.forward
    starts = forward.bounds[candidates].astype(np.int64)
    counts = forward.bounds[candidates + 1].astype(np.int64) - starts
    places = ranges(starts, counts)
    eojeols = forward.at(places)
    _, field = forward.located(places)
    wanted = (fields >> field & 1).astype(np.bool_)
    owners = np.repeat(np.arange(len(candidates)), counts)
    # Places are shifted so that fields and articles are further apart than any stretch.
    stretch = len(words) + distance
    positions = np.arange(len(places)) + stretch * (3 * owners + field)
    table = np.zeros(segment.lexicon.eojeol_count + 1, np.bool_)
    standing = []
    for word in dict.fromkeys(words):  # a word that is given twice needs to occur once
        held = eojeols_of(segment.lexicon, word)
        table[held] = True
        standing.append(np.flatnonzero(table[eojeols] & wanted))
        table[held] = False
    if not all(map(len, standing)):
        return candidates[:0]
    first = distinct(np.concatenate(standing))
    last = positions[first]
    for found in standing:
        following = positions[found].searchsorted(positions[first])
        reached = positions[found[np.minimum(following, len(found) - 1)]]
        last = np.maximum(last, np.where(following < len(found), reached, np.iinfo(np.int64).max))
    together = last - positions[first] < stretch
    return candidates[distinct(owners[first[together]])]


def eojeols_of(lexicon: Lexicon, word: Word) -> Ids:
    """Return the eojeols that alone match a word (int64, ascending)."""
    found = [np.array(word.spellings, np.int64)]
    for reading in word.readings:
        held: Ids | None = None
        for leaf in reading:
            if isinstance(leaf, TermLeaf):
                eojeols = lexicon.holders(leaf.term)
            elif isinstance(leaf, EojeolsLeaf):
                eojeols = leaf.eojeols
            else:
                continue
            held = eojeols if held is None else held[contained(held, eojeols)]
        if held is not None:
            found.append(held)
    return distinct(np.concatenate(found))
