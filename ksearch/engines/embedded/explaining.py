"""Explains scores: the contribution of each part of the ranking to an article's score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.engines.embedded.painting import StoredPainter
from ksearch.korean.splitting import FIELD_BREAK
from ksearch.messages import Message
from ksearch.model.article import TEXT_FIELDS
from ksearch.model.reports import Contribution, MatchedText
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    DayLeaf,
    Everything,
    Exact,
    Keyword,
    Leaf,
    NameLeaf,
    Near,
    Node,
    Optional,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.ranker import Ranking, plain_words
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.signals.signal import SignalScore
from ksearch.storage.segments.layout import TextLayout


@dataclass(frozen=True, eq=False, slots=True)
class _ScoredNode:
    """A word, an exact text or words near each other, with the factor of its score."""

    node: Word | Exact | Near
    factor: float

    @property
    def words(self) -> tuple[Word, ...]:
        return (self.node,) if isinstance(self.node, Word) else self.node.words

    @property
    def shown(self) -> str:
        return f'"{self.node.text}"' if isinstance(self.node, Exact) else self.node.text


class Explainer:
    """Explains the hits of one search.

    Args:
        evaluator: of the snapshot.
        plan: what was searched for.
        words: its words.
        ranking: what was found.
        by_words: whether the scores are those of the words alone, as for plans of plain words; in
            other plans a word counts only in articles that have it.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        plan: Node,
        words: tuple[Word, ...],
        ranking: Ranking,
        *,
        by_words: bool = False,
    ) -> None:
        self._evaluator = evaluator
        self._plan = plan
        self._words = words
        self._ranking = ranking
        self._by_words = by_words or plain_words(plan) is not None

    def explain(self, number: int) -> tuple[Contribution, ...]:
        """Return the contributions to an article's score; their sum is the score."""
        article = _ExplainedHit(self._evaluator, number)
        found: list[Contribution] = []
        for part in self._parts(article):
            if isinstance(part, Contribution):
                found.append(part)
            else:
                found.extend(article.contributions(part))
        return (*found, *self._others(number))

    def _parts(self, article: _ExplainedHit) -> Iterator[_ScoredNode | Contribution]:
        if self._by_words:
            return (_ScoredNode(word, 1.0) for word in self._words)
        return article.parts(self._plan, 1.0)

    def _others(self, number: int) -> Iterator[Contribution]:
        """Return the contributions of the signals of re-ranking."""
        place = int(np.flatnonzero(self._ranking.articles == number)[0])
        candidate = _ExplainedCandidate(self._evaluator, self._words, number)
        for part in self._ranking.parts:
            score = float(part.scores[place])
            if score:
                yield candidate.contribution(part, score)


class _ExplainedCandidate:
    """One article that was re-ranked, with the texts that caused the scores of signals.

    Args:
        evaluator: of the snapshot.
        words: of the query.
        number: of the article.
    """

    def __init__(self, evaluator: Evaluator, words: tuple[Word, ...], number: int) -> None:
        self._evaluator = evaluator
        self._words = words
        self._number = number

    @cached_property
    def _candidate(self) -> Candidates:
        postings = self._evaluator.several(self._words)
        return Candidates(self._evaluator, self._words, postings, np.array([self._number]))

    @cached_property
    def _layout(self) -> TextLayout:
        segment, article = self._evaluator.snapshot.locate(self._number)
        return TextLayout(self._evaluator.snapshot.lexicon, [segment.forward.pieces([article])])

    @cached_property
    def _fields(self) -> list[str]:
        return self._layout.whole_texts()[0].split(FIELD_BREAK, 2)

    def contribution(self, part: SignalScore, score: float) -> Contribution:
        """Return a signal's contribution to the article's score, with the texts that caused it."""
        if part.signal is None:
            return Contribution(part.name, score)
        cause = part.signal.cause(self._candidate)
        matches = tuple(self._matched(first, last) for first, last in cause.stretches)
        return Contribution(part.name, score, ", ".join(cause.words), matches=matches)

    def _matched(self, first: int, last: int) -> MatchedText:
        """Return the text of a stretch of eojeols, up to the end of the field that it begins in."""
        start, end = int(self._layout.starts[first]), int(self._layout.ends[last - 1])
        for name, text in zip(TEXT_FIELDS, self._fields, strict=True):
            if start <= len(text):
                return MatchedText(text[start:end], start, min(end, len(text)), name)
            start, end = start - len(text) - 1, end - len(text) - 1
        raise AssertionError("an eojeol stands in one of the fields")


