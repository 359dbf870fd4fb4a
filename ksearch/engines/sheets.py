"""Several articles painted at once: their texts laid out, what matches in them, their passages.

One pass over ten articles takes hardly longer than one over a single article, and of their texts
only what is shown is put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np

from ksearch.engines.matching import Matcher
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.results import Snippet, Span
from ksearch.snippets.cores import best_cores
from ksearch.snippets.passages import REACH, Match, core_length, cut_passage, merged_spans
from ksearch.storage.layout import Layout
from ksearch.storage.snapshot import Snapshot


class _Painted(NamedTuple):
    """What of an article is shown; characters are those of all articles of the sheet.

    Attributes:
        title_matches: those that begin in the title.
        matches: all others.
        core: the best run of these.
        window: the text around it, or the text's beginning.
        offset: where the window begins.
    """

    title_matches: list[Match]
    matches: list[Match]
    core: Span | None
    window: str
    offset: int


class Sheet:
    """Some articles, and what is painted of them.

    Args:
        snapshot: what holds the articles.
        matcher: finds what is painted.
        numbers: of the articles.

    Attributes:
        rows: the place of each article in the sheet.
    """

    def __init__(self, snapshot: Snapshot, matcher: Matcher, numbers: Iterable[int]) -> None:
        ordered = sorted(numbers)
        self.rows = {number: row for row, number in enumerate(ordered)}
        self._matcher = matcher
        located = [snapshot.locate(number) for number in ordered]
        pieces = [
            segment.forward.pieces([article for _, article in places])
            for segment, places in groupby(located, key=lambda place: place[0])
        ]
        self._layout = Layout(snapshot.lexicon, pieces)

    @cached_property
    def titles(self) -> list[str]:
        """The articles' titles."""
        slots = self._layout.slots
        texts = self._layout.texts(np.arange(len(slots)), slots[:, 0], slots[:, 1])
        return [text[: text.index(FIELD_BREAK)] for text in texts]

    @cached_property
    def leads(self) -> list[str]:
        """The articles' leads."""
        slots = self._layout.slots
        texts = self._layout.texts(np.arange(len(slots)), slots[:, 1], slots[:, 2])
        return [text.split(FIELD_BREAK, 2)[1] for text in texts]

    @cached_property
    def _rests(self) -> list[int]:
        """Where each article's lead begins, behind the title and the break."""
        begins = self._layout.begins.tolist()
        return [begin + len(title) + 1 for begin, title in zip(begins, self.titles, strict=False)]

    @cached_property
    def _painted(self) -> list[_Painted]:
        layout, matches = self._layout, self._matcher.matches(self._layout)
        begins = layout.begins.tolist()
        # The title and what follows it are texts of their own from here on.
        edges = [e for pair in zip(begins, self._rests, strict=False) for e in pair] + begins[-1:]
        bounds = matches.starts.searchsorted(edges)
        places = bounds.tolist()
        sizes = bounds[1:] - bounds[:-1]
        in_rest = np.zeros(len(sizes), np.bool_)
        in_rest[1::2] = True
        rest_bounds = [0, *sizes[1::2].cumsum().tolist()]
        rest = matches.only(in_rest.repeat(sizes))
        cores = best_cores(rest, rest_bounds, self._matcher.weights, core_length())
        found = list(zip(*(column.tolist() for column in matches), strict=True))
        windows = self._windows(cores)
        return [
            _Painted(
                found[places[2 * row] : places[2 * row + 1]],
                found[places[2 * row + 1] : places[2 * row + 2]],
                core,
                *windows[row],
            )
            for row, core in enumerate(cores)
        ]

    def _windows(self, cores: list[Span | None]) -> list[tuple[str, int]]:
        """Return so much of the text around some runs of matches that passages can be cut."""
        layout, slots, rests = self._layout, self._layout.slots, self._rests
        spans = [core or (rest, rest) for core, rest in zip(cores, rests, strict=True)]
        around = np.array(spans, np.int64)
        first, last = layout.slots_around(around[:, 0] - REACH, around[:, 1] + REACH)
        first = np.maximum(first, slots[:, 1])
        texts = layout.texts(np.arange(len(slots)), first, np.minimum(last, slots[:, 3]))
        begins = layout.slot_begins(first).tolist()
        return [
            # At the beginning the title's break is left out.
            (text[max(0, rest - begin) :].replace(FIELD_BREAK, "\n"), max(rest, begin))
            for text, begin, rest in zip(texts, begins, rests, strict=True)
        ]

    def snippet(self, row: int) -> Snippet:
        """Return the best passage of an article's lead and body."""
        _, matches, core, window, offset = self._painted[row]
        inside = (core[0] - offset, core[1] - offset) if core else None
        start, end = cut_passage(window, inside)
        return Snippet(window[start:end], merged_spans(matches, start + offset, end + offset))

    def title_matches(self, row: int) -> tuple[Span, ...]:
        """Return the spans of an article's title that match."""
        begin = int(self._layout.begins[row])
        matches = self._painted[row].title_matches
        return merged_spans(matches, begin, begin + len(self.titles[row]))

    def fields(self, row: int) -> list[tuple[str, tuple[Span, ...]]]:
        """Return the text of an article's title, lead and body, with the spans that match."""
        painted, begin = self._painted[row], int(self._layout.begins[row])
        fields = []
        for text in self._layout.whole_texts()[row].split(FIELD_BREAK):
            end = begin + len(text)
            here = [m for m in (*painted.title_matches, *painted.matches) if begin <= m[0] < end]
            fields.append((text, merged_spans(here, begin, end)))
            begin = end + 1
        return fields
