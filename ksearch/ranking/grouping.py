"""Groups near-identical articles of a result: wire copies, updated versions of one story.

A result shows only the best-ranked of several near-identical articles. An article is hidden if one
that is shown above it is near-identical and answers the query as well: it has every word of the
query that the hidden one has, also in its title. Whether an article is hidden depends only on the
ranking above it, so pages of any size show the same articles in the same order.

Two articles are near-identical if the Jaccard similarity of their texts' shingles reaches
`likeness_needed`. Titles are left out, as every paper gives a wire copy its own headline.
Signatures preselect the pairs that are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays import distinct
from ksearch.arrays.types import Articles, Bytes
from ksearch.model.records import Record
from ksearch.ranking.matching.held_words import HeldWords
from ksearch.ranking.ranker import Ranking
from ksearch.storage.segments.signatures import BUCKETS, MIN_SHINGLES, shingle_hashes
from ksearch.storage.snapshot import Snapshot

#: Least Jaccard similarity of long articles that are near-identical.
_MIN_SIMILARITY = 0.55
#: Added to it: this number divided by the shingles of the shorter article, because statutes and
#: notices that differ in one word are not the same.
_SHORT_TEXT_PENALTY = 14.0
#: Lanes of two bytes in a signature; near-identical articles agree in at least one of them.
_LANES = BUCKETS // 2
_LANE_KEYS = (np.arange(_LANES) << 16).astype(np.uint32)
#: Least share of the bytes of two signatures that agree in near-identical articles.
_MIN_SHARED_BUCKETS = 0.3
#: Articles that are ranked beyond the end of a page, in case some are hidden.
SPARE = 8


def likeness_needed(shingles: int) -> float:
    """Return the least Jaccard similarity of near-identical articles.

    Chosen on pairs of news articles and of statutes, and on news with another first line or a
    further paragraph.

    Args:
        shingles: the number of distinct shingles of the shorter article.
    """
    return min(_MIN_SIMILARITY + _SHORT_TEXT_PENALTY / max(shingles, 1), 1.0)


class ResultPage(Record, eq=False):
    """A page of a ranking: int64, the indices in the ranking of what is shown, best first.

    Attributes:
        ranking: the ranking, at least as deep as the page.
        places: what the page shows.
        before: the same for the pages before it.
        grouping: counts the articles hidden behind each; None if nothing is hidden.
    """

    ranking: Ranking
    places: Articles
    before: Articles
    grouping: Grouping | None = None


def ungrouped_page(ranking: Ranking, offset: int, limit: int) -> ResultPage:
    """Return a page without grouping."""
    places = np.arange(len(ranking.articles))
    return ResultPage(ranking, places[offset : offset + limit], places[:offset])


def grouped_page(
    snapshot: Snapshot,
    ranking: Ranking,
    deeper: Callable[[int], Ranking],
    offset: int,
    limit: int,
    held: HeldWords | None = None,
) -> ResultPage:
    """Return a page on which the best of near-identical articles represents all of them.

    Args:
        snapshot: what was searched.
        ranking: the best articles; usually `SPARE` more than the page needs are enough.
        deeper: ranks a given number of articles.
        offset: articles to pass over, of those that are shown.
        limit: articles on the page.
        held: returns the words of the query that an article has; None: words are ignored.
    """
    grouping = Grouping(snapshot, ranking, held)
    while True:
        places = grouping.shown(ranking.articles).nonzero()[0]
        ranked = len(ranking.articles)
        if len(places) >= offset + limit or ranked >= ranking.total:
            return ResultPage(ranking, places[offset : offset + limit], places[:offset], grouping)
        ranking = deeper(2 * ranked + limit)


class Grouping:
    """Finds near-identical articles within one result.

    Articles are given by their numbers over all segments. ``ranking`` is of the result; all matches
    are only listed if the articles hidden behind one are wanted. ``held`` is as of `grouped_page`.
    """

    def __init__(self, snapshot: Snapshot, ranking: Ranking, held: HeldWords | None = None) -> None:
        self._snapshot = snapshot
        self._held = held
        self._ranking = ranking
        self._shingles: dict[int, npt.NDArray[np.int64]] = {}

    def shown(self, ranked: Articles) -> npt.NDArray[np.bool_]:
        """Return which of the best articles of a ranking, in its order, are shown (bool)."""
        kept = np.ones(len(ranked), np.bool_)
        signatures = self._signatures(ranked)
        leaders: defaultdict[int, list[int]] = defaultdict(list)
        for place, lanes in _agreeing(signatures):
            above = sorted({leader for lane in lanes for leader in leaders[lane]})
            if self._is_like_one_of(
                int(ranked[place]), signatures[place], ranked[above], signatures[above]
            ):
                kept[place] = False
                continue
            for lane in lanes:
                leaders[lane].append(place)
        return kept

    def behind(self, articles: Sequence[int], listed: Articles) -> list[Articles]:
        """Return which of the result are hidden behind each of some articles, ascending.

        Args:
            articles: some of those that are shown.
            listed: all that are shown up to the last of them, best first: an article is hidden
                behind the first of them that it is near-identical to.
        """
        signatures = self._all_signatures
        own = self._ranking.matched.searchsorted(np.array(articles, np.int64))
        likely = _sharing_a_lane(signatures, signatures[own])
        rows, owners = _agreeing_pairs(signatures[likely], signatures[own])
        found = []
        for number, (article, place) in enumerate(zip(articles, own.tolist(), strict=True)):
            agreeing = likely[rows[owners == number]]
            better = listed[: int(np.flatnonzero(listed == article)[0])]
            found.append(self._hidden(article, place, agreeing, better))
        return found

    def _hidden(self, article: int, own: int, agreeing: Articles, better: Articles) -> Articles:
        """Return those of some articles of the result that are hidden behind an article."""
        matched, signatures = self._ranking.matched, self._all_signatures
        above = self._signatures(better) if len(agreeing) > 1 else signatures[:0]
        hidden = [
            place
            for place in agreeing.tolist()
            if place != own
            and self._stands_for(article, int(matched[place]))
            and not self._is_like_one_of(int(matched[place]), signatures[place], better, above)
        ]
        return matched[np.array(hidden, np.int64)]

    def near_identical(self, one: int, other: int) -> bool:
        """Return whether the texts of two articles have enough shingles in common."""
        first, second = self._shingles_of(one), self._shingles_of(other)
        fewer = min(len(first), len(second))
        if fewer < MIN_SHINGLES:
            return False
        either = len(distinct(np.concatenate((first, second))))
        common = len(first) + len(second) - either
        return bool(common >= likeness_needed(fewer) * either)

    def _is_like_one_of(
        self, article: int, signature: Bytes, others: Articles, signatures: Bytes
    ) -> bool:
        agreeing = others[_agreeing_pairs(signatures, signature[np.newaxis])[0]].tolist()
        return any(self._stands_for(other, article) for other in agreeing)

    def _stands_for(self, one: int, other: int) -> bool:
        """Return whether an article may represent another one that is ranked below it."""
        if not self.near_identical(one, other):
            return False
        return self._held is None or self._held.of(other).all_in(self._held.of(one))

    def _shingles_of(self, number: int) -> npt.NDArray[np.int64]:
        shingles = self._shingles.get(number)
        if shingles is None:
            segment, article = self._snapshot.locate(number)
            forward = segment.forward
            begin, end = int(forward.lead_starts[article]), int(forward.bounds[article + 1])
            hashes = shingle_hashes(forward.slice(begin, end))
            shingles = self._shingles[number] = distinct(hashes.astype(np.int64))
        return shingles

    @cached_property
    def _all_signatures(self) -> Bytes:
        return self._signatures(self._ranking.matched)

    def _signatures(self, articles: Articles) -> Bytes:
        """Return the signatures of some articles (uint8: articles, buckets); 0 for none."""
        segments = self._snapshot.segments
        if len(segments) == 1:
            return segments[0].signatures.of(articles)
        signatures = np.zeros((len(articles), BUCKETS), np.uint8)
        owners = self._firsts.searchsorted(articles, side="right") - 1
        for owner in set(owners.tolist()):
            here = (owners == owner).nonzero()[0]
            local = articles[here] - segments[owner].first
            signatures[here] = segments[owner].signatures.of(local)
        return signatures

    @cached_property
    def _firsts(self) -> Articles:
        return np.array([segment.first for segment in self._snapshot.segments], np.int64)


def _agreeing(signatures: Bytes) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield the rows that agree with another one in a lane, in order, and the lanes' keys."""
    values = signatures.view(np.uint16) + _LANE_KEYS
    keys = values.reshape(-1)
    if not _repeated(np.sort(keys)).any():
        return
    order = keys.argsort(kind="stable")
    ordered = keys[order]
    level = _repeated(ordered)
    shared = np.zeros(len(keys), np.bool_)
    shared[order[1:][level]] = True
    shared[order[:-1][level]] = True
    rows, lanes = shared.reshape(values.shape), keys.reshape(values.shape)
    for row in np.nonzero(rows.any(axis=1))[0].tolist():
        yield row, lanes[row][rows[row]].tolist()


