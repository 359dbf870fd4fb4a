"""BM25F: frequencies of the fields are weighted and length-normalised, summed, then saturated.

The formula alone. Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond"
(2009), 3.6; the idf is Lucene's, which is never negative.

    score(term, article) = idf(term) · w / (w + saturation)
    w = Σ over fields of boost · frequency / (1 − weight + weight · length / average length)
"""

from __future__ import annotations

import math

import numpy as np

from ksearch.arrays.types import Floats, Scores
from ksearch.storage.manifest import Model


def idf(frequency: int, articles: int) -> float:
    """Return the weight of a term that ``frequency`` of ``articles`` articles have."""
    return math.log(1 + (articles - frequency + 0.5) / (frequency + 0.5))


def norms(lengths: Floats, model: Model) -> Floats:
    """Return each field's boost over its length norm (float32: articles, 3).

    The lead of a news article sums it up; in a text of one paragraph it is the whole text. So the
    lead's boost grows with the share of the body.

    Args:
        lengths: float32 (articles, 3), in eojeols.
        model: the boosts, length weights and average lengths of the fields.
    """
    weight = np.array(model.length_weights, np.float32)
    average = np.array(model.average_lengths, np.float32)
    boosts = np.tile(np.array(model.boosts, np.float32), (len(lengths), 1))
    share = lengths[:, 2] / np.maximum(lengths[:, 1] + lengths[:, 2], 1)
    boosts[:, 1] = 1 + (boosts[:, 1] - 1) * np.sqrt(share)
    return (boosts / (1 - weight + weight * lengths / average)).astype(np.float32)


def saturated(frequencies: Floats, field_norms: Floats, saturation: float) -> Floats:
    """Return what a term contributes before its idf (float32, in [0, 1)).

    Args:
        frequencies: float32 (articles, 3), how often it occurs in each field.
        field_norms: float32 (articles, 3), of `norms`.
        saturation: the weighted frequency that contributes one half.
    """
    weights = np.einsum("af,af->a", frequencies, field_norms)
    contributions: Floats = weights / (weights + np.float32(saturation))
    return contributions


def field_shares(alone: Scores) -> Scores:
    """Explain a contribution: return the share of each field in it (float64, 3).

    Saturation applies to the sum of the fields; each keeps its share of that sum.

    Args:
        alone: float64 (3), in [0, 1): what the term would contribute by each field alone.
    """
    weights = alone / (1 - alone)  # in units of the saturation, which cancels out
    shares: Scores = weights / weights.sum()
    return shares
