"""Titles, snippets and matches of articles: made when they are asked for.

What is asked of one hit is worked out for its neighbours on the page, too: one pass over ten
articles takes hardly longer than one over a single article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from ksearch.engines.matching import Matcher
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.ranking.evaluator import Evaluator
from ksearch.ranking.plan import Node, Word
from ksearch.results import Snippet, Span
from ksearch.snippets.cores import best_cores
from ksearch.snippets.passages import Match, core_length, cut_passage, merged_spans
from ksearch.storage.forward import Tokens, lay_out


class Painted(NamedTuple):
    """An article's text and what matches in it.

    Attributes:
        title, rest: the title; lead and body with a break between.
        title_matches: those that begin in the title.
        rest_matches: all others; in characters of ``rest``.
        core: the best run of these.
    """

    title: str
    rest: str
    title_matches: list[Match]
    rest_matches: list[Match]
    core: Span | None


class StoredPainter:
    """Finds what a plan and its words match in articles, and keeps what it has found."""

    def __init__(self, evaluator: Evaluator, plan: Node, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._words = tuple(words)
        self._matcher = Matcher(evaluator, plan, words)
        self._painted: dict[int, Painted] = {}
        self._titles: dict[int, str] = {}

    def _at_once(self, number: int) -> Iterable[int]:
        """Return the articles that are worked out together with one."""
        return (number,)

    def painted(self, number: int) -> Painted:
        """Return an article's text and what matches in it."""
        if number not in self._painted:
            wanted = [each for each in self._at_once(number) if each not in self._painted]
            self._painted.update(self._paint(wanted))
        return self._painted[number]

    def _paint(self, numbers: Iterable[int]) -> Iterator[tuple[int, Painted]]:
        ordered, tokens = self._laid_out(numbers)
        text, begins = tokens.text, tokens.begins.tolist()
        rests = [text.index(FIELD_BREAK, begin) + 1 for begin in begins[:-1]]
        matches = self._matcher.matches(tokens)
        # The title and what follows it are texts of their own from here on.
        edges = [edge for pair in zip(begins, rests, strict=False) for edge in pair] + begins[-1:]
        bounds = matches.starts.searchsorted(edges)
        places = bounds.tolist()
        cores = best_cores(matches, places, self._matcher.weights, core_length())
        origins = np.repeat(edges[:-1], np.diff(bounds))
        found = list(
            zip(
                (matches.starts - origins).tolist(),
                (matches.ends - origins).tolist(),
                matches.words.tolist(),
                strict=True,
            )
        )
        for row, number in enumerate(ordered):
            rest, core = rests[row], cores[2 * row + 1]
            yield (
                number,
                Painted(
                    text[begins[row] : rest - 1],
                    text[rest : begins[row + 1]],
                    found[places[2 * row] : places[2 * row + 1]],
                    found[places[2 * row + 1] : places[2 * row + 2]],
                    (core[0] - rest, core[1] - rest) if core else None,
                ),
            )

    def _laid_out(
        self, numbers: Iterable[int], *, titles: bool = False
    ) -> tuple[list[int], Tokens]:
        """Return articles in the order of the index, and their texts (or titles) in that order."""
        snapshot = self._evaluator.snapshot
        ordered = sorted(numbers)
        located = [snapshot.locate(number) for number in ordered]
        pieces = [
            segment.forward.pieces([article for _, article in places], titles=titles)
            for segment, places in groupby(located, key=lambda place: place[0])
        ]
        return ordered, lay_out(snapshot.lexicon, pieces)

    def snippet(self, number: int) -> Snippet:
        """Return the best passage of an article's lead and body."""
        painted = self.painted(number)
        text = painted.rest.replace(FIELD_BREAK, "\n")
        return cut_passage(text, painted.core, painted.rest_matches)

    def title_matches(self, number: int) -> tuple[Span, ...]:
        """Return the spans of an article's title that match."""
        painted = self.painted(number)
        return merged_spans(painted.title_matches, 0, len(painted.title))

    def title(self, number: int) -> str:
        """Return an article's title."""
        if number in self._painted:
            return self._painted[number].title
        if number not in self._titles:
            wanted = [each for each in self._at_once(number) if each not in self._titles]
            ordered, tokens = self._laid_out(wanted, titles=True)
            text, begins = tokens.text, tokens.begins.tolist()
            for each, begin in zip(ordered, begins, strict=False):
                self._titles[each] = text[begin : text.index(FIELD_BREAK, begin)]
        return self._titles[number]

    def lead(self, number: int) -> str:
        """Return an article's lead."""
        return self.painted(number).rest.split(FIELD_BREAK)[0]

    def _place(self, number: int) -> tuple[int, np.ndarray[tuple[int], np.dtype[np.int64]]]:
        """Return the number of an article's segment, and the article's number in it (int64, 1)."""
        segment, article = self._evaluator.snapshot.locate(number)
        index = self._evaluator.snapshot.segments.index(segment)
        return index, np.array([article], np.int64)

    def missing(self, number: int) -> tuple[str, ...]:
        """Return the words that an article lacks."""
        index, at = self._place(number)
        return tuple(
            word.text for word in self._words if not self._evaluator.holds(word, index, at)[0]
        )
