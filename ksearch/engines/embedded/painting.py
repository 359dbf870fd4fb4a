"""Titles, snippets and matches of articles, computed on demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

import numpy as np

from ksearch.engines.embedded.damage import naming_damage
from ksearch.highlighting.highlighted_text import HighlightedArticles
from ksearch.highlighting.matching import Matcher
from ksearch.model.results import HighlightedArticle, Snippet, Span
from ksearch.plan import Node, Word, words_of
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.ranker import plain_words

_reading = naming_damage(attrgetter("_evaluator.snapshot.folder"))


class StoredPainter:
    """Computes and caches the highlights of articles for one plan.

    Args:
        evaluator: of the snapshot.
        plan: what was searched for.
        words: its words.
        together: returns the articles that are highlighted together with one.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        plan: Node,
        words: Sequence[Word],
        *,
        together: Sequence[int] = (),
    ) -> None:
        self._together = together
        self._evaluator = evaluator
        self._words = tuple(words)
        self._plan = plan
        self._matcher = Matcher(evaluator, plan, words)
        self._batches: dict[int, HighlightedArticles] = {}
        self._missing: dict[int, tuple[str, ...]] = {}

    def _neighbours(self, number: int) -> Iterable[int]:
        """Return the articles that are highlighted together with one, including it."""
        return self._together if number in self._together else (number,)

    def _batch_of(self, number: int) -> tuple[HighlightedArticles, int]:
        """Return the batch that has the highlights of an article, and its row there."""
        batch = self._batches.get(number)
        if batch is None:
            wanted = [each for each in self._neighbours(number) if each not in self._batches]
            batch = HighlightedArticles(self._evaluator.snapshot, self._matcher, wanted)
            self._batches.update(dict.fromkeys(wanted, batch))
        return batch, batch.rows[number]

    @_reading
    def snippet(self, number: int) -> Snippet:
        """Return the best passage of an article's lead and body."""
        batch, row = self._batch_of(number)
        return batch.snippet(row)

    @_reading
    def title_matches(self, number: int) -> tuple[Span, ...]:
        """Return the spans of an article's title that match."""
        batch, row = self._batch_of(number)
        return batch.title_matches(row)

    @_reading
    def title(self, number: int) -> str:
        """Return an article's title."""
        batch, row = self._batch_of(number)
        return batch.titles[row]

    @_reading
    def lead(self, number: int) -> str:
        """Return an article's lead."""
        batch, row = self._batch_of(number)
        return batch.leads[row]

    @_reading
    def fields(self, number: int) -> list[tuple[str, tuple[Span, ...]]]:
        """Return the text of an article's title, lead and body, with the spans that match."""
        batch, row = self._batch_of(number)
        return batch.fields(row)

    @_reading
    def missing(self, number: int) -> tuple[str, ...]:
        """Return the words of the query that an article does not have.

        A match of a query with operators misses no word, and function words are never missing.
        """
        if plain_words(self._plan) is None:
            return ()
        if number not in self._missing:
            batch = list(self._neighbours(number))
            self._missing.update(zip(batch, self._missing_of(batch), strict=True))
        return self._missing[number]

    def _missing_of(self, numbers: Sequence[int]) -> list[tuple[str, ...]]:
        articles = np.array(numbers, np.int64)
        required = [word for word in self._words if word.required]
        held = [self._evaluator.postings(word).holds(articles).tolist() for word in required]
        return [
            tuple(word.text for word, holds in zip(required, held, strict=True) if not holds[row])
            for row in range(len(numbers))
        ]


def highlighted_article(evaluator: Evaluator, plan: Node, number: int) -> HighlightedArticle:
    """Return an article with every match of a plan, in all of its text fields."""
    painter = StoredPainter(evaluator, plan, words_of(plan))
    title, lead, body = (spans for _, spans in painter.fields(number))
    return HighlightedArticle(evaluator.snapshot.article(number), title, lead, body)
