"""How far the weights in the postings of a cluster are from those by which articles are scored.

Weights hold the average lengths of the fields of when their index was made; articles are scored by
the averages of now. The cluster only picks which articles are scored, so that it may miss some of
the best if the averages have drifted: then more of them are asked for, until none can be missing.
"""

from __future__ import annotations

from typing import NamedTuple

from ksearch.engines.opensearch.storage.store import ClusterManifest

#: The least drift that counts: the cluster's weights are rounded to about as much.
_LEAST = 1e-5
#: The least drift for which a rebuild is advised. Over 20,000 articles, the median of a search
#: took 1.2 times as long with a tenth, 1.7 times with a fifth, 2.5 with two fifths; with
#: any of them weights alone would have led to the same first ten (`python -m benchmarks cluster`).
ADVISED = 0.2


class Drift(NamedTuple):
    """Bounds of a score by the averages of now over that by the weights in the postings.

    Attributes:
        least: at most 1.
        most: at least 1.
    """

    least: float
    most: float

    @property
    def matters(self) -> bool:
        """Whether an order by the weights may differ from one by the averages of now."""
        return self.most - self.least > _LEAST

    @property
    def is_large(self) -> bool:
        """Whether a rebuild is advised."""
        return self.most - 1 > ADVISED or 1 - self.least > ADVISED


def drift_of(manifest: ClusterManifest) -> Drift:
    """Return the drift of an index.

    A field's norm is 1 − w + w · length / average, so a weight changes by no more than the average
    does, and a score, which saturates, by no more than its weights.
    """
    shares = [1 + share for share in shares_of(manifest)]
    return Drift(min(1.0, *shares), max(1.0, *shares))


def shares_of(manifest: ClusterManifest) -> tuple[float, ...]:
    """Return by which share the average length of each field has changed."""
    averages = zip(manifest.scoring.average_lengths, manifest.model.average_lengths, strict=True)
    return tuple(now / then - 1 for now, then in averages)
