"""Titles, snippets and matches of articles: made when they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ksearch.korean.splitting import FIELD_BREAK
from ksearch.korean.terms import key_of
from ksearch.ranking.evaluator import Evaluator
from ksearch.ranking.exact import key_spans
from ksearch.ranking.plan import EojeolsLeaf, Node, RunLeaf, TermLeaf, Word
from ksearch.ranking.searching import exact_texts
from ksearch.results import Snippet, Span
from ksearch.snippets.passages import Match, choose_passage, merged_spans
from ksearch.storage.forward import Tokens
from ksearch.storage.segment import Segment


class Painted(NamedTuple):
    """The text of an article (title, lead and body with breaks between) and its matches."""

    text: str
    matches: list[Match]


class StoredPainter:
    """Finds what a plan and its words match in articles, and keeps what it has found."""

    def __init__(self, evaluator: Evaluator, plan: Node, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._words = tuple(words)
        self._plan = plan
        self._painted: dict[int, Painted] = {}

    @cached_property
    def _weights(self) -> list[float]:
        return [self._evaluator.word_weight(word) for word in self._words]

    @cached_property
    def _terms(self) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint32]], list[int]]:
        """The terms that find the words, sorted, and the word of each."""
        word_of: dict[int, int] = {}
        for number, word in enumerate(self._words):
            for reading in word.readings:
                for leaf in reading:
                    if isinstance(leaf, TermLeaf):
                        word_of.setdefault(leaf.term, number)
        terms = sorted(word_of)
        return np.array(terms, np.uint32), [word_of[term] for term in terms]

    @cached_property
    def _eojeols(self) -> list[tuple[int, EojeolsLeaf]]:
        return [
            (number, leaf)
            for number, word in enumerate(self._words)
            for reading in word.readings
            for leaf in reading
            if isinstance(leaf, EojeolsLeaf)
        ]

    @cached_property
    def _runs(self) -> list[tuple[int, str]]:
        """The letters in a row that find a word or a synonym, with the word's number."""
        return [
            (number, leaf.key)
            for number, word in enumerate(self._words)
            for reading in word.readings
            for leaf in reading
            if isinstance(leaf, RunLeaf)
        ]

    @cached_property
    def _exact(self) -> tuple[str, ...]:
        return exact_texts(self._plan)

    def painted(self, number: int) -> Painted:
        """Return an article's text and what matches in it."""
        painted = self._painted.get(number)
        if painted is None:
            segment, article = self._evaluator.snapshot.locate(number)
            tokens = segment.forward.tokens(article)
            if self._exact:
                matches = self._exact_matches(segment, tokens, self._exact)
            else:
                matches = self._matches(segment, tokens)
            painted = self._painted[number] = Painted(tokens.text, matches)
        return painted

    def _exact_matches(self, segment: Segment, tokens: Tokens, keys: Sequence[str]) -> list[Match]:
        found = [
            Match(start, end, 0)
            for key in keys
            for start, end in key_spans(tokens, self._evaluator.pattern(key))
        ]
        return sorted([*found, *self._matches(segment, tokens, other_than=keys)])

    def _matches(
        self, segment: Segment, tokens: Tokens, other_than: Sequence[str] = ()
    ) -> list[Match]:
        skipped = "".join(other_than)
        found: list[Match] = []
        terms, words = self._terms
        if len(terms):
            expansion = segment.lexicon.expand(tokens.eojeols)
            places = np.minimum(terms.searchsorted(expansion.terms), len(terms) - 1)
            rows = np.flatnonzero(terms[places] == expansion.terms)
            owners = expansion.owner[rows]
            spans = expansion.spans[rows].astype(np.int64)
            firsts = tokens.starts[owners] + ((spans >> 7) & 127)
            lasts = firsts + (spans & 127)
            for start, end, place in zip(
                firsts.tolist(), lasts.tolist(), places[rows].tolist(), strict=True
            ):
                found.append(Match(start, end, words[place]))
        for number, leaf in self._eojeols:
            found.extend(self._inside(tokens, number, leaf))
        for number, key in self._runs:
            held = key_spans(tokens, self._evaluator.pattern(key))
            # What is also found word by word is painted so, without the spaces between.
            whole = [m for m in found if m.word == number]
            found.extend(
                Match(start, end, number)
                for start, end in held
                if not any(m.start < end and start < m.end for m in whole)
            )
        if skipped:
            found = [m for m in found if key_of(self._words[m.word].text) not in skipped]
        return sorted(found)

    def _inside(self, tokens: Tokens, number: int, leaf: EojeolsLeaf) -> list[Match]:
        places = np.minimum(leaf.eojeols.searchsorted(tokens.eojeols), len(leaf.eojeols) - 1)
        word = self._words[number].text
        found = []
        for at in np.flatnonzero(leaf.eojeols[places] == tokens.eojeols).tolist():
            start, end = int(tokens.starts[at]), int(tokens.ends[at])
            inside = tokens.text.find(word, start, end)
            if inside >= 0:
                start, end = inside, inside + len(word)
            found.append(Match(start, end, number))
        return found

    def snippet(self, number: int) -> Snippet:
        """Return the best passage of an article's lead and body."""
        text, matches = self.painted(number)
        begin = text.index(FIELD_BREAK) + 1
        shifted = [
            Match(m.start - begin, m.end - begin, m.word) for m in matches if m.start >= begin
        ]
        return choose_passage(text[begin:].replace(FIELD_BREAK, "\n"), shifted, self._weights)

    def title_matches(self, number: int) -> tuple[Span, ...]:
        """Return the spans of an article's title that match."""
        text, matches = self.painted(number)
        end = text.index(FIELD_BREAK)
        return merged_spans([m for m in matches if m.start < end], 0, end)

    def title(self, number: int) -> str:
        """Return an article's title."""
        painted = self._painted.get(number)
        if painted is not None:
            return painted.text.split(FIELD_BREAK, 1)[0]
        segment, article = self._evaluator.snapshot.locate(number)
        return segment.forward.title(article)

    def lead(self, number: int) -> str:
        """Return an article's lead."""
        return self.painted(number).text.split(FIELD_BREAK)[1]

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
