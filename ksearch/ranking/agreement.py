"""Agreement of letters: how many pairs of neighbouring letters of the query an article has.

Morphemes say whether a word stands in an article. Pairs of letters (syllable bigrams) also see
what morphemes let fall: the same ending, half of a compound, a name that was cut in another way.
No postings hold them. The letters of the best articles are gathered through the forward index and
the lexicon, and only those that begin a pair of the query are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ksearch.arrays import ranges
from ksearch.korean.lexicon import Lexicon
from ksearch.korean.terms import key_of
from ksearch.ranking.plan import Word
from ksearch.storage.manifest import Model
from ksearch.storage.segment import Segment

Articles = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.uint32]

#: What being longer takes from an article, as in BM25.
_LENGTH_WEIGHT = 0.5
_UNITS = 1 << 16
_CAPITAL = 0x20


def letter_pairs(words: Sequence[Word]) -> Pairs:
    """Return the pairs of neighbouring letters of the query's words, ascending (uint32).

    A pair is two UTF-16 code units of a folded word, the first in the higher half.
    """
    return _letter_pairs(tuple(word.text for word in words))


@lru_cache(maxsize=8)  # a search asks twice: what a run is worth, and what articles have
def _letter_pairs(words: tuple[str, ...]) -> Pairs:
    found: set[int] = set()
    for word in words:
        units = np.frombuffer(key_of(word).encode("utf-16-le", "surrogatepass"), np.uint16)
        found.update(first << 16 | second for first, second in pairwise(units.tolist()))
    return np.array(sorted(found), np.uint32)


def agreement(
    segment: Segment, lexicon: Lexicon, articles: Articles, pairs: Pairs, model: Model
) -> Scores:
    """Return for some articles of a segment how many pairs they have (float64).

    A pair counts between 0 and 1, the more often it stands there and the shorter the article is;
    its place counts as the field does.
    """
    forward = segment.forward
    starts = forward.bounds[articles].astype(np.int64)
    counts = forward.bounds[articles + 1].astype(np.int64) - starts
    units, lengths = lexicon.gather(forward.at(ranges(starts, counts)))
    ends = np.cumsum(lengths)
    places, which = _pairs_at(units, pairs)
    eojeols = ends.searchsorted(places, side="right")
    within = places + 1 < ends[eojeols]
    eojeols, which = eojeols[within], which[within]
    last = np.cumsum(counts)
    owners = last.searchsorted(eojeols, side="right")
    position = eojeols - (last - counts)[owners] + starts[owners]
    weights = _boosts(segment, articles[owners], position, model)
    frequencies = np.bincount(
        owners * len(pairs) + which, weights=weights, minlength=len(articles) * len(pairs)
    ).reshape(len(articles), len(pairs))
    norms = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * counts / sum(model.average_lengths)
    found: Scores = (frequencies / (frequencies + model.saturation * norms[:, None])).sum(axis=1)
    return found


def _pairs_at(units: npt.NDArray[np.uint16], pairs: Pairs) -> tuple[Articles, Articles]:
    """Return where the letters have one of the pairs, and which."""
    begins = np.zeros(_UNITS, np.bool_)
    begins[pairs >> 16] = True
    # Capitals of the Latin alphabet differ from small letters by one bit.
    begins[(pairs[(pairs >> 16) - ord("a") < 26] >> 16) - _CAPITAL] = True
    places = np.flatnonzero(begins[units[:-1]])
    here = (_small(units[places]).astype(np.uint32) << 16) | _small(units[places + 1])
    which = pairs.searchsorted(here)
    which[which == len(pairs)] = 0
    same = pairs[which] == here
    return places[same], which[same]


def _small(units: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """Return the letters with capitals of the Latin alphabet made small."""
    return np.where(units - np.uint16(ord("A")) < 26, units | np.uint16(_CAPITAL), units)


def _boosts(segment: Segment, articles: Articles, position: Articles, model: Model) -> Scores:
    """Return how much a place counts by its field."""
    field = (position >= segment.forward.lead_starts[articles]).astype(np.int64)
    field += position >= segment.forward.body_starts[articles]
    return np.array(model.boosts)[field]
