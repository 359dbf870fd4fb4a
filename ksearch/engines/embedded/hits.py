"""Hits of the embedded engine; their fields are read from the index on first access."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ksearch.engines.embedded.damage import naming_damage
from ksearch.engines.embedded.painting import StoredPainter
from ksearch.model.results import Hit, HitSource, hit_from
from ksearch.plan import Node, Word
from ksearch.ranking.grouping import ResultPage
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.storage.segments.segment import Segment

if TYPE_CHECKING:
    from ksearch.model.reports import Contribution


#: Hits that are highlighted at once.
_HITS_PER_BATCH = 16


_reading = naming_damage(attrgetter("_evaluator.snapshot.folder"))
_reading_stored = naming_damage(attrgetter("_page._evaluator.snapshot.folder"))


class PageHits(StoredPainter):
    """Makes the hits of one page, and computes the fields that are made for all hits at once.

    Args:
        evaluator: of the snapshot.
        plan: what was searched for.
        words: its words.
        page: what was found.
        by_words: whether the scores are those of the words alone.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        plan: Node,
        words: tuple[Word, ...],
        page: ResultPage,
        *,
        by_words: bool = False,
    ) -> None:
        super().__init__(evaluator, plan, words)
        self._page = page
        self._by_words = by_words
        self._similar_counts: dict[int, int] = {}

    def hits(self, offset: int) -> tuple[Hit, ...]:
        """Return the hits of the page, whose ranks begin after ``offset``."""
        ranking, places = self._page.ranking, self._page.places
        chosen = zip(
            ranking.articles[places].tolist(), ranking.scores[places].tolist(), strict=True
        )
        return tuple(
            hit_from(self._source(number), rank, score)
            for rank, (number, score) in enumerate(chosen, offset + 1)
        )

    def _source(self, number: int) -> HitSource:
        return _StoredHit(self, number, self._evaluator.snapshot.locate(number)[0])

    def _neighbours(self, number: int) -> list[int]:
        articles: list[int] = self._page.ranking.articles[self._page.places].tolist()
        first = articles.index(number)
        return articles[first : first + _HITS_PER_BATCH]

    @_reading
    def similar_count(self, number: int) -> int:
        """Return the number of articles that are hidden behind a near-identical one."""
        page = self._page
        if page.grouping is None:
            return 0
        if number not in self._similar_counts:
            batch = self._neighbours(number)
            listed = page.ranking.articles[np.concatenate((page.before, page.places))]
            hidden = page.grouping.behind(batch, listed)
            self._similar_counts.update(zip(batch, map(len, hidden), strict=True))
        return self._similar_counts[number]

    @_reading
    def explain(self, number: int) -> tuple[Contribution, ...]:
        """Return the share of each part of the ranking in the article's score."""
        from ksearch.engines.embedded.explaining import Explainer

        explainer = Explainer(
            self._evaluator,
            self._plan,
            self._words,
            self._page.ranking,
            by_words=self._by_words,
        )
        return explainer.explain(number)


class _StoredHit:
    """The source of one hit: an article in a segment, and its page."""

    def __init__(self, page: PageHits, number: int, segment: Segment) -> None:
        self._page = page
        self._number = number
        self._segment = segment

    def read(self, name: str) -> Any:
        """See `HitSource`."""
        if name in _OF_THE_PAGE:
            return _OF_THE_PAGE[name](self._page, self._number)
        return self._stored(name)

    @_reading_stored
    def _stored(self, name: str) -> datetime | str | None:
        row = self._number - self._segment.first
        if name == "date":
            return self._segment.date(row)
        return self._segment.column(name)[row]


#: The fields that are computed for the hits of a page together; all others are stored.
_OF_THE_PAGE: dict[str, Callable[[PageHits, int], Any]] = {
    "title": PageHits.title,
    "lead": PageHits.lead,
    "missing": PageHits.missing,
    "similar_count": PageHits.similar_count,
    "snippet": PageHits.snippet,
    "title_matches": PageHits.title_matches,
    "explanation": PageHits.explain,
}
