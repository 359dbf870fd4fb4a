"""Hits of the embedded engine, whose expensive parts are computed on demand."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from ksearch.engines.embedded.damage import naming_damage
from ksearch.engines.embedded.painting import StoredPainter
from ksearch.model.results import Hit
from ksearch.plan import Node, Word
from ksearch.ranking.grouping import ResultPage
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.storage.segments.segment import Segment

if TYPE_CHECKING:
    from ksearch.model.reports import Contribution


#: Hits that are highlighted at once.
_HITS_PER_BATCH = 16


_reading = naming_damage(attrgetter("_evaluator.snapshot.folder"))
_reading_hit = naming_damage(attrgetter("painter._evaluator.snapshot.folder"))


class HitPainter(StoredPainter):
    """Computes the lazy parts of one search's hits, which all share it.

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
        self._plan = plan
        self._page = page
        self._by_words = by_words

    def hits(self, offset: int) -> tuple[Hit, ...]:
        """Return the hits of the page; ``offset`` of them were passed over."""
        ranking, places = self._page.ranking, self._page.places
        chosen = zip(
            ranking.articles[places].tolist(), ranking.scores[places].tolist(), strict=True
        )
        return tuple(
            StoredHit(rank, number, score, self, self._evaluator.snapshot.locate(number)[0])
            for rank, (number, score) in enumerate(chosen, offset + 1)
        )

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
        listed = page.ranking.articles[np.concatenate((page.before, page.places))]
        better = listed[: int(np.flatnonzero(listed == number)[0])]
        return len(page.grouping.behind(number, better))

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


class StoredHit(Hit):
    """A hit whose title, lead and other fields are read on demand."""

    def __init__(
        self, rank: int, number: int, score: float, painter: HitPainter, segment: Segment
    ) -> None:
        self.__dict__.update(
            rank=rank, score=score, number=number, painter=painter, _segment=segment
        )

    @_reading_hit
    def _column(self, name: str) -> str | None:
        segment: Segment = self.__dict__["_segment"]
        return segment.column(name)[self.number - segment.first]

    @property
    def _stored_painter(self) -> HitPainter:
        painter: HitPainter = self.__dict__["painter"]
        return painter

    @cached_property  # type: ignore[misc]
    def id(self) -> str:
        """The article's id."""
        return self._column("id") or ""

    @cached_property  # type: ignore[misc]
    def title(self) -> str:
        """The article's title."""
        return self._stored_painter.title(self.number)

    @cached_property  # type: ignore[misc]
    def lead(self) -> str:
        """The article's lead."""
        return self._stored_painter.lead(self.number)

    @cached_property  # type: ignore[misc]
    @_reading_hit
    def date(self) -> datetime | None:
        """When the article was published."""
        segment: Segment = self.__dict__["_segment"]
        return segment.date(self.number - segment.first)

    @cached_property  # type: ignore[misc]
    def missing(self) -> tuple[str, ...]:
        """The words of the query that the article lacks."""
        return self._stored_painter.missing(self.number)

    @cached_property  # type: ignore[misc]
    def similar_count(self) -> int:
        """The number of articles that are hidden because they are near-identical to this one."""
        return self._stored_painter.similar_count(self.number)

    path = property(lambda self: self._column("path"))
    section = property(lambda self: self._column("section"))
    publisher = property(lambda self: self._column("publisher"))
    author = property(lambda self: self._column("author"))
    url = property(lambda self: self._column("url"))
