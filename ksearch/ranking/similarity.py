"""Articles similar to a given one: they share its most characteristic terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ksearch.korean.analyses import TermKind
from ksearch.plan import TermLeaf, Word
from ksearch.ranking.matching.evaluator import Evaluator
from ksearch.ranking.postings.any_words import AnyOfWords
from ksearch.ranking.ranker import Ranking

#: Most terms that represent an article.
MAX_TERMS_OF_ARTICLE = 25
#: A word of the title or the lead says more about an article than one of its body.
_FIELD_WEIGHTS = np.array([3.0, 2.0, 1.0])
#: A term that a larger share of the articles has does not characterise any of them,
_COMMON_SHARE = 0.2
#: unless that share is fewer articles than this.
_MIN_COMMON_ARTICLES = 10


def characteristic_words(evaluator: Evaluator, number: int) -> tuple[Word, ...]:
    """Return the most characteristic terms of an article, as words of a query, the best first.

    A term weighs more the more often it occurs in the article (logarithmically) and the fewer other
    articles hold it (tf·idf). Terms that no other article has are left out, and so are numbers,
    which agree by chance. The words' weights are relative to the best one's.

    Args:
        evaluator: of the snapshot.
        number: the article, as numbered over all segments.
    """
    text = evaluator.snapshot.lexicon.term_text
    terms, counts = _counted_terms(evaluator, number)
    spelt = np.array([not text(term).isdecimal() for term in terms.tolist()], np.bool_)
    terms, counts = terms[spelt], counts[spelt]
    frequencies = np.array([evaluator.frequency(term) for term in terms.tolist()], np.int64)
    shared = (frequencies > 1) & (
        frequencies <= max(_COMMON_SHARE * evaluator.size, _MIN_COMMON_ARTICLES)
    )
    terms, tf = terms[shared], np.log1p(counts[shared])
    weights = tf * np.array([evaluator.idf(TermLeaf(term)) for term in terms.tolist()])
    best = np.argsort(-weights, kind="stable")[:MAX_TERMS_OF_ARTICLE]
    strongest = float(tf[best].max(initial=1.0))
    return tuple(
        _word(text(int(terms[place])), int(terms[place]), float(tf[place]) / strongest)
        for place in best.tolist()
    )


def _counted_terms(
    evaluator: Evaluator, number: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return an article's terms and how often they occur in it, by the weights of the fields."""
    segment, article = evaluator.snapshot.locate(number)
    forward = segment.forward
    eojeols = forward.eojeols(article)
    places = np.arange(len(eojeols)) + int(forward.bounds[article])
    field = (places >= forward.lead_starts[article]).astype(np.int64)
    field += places >= forward.body_starts[article]
    expansion = evaluator.snapshot.lexicon.expand(eojeols)
    certain = np.isin(expansion.kinds, (TermKind.MORPHEME, TermKind.SURFACE))
    terms, which = np.unique(expansion.terms[certain], return_inverse=True)
    weights = _FIELD_WEIGHTS[field[expansion.owner[certain]]]
    counts = np.bincount(which, weights=weights, minlength=len(terms))
    return terms.astype(np.int64), counts.astype(np.float64)


def _word(text: str, term: int, weight: float) -> Word:
    leaf = TermLeaf(term)
    return Word(text, ((leaf,),), ((leaf, weight),))


def rank_similar(evaluator: Evaluator, words: Sequence[Word], number: int, count: int) -> Ranking:
    """Rank the other articles that have a characteristic word of an article.

    Args:
        evaluator: of the snapshot.
        words: see `characteristic_words`.
        number: the article.
        count: the most articles to return.
    """
    mask = evaluator.mask(())
    if mask is None:
        mask = np.ones(evaluator.snapshot.size, np.bool_)
    mask[number] = False
    found = AnyOfWords(evaluator.several(words), evaluator.sums, mask)
    articles, scores = found.best(count)
    best = np.lexsort((articles, -scores))
    return Ranking(found, articles[best], scores[best])
