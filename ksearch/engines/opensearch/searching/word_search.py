"""One search for all that ranking plain words needs.

The best articles by BM25F are not enough: those that have the words as an exact run are ranked
whatever their score, and the idf of a run of letters is known only when its articles have been
counted. As these are few in most cases, they are *pinned*: lifted to the front of the same search,
and counted and ranked here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import TypeGuard

import numpy as np

from ksearch.arrays.types import Articles, Mask, Scores
from ksearch.engines.opensearch.searching.clauses import (
    NONE,
    ClusterQuery,
    all_of,
    any_of,
    constant,
)
from ksearch.engines.opensearch.searching.drift import Drift
from ksearch.engines.opensearch.searching.state import (
    CandidateArticles,
    ClusterState,
    SearchHits,
)
from ksearch.korean.keys import key_of
from ksearch.plan import EojeolsLeaf, Leaf, RunLeaf, Word
from ksearch.ranking.matching.runs import LONGEST_SEARCHED_RUN

#: The most articles that are pinned: of the headlines of 20,000 articles, nine in ten have fewer
#: that hold three words of them in a row. With more, the search is sent again, for the second
#: number.
_FEW_PINNED, MAX_PINNED = 28, 400
#: What the cluster's scores may differ by, as a share: it adds 32-bit numbers.
ROUNDING = 1e-5
#: Lifts pinned articles above all others; no sum of scores comes near it.
_PINNED = float(1 << 20)


class MatchRule(Enum):
    """Which articles a search for words finds, and in which order."""

    EVERY = "those that hold every required word"
    ANY = "those that hold a word"
    TIERS = "those that hold a word, in tiers by what they lack"
    LIFTED = "those that hold a word, and in front of them those that hold every word"


class WordSearch:
    """A search for some words: how it is asked, and what is made of its answer.

    Args:
        state: what is searched.
        words: those of the query.
        filters: what every article must pass.
        wanted: how many articles are needed, the best by BM25F.
        spare: how many more are asked for.
        runs: whether articles with an exact run of the words are needed whatever their score.
    """

    def __init__(
        self,
        state: ClusterState,
        words: Sequence[Word],
        filters: Sequence[ClusterQuery],
        wanted: int,
        spare: int,
        *,
        runs: bool,
    ) -> None:
        self._state = state
        self._words = words
        self._filters = filters
        self._wanted = wanted
        # Where averages have drifted, more of the best by old ones are needed to be sure.
        self._ranked = 2 * wanted if state.drift.matters else wanted + spare
        self._runs = runs
        self._run = run_of(words) if runs else None

    def found(self, match: MatchRule) -> FoundArticles | None:
        """Search; returns None if it cannot find all that is needed.

        So it is if more articles are to be pinned than can be, and where averages have drifted far.
        """
        state, run = self._state, self._run
        if run is not None and state.is_counted(run) and state.held_by(run) > MAX_PINNED:
            return None
        uncounted = self._uncounted(match)
        apart = [*uncounted, *self._rare_runs()]
        pinned = self._pinned(match, apart)
        query = self._query(match, pinned, apart)
        found = None
        for most in (_FEW_PINNED, MAX_PINNED) if pinned != NONE else (0,):
            found = self._best(query, most)
            if found is not None:
                break
        if found is None:
            return None
        for leaf in uncounted:
            state.note_count(leaf, found.frequency(leaf))
        lifts = self._lifts(match, apart)
        return found if found.is_sure(self._wanted, lifts, state.drift) else None

    def _best(self, query: ClusterQuery, most_pinned: int) -> FoundArticles | None:
        """Search for the best articles behind those that are pinned; None if these are more."""
        state, size = self._state, self._ranked + most_pinned
        hits = SearchHits(state.search(state.best(query, self._filters, size))[0])
        pinned = int(np.count_nonzero(np.array(hits.scores) >= _PINNED))
        if pinned > most_pinned:
            return None
        kept = hits.at(range(min(pinned + self._ranked, len(hits.scores))))
        return FoundArticles(state, self._words, kept, pinned)

    def _uncounted(self, match: MatchRule) -> list[RunLeaf | EojeolsLeaf]:
        """Return the leaves whose articles this search counts; all others are counted now."""
        first: list[Leaf] = []
        if match is MatchRule.TIERS:
            # The tiers depend on what the words weigh.
            first = [leaf for word in self._words for leaf in strongest_leaves(word)[1]]
        pinned: list[RunLeaf | EojeolsLeaf] = []
        others: list[Leaf] = []
        for leaf in scored_leaves(self._words):
            if self._state.is_counted(leaf):
                continue
            if self._filters or leaf in first or not self._may_be_pinned(leaf):
                others.append(leaf)
            else:
                pinned.append(leaf)
        self._state.count_ahead(others)
        return pinned

    def _may_be_pinned(self, leaf: Leaf) -> TypeGuard[RunLeaf | EojeolsLeaf]:
        if isinstance(leaf, RunLeaf):
            return len(leaf.key) <= LONGEST_SEARCHED_RUN
        return isinstance(leaf, EojeolsLeaf) and self._state.most_holding(leaf) <= _FEW_PINNED

    def _rare_runs(self) -> list[RunLeaf]:
        """Return the runs that few articles are known to have.

        To pin them is cheaper than to have a cluster score them, by every way to cut them.
        """
        runs = (leaf for leaf in scored_leaves(self._words) if isinstance(leaf, RunLeaf))
        return [
            run
            for run in runs
            if self._may_be_pinned(run)
            and self._state.is_counted(run)
            and (run == self._run or self._state.held_by(run) <= _FEW_PINNED)
        ]

    def _pinned(self, match: MatchRule, apart: Sequence[RunLeaf | EojeolsLeaf]) -> ClusterQuery:
        """Return the query of what is pinned; ``apart`` are leaves that are not scored."""
        state, queries = self._state, self._state.queries
        parts = [queries.likely(leaf) for leaf in apart if state.most_holding(leaf)]
        if self._run is None and self._runs and all(word.spellings for word in self._words[:-1]):
            parts.append(all_of([queries.words_in_a_row(self._words), self._every()]))
        if match is MatchRule.LIFTED:
            parts.append(self._every())
        return any_of(parts)

    def _every(self) -> ClusterQuery:
        return all_of([self._state.queries.holding(word) for word in self._words if word.required])

    def _query(self, match: MatchRule, pinned: ClusterQuery, apart: Sequence[Leaf]) -> ClusterQuery:
        queries = self._state.queries
        words = self._scored_without(apart)
        if match is MatchRule.EVERY:
            matched = queries.every_word(words)
        elif match is MatchRule.TIERS:
            matched = queries.in_tiers(words, weights_of(self._state, self._words))
        else:
            matched = queries.some_words(words)
        if pinned == NONE:
            return matched
        front = constant(pinned, _PINNED)
        return {"bool": {"should": [matched, front], "minimum_should_match": 1}}

    def _lifts(self, match: MatchRule, apart: Sequence[Leaf]) -> list[float]:
        """Return what holding each word adds to the score of an article that is not pinned."""
        if match is not MatchRule.TIERS:
            return [0.0] * len(self._words)
        weights = weights_of(self._state, self._words)
        return self._state.queries.lifts(self._scored_without(apart), weights)

    def _scored_without(self, apart: Sequence[Leaf]) -> list[Word]:
        """Return the words as the cluster scores them."""
        return [without_leaves(word, apart) for word in self._words]


class FoundArticles:
    """What a search for words has found.

    Args:
        state: what was searched.
        words: those of the query.
        hits: the best articles, behind all that are pinned.
        pinned: how many of them are pinned.

    Attributes:
        candidates: the articles.
    """

    def __init__(
        self, state: ClusterState, words: Sequence[Word], hits: SearchHits, pinned: int
    ) -> None:
        self.candidates: CandidateArticles = state.candidates(hits)
        self._words = words
        self._hits = hits
        self._pinned = pinned

    def frequency(self, leaf: Leaf) -> int:
        """Return how many candidates have a leaf."""
        return sum(len(scorer.leaf(leaf)) for scorer in self.candidates.evaluator.scorers)

    # What follows is asked for only after the leaves of the words have been counted.

    def holding_every(self) -> Mask:
        """Return which candidates hold every required word (bool)."""
        held = np.ones(len(self.candidates.numbers), np.bool_)
        for word in self._words:
            if word.required:
                held &= self._holding(word)
        return held

    def holding_any(self) -> Mask:
        """Return which candidates hold a word (bool)."""
        held = np.zeros(len(self.candidates.numbers), np.bool_)
        for word in self._words:
            held |= self._holding(word)
        return held

    def _holding(self, word: Word) -> Mask:
        evaluator = self.candidates.evaluator
        return evaluator.postings(word).holds(np.arange(len(self.candidates.numbers)))

    def is_sure(self, wanted: int, lifts: Sequence[float], drift: Drift) -> bool:
        """Return whether the best articles by the averages of now are among the candidates.

        Args:
            wanted: how many of the best.
            lifts: what holding each word adds to the cluster's scores, beside BM25F.
            drift: how far the averages have drifted.
        """
        hits, others = self._hits, self._places(pinned=False)
        if not drift.matters or hits.total <= len(hits.numbers) or not len(others):
            return True
        scores = self.candidates.evaluator.scores(self._words, others)
        lifted = lifts_of(self.candidates, self._words, lifts)[others]
        last = np.lexsort((-scores, -lifted))[min(wanted, len(others)) - 1]
        least = float(lifted[last] + scores[last] / drift.most) * (1 - ROUNDING)
        return hits.scores[-1] < least

    def total(self, matching: Mask) -> int:
        """Return how many articles match; of the candidates, those of a mask do.

        Whatever the search found beside its pinned articles matches.
        """
        return self._hits.total - int(np.count_nonzero(~matching[self._places(pinned=True)]))

    def goes_beyond(self, matching: Mask) -> bool:
        """Return whether there may be more articles of the first tier than the candidates.

        ``matching`` says which candidates are of it.
        """
        others = self._places(pinned=False)
        return self._hits.total > len(self._hits.numbers) and bool(matching[others].all())

    def _places(self, *, pinned: bool) -> Articles:
        """Return the places among the candidates of those that are pinned, or of the others."""
        numbers = (
            self._hits.numbers[: self._pinned] if pinned else self._hits.numbers[self._pinned :]
        )
        return self.candidates.places(numbers)


def lifts_of(
    candidates: CandidateArticles, words: Sequence[Word], lifts: Sequence[float]
) -> Scores:
    """Return what the words that each candidate holds add to its score in the cluster (float64)."""
    places = np.arange(len(candidates.numbers))
    found = np.zeros(len(places), np.float64)
    for word, lift in zip(words, lifts, strict=True):
        if lift:
            found += lift * candidates.evaluator.postings(word).holds(places)
    return found


def scored_leaves(words: Iterable[Word]) -> list[Leaf]:
    """Return the leaves that score some words."""
    return list(dict.fromkeys(leaf for word in words for leaf, _ in word.scored))


def run_of(words: Sequence[Word]) -> RunLeaf | None:
    """Return the leaf of all words in a row, if the query has one (see `ExactRuns`)."""
    leaf = words[0].scored[-1][0] if words[0].scored else None
    if isinstance(leaf, RunLeaf) and leaf.key == "".join(key_of(word.text) for word in words):
        return leaf
    return None


def without_leaves(word: Word, leaves: Sequence[Leaf]) -> Word:
    """Return a word that some leaves do not score."""
    return word.changed(scored=tuple(pair for pair in word.scored if pair[0] not in leaves))


def strongest_leaves(word: Word) -> tuple[float, list[Leaf]]:
    """Return the weight of a word's strongest leaves, at the most 1, and these leaves."""
    strongest = min(max((weight for _, weight in word.scored), default=0.0), 1.0)
    return strongest, [leaf for leaf, weight in word.scored if weight >= strongest]


def weights_of(state: ClusterState, words: Sequence[Word]) -> list[float]:
    """Return what holding each word weighs, as postings have it; 0 for repeated words."""
    weights = []
    for word in words:
        strongest, leaves = strongest_leaves(word)
        weight = strongest * max(map(state.idf, leaves)) if leaves else 1.0
        weights.append(weight if word.required else 0.0)
    return weights
