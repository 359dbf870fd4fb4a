"""Agreement of letters: how many pairs of neighbouring letters of the query an article has.

No postings hold them: they are found in the eojeols of the best articles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ksearch.ranking.telling import Told
from ksearch.storage.manifest import Model

Scores = npt.NDArray[np.float64]

#: What being longer takes from an article, as in BM25.
_LENGTH_WEIGHT = 0.5


def agreement(told: Told, model: Model) -> Scores:
    """Return how many of the query's pairs each article has (float64).

    A pair counts between 0 and 1, the more eojeols have it and the shorter the article is; its
    place counts as the field does.
    """
    edges = told.edges
    shape = (len(edges), len(told.pairs))
    if not len(told.places) or not told.pairs.shape[1]:
        return np.zeros(len(edges), np.float64)
    owners, fields = np.divmod(edges[:, 1:].reshape(-1).searchsorted(told.places, "right"), 3)
    boosts = np.array(model.boosts)[fields]
    eojeols = np.bincount(owners * shape[1] + told.rows, boosts, minlength=shape[0] * shape[1])
    frequencies = eojeols.reshape(shape) @ told.pairs.astype(np.float64)
    lengths = edges[:, 3] - edges[:, 0]
    norms = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths / sum(model.average_lengths)
    found: Scores = (frequencies / (frequencies + model.saturation * norms[:, None])).sum(axis=1)
    return found
