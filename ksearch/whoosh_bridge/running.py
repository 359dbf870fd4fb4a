"""Queries run by Whoosh's own matchers, over the same postings as the evaluator's.

`run_whoosh_query` runs query shapes that a plan cannot express. `plan_to_whoosh` goes the other
way: it translates a plan into a Whoosh query, with which the tests compare the evaluator.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from whoosh.matching.binary import AndMaybeMatcher
from whoosh.matching.mcore import ListMatcher, Matcher, NullMatcher
from whoosh.matching.wrappers import FilterMatcher, WrappingMatcher
from whoosh.query.compound import And, AndMaybe, DefaultOr, Require
from whoosh.query.qcore import Every, NullQuery, Query, QueryError
from whoosh.query.ranges import NumericRange
from whoosh.query.terms import Term, Wildcard
from whoosh.query.wrappers import Not, WrappingQuery
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

from ksearch.korean.borders import runs_on
from ksearch.korean.keys import key_of
from ksearch.messages import Message
from ksearch.model.errors import QuerySyntaxError
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    Everything,
    Exact,
    Keyword,
    Leaf,
    Near,
    Node,
    Nothing,
    Optional,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)
from ksearch.ranking.matching.evaluator import Evaluator, SegmentMatches
from ksearch.ranking.matching.near import eojeols_of
from ksearch.ranking.matching.word_borders import ends_word
from ksearch.ranking.postings.scorer import LeafPostings
from ksearch.storage.segments.segment import Segment
from ksearch.storage.snapshot import Snapshot
from ksearch.whoosh_bridge.codec import ArticleSegment
from ksearch.whoosh_bridge.index import index_reader, weighting_of
from ksearch.whoosh_bridge.schema import ANY_FIELD, moment_of

#: Weight of an exact text's words, relative to the same words alone; as in the evaluator.
_EXACT_WEIGHT = 2.0
#: Bits of the lead and the body.
_LEAD_AND_BODY = 0b110
#: Letters of an exact text that must occur in the word inside which it begins.
_MIN_INSIDE = 2

# Searchers live as long as their snapshot, which they must not reference strongly.
_searchers: WeakKeyDictionary[Snapshot, Searcher] = WeakKeyDictionary()


def run_whoosh_query(query: object, number: int, evaluator: Evaluator) -> SegmentMatches:
    """Run a Whoosh query over one segment; deleted articles are left out.

    Raises:
        QuerySyntaxError: Whoosh cannot run it.
    """
    if not isinstance(query, Query):
        raise TypeError(f"not a Whoosh query: {query!r}")
    return run(query, _searcher(evaluator.snapshot), number)


def _searcher(snapshot: Snapshot) -> Searcher:
    searcher = _searchers.get(snapshot)
    if searcher is None:
        searcher = Searcher(index_reader(snapshot), weighting_of(snapshot.manifest.model))
        _searchers[snapshot] = searcher
    return searcher


def run(query: Query, searcher: Searcher, number: int) -> SegmentMatches:
    """Run a Whoosh query over one leaf of a searcher, article by article.

    Raises:
        QuerySyntaxError: Whoosh cannot run it.
    """
    leaf, _ = searcher.leaf_searchers()[number]
    articles: list[int] = []
    scores: list[float] = []
    try:
        matcher = query.matcher(leaf, leaf.context(needs_current=True))
        while matcher.is_active():
            articles.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
    except QueryError as error:
        raise QuerySyntaxError(
            Message("this query cannot be run: {error}; write it differently", error=error)
        ) from error
    return SegmentMatches(np.array(articles, np.int64), np.array(scores, np.float64))


# One case per kind of node; splitting the match would hide which kinds there are.
def plan_to_whoosh(node: Node, evaluator: Evaluator) -> Query:  # noqa: C901, PLR0912
    """Return a Whoosh query with the same matches and scores as a plan."""

    def several(nodes: tuple[Node, ...]) -> list[Query]:
        return [plan_to_whoosh(part, evaluator) for part in nodes]

    query: Query
    match node:
        case Word():
            query = _scored(_holding(node, evaluator), (node,), evaluator)
        case All(parts):
            query = And(several(parts))
        case AnyOf(parts):
            query = DefaultOr(several(parts))
        case Without(inner, excluded):
            # Whoosh's matcher of AndNot does not check its first article.
            found, not_wanted = several((inner, excluded))
            query = Require(found, Not(not_wanted))
        case Optional(inner, extra):
            query = Adding(*several((inner, extra)))
        case Weighted(inner, weight):
            query = Boosted(plan_to_whoosh(inner, evaluator), weight)
        case Exact(key=""):
            query = NullQuery
        case Exact(_, key, words, fields):
            exact = ExactText(Boosted(Every(), 0.0), key, fields)
            query = Boosted(_scored(exact, words, evaluator), _EXACT_WEIGHT)
        case Near(_, words, distance, fields):
            near = NearWords(Boosted(Every(), 0.0), words, distance, fields)
            query = _scored(near, words, evaluator)
        case DateRange(since, until):
            query = _dates(since, until)
        case Keyword(name, value, wild):
            query = Wildcard(name, value) if wild else Term(name, value)
        case Everything():
            query = Every()
        case Nothing():
            query = NullQuery
        case WhooshQuery(inner) if isinstance(inner, Query):
            query = inner
        case WhooshQuery():
            raise TypeError(f"not a Whoosh query: {node.query!r}")
    return query


def _holding(word: Word, evaluator: Evaluator) -> Query:
    """Return the query for the articles that have a word, unscored."""
    return DefaultOr(
        [And([LeafTerm(leaf, 0.0, evaluator) for leaf in reading]) for reading in word.readings]
    )


def _scored(found: Query, words: tuple[Word, ...], evaluator: Evaluator) -> Query:
    """Return the query with the same matches, scored by the words' leaves."""
    leaves = [LeafTerm(leaf, weight, evaluator) for word in words for leaf, weight in word.scored]
    return Adding(found, DefaultOr(leaves)) if leaves else found


