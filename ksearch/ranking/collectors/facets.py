"""Facets: the number of articles for each value of a keyword field."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from ksearch.arrays.types import Articles, Counts
from ksearch.storage.snapshot import Snapshot


class FacetCounter:
    """Counts articles by the values of one keyword field.

    An article stores one value or none. A stored value may hold several names (the reporters of an
    article), each of which is counted.

    Args:
        snapshot: what holds the articles.
        field: the field's name.
        names_in: returns what a stored value names; None where a value names itself alone.

    Attributes:
        names: all that the field's values name, ascending.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        field: str,
        names_in: Callable[[str], Iterable[str]] | None = None,
    ) -> None:
        stored, self._codes = _coded(snapshot, field)
        self._stored = len(stored)
        rows = [(value,) if names_in is None else tuple(names_in(value)) for value in stored]
        self.names = sorted({name for row in rows for name in row})
        numbers = {name: number for number, name in enumerate(self.names)}
        pairs = {(code, numbers[name]) for code, row in enumerate(rows) for name in row}
        #: int64, shape (n, 2): pairs of a stored value (by code) and a name in it (by number).
        self._pairs = np.array(sorted(pairs), np.int64).reshape(-1, 2)

    def count(self, articles: Articles) -> tuple[Counts, int]:
        """Count some articles.

        Args:
            articles: their numbers over all segments (int64).

        Returns:
            How many of them have each of ``names`` (int64), and how many have no value.
        """
        by_code = np.bincount(self._codes[articles], minlength=self._stored + 1)
        codes, names = self._pairs[:, 0], self._pairs[:, 1]
        counts = np.bincount(names, weights=by_code[codes], minlength=len(self.names))
        return counts.astype(np.int64), int(by_code[-1])


def _coded(snapshot: Snapshot, field: str) -> tuple[list[str], npt.NDArray[np.int32]]:
    """Return the distinct values of a field, and the index of each article's value.

    The index of an article without a value is one past the last (int32, by article).
    """
    places: dict[str, int] = {}

    def place_of(value: str | None) -> int:
        return places.setdefault(value, len(places)) if value else -1

    pieces = [np.zeros(0, np.int32)]
    for segment in snapshot.segments:
        column = segment.column(field)
        if column.table is not None and column.codes is not None:
            pieces.append(np.array(list(map(place_of, column.table)), np.int32)[column.codes])
        else:
            pieces.append(np.fromiter(map(place_of, column.all()), np.int32, len(column)))
    codes = np.concatenate(pieces)
    codes[codes < 0] = len(places)
    return list(places), codes