class _ExplainedHit:
    """One article, and the contributions of a plan's parts to its score."""

    def __init__(self, evaluator: Evaluator, number: int) -> None:
        segment, article = evaluator.snapshot.locate(number)
        self._evaluator = evaluator
        self._number = number
        self._segment = evaluator.snapshot.segments.index(segment)
        self._scorer = evaluator.scorers[self._segment]
        self._article: npt.NDArray[np.int64] = np.array([article], np.int64)

    def parts(self, node: Node, factor: float) -> Iterator[_ScoredNode | Contribution]:
        """Yield the parts of a plan that contribute to the article's score."""
        match node:
            case Word() | Exact() | Near():
                yield _ScoredNode(node, factor)
            case All(nodes):
                for part in nodes:
                    yield from self.parts(part, factor)
            case AnyOf(nodes):
                for part in nodes:
                    if self._score(part) is not None:
                        yield from self.parts(part, factor)
            case Without(inner, _):
                yield from self.parts(inner, factor)
            case Weighted(inner, weight):
                yield from self.parts(inner, factor * weight)
            case Optional(inner, extra):
                yield from self.parts(inner, factor)
                if self._score(extra) is not None:
                    yield from self.parts(extra, factor)
            case Everything() | DateRange() | Keyword() | WhooshQuery():
                score = factor * (self._score(node) or 0.0)
                yield Contribution(
                    _NAMES.get(type(node), Message("a condition that is met")), score
                )

    def _score(self, node: Node) -> float | None:
        """Return the contribution of a part of a plan; None if the article does not match it."""
        matched = self._evaluator.evaluate(node, self._segment)
        place = np.flatnonzero(matched.articles == self._article[0])
        return float(matched.scores[place[0]]) if len(place) else None

    def contributions(self, part: _ScoredNode) -> Iterator[Contribution]:
        """Yield the contributions of a word by field, with its matches there."""
        details = tuple(self._details(part))
        yield from details
        scores = self._by_field(part)
        matches = self._matches(part.node)
        shown = scores != 0 if scores.any() else [bool(matches[name]) for name in TEXT_FIELDS]
        if not any(shown) and not details:
            yield Contribution(part.shown, 0.0, Message("not in the article"), word=part.shown)
        for name, score, is_shown in zip(TEXT_FIELDS, scores.tolist(), shown, strict=True):
            if is_shown:
                what = Message("{shown} in the {name}", shown=part.shown, name=Message(name))
                apart = not isinstance(part.node, Word) and not matches[name]
                yield Contribution(
                    what,
                    score,
                    Message("its words apart") if apart else "",
                    word=part.shown,
                    field=name,
                    matches=matches[name],
                )

    def _by_field(self, part: _ScoredNode) -> npt.NDArray[np.float64]:
        """Return the contributions of a word or an exact text in title, lead and body (float64, 3).

        BM25F saturates the sum of the fields; each field keeps its share of that sum.
        """
        scores = np.zeros(len(TEXT_FIELDS))
        for word in part.words:
            for leaf, weight in word.scored:
                contribution = self._contribution(leaf)
                if contribution and not isinstance(leaf, DayLeaf | NameLeaf):
                    said = weight * self._evaluator.idf(leaf) * contribution
                    scores += said * self._scorer.field_shares(leaf, int(self._article[0]))
        if not isinstance(part.node, Word) and scores.any():
            scores *= (self._score(part.node) or 0.0) / scores.sum()
        return scores * part.factor

    def _details(self, part: _ScoredNode) -> Iterator[Contribution]:
        """Yield the contributions of the article's date, reporter, paper and section."""
        for word in part.words:
            for leaf, weight in word.scored:
                if not isinstance(leaf, DayLeaf | NameLeaf):
                    continue
                contribution = self._contribution(leaf)
                if contribution:
                    what = Message("date" if isinstance(leaf, DayLeaf) else leaf.kind)
                    score = part.factor * weight * self._evaluator.idf(leaf) * contribution
                    yield Contribution(
                        Message("{shown} as the {what}", shown=part.shown, what=what),
                        score,
                        word=part.shown,
                    )

    def _contribution(self, leaf: Leaf) -> float:
        return self._scorer.contribution(leaf, int(self._article[0]))

    def _matches(self, node: Word | Exact | Near) -> dict[str, tuple[MatchedText, ...]]:
        """Return the matches of a word or an exact text, by field."""
        words = (node,) if isinstance(node, Word) else node.words
        fields = StoredPainter(self._evaluator, node, words).fields(self._number)
        return {
            name: tuple(MatchedText(text[start:end], start, end, name) for start, end in spans)
            for name, (text, spans) in zip(TEXT_FIELDS, fields, strict=True)
        }


_NAMES: dict[type, str] = {
    Everything: Message("every article counts alike"),
    WhooshQuery: Message("what Whoosh's own matchers say"),
}