def _dates(since: int | None, until: int | None) -> Query:
    if since is not None and until is not None and since > until:
        return NullQuery
    start = None if since is None else moment_of(since)
    end = None if until is None else moment_of(until)
    return NumericRange("date", start, end)


def _segment(reader: IndexReader) -> Segment:
    segment = reader.segment()
    if not isinstance(segment, ArticleSegment):
        raise TypeError("this query runs over one segment of an index of articles at a time")
    return segment.articles


class LeafTerm(Query):
    """The articles of a plan's leaf, scored by BM25F over its fields together."""

    def __init__(self, leaf: Leaf, weight: float, evaluator: Evaluator) -> None:
        self.fieldname = ANY_FIELD
        self.boost = 1.0
        self._leaf = leaf
        self._weight = weight
        self._evaluator = evaluator

    def __repr__(self) -> str:
        return f"LeafTerm({self._leaf!r}, {self._weight})"

    def _postings(self, reader: IndexReader) -> LeafPostings:
        number = self._evaluator.snapshot.segments.index(_segment(reader))
        return self._evaluator.scorers[number].leaf(self._leaf)

    def estimate_size(self, ixreader: IndexReader) -> int:
        """Return how many articles there are at most."""
        return len(self._postings(ixreader).articles) if ixreader.doc_count_all() else 0

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Matcher:
        """Return a matcher over the live articles of a segment."""
        del context
        reader = searcher.reader()
        if not reader.doc_count_all():
            return NullMatcher
        postings = self._postings(reader)
        deleted = _segment(reader).deleted
        kept = slice(None) if deleted is None else ~deleted[postings.articles]
        articles = postings.articles[kept]
        if not len(articles):
            return NullMatcher
        weight = self.boost * self._weight * self._evaluator.idf(self._leaf)
        scores = weight * postings.contributions[kept].astype(np.float64)
        return ListMatcher(articles.tolist(), scores.tolist())


class AddingMatcher(AndMaybeMatcher):
    """Matches of its first matcher; the second only adds to their scores."""

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        """Go to the first article at or after one, with both matchers.

        Whoosh's own method does not advance the second one with the first.
        """
        super().skip_to(id)  # type: ignore[no-untyped-call]
        if self.a.is_active() and self.b.is_active():
            self.b.skip_to(self.a.id())


class Adding(AndMaybe):
    """Matches of the first query; the second only adds to their scores."""

    matcherclass = AddingMatcher


class Boosted(WrappingQuery):
    """Matches of any query, with scores multiplied."""

    def __init__(self, child: Query, weight: float) -> None:
        super().__init__(child)
        self._factor = weight

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Matcher:
        """Return the child's matcher with its scores multiplied."""
        return WrappingMatcher(self.child.matcher(searcher, context), boost=self._factor)


