"""Compiles a Whoosh query tree to a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from ksearch.arrays import contained
from ksearch.korean.splitting import split
from ksearch.korean.terms import key_of
from ksearch.lexicon.lexicon import Lexicon
from ksearch.messages import Message
from ksearch.model.dates import seconds_of
from ksearch.model.errors import QuerySyntaxError
from ksearch.model.fields import ALL_FIELDS, FIELD_BITS
from ksearch.plan import (
    All,
    AnyOf,
    DateRange,
    EojeolsLeaf,
    Everything,
    Exact,
    Keyword,
    Near,
    Node,
    Nothing,
    Optional,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)
from ksearch.query.parsing.bounds import CostlyParts
from ksearch.query.words.fuzzy import fuzzy_word
from ksearch.query.words.resolver import WordResolver
from ksearch.query.words.wildcards import eojeols_matching
from ksearch.whoosh_bridge.schema import ANY_FIELD

_FIELD_BITS = {ANY_FIELD: ALL_FIELDS, **FIELD_BITS}
#: End of a range of words without an end.
_LAST_CODE_POINT = "\U0010ffff"
#: Weight of the eojeols of a wildcard, prefix or range in ranking.
_PATTERN_WEIGHT = 1.0


class Compiler:
    """Compiles the queries of one snapshot.

    ``fields`` are the text fields (bits) in which words without a field are looked for;
    ``analysed`` is as for `WordResolver.plain`.
    """

    def __init__(
        self,
        resolver: WordResolver,
        lexicon: Lexicon,
        fields: int,
        *,
        analysed: bool = True,
    ) -> None:
        self._resolver = resolver
        self._lexicon = lexicon
        self._fields = fields
        self._analysed = analysed
        self._costly = CostlyParts()

    def compile(self, query: Any) -> Node:
        """Return the plan of a Whoosh query tree (`whoosh.query.qcore.Query`).

        Raises:
            QuerySyntaxError: a part of it is not supported.
        """
        from whoosh.query.compound import And, AndMaybe, AndNot, DisjunctionMax, Or, Require
        from whoosh.query.positional import Phrase
        from whoosh.query.qcore import Every, NullQuery
        from whoosh.query.ranges import DateRange as Dates
        from whoosh.query.ranges import TermRange
        from whoosh.query.terms import FuzzyTerm, Prefix, Term, Wildcard
        from whoosh.query.wrappers import Not

        node: Node
        match query:
            case And() | DisjunctionMax() | Or():
                wanted = [part for part in query if not isinstance(part, Not)]
                all_of = isinstance(query, And)
                parts = self._side_by_side(wanted) if all_of else map(self.compile, wanted)
                node = self._group(all_of, tuple(parts))
                node = self._excluding(
                    node, [part.query for part in query if isinstance(part, Not)]
                )
            case AndNot():
                node = Without(self.compile(query.a), self.compile(query.b))
            case AndMaybe() | Require():
                kind = Optional if isinstance(query, AndMaybe) else _both
                node = kind(self.compile(query.a), self.compile(query.b))
            case Not():
                node = Without(Everything(), self.compile(query.query))
            case Phrase() if query.slop > 1 and query.fieldname in _FIELD_BITS:
                node = self._near(" ".join(query.words), query.fieldname, query.slop)
            case Phrase():
                node = self._exact(" ".join(query.words), query.fieldname)
            case FuzzyTerm():
                node = self._fuzzy(query)
            case Prefix() | Wildcard():
                node = self._pattern(query)
            case TermRange():
                node = self._range(query)
            case Dates():
                node = _date_range(query)
            case Term():
                node = self._term(query)
            case Every() if query.fieldname in (None, "*", ANY_FIELD):
                node = Everything()
            case _ if query == NullQuery:
                node = Nothing()
            case _:
                node = WhooshQuery(query)
        boost = float(getattr(query, "boost", 1.0) or 1.0)
        return node if boost == 1.0 or isinstance(node, WhooshQuery) else Weighted(node, boost)

    def _group(self, all_of: bool, parts: tuple[Node, ...]) -> Node:
        if not parts:
            return Everything()
        if len(parts) == 1:
            return parts[0]
        return All(parts) if all_of else AnyOf(parts)

    def _side_by_side(self, queries: Sequence[Any]) -> Iterator[Node]:
        """Compile the parts of a conjunction; neighbouring plain words are resolved together.

        So 전기 자동차 has its synonyms and its joined spelling also in 전기 자동차 -화재.
        """
        for plain, group in groupby(queries, _is_plain_word):
            if plain:
                node = self.plain(" ".join(str(query.text) for query in group), self._fields)
                yield from node.parts if isinstance(node, All) else (node,)
            else:
                yield from map(self.compile, group)

    def _excluding(self, node: Node, excluded: list[Any]) -> Node:
        for query in excluded:
            node = Without(node, self.compile(query))
        return node

    def _bits(self, field: str) -> int:
        return self._fields if field == ANY_FIELD else _FIELD_BITS[field]

    def _term(self, query: Any) -> Node:
        field, text = query.fieldname, str(query.text)
        if field not in _FIELD_BITS:
            return Keyword(field, text)
        return self.plain(text, self._bits(field))

    def plain(self, text: str, fields: int) -> Node:
        """Compile plain words: all are required, except for words of grammar, which only rank."""
        words = self._resolver.plain(text, fields, analysed=self._analysed)
        if not words:
            return Nothing()
        node: Node
        wanted = tuple(word for word in words if word.required)
        node = wanted[0] if len(wanted) == 1 else All(wanted)
        for word in words:
            node = node if word.required else Optional(node, word)
        return node

    def _exact(self, text: str, field: str) -> Node:
        fields = self._bits(field) if field in _FIELD_BITS else 0
        if not fields:
            return Keyword(field, text)
        key = "".join(map(key_of, split(text)[0]))
        self._costly.add_quoted(key)
        words = tuple(self._resolver.words(text, fields=fields, analysed=self._analysed))
        if not words:
            return Nothing()
        return Exact(text, key, words, fields)

    def _near(self, text: str, field: str, distance: int) -> Node:
        fields = self._bits(field)
        self._costly.add_quoted(text)
        words = tuple(self._resolver.words(text, fields=fields, analysed=self._analysed))
        return Near(text, words, distance - 1, fields) if words else Nothing()

    def _fuzzy(self, query: Any) -> Node:
        if query.fieldname not in _FIELD_BITS:
            raise QuerySyntaxError(
                Message(
                    "“~” after a word allows slips in title, lead and body only, not in "
                    "{fieldname}; leave it out",
                    fieldname=query.fieldname,
                )
            )
        self._costly.add_pattern()
        fields = self._bits(query.fieldname)
        return fuzzy_word(
            self._lexicon, str(query.text), int(query.maxdist), int(query.prefixlength), fields
        )

    def _range(self, query: Any) -> Node:
        """Compile a range of words in a text field: [가 to 나], without its ends in {가 to 나}."""
        if query.fieldname not in _FIELD_BITS:
            return WhooshQuery(query)
        self._costly.add_pattern()
        first = key_of(str(query.start or ""))
        last = key_of(str(query.end)) if query.end else _LAST_CODE_POINT
        eojeols = self._lexicon.between(first, last)
        ends = [key for key, left in ((first, query.startexcl), (last, query.endexcl)) if left]
        apart = sorted({eojeol for key in ends for eojeol in self._lexicon.find_key(key)})
        eojeols = eojeols[~contained(eojeols, np.array(apart, np.int64))]
        if not len(eojeols):
            return Nothing()
        leaf = EojeolsLeaf(eojeols, self._bits(query.fieldname))
        shown = f"{query.start or ''} to {query.end or ''}"
        return Word(shown, ((leaf,),), ((leaf, _PATTERN_WEIGHT),))

    def _pattern(self, query: Any) -> Node:
        text = str(query.text)
        pattern = text if "*" in text or "?" in text else text + "*"
        if query.fieldname not in _FIELD_BITS:
            return Keyword(query.fieldname, pattern, wild=True)
        self._costly.add_pattern()
        eojeols = eojeols_matching(self._lexicon, pattern)
        if not len(eojeols):
            return Nothing()
        leaf = EojeolsLeaf(eojeols, self._bits(query.fieldname))
        return Word(text, ((leaf,),), ((leaf, _PATTERN_WEIGHT),))


def _both(first: Node, second: Node) -> Node:
    return All((first, second))


def _is_plain_word(query: Any) -> bool:
    from whoosh.query.terms import Term

    return type(query) is Term and query.fieldname == ANY_FIELD and query.boost == 1.0


def _date_range(query: Any) -> Node:
    since = seconds_of(query.startdate) if query.startdate else None
    until = seconds_of(query.enddate) if query.enddate else None
    return DateRange(since, until)
