"""Agreement of letters: how many pairs of neighbouring letters of the query an article has.

No postings hold them: they are found in the eojeols of the best articles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ksearch.korean.letter_pairs import Pairs, find_pairs
from ksearch.korean.lexicon import Lexicon
from ksearch.ranking.closeness import Texts
from ksearch.storage.manifest import Model

Scores = npt.NDArray[np.float64]

#: What being longer takes from an article, as in BM25.
_LENGTH_WEIGHT = 0.5


def agreement(texts: Texts, lexicon: Lexicon, pairs: Pairs, model: Model) -> Scores:
    """Return how many of some pairs each article has (float64).

    A pair counts between 0 and 1, the more eojeols have it and the shorter the article is; its
    place counts as the field does. Eojeols without a pair may be left out of the texts.
    """
    edges = texts.edges
    shape = (len(edges), len(pairs))
    if not len(texts.eojeols) or not len(pairs):
        return np.zeros(shape[0], np.float64)
    places, which = find_pairs(lexicon, texts.eojeols, pairs)
    owners, field = np.divmod(texts.fields()[places], 3)
    frequencies = np.bincount(
        owners * shape[1] + which,
        weights=np.array(model.boosts)[field],
        minlength=shape[0] * shape[1],
    ).reshape(shape)
    lengths = edges[:, 3] - edges[:, 0]
    norms = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths / sum(model.average_lengths)
    found: Scores = (frequencies / (frequencies + model.saturation * norms[:, None])).sum(axis=1)
    return found