def _repeated(keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return which sorted keys from the second on equal their predecessor, except empty lanes."""
    repeated: npt.NDArray[np.bool_] = keys[1:] == keys[:-1]
    if repeated.any():
        repeated &= keys[1:] & np.uint32(0xFFFF) != 0
    return repeated


def _sharing_a_lane(signatures: Bytes, wanted: Bytes) -> Articles:
    """Return the rows that may agree with one of some signatures in a lane (int64), ascending.

    One look-up for each lane of a row, however many signatures are wanted. A value that is wanted
    in another lane counts, too: few rows, which are compared anyway.
    """
    is_wanted = np.zeros(1 << 16, np.bool_)
    is_wanted[wanted.view(np.uint16)] = True
    is_wanted[0] = False  # an empty lane
    lanes = is_wanted.take(signatures.view(np.uint16))
    return _any_lane(lanes).nonzero()[0]


def _any_lane(lanes: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which rows have a lane that is set; numpy's `any` over short rows is slow."""
    eight = lanes.view(np.uint64)
    found: npt.NDArray[np.bool_] = (eight[..., 0] | eight[..., 1]) != 0
    return found


def _agreeing_pairs(signatures: Bytes, wanted: Bytes) -> tuple[Articles, Articles]:
    """Return which signatures agree with which of some others in a lane and in enough buckets.

    Returns:
        Rows of the first and of the second (int64 each), pair by pair, ascending by the first.
    """
    lanes = signatures.view(np.uint16)[:, np.newaxis]
    same = lanes == wanted.view(np.uint16)
    same &= lanes != 0
    rows, owners = _any_lane(same).nonzero()
    theirs, own = signatures[rows], wanted[owners]
    common = np.count_nonzero((theirs == own) & (own != 0), axis=1)
    filled = np.maximum(np.count_nonzero(theirs, axis=1), np.count_nonzero(own, axis=1))
    enough = common >= _MIN_SHARED_BUCKETS * filled
    return rows[enough], owners[enough]
