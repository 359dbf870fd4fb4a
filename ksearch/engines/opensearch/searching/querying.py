"""Plans as queries of the cluster: which articles match, and BM25F in the terms of `schema`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, TypeAlias

import numpy as np

from ksearch.engines.opensearch.storage.documents import composed
from ksearch.engines.opensearch.storage.schema import EOJEOLS, ONCE, PLACES, TERMS, VALUES
from ksearch.engines.opensearch.storage.undated import patterns_of, tokens_of
from ksearch.korean.keys import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.model.errors import EngineUnavailable, QueryTooLarge
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
from ksearch.ranking.matching.exact import ExactPattern, exact_pattern
from ksearch.ranking.matching.near import eojeols_of
from ksearch.ranking.matching.runs import LONGEST_SEARCHED_RUN, RunPattern, RunPatterns
from ksearch.ranking.postings.scorer import DAY_CONTRIBUTION, NAME_CONTRIBUTION
from ksearch.ranking.postings.tiers import tier_of_each
from ksearch.storage.segments.name_index import name_hash

ClusterQuery: TypeAlias = "dict[str, Any]"

NONE: ClusterQuery = {"match_none": {}}
ALL_ARTICLES: ClusterQuery = {"match_all": {}}
#: Bits of the lead and the body, between which an exact text may go on.
_TEXT = 0b110
#: Ways in which a text can be cut into eojeols that are put into one query.
_MAX_CUTS = 512
#: Syllables in a row that may each be an eojeol (할 수 …), where a text has more ways than that.
_MAX_SINGLE = 2


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

    # Leaves

    def leaf(self, leaf: Leaf, boost: float = 1.0) -> ClusterQuery:
        """Return the query of a leaf: its articles, and what it contributes, times a boost."""
        match leaf:
            case TermLeaf(term=term, fields=fields):
                return _weighed(TERMS, str(term), fields, boost)
            case EojeolsLeaf(eojeols=eojeols, fields=fields):
                if not len(eojeols):
                    return NONE
                return _weighed(EOJEOLS, _joined(eojeols.tolist()), fields, boost)
            case RunLeaf():
                return _once(self._run(leaf), boost)
            case DayLeaf():
                return _constant(_day(leaf), DAY_CONTRIBUTION * boost)
            case UndatedDayLeaf(year=0):
                any_year: list[ClusterQuery] = [
                    {"wildcard": {"undated": {"value": pattern}}} for pattern in patterns_of(leaf)
                ]
                return _once(_any_of(any_year), boost)
            case UndatedDayLeaf():
                if leaf.day > 28 and _day_of(leaf.year, leaf.month, leaf.day) is None:
                    return NONE
                return _once({"terms": {"undated": list(tokens_of(leaf))}}, boost)
            case NameLeaf(kind=kind, key=key):
                named = {"term": {"names": f"{name_hash(kind, key):x}"}}
                return _constant(named, NAME_CONTRIBUTION * boost)

    def _run(self, leaf: RunLeaf) -> ClusterQuery:
        if len(leaf.key) > LONGEST_SEARCHED_RUN:
            return self._exact_text(leaf.key, leaf.fields)
        intervals = _run_intervals(self._patterns.of(leaf.key), leaf.key)
        return _in_fields(intervals, _places(leaf.fields))

    def _exact_text(self, key: str, fields: int) -> ClusterQuery:
        intervals = _exact_intervals(exact_pattern(self._lexicon, key), key)
        seam = ["seam"] if fields & _TEXT == _TEXT else []
        return _in_fields(intervals, [*_places(fields), *seam])

    # Words

    def holding(self, word: Word) -> ClusterQuery:
        """Return the query of the articles that hold a word, scored by nothing of use."""
        readings = [_all_of([self.leaf(leaf) for leaf in reading]) for reading in word.readings]
        return _any_of(readings)

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
        wanted = [_any_of([self.holding(word) for word in words])]
        return {"bool": {"filter": wanted, "should": shares}}

    def in_tiers(self, words: Sequence[Word], weights: Sequence[float]) -> ClusterQuery:
        """Return the same, lifted above all articles that lack more of a few words.

        Args:
            words: the words.
            weights: what holding each of them weighs.
        """
        query = self.some_words(words)
        step = self.step_of(words)
        holding = list(map(self.holding, words))
        for held, tier in enumerate(tier_of_each(weights).tolist()):
            if tier > 1:
                # The words that are held, exactly: every set of them has its tier.
                inside = [each for bit, each in enumerate(holding) if held >> bit & 1]
                outside = [each for bit, each in enumerate(holding) if not held >> bit & 1]
                exactly = {"bool": {"filter": inside, "must_not": outside}}
                query["bool"]["should"].append(_constant(exactly, step * (tier - 1)))
        return query

    def step_of(self, words: Sequence[Word]) -> float:
        """Return what lifts an article by a tier: more than its score can be."""
        bounds = [self._share(leaf, weight) for word in words for leaf, weight in word.scored]
        # A power of two keeps the most digits of the scores.
        return float(2.0 ** math.ceil(math.log2(sum(bounds) + 1.0)))

    def words_in_a_row(self, words: Sequence[Word]) -> ClusterQuery:
        """Return the query of the articles that have words in their order, an eojeol each.

        After the last one a particle may follow (see `exact_run.have_run`).
        """
        *first, last = words
        ends = self._lexicon.with_prefix(key_of(last.text)).tolist()
        if not ends:
            return NONE
        spelt = [_one_of(word.spellings) for word in first]
        row = {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [*spelt, _one_of(ends)]}}
        return _in_fields(row, _places(ALL_FIELDS))

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
                return _any_of([self.query(part, factor) for part in parts])
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
                return _constant(self.filter(node), factor)

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
                "intervals": list(map(_one_of, standing)),
            }
        }
        held = [self.holding(word) for word in node.words]
        return _all_of([_in_fields(near, _places(node.fields)), *held])

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
                return _any_of([self.filter(part) for part in parts])  # type: ignore[arg-type]


def _unsupported() -> EngineUnavailable:
    return EngineUnavailable(
        Message(
            "an index on a cluster cannot look for a range of values in this field; name the "
            "values, or copy the index into a folder with `ksearch copy`"
        )
    )


def _joined(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


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
    """Score what was found as if it stood once in the body."""
    if found == NONE:
        return NONE
    scored = {"term": {f"{TERMS}.all": {"value": ONCE, "boost": boost}}}
    return {"bool": {"filter": [found], "must": [scored]}}


def _constant(found: ClusterQuery, boost: float) -> ClusterQuery:
    return NONE if found == NONE else {"constant_score": {"filter": found, "boost": boost}}


def _all_of(parts: list[ClusterQuery]) -> ClusterQuery:
    if not parts or NONE in parts:
        return NONE
    return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}


def _any_of(parts: list[ClusterQuery]) -> ClusterQuery:
    found = [part for part in parts if part != NONE]
    if not found:
        return NONE
    if len(found) == 1:
        return found[0]
    return {"bool": {"should": found, "minimum_should_match": 1}}


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
    return _any_of(found)


# Texts in a row


def _one_of(eojeols: Sequence[int]) -> ClusterQuery:
    """Return the interval of one of some eojeols."""
    return {"match": {"query": _joined(eojeols), "analyzer": "several"}}


def _in_a_row(first: ClusterQuery, rest: ClusterQuery) -> ClusterQuery:
    return {"all_of": {"ordered": True, "max_gaps": 0, "intervals": [first, rest]}}


def _in_fields(intervals: list[ClusterQuery] | ClusterQuery, names: Sequence[str]) -> ClusterQuery:
    several = [intervals] if isinstance(intervals, dict) else intervals
    if not several:
        return NONE
    rule = several[0] if len(several) == 1 else {"any_of": {"intervals": several}}
    return _any_of([{"intervals": {f"{PLACES}.{name}": rule}} for name in names])


class _Cuts:
    """The ways in which the letters of a text are cut into eojeols.

    Args:
        pattern: the eojeols, and what they are of the text (see `RunPattern`).
        key: the text.
        most_single: eojeols of one letter that may stand in a row; None for any number.
    """

    def __init__(
        self, pattern: RunPattern | ExactPattern, key: str, most_single: int | None = None
    ) -> None:
        self._pieces: dict[int, dict[int, list[int]]] = {}
        self._last: dict[int, list[int]] = {}
        self._text = key
        self._count = 0
        self._most_single = len(key) if most_single is None else most_single
        eojeols = pattern.eojeols.tolist()
        passes, lengths = pattern.passes.tolist(), pattern.lengths.tolist()
        for eojeol, passing, length, ending in zip(
            eojeols, passes[1:], lengths[1:], pattern.ends.tolist()[1:], strict=True
        ):
            for first in _bits(passing):
                piece = self._pieces.setdefault(first, {})
                piece.setdefault(first + length, []).append(eojeol)
            for first in _bits(ending):
                self._last.setdefault(first, []).append(eojeol)
        self._reaching = cache(self._reaches_end)

    def _reaches_end(self, first: int) -> bool:
        return first in self._last or any(map(self._reaching, self._pieces.get(first, ())))

    def after(self, first: int, single: int = 0) -> ClusterQuery | None:
        """Return the interval of all letters from one on; None if no eojeols make them up.

        Args:
            first: the letter.
            single: how many eojeols of one letter stand before it.

        Raises:
            QueryTooLarge: there are too many ways.
        """
        if not self._reaching(first):
            return None
        self._count += 1
        if self._count > _MAX_CUTS:
            raise QueryTooLarge(
                Message(
                    "“{text}” can be cut into words in too many ways for one search; put spaces "
                    "between its words",
                    text=self._text,
                )
            )
        ways = [_one_of(self._last[first])] if first in self._last else []
        ways += self._beginning_at(first, single)
        if len(ways) == 1:
            return ways[0]
        return {"any_of": {"intervals": ways}} if ways else None

    def beginning_at(self, first: int) -> list[ClusterQuery]:
        """Return the intervals that begin with an eojeol inside the text, at a letter."""
        return self._beginning_at(first, 0)

    def _beginning_at(self, first: int, single: int) -> list[ClusterQuery]:
        found = []
        for end, eojeols in self._pieces.get(first, {}).items():
            alone = single + 1 if end == first + 1 else 0
            if alone <= self._most_single and (rest := self.after(end, alone)) is not None:
                found.append(_in_a_row(_one_of(eojeols), rest))
        return found


def _bits(number: int) -> list[int]:
    return [bit for bit in range(number.bit_length()) if number >> bit & 1]


def _run_intervals(pattern: RunPattern, key: str) -> list[ClusterQuery]:
    return _of_cuts(pattern, key, lambda cuts: cuts.beginning_at(0))


def _exact_intervals(pattern: ExactPattern, key: str) -> list[ClusterQuery]:
    return _of_cuts(pattern, key, partial(_exact_ways, pattern))


def _of_cuts(
    pattern: RunPattern | ExactPattern, key: str, make: Callable[[_Cuts], list[ClusterQuery]]
) -> list[ClusterQuery]:
    """Make intervals of the ways in which a text is cut.

    If there are too many, those with several eojeols of one letter in a row are left out: hardly
    any text is spaced so, and without them there are few.
    """
    try:
        return make(_Cuts(pattern, key))
    except QueryTooLarge:
        return make(_Cuts(pattern, key, _MAX_SINGLE))


def _exact_ways(pattern: ExactPattern, cuts: _Cuts) -> list[ClusterQuery]:
    whole = pattern.eojeols[np.flatnonzero(pattern.whole[1:])].tolist()
    found = [_one_of(whole)] if whole else []
    begun: dict[int, list[int]] = {}
    for eojeol, letters in zip(pattern.eojeols.tolist(), pattern.begins.tolist()[1:], strict=True):
        for count in _bits(letters):
            begun.setdefault(count, []).append(eojeol)
    for count, eojeols in begun.items():
        rest = cuts.after(count)
        if rest is not None:
            found.append(_in_a_row(_one_of(eojeols), rest))
    return found + cuts.beginning_at(0)
