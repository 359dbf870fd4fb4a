"""Highlights of several articles at once: their matches and passages.

Ten articles take little longer than one, and only the text that is shown is assembled.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

import numpy as np

from ksearch.highlighting.cores import Matches, best_cores
from ksearch.highlighting.matching import Matcher
from ksearch.highlighting.passages import REACH, core_length, cut_passage, merged_spans
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.model.results import Snippet, Span
from ksearch.storage.segments.layout import TextLayout
from ksearch.storage.snapshot import Snapshot


class _Highlights(NamedTuple):
    """Matches and passages; characters are counted over the texts of all articles, end to end.

    Attributes:
        matches: of all articles.
        longest: the length of the longest of them.
        cores: by article: the best run of matches behind the title.
        windows: by article: the text around it, or the text's beginning, and where that begins.
    """

    matches: Matches
    longest: int
    cores: list[Span | None]
    windows: list[tuple[str, int]]

    def within(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the spans of the matches within ``[start, end)``, counted from ``start``."""
        starts, ends, _ = self.matches
        places = slice(*starts.searchsorted((start - self.longest, end)).tolist())
        found = zip(starts[places].tolist(), ends[places].tolist(), strict=True)
        return merged_spans(found, start, end)


class HighlightedArticles:
    """Some articles with their highlights.

    Args:
        snapshot: what holds the articles.
        matcher: finds the matches.
        numbers: of the articles.

    Attributes:
        rows: the index of each article.
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
        self._layout = TextLayout(snapshot.lexicon, pieces)

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
    def _painted(self) -> _Highlights:
        layout, matches = self._layout, self._matcher.matches(self._layout)
        # No match begins in the break between title and lead.
        rests = layout.slot_begins(layout.slots[:, 1])
        edges = np.column_stack((layout.begins[:-1], rests)).reshape(-1)
        bounds = np.append(matches.starts.searchsorted(edges), len(matches.starts))
        sizes = bounds[1:] - bounds[:-1]
        in_rest = np.zeros(len(sizes), np.bool_)
        in_rest[1::2] = True
        rest_bounds = [0, *sizes[1::2].cumsum().tolist()]
        rest = matches.only(in_rest.repeat(sizes))
        cores = best_cores(rest, rest_bounds, self._matcher.weights, core_length())
        longest = int((matches.ends - matches.starts).max(initial=0))
        return _Highlights(matches, longest, cores, self._windows(cores))

    def _windows(self, cores: list[Span | None]) -> list[tuple[str, int]]:
        """Return the text around some runs of matches, long enough to cut passages out of it."""
        layout, rests = self._layout, self._layout.slots[:, 1]
        # Without a match, the beginning of the text is shown.
        ends = layout.slot_begins(np.minimum(rests + 1, layout.slots[:, 3])).tolist()
        spans = [core or (end, end) for core, end in zip(cores, ends, strict=True)]
        around = np.array(spans, np.int64)
        first, last = layout.slots_around(around[:, 0] - REACH, around[:, 1] + REACH)
        first = np.maximum(first, rests)
        texts = layout.texts(np.arange(len(rests)), first, np.minimum(last, layout.slots[:, 3]))
        begins = layout.slot_begins(first).tolist()
        at_beginning = (first == rests).tolist()
        windows = []
        for text, begin, whole in zip(texts, begins, at_beginning, strict=True):
            # At the beginning, the break after the title is skipped.
            behind = text.index(FIELD_BREAK) + 1 if whole else 0
            windows.append((text[behind:].replace(FIELD_BREAK, "\n"), begin + behind))
        return windows

    def snippet(self, row: int) -> Snippet:
        """Return the best passage of an article's lead and body."""
        painted = self._painted
        (window, offset), core = painted.windows[row], painted.cores[row]
        inside = (core[0] - offset, core[1] - offset) if core else None
        start, end = cut_passage(window, inside)
        return Snippet(window[start:end], painted.within(start + offset, end + offset))

    def title_matches(self, row: int) -> tuple[Span, ...]:
        """Return the spans of an article's title that match."""
        begin = int(self._layout.begins[row])
        return self._painted.within(begin, begin + len(self.titles[row]))

    def fields(self, row: int) -> list[tuple[str, tuple[Span, ...]]]:
        """Return the text of an article's title, lead and body, with the spans that match."""
        painted, begin = self._painted, int(self._layout.begins[row])
        fields = []
        for text in self._layout.whole_texts()[row].split(FIELD_BREAK):
            fields.append((text, painted.within(begin, begin + len(text))))
            begin += len(text) + 1
        return fields
