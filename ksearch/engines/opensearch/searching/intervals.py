"""Letters and words in a row as interval queries of the cluster.

The eojeols of an article occur in their order in fields of their own (`schema.PLACES`). A text is
looked for in all the ways in which it can be cut into eojeols.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

import numpy as np

from ksearch.engines.opensearch.searching.clauses import NONE, ClusterQuery, all_of, any_of, joined
from ksearch.engines.opensearch.storage.schema import EOJEOLS, PLACES
from ksearch.messages import Message
from ksearch.model.errors import QueryTooLarge
from ksearch.ranking.matching.exact import ExactPattern
from ksearch.ranking.matching.runs import RunPattern

#: Ways in which a text can be cut into eojeols that are put into one query.
_MAX_CUTS = 512
#: Syllables in a row that may each be an eojeol (할 수 …), where a text has more ways than that.
_MAX_SINGLE = 2


def any_eojeol(eojeols: Sequence[int]) -> ClusterQuery:
    """Return the interval of one of some eojeols."""
    return {"match": {"query": joined(eojeols), "analyzer": "several"}}


def _in_a_row(first: ClusterQuery, rest: ClusterQuery) -> ClusterQuery:
    return {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [first, rest]}}


def in_fields(intervals: list[ClusterQuery] | ClusterQuery, names: Sequence[str]) -> ClusterQuery:
    """Return the query of intervals, any of them, in any of some fields."""
    several = [intervals] if isinstance(intervals, dict) else intervals
    if not several:
        return NONE
    rule = several[0] if len(several) == 1 else {"any_of": {"intervals": several}}
    return any_of([{"intervals": {f"{PLACES}.{name}": rule}} for name in names])


class _Cuts:
    """The ways in which the letters of a text are cut into eojeols.

    Args:
        pattern: the eojeols, and what they are of the text (see `RunPattern`).
        key: the text.
        most_single: eojeols of one letter that may occur in a row; None for any number.
    """

    def __init__(
        self, pattern: RunPattern | ExactPattern, key: str, most_single: int | None = None
    ) -> None:
        self._pieces: dict[int, dict[int, list[int]]] = {}
        self._last: dict[int, list[int]] = {}
        self._text = key
        self._count = 0
        self._most_single = len(key) if most_single is None else most_single
        eojeols = pattern.eojeols.tolist()
        passes, lengths = pattern.passes.tolist(), pattern.lengths.tolist()
        for eojeol, passing, length, ending in zip(
            eojeols, passes[1:], lengths[1:], pattern.ends.tolist()[1:], strict=True
        ):
            for first in _bits(passing):
                piece = self._pieces.setdefault(first, {})
                piece.setdefault(first + length, []).append(eojeol)
            for first in _bits(ending):
                self._last.setdefault(first, []).append(eojeol)
        self._reaching = cache(self._reaches_end)

    def _reaches_end(self, first: int) -> bool:
        return first in self._last or any(map(self._reaching, self._pieces.get(first, ())))

    def after(self, first: int, single: int = 0) -> ClusterQuery | None:
        """Return the interval of all letters from one on; None if no eojeols make them up.

        Args:
            first: the letter.
            single: how many eojeols of one letter are before it.

        Raises:
            QueryTooLarge: there are too many ways.
        """
        if not self._reaching(first):
            return None
        self._count += 1
        if self._count > _MAX_CUTS:
            raise QueryTooLarge(
                Message(
                    "“{text}” can be cut into words in too many ways for one search; put spaces "
                    "between its words",
                    text=self._text,
                )
            )
        ways = [any_eojeol(self._last[first])] if first in self._last else []
        ways += self._beginning_at(first, single)
        if len(ways) == 1:
            return ways[0]
        return {"any_of": {"intervals": ways}} if ways else None

    def beginning_at(self, first: int) -> list[ClusterQuery]:
        """Return the intervals that begin with an eojeol inside the text, at a letter."""
        return self._beginning_at(first, 0)

    def _beginning_at(self, first: int, single: int) -> list[ClusterQuery]:
        found = []
        for end, eojeols in self._pieces.get(first, {}).items():
            alone = single + 1 if end == first + 1 else 0
            if alone <= self._most_single and (rest := self.after(end, alone)) is not None:
                found.append(_in_a_row(any_eojeol(eojeols), rest))
        return found


def _bits(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]


def run_intervals(pattern: RunPattern, key: str) -> list[ClusterQuery]:
    """Return the intervals of a run of letters."""
    return _of_cuts(pattern, key, lambda cuts: cuts.beginning_at(0))


def exact_intervals(pattern: ExactPattern, key: str) -> list[ClusterQuery]:
    """Return the intervals of an exact text."""
    return _of_cuts(pattern, key, partial(_exact_ways, pattern))


def _of_cuts(
    pattern: RunPattern | ExactPattern, key: str, make: Callable[[_Cuts], list[ClusterQuery]]
) -> list[ClusterQuery]:
    """Make intervals of the ways in which a text is cut.

    If there are too many, those with several eojeols of one letter in a row are left out: hardly
    any text is spaced so, and without them there are few.
    """
    try:
        return make(_Cuts(pattern, key))
    except QueryTooLarge:
        return make(_Cuts(pattern, key, _MAX_SINGLE))


def _exact_ways(pattern: ExactPattern, cuts: _Cuts) -> list[ClusterQuery]:
    whole = pattern.eojeols[np.flatnonzero(pattern.whole[1:])].tolist()
    found = [any_eojeol(whole)] if whole else []
    begun: dict[int, list[int]] = {}
    for eojeol, letters in zip(pattern.eojeols.tolist(), pattern.begins.tolist()[1:], strict=True):
        for count in _bits(letters):
            begun.setdefault(count, []).append(eojeol)
    for count, eojeols in begun.items():
        rest = cuts.after(count)
        if rest is not None:
            found.append(_in_a_row(any_eojeol(eojeols), rest))
    return found + cuts.beginning_at(0)


def likely_run(pattern: RunPattern, names: Sequence[str]) -> ClusterQuery:
    """Return a small query that finds every article with a run of letters, and a few others.

    Those hold the first two pieces side by side, and a last one anywhere. A query of all the ways
    in which a long run can be cut takes a cluster many times as long.

    Args:
        pattern: of the run.
        names: of the fields to search.
    """
    last = pattern.eojeols[np.flatnonzero(pattern.ends[1:])].tolist()
    begun = [
        in_fields(_in_a_row(any_eojeol(sorted(firsts)), any_eojeol(sorted(seconds))), names)
        for firsts, seconds in pattern.pairs
        if firsts and seconds
    ]
    if not last or not begun:
        return NONE
    return all_of([{"terms": {f"{EOJEOLS}.all": list(map(str, last))}}, any_of(begun)])
