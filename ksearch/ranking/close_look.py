"""A close look at the best articles for one query: terms side by side, exact runs, letters."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from ksearch.arrays import contained
from ksearch.korean.terms import key_of
from ksearch.ranking.agreement import agreement
from ksearch.ranking.best import best_places
from ksearch.ranking.closeness import have_run, side_by_side
from ksearch.ranking.evaluator import Evaluator
from ksearch.ranking.found import Found
from ksearch.ranking.plan import RunLeaf, Word
from ksearch.ranking.telling import Telling, Told
from ksearch.ranking.texts import Texts, gather_texts
from ksearch.ranking.word_postings import Articles, Scores, held_by_all

#: So many of the best articles with all words are looked at for exact runs, where no leaf of the
#: query finds these …
_RUNS_LOOKED_AT = 512
#: … and so many of those with an exact run are ranked.
_RUNS_RANKED = 96
#: What neighbouring terms add, beside BM25F; chosen on the train half of KorQuAD and headlines.
PAIR_WEIGHT = 0.6
#: What a pair of letters of the query adds that an article has.
LETTERS_WEIGHT = 1.5
#: What an exact run of the query's words adds, as a share of what all words can say. It decides
#: between articles that hold every word, so it is more than frequencies can make up for.
RUN_WEIGHT = 1.0


class CloseLook:
    """What is looked for in the best articles, beside the words of a query one by one.

    Args:
        evaluator: of the snapshot.
        words: the words of the query.
    """

    def __init__(self, evaluator: Evaluator, words: Sequence[Word]) -> None:
        self._evaluator = evaluator
        self._snapshot = evaluator.snapshot
        self._words = words

    @cached_property
    def _tells(self) -> Telling:
        return self._evaluator.telling.telling(self._words)

    def texts(self, articles: Articles) -> Texts:
        """Gather the texts of some articles (ascending)."""
        return gather_texts(self._snapshot, articles)

    def told(self, texts: Texts) -> Told:
        """Return what tells of the query in some texts."""
        return self._evaluator.telling.told(texts, self._tells)

    def together(self, told: Told) -> Scores:
        """Return what terms side by side add to the scores of some articles."""
        return PAIR_WEIGHT * side_by_side(told, self._tells.terms, self._evaluator.idf)

    def letters(self, told: Told) -> Scores:
        """Return what pairs of letters add to the scores of some articles."""
        if len(told.edges) < 2:
            return np.zeros(len(told.edges))  # there is nothing to tell apart
        return LETTERS_WEIGHT * agreement(told, self._snapshot.manifest.model)

    # Exact runs

    def run_weight(self) -> float:
        """Return what an exact run adds to a score."""
        words = sum(map(self._evaluator.word_weight, self._words))
        # Letters alone must not lift an article over one that has the exact run.
        return RUN_WEIGHT * words + LETTERS_WEIGHT * len(self._tells.pairs)

    def candidates(self, found: Found, complete: Articles | None) -> Articles:
        """Return the best of those articles that can have the words as an exact run (ascending).

        ``complete`` are the articles that hold every word, if that is known.
        """
        if len(self._words) < 2:
            return np.zeros(0, np.int64)
        if self._run_leaf is not None:
            return _best(found, self._of_run_leaf(self._run_leaf), _RUNS_RANKED)
        if complete is None:
            complete = held_by_all(self._evaluator.several(self._words))
        return _best(found, complete, _RUNS_LOOKED_AT)

    def ranked(self, found: Found, runs: Articles) -> Articles:
        """Return the best of those that have an exact run."""
        return _best(found, runs, _RUNS_RANKED)

    def have_run(self, articles: Articles, texts: Texts | None = None) -> npt.NDArray[np.bool_]:
        """Tell which of some articles have the words as an exact run.

        ``texts`` are theirs, where they have been gathered.
        """
        if not len(articles) or len(self._words) < 2:
            return np.zeros(len(articles), np.bool_)
        if self._run_leaf is not None:
            return contained(articles, self._of_run_leaf(self._run_leaf))
        return have_run(texts or self.texts(articles), self._snapshot.lexicon, self._words)

    @cached_property
    def _run_leaf(self) -> RunLeaf | None:
        """What finds the words in a row wherever they stand, if the query looks for that anyway."""
        leaf = self._words[0].scored[-1][0] if self._words[0].scored else None
        if isinstance(leaf, RunLeaf) and leaf.key == "".join(key_of(w.text) for w in self._words):
            return leaf
        return None

    def _of_run_leaf(self, leaf: RunLeaf) -> Articles:
        return np.concatenate(
            [
                scorer.leaf(leaf).articles + segment.first
                for scorer, segment in zip(
                    self._evaluator.scorers, self._snapshot.segments, strict=True
                )
            ]
        )


def _best(found: Found, articles: Articles, count: int) -> Articles:
    """Return the best of some articles (ascending) that are among those found."""
    articles = found.holding(articles)
    if len(articles) <= count:
        return articles
    if len(articles) == found.total:
        return found.best(count)[0]
    return articles[best_places(found.scores(articles), count)]