class ExactText(WrappingQuery):
    """Those of a query's articles that have an exact text (see `plan.Exact`).

    Slow and simple: reads the articles eojeol by eojeol, as a reference for the evaluator.
    """

    def __init__(self, child: Query, key: str, fields: int) -> None:
        super().__init__(child)
        self._key = key
        self._fields = fields

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Matcher:
        """Return the child's matcher, restricted to the articles with the text."""
        if not searcher.reader().doc_count_all():
            return NullMatcher
        segment = _segment(searcher.reader())
        candidates = self.child.matcher(searcher, context).all_ids()
        found = frozenset(
            article
            for article in candidates
            if occurs_in(segment, article, self._key, self._fields)
        )
        return FilterMatcher(self.child.matcher(searcher, context), found)


class NearWords(WrappingQuery):
    """Those of a query's articles that have words near each other (see `plan.Near`).

    Slow and simple: tries every stretch of every article, as a reference for the evaluator.
    """

    def __init__(self, child: Query, words: tuple[Word, ...], distance: int, fields: int) -> None:
        super().__init__(child)
        self._words = words
        self._stretch = len(words) + distance
        self._fields = fields

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Matcher:
        """Return the child's matcher, restricted to the articles with the words near each other."""
        if not searcher.reader().doc_count_all():
            return NullMatcher
        segment = _segment(searcher.reader())
        wanted = [frozenset(eojeols_of(segment.lexicon, word).tolist()) for word in self._words]
        candidates = self.child.matcher(searcher, context).all_ids()
        found = frozenset(
            article
            for article in candidates
            if any(self._together(field, wanted) for field in self._texts(segment, article))
        )
        return FilterMatcher(self.child.matcher(searcher, context), found)

    def _texts(self, segment: Segment, article: int) -> list[list[int]]:
        forward = segment.forward
        edges = [
            int(forward.bounds[article]),
            int(forward.lead_starts[article]),
            int(forward.body_starts[article]),
            int(forward.bounds[article + 1]),
        ]
        return [
            forward.slice(edges[field], edges[field + 1]).tolist()
            for field in range(3)
            if self._fields >> field & 1
        ]

    def _together(self, eojeols: list[int], wanted: list[frozenset[int]]) -> bool:
        return any(
            all(not word.isdisjoint(eojeols[place : place + self._stretch]) for word in wanted)
            for place in range(len(eojeols))
        )


def occurs_in(segment: Segment, article: int, key: str, fields: int) -> bool:
    """Return whether an article has the letters ``key`` in a row in one of the fields (bits).

    They must begin with a word, or inside a word that has at least two of them. The lead continues
    in the body if both are searched.
    """
    forward = segment.forward
    edges = [
        int(forward.bounds[article]),
        int(forward.lead_starts[article]),
        int(forward.body_starts[article]),
        int(forward.bounds[article + 1]),
    ]
    lead_goes_on = fields & _LEAD_AND_BODY == _LEAD_AND_BODY
    for field in range(3):
        if fields >> field & 1:
            end = edges[-1] if lead_goes_on and field > 0 else edges[field + 1]
            eojeols = forward.slice(edges[field], end).tolist()
            keys = [key_of(segment.lexicon.text(eojeol)) for eojeol in eojeols]
            for place, eojeol in enumerate(eojeols):
                rest = "".join(keys[place:])
                starts = _part_starts(segment, eojeol, keys[place], key)
                if any(
                    rest.startswith(key, start)
                    and _ends(segment, eojeols[place:], start + len(key))
                    for start in starts
                ):
                    return True
    return False


def _ends(segment: Segment, eojeols: list[int], end: int) -> bool:
    """Return whether a word ends ``end`` letters after the beginning of some eojeols."""
    for eojeol in eojeols:
        spelling = key_of(segment.lexicon.text(eojeol))
        if end <= len(spelling):
            return ends_word(segment.lexicon, eojeol, spelling, end)
        end -= len(spelling)
    return False


def _part_starts(segment: Segment, eojeol: int, spelling: str, key: str) -> list[int]:
    """Return the letters of an eojeol with which a text may begin."""
    inside = [
        start
        for start in range(1, len(spelling) - min(_MIN_INSIDE, len(key)) + 1)
        if not runs_on(spelling, start, len(spelling))
    ]
    if len(spelling) == len(segment.lexicon.text(eojeol)):
        parts = {start for _, start, _, _ in segment.lexicon.terms_of(eojeol)}
        return [0, *(start for start in inside if start in parts)]
    return [0, *inside]
