"""The texts of some articles, as numbers of eojeols, gathered from the forward index."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Articles, Ids
from ksearch.storage.snapshot import Snapshot


class CandidateTexts(NamedTuple):
    """All eojeols of some articles.

    Attributes:
        eojeols: int64, article after article.
        edges: int64 (articles, 4): where the title, lead and body of each begin, and the body ends.
    """

    eojeols: Ids
    edges: npt.NDArray[np.int64]


def gather_texts(snapshot: Snapshot, articles: Articles) -> CandidateTexts:
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
        return CandidateTexts(pieces[0], edges[0])
    return CandidateTexts(np.concatenate(pieces), np.concatenate(edges))
