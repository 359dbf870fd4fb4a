"""The texts of some articles, as numbers of eojeols, gathered from the forward index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Articles, Ids
from ksearch.ranking.postings.membership import Membership
from ksearch.storage.snapshot import Snapshot

Edges = npt.NDArray[np.int64]

#: Membership of low halves of numbers: 64 KiB, which fit in the processor's cache.
_LOW_HALVES = Membership(1 << 16)


class CandidateTexts:
    """All eojeols of some articles.

    Looking for eojeols compares the low halves of their numbers first, and the whole numbers only
    where these are the same: the whole numbers are never assembled for all texts.

    Args:
        low: uint16, article after article: the low two bytes of the eojeols' numbers.
        high: uint8 (or wider): the bytes above these.
        edges: int64 (articles, 4): where the title, lead and body of each begin, and the body ends.

    Attributes:
        edges: as given.
    """

    def __init__(self, low: npt.NDArray[np.uint16], high: npt.NDArray[Any], edges: Edges) -> None:
        self._low = low
        self._high = high
        self.edges = edges

    def __len__(self) -> int:
        """Count the eojeols."""
        return len(self._low)

    @cached_property
    def eojeols(self) -> Ids:
        """The numbers of all eojeols (int64)."""
        return self._joined(slice(None))

    def at(self, places: npt.NDArray[np.int64]) -> Ids:
        """Return the numbers of the eojeols at some places (int64)."""
        return self._joined(places)

    def _joined(self, places: Any) -> Ids:
        joined: Ids = (self._high[places].astype(np.int64) << 16) | self._low[places]
        return joined

    def likely_places(self, eojeols: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Return the places where some eojeols may occur, ascending: a superset of their places.

        About one in 65,536 other places is returned for each of the eojeols.
        """
        return _LOW_HALVES.contained(self._low, eojeols & 0xFFFF).nonzero()[0]

    def places(self, spellings: Sequence[int]) -> npt.NDArray[np.int64]:
        """Return the places where one of a few eojeols occurs, ascending (int64)."""
        found = [(self._low == spelling & 0xFFFF).nonzero()[0] for spelling in spellings]
        if not found:
            return np.zeros(0, np.int64)
        exact = [
            places[self._high[places] == spelling >> 16]
            for places, spelling in zip(found, spellings, strict=True)
        ]
        return exact[0] if len(exact) == 1 else np.sort(np.concatenate(exact))


def gather_texts(snapshot: Snapshot, articles: Articles) -> CandidateTexts:
    """Gather all eojeols of some articles (int64, ascending, at least one)."""
    low: list[npt.NDArray[np.uint16]] = []
    high: list[npt.NDArray[Any]] = []
    edges: list[Edges] = []
    gathered = 0
    for segment in snapshot.segments:
        begin, end = articles.searchsorted((segment.first, segment.first + len(segment))).tolist()
        if begin < end:
            here = articles[begin:end] - segment.first if segment.first else articles[begin:end]
            lows, highs, within = segment.forward.gather(here)
            low += lows
            high += highs
            edges.append(within + gathered if gathered else within)
            gathered += int(within[-1, 3])
    together = edges[0] if len(edges) == 1 else np.concatenate(edges)
    return CandidateTexts(np.concatenate(low), np.concatenate(high), together)
