"""Positions of eojeols in a segment: by scanning at first, then from an inverted index."""

from __future__ import annotations

import numpy as np

from ksearch.arrays import ranges, stable_order
from ksearch.arrays.types import Ids
from ksearch.arrays.warm import Warm
from ksearch.storage.segments.forward import Forward

#: Look-ups that scan the forward index before it is inverted in memory (6 bytes an eojeol).
_SCANS_BEFORE_INVERTING = 16
#: Gathering a place takes eight times as long as passing over it in a scan.
_MANY_AMONG = 8
#: Eojeols of the largest forward index that is inverted.
_MAX_INVERTED_EOJEOLS = 12_000_000


class Occurrences:
    """The places of eojeols in the forward index of one segment; safe to share between threads."""

    def __init__(self, forward: Forward) -> None:
        self._forward = forward
        self._warm: Warm[_Inverted] = Warm(_SCANS_BEFORE_INVERTING)

    def ready(self) -> bool:
        """Return whether places can be read without a scan; counts its calls."""
        if int(self._forward.bounds[-1]) > _MAX_INVERTED_EOJEOLS:
            return False
        return self._warm.get(lambda: _Inverted(self._forward)) is not None

    def are_many(self, eojeols: Ids) -> bool:
        """Return whether counting some eojeols by a scan is cheaper than by their places.

        If the index is not inverted, that is decided by their share of all eojeols.
        """
        if self._inverted is None:
            return len(eojeols) * _MANY_AMONG > self._forward.eojeol_count
        return self._inverted.count(eojeols) * _MANY_AMONG > int(self._forward.bounds[-1])

    @property
    def _inverted(self) -> _Inverted | None:
        return self._warm.table

    def places(self, eojeols: Ids) -> Ids:
        """Return all places of some eojeols (int64), in no order."""
        if self._inverted is None:
            return self._forward.places_of(eojeols)
        return self._inverted.places(eojeols)

    def located(self, places: Ids) -> tuple[Ids, Ids]:
        """Return the article of each place, and which of its three fields it is in (int64)."""
        if self._inverted is None:
            return self._forward.located(places)
        forward = self._forward
        owners = self._inverted.owner_of[places].astype(np.int64)
        fields = (places >= forward.lead_starts[owners]).astype(np.int64)
        return owners, fields + (places >= forward.body_starts[owners])


class _Inverted:
    """The places of a forward index sorted by eojeol.

    Attributes:
        owner_of: uint16 by place: the article.
    """

    def __init__(self, forward: Forward) -> None:
        low, high = forward.planes()
        self._places = stable_order(low, high)
        self._starts = np.concatenate(([0], np.cumsum(forward.counts())))
        bounds = forward.bounds.astype(np.int64)
        sizes: Ids = bounds[1:] - bounds[:-1]
        self.owner_of = np.repeat(np.arange(len(sizes), dtype=np.uint16), sizes)

    def count(self, eojeols: Ids) -> int:
        """Return the number of places of some eojeols."""
        eojeols = eojeols[eojeols < len(self._starts) - 1]
        return int((self._starts[eojeols + 1] - self._starts[eojeols]).sum())

    def places(self, eojeols: Ids) -> Ids:
        """Return the places of some eojeols."""
        eojeols = eojeols[eojeols < len(self._starts) - 1]
        starts = self._starts[eojeols]
        rows = ranges(starts, self._starts[eojeols + 1] - starts)
        return self._places[rows].astype(np.int64)
