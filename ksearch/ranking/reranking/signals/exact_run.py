"""Exact runs: the words of the query in their order, an eojeol each, then maybe a particle."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from ksearch.arrays import contained, distinct
from ksearch.arrays.types import Articles, Ids, Mask, Scores
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.plan import RunLeaf, Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.found import MatchedArticles
from ksearch.ranking.postings.top_k import best_places
from ksearch.ranking.postings.word_postings import held_by_all
from ksearch.ranking.reranking.candidates import Candidates
from ksearch.ranking.reranking.signals.letters import LetterOverlap
from ksearch.ranking.reranking.signals.signal import Cause
from ksearch.ranking.reranking.texts import CandidateTexts, gather_texts

#: The best articles with all words that are searched for exact runs, if no leaf of the query finds
#: these; and the most articles with an exact run that are re-ranked.
_RUNS_LOOKED_AT, RUNS_RANKED = 512, 96
#: Weight of an exact run of the query's words, as a share of the weight of all words. It decides
#: between articles that have every word, so it is more than frequencies can outweigh.
_RUN_WEIGHT = 1.0


class ExactRun:
    """The words of the query as an exact run."""

    name = Message("the words as an exact run")

    def score(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate (float64)."""
        if not len(candidates.runs):
            return np.zeros(len(candidates), np.float64)
        # Letter overlap alone must not lift an article over one that has the exact run.
        weight = _RUN_WEIGHT * sum(candidates.word_weights) + LetterOverlap().most(candidates)
        return np.where(contained(candidates.articles, candidates.runs), weight, 0.0)

    def cause(self, candidate: Candidates) -> Cause:
        """Return the exact runs."""
        words, lexicon = candidate.words, candidate.evaluator.snapshot.lexicon
        found = run_places(candidate.texts, lexicon, words).tolist()
        if found:
            return Cause([(place, place + len(words)) for place in found])
        return Cause(_letters_in_a_row(candidate.texts, lexicon, _key_of_run(words)))


class ExactRuns:
    """Finds articles with an exact run, which are re-ranked even if others have better scores.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
    """

    def __init__(self, evaluator: Evaluator, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._words = words

    def best(
        self, found: MatchedArticles, complete: Articles | None, candidates: Candidates
    ) -> Articles:
        """Return the best articles found that have the words as an exact run (int64, ascending).

        Args:
            found: what was found.
            complete: int64, ascending: which articles hold every word, if that is known.
            candidates: some of the articles found; their texts are not gathered twice.
        """
        if len(self._words) < 2:
            return np.zeros(0, np.int64)
        if self._run_leaf is not None:
            return _best(found, self._of_run_leaf(self._run_leaf), RUNS_RANKED)
        if not all(word.spellings for word in self._words[:-1]):
            return np.zeros(0, np.int64)
        if complete is None:
            complete = held_by_all(candidates.postings)
        likely = _best(found, complete, _RUNS_LOOKED_AT)
        if not len(likely):
            return likely
        snapshot = self._evaluator.snapshot
        gathered = contained(likely, candidates.articles)
        inside, outside = likely[gathered], likely[~gathered]
        having = inside
        if len(inside):
            runs = have_run(candidates.texts, snapshot.lexicon, self._words)
            having = inside[runs[candidates.articles.searchsorted(inside)]]
        if len(outside):
            runs = have_run(gather_texts(snapshot, outside), snapshot.lexicon, self._words)
            having = np.sort(np.concatenate((having, outside[runs])))
        return _best(found, having, RUNS_RANKED) if len(having) else having

    @cached_property
    def _run_leaf(self) -> RunLeaf | None:
        """The leaf for the words in a row, if the query has one."""
        leaf = self._words[0].scored[-1][0] if self._words[0].scored else None
        if isinstance(leaf, RunLeaf) and leaf.key == _key_of_run(self._words):
            return leaf
        return None

    def _of_run_leaf(self, leaf: RunLeaf) -> Articles:
        return np.concatenate(
            [
                scorer.leaf(leaf).articles + segment.first
                for scorer, segment in zip(
                    self._evaluator.scorers, self._evaluator.snapshot.segments, strict=True
                )
            ]
        )


def _best(found: MatchedArticles, articles: Articles, count: int) -> Articles:
    """Return the best of some articles (ascending) that are among those found."""
    articles = found.holding(articles)
    if len(articles) <= count:
        return articles
    if len(articles) == found.total:
        return found.best(count)[0]
    return articles[best_places(found.scores(articles), count)]


def have_run(texts: CandidateTexts, lexicon: Lexicon, words: Sequence[Word]) -> Mask:
    """Return which candidates have all words in their order, an eojeol each, within one field."""
    held = np.zeros(len(texts.edges), np.bool_)
    places = run_places(texts, lexicon, words)
    held[texts.edges[:, 3].searchsorted(places, side="right")] = True
    return held


def run_places(texts: CandidateTexts, lexicon: Lexicon, words: Sequence[Word]) -> Ids:
    """Return where all words begin to occur in their order, an eojeol each, within one field.

    After the last one a particle may follow.

    Returns:
        int64, ascending, places in the texts.
    """
    if len(words) < 2:
        return np.zeros(0, np.int64)
    last = len(words) - 1
    places = texts.places(words[0].spellings)
    places = places[: places.searchsorted(len(texts) - last)]
    for step in range(1, last):
        places = places[_are(texts.at(places + step), words[step])]
    if not len(places):
        return places
    places = places[_begin_with(texts.at(places + last), lexicon, key_of(words[last].text))]
    ends = texts.edges[:, 1:].reshape(-1)
    fields = ends.searchsorted(places, side="right")
    within: Ids = places[fields == ends.searchsorted(places + last, side="right")]
    return within


def _key_of_run(words: Sequence[Word]) -> str:
    return "".join(key_of(word.text) for word in words)


def _letters_in_a_row(texts: CandidateTexts, lexicon: Lexicon, key: str) -> list[tuple[int, int]]:
    """Return the stretches of eojeols that begin with some letters, spaces aside.

    Args:
        texts: of one candidate.
        lexicon: of the snapshot.
        key: the letters.
    """
    found = []
    for start, end in pairwise(texts.edges[0].tolist()):
        keys = [key_of(lexicon.text(eojeol)) for eojeol in texts.at(np.arange(start, end)).tolist()]
        begins = [0, *accumulate(map(len, keys))]
        joined = "".join(keys)
        for place, begin in enumerate(begins[:-1]):
            if keys[place] and joined.startswith(key, begin):
                last = bisect_left(begins, begin + len(key))
                found.append((start + place, start + last))
    return found


def _begin_with(eojeols: Ids, lexicon: Lexicon, key: str) -> Mask:
    """Return which eojeols are a word, given by its key, with or without a particle."""
    several = distinct(eojeols)
    begin = [key_of(lexicon.text(eojeol)).startswith(key) for eojeol in several.tolist()]
    found: Mask = np.array(begin, np.bool_)[several.searchsorted(eojeols)]
    return found


def _are(eojeols: Ids, word: Word) -> Mask:
    """Return which eojeols are spelt as a word."""
    if not word.spellings:
        return np.zeros(len(eojeols), np.bool_)
    first, *others = word.spellings
    found: Mask = eojeols == first
    for spelling in others:
        found |= eojeols == spelling
    return found
