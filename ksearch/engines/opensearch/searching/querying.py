"""Plans as queries of the cluster: which articles match, and BM25F in the terms of `schema`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import product

from ksearch.engines.opensearch.searching.clauses import (
    ALL_ARTICLES,
    NONE,
    ClusterQuery,
    all_of,
    any_of,
    constant,
    joined,
)
from ksearch.engines.opensearch.searching.intervals import (
    any_eojeol,
    exact_intervals,
    in_fields,
    likely_run,
    run_intervals,
)
from ksearch.engines.opensearch.storage.documents import composed
from ksearch.engines.opensearch.storage.schema import EOJEOLS, ONCE, TERMS, VALUES
from ksearch.engines.opensearch.storage.undated import patterns_of, tokens_of
from ksearch.korean.keys import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable
from ksearch.model.fields import ALL_FIELDS, TEXT_FIELDS
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    DayLeaf,
    EojeolsLeaf,
    Everything,
    Exact,
    Keyword,
    Leaf,
    NameLeaf,
    Near,
    Node,
    Nothing,
    Optional,
    RunLeaf,
    TermLeaf,
    UndatedDayLeaf,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)
from ksearch.ranking.matching.exact import exact_pattern
from ksearch.ranking.matching.near import eojeols_of
from ksearch.ranking.matching.runs import LONGEST_SEARCHED_RUN, RunPatterns
from ksearch.ranking.postings.scorer import DAY_CONTRIBUTION, NAME_CONTRIBUTION
from ksearch.ranking.postings.tiers import tier_of_each
from ksearch.storage.segments.name_index import name_hash

#: Bits of the lead and the body, between which an exact text may go on.
_TEXT = 0b110
#: Runs of letters whose queries are kept.
_RUNS_KEPT = 64
#: The largest number that is needed to put any three words into tiers (see `_lifts_of`).
_MOST_LIFT = 5


class PlanQueries:
    """Makes queries of plans over one lexicon; safe to share between threads.

    Args:
        lexicon: of the index.
        patterns: of letters in a row.
        idf: returns the idf of a leaf.
    """

    def __init__(
        self, lexicon: Lexicon, patterns: RunPatterns, idf: Callable[[Leaf], float]
    ) -> None:
        self._lexicon = lexicon
        self._patterns = patterns
        self._idf = idf
        # A run is in a query several times: where a word is held, and where it is scored.
        self._run = lru_cache(_RUNS_KEPT)(self._make_run)

    # Leaves

    def leaf(self, leaf: Leaf, boost: float = 1.0) -> ClusterQuery:
        """Return the query of a leaf: its articles, and what it contributes, times a boost."""
        match leaf:
            case TermLeaf(term=term, fields=fields):
                return _weighed(TERMS, str(term), fields, boost)
            case EojeolsLeaf(eojeols=eojeols, fields=fields):
                if not len(eojeols):
                    return NONE
                return _weighed(EOJEOLS, joined(eojeols.tolist()), fields, boost)
            case RunLeaf():
                return _once(self._run(leaf), boost)
            case DayLeaf():
                return constant(_day(leaf), DAY_CONTRIBUTION * boost)
            case UndatedDayLeaf(year=0):
                any_year: list[ClusterQuery] = [
                    {"wildcard": {"undated": {"value": pattern}}} for pattern in patterns_of(leaf)
                ]
                return _once(any_of(any_year), boost)
            case UndatedDayLeaf():
                if leaf.day > 28 and _day_of(leaf.year, leaf.month, leaf.day) is None:
                    return NONE
                return _once({"terms": {"undated": list(tokens_of(leaf))}}, boost)
            case NameLeaf(kind=kind, key=key):
                named = {"term": {"names": f"{name_hash(kind, key):x}"}}
                return constant(named, NAME_CONTRIBUTION * boost)

    def _make_run(self, leaf: RunLeaf) -> ClusterQuery:
        if len(leaf.key) > LONGEST_SEARCHED_RUN:
            return self._exact_text(leaf.key, leaf.fields)
        intervals = run_intervals(self._patterns.of(leaf.key), leaf.key)
        return in_fields(intervals, _places(leaf.fields))

    def _exact_text(self, key: str, fields: int) -> ClusterQuery:
        intervals = exact_intervals(exact_pattern(self._lexicon, key), key)
        seam = ["seam"] if fields & _TEXT == _TEXT else []
        return in_fields(intervals, [*_places(fields), *seam])

    # Words

    def holding(self, word: Word) -> ClusterQuery:
        """Return the query of the articles that hold a word, scored by nothing of use."""
        readings = [all_of([self.leaf(leaf) for leaf in reading]) for reading in word.readings]
        return any_of(readings)

    def shares(self, word: Word, factor: float = 1.0) -> list[ClusterQuery]:
        """Return queries that together contribute what a word does, to any article."""
        return [self.leaf(leaf, self._share(leaf, weight) * factor) for leaf, weight in word.scored]

    def _share(self, leaf: Leaf, weight: float) -> float:
        return weight * self._idf(leaf)

    def word(self, word: Word, factor: float = 1.0) -> ClusterQuery:
        """Return the query of the articles that hold a word, scored by it."""
        alone = self._only_leaf(word)
        if alone is not None:
            # What finds the word ranks it, too, and is looked up once.
            others = [pair for pair in word.scored if pair[0] is not alone]
            rest = self.shares(word.changed(scored=tuple(others)), factor)
            weight = next(weight for leaf, weight in word.scored if leaf is alone)
            must = self.leaf(alone, self._share(alone, weight) * factor)
            return {"bool": {"must": [must], "should": rest}} if rest else must
        return {"bool": {"filter": [self.holding(word)], "should": self.shares(word, factor)}}

    def _only_leaf(self, word: Word) -> Leaf | None:
        """Return the leaf that alone finds a word, if it scores it, too."""
        if len(word.readings) != 1 or len(word.readings[0]) != 1:
            return None
        only = word.readings[0][0]
        found = [leaf for leaf, _ in word.scored if leaf is only or leaf == only]
        return found[0] if found else None

    def every_word(self, words: Sequence[Word]) -> ClusterQuery:
        """Return the query of the articles that hold every required word, scored by all."""
        required = [self.word(word) for word in words if word.required]
        others = [share for word in words if not word.required for share in self.shares(word)]
        return {"bool": {"must": required, "should": others}}

    def some_words(self, words: Sequence[Word]) -> ClusterQuery:
        """Return the query of the articles that hold a word at least, scored by all."""
        shares = [share for word in words for share in self.shares(word)]
        wanted = [any_of([self.holding(word) for word in words])]
        return {"bool": {"filter": wanted, "should": shares}}

    def in_tiers(self, words: Sequence[Word], weights: Sequence[float]) -> ClusterQuery:
        """Return the same, lifted above all articles that miss more of a few words.

        Args:
            words: the words.
            weights: what holding each of them weighs.
        """
        shares = [share for word in words for share in self.shares(word)]
        lifts = self.lifts(words, weights)
        lifted = [constant(self.holding(w), lift) for w, lift in zip(words, lifts, strict=True)]
        return {"bool": {"must": [any_of(lifted)], "should": shares}}

    def lifts(self, words: Sequence[Word], weights: Sequence[float]) -> list[float]:
        """Return what holding each word adds to a score, so that tiers come one after the other."""
        step = self.step_of(words)
        return [step * lift for lift in _lifts_of(tuple(tier_of_each(weights).tolist()))]

    def step_of(self, words: Sequence[Word]) -> float:
        """Return what lifts an article by a tier: more than its score can be."""
        bounds = [self._share(leaf, weight) for word in words for leaf, weight in word.scored]
        # A power of two keeps the most digits of the scores.
        return float(2.0 ** math.ceil(math.log2(sum(bounds) + 1.0)))

    # What is needed of a leaf that occurs in few articles

    def likely(self, leaf: RunLeaf | EojeolsLeaf) -> ClusterQuery:
        """Return a small query that finds every article with a leaf, and may find others."""
        if isinstance(leaf, RunLeaf):
            return likely_run(self._patterns.of(leaf.key), _places(leaf.fields))
        return self.leaf(leaf)

    def words_in_a_row(self, words: Sequence[Word]) -> ClusterQuery:
        """Return the query of the articles that have words in their order, an eojeol each.

        After the last one a particle may follow (see `exact_run.have_run`).
        """
        *first, last = words
        ends = self._lexicon.with_prefix(key_of(last.text)).tolist()
        if not ends:
            return NONE
        spelt = [any_eojeol(word.spellings) for word in first]
        row = {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [*spelt, any_eojeol(ends)]}}
        return in_fields(row, _places(ALL_FIELDS))

    # Any plan

    def query(self, node: Node, factor: float = 1.0) -> ClusterQuery:
        """Return the query of a plan, its scores times a factor.

        Raises:
            EngineUnavailable: a cluster has no query for a part of it.
            QueryTooLarge: it would be too large.
        """
        match node:
            case Word():
                return self.word(node, factor)
            case All(parts):
                return {"bool": {"must": [self.query(part, factor) for part in parts]}}
            case AnyOf(parts):
                return any_of([self.query(part, factor) for part in parts])
            case Without(inner, excluded):
                without = [self.query(excluded)]
                return {"bool": {"must": [self.query(inner, factor)], "must_not": without}}
            case Weighted(inner, weight):
                return self.query(inner, factor * weight)
            case Optional(inner, extra):
                must, should = [self.query(inner, factor)], [self.query(extra, factor)]
                return {"bool": {"must": must, "should": should}}
            case Exact(key=key, words=words, fields=fields):
                if not key:
                    return NONE
                # The words of an exact text count double, as they say more together.
                return self._scored(self._exact_text(key, fields), words, 2 * factor)
            case Near(words=words):
                return self._scored(self._near(node), words, factor)
            case Nothing():
                return NONE
            case WhooshQuery():
                raise _unsupported()
            case Everything() | DateRange() | Keyword():
                return constant(self.filter(node), factor)

    def _scored(self, found: ClusterQuery, words: Sequence[Word], factor: float) -> ClusterQuery:
        shares = [share for word in words for share in self.shares(word, factor)]
        return {"bool": {"filter": [found], "should": shares}}

    def _near(self, node: Near) -> ClusterQuery:
        once = list(dict.fromkeys(node.words))
        standing = [eojeols_of(self._lexicon, word).tolist() for word in once]
        if not all(standing):
            return NONE
        near = {
            "all_of": {
                "ordered": False,
                "max_gaps": node.distance + len(node.words) - len(once),
                "intervals": list(map(any_eojeol, standing)),
            }
        }
        held = [self.holding(word) for word in node.words]
        return all_of([in_fields(near, _places(node.fields)), *held])

    def filter(self, node: Everything | DateRange | Keyword | AnyOf) -> ClusterQuery:
        """Return the query of the articles that pass a filter."""
        match node:
            case Everything():
                return ALL_ARTICLES
            case DateRange(since, until):
                bounds = {"gte": since, "lte": until}
                within = {name: value for name, value in bounds.items() if value is not None}
                if not within:
                    return {"exists": {"field": "seconds"}}
                return {"range": {"seconds": within}}
            case Keyword():
                return _keyword(node)
            case AnyOf(parts):
                # Filters are made of nothing but filters.
                return any_of([self.filter(part) for part in parts])  # type: ignore[arg-type]


def _unsupported() -> EngineUnavailable:
    return EngineUnavailable(
        Message(
            "an index on a cluster cannot look for a range of values in this field; name the "
            "values, or copy the index into a folder with `ksearch copy`"
        )
    )


@cache
def _lifts_of(tiers: tuple[int, ...]) -> tuple[int, ...]:
    """Return a number for each word whose sums order the sets of words as their tiers do.

    So a clause for each word puts articles into tiers, in the place of one for each set.
    """
    words = len(tiers).bit_length() - 1
    for most in range(1, _MOST_LIFT + 1):
        for lifts in product(range(most + 1), repeat=words):
            sums = [_lift_of(held, lifts) for held in range(1, len(tiers))]
            places = sorted(set(sums))
            if [places.index(each) + 1 for each in sums] == list(tiers[1:]):
                return lifts
    raise ValueError(tiers)


def _lift_of(held: int, lifts: Sequence[int]) -> int:
    return sum(lift for bit, lift in enumerate(lifts) if held >> bit & 1)


def _names_of(fields: int) -> list[str]:
    return [name for bit, name in enumerate(TEXT_FIELDS) if fields >> bit & 1]


def _places(fields: int) -> list[str]:
    return _names_of(fields)


def _weighed(kind: str, tokens: str, fields: int, boost: float) -> ClusterQuery:
    """Return the query of tokens whose frequencies are added up before they are saturated."""
    names = ["all"] if fields == ALL_FIELDS else _names_of(fields)
    if not names:
        return NONE
    if len(names) > 1:
        paths = [f"{kind}.{name}" for name in names]
        return {"combined_fields": {"query": tokens, "fields": paths, "boost": boost}}
    if " " in tokens:
        return {"match": {f"{kind}.{names[0]}": {"query": tokens, "boost": boost}}}
    return {"term": {f"{kind}.{names[0]}": {"value": tokens, "boost": boost}}}


def _once(found: ClusterQuery, boost: float) -> ClusterQuery:
    """Score what was found as if it occurred once in the body."""
    if found == NONE:
        return NONE
    scored = {"term": {f"{TERMS}.all": {"value": ONCE, "boost": boost}}}
    return {"bool": {"filter": [found], "must": [scored]}}


def _day(leaf: DayLeaf) -> ClusterQuery:
    if not leaf.year:
        return {"term": {"month_day": f"{leaf.month:02}-{leaf.day:02}"}}
    day = _day_of(leaf.year, leaf.month, leaf.day)
    return NONE if day is None else {"term": {"day": day}}


def _day_of(year: int, month: int, day: int) -> int | None:
    try:
        return (date(year, month, day) - date(1970, 1, 1)).days
    except ValueError:
        return None


def _keyword(node: Keyword) -> ClusterQuery:
    field, value = f"{VALUES}.{node.name}", node.value
    if node.wild:
        return {"wildcard": {field: {"value": composed(value).replace("\\", "\\\\")}}}
    found: list[ClusterQuery] = [{"term": {field: value.casefold().strip()}}]
    if node.name == "author":
        from ksearch.model.names import people_in

        people = [{"term": {f"{VALUES}.people": name}} for name in dict.fromkeys(people_in(value))]
        found += [{"bool": {"filter": people}}] if people else []
    return any_of(found)
