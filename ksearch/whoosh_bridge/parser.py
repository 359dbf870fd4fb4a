"""Whoosh's query parser, set up for articles; imported only for queries that use its syntax.

Words are not analysed here: a `Term` has a word, and a `Phrase` its words, as typed. The compiler
resolves them through the lexicon.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from whoosh.qparser import plugins, syntax
from whoosh.qparser.common import attach
from whoosh.qparser.default import QueryParser
from whoosh.qparser.taggers import FnTagger
from whoosh.query.compound import And, AndMaybe, AndNot, BinaryQuery, CompoundQuery, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.terms import Term
from whoosh.query.wrappers import Not

from ksearch.messages import Message
from ksearch.model.errors import InvalidValue, QuerySyntaxError
from ksearch.model.fields import FIELD_NAMES
from ksearch.whoosh_bridge.schema import ANY_FIELD, DateField, ValueField, schema, term_of_bytes

# A sign is an operator only where a word could begin: K-팝, C++ and 10~20% are words.
_BEGINS = r"(?<![^\s(])"
_NOT = _BEGINS + r"(?:NOT(?=[\s(])|-(?=[^\s\-]))"
_PLUS = _BEGINS + r"\+(?=[^\s+])"
_FIELD = re.compile(
    rf"(?:\A|(?<=[\s(])|(?<=\A[+\-])|(?<=[\s(][+\-]))(?P<text>{'|'.join(FIELD_NAMES)}):(?=\S)",
    re.IGNORECASE,
)
# A question mark is a wildcard before a letter; at the end of a word it is punctuation.
_WILDCARD = r"(?P<text>[*]|[?](?=[\w*?]))"
# Not after a digit, where ~ means "to": 5~9.
_FUZZY = r"(?<=[^\W\d])~(?P<maxdist>[0-9])?(/(?P<prefix>[1-9][0-9]*))?(?=$|[\s)^])"
_PHRASE = r'"(?P<text>[^"]*)"(~(?P<slop>[1-9][0-9]*))?'


class ArticleParser(QueryParser):
    """Parses queries into trees of Whoosh queries, and tidies the trees."""

    def term_query(
        self,
        fieldname: str,
        text: str,
        termclass: type[Any],
        boost: float = 1.0,
        tokenize: bool = True,
        removestops: bool = True,
    ) -> Query:
        """Return the query of one word, prefix or wildcard.

        Raises:
            InvalidValue: the field is the date, and the text is not a date.
        """
        del tokenize, removestops
        field = schema()[fieldname]
        if field.self_parsing() and (termclass is Term or text == "*"):
            return field.parse_query(fieldname, text, boost=boost)
        if isinstance(field, DateField):
            raise InvalidValue(
                Message(
                    "“{text}” with a wildcard is not a date; write a year, a month, a day, or "
                    "a range: date:[2025-01 to 2025-02-12]",
                    text=text,
                )
            )
        if isinstance(field, ValueField):
            text = term_of_bytes(field.to_bytes(text))
        found: Query = termclass(fieldname, text, boost=boost)
        return found

    def parse(self, text: str, normalize: bool = True, debug: bool = False) -> Query:
        """Parse a query that `language.checked` let through.

        Raises:
            InvalidValue: a value of the date field is not a date.
            QuerySyntaxError: it is nested too deeply.
        """
        try:
            query = super().parse(text, normalize=False, debug=debug)
            return tidied(query) if normalize else query
        except AssertionError as error:
            raise QuerySyntaxError(
                Message(
                    "an operator (AND, OR, NOT, ANDNOT, …) has no word beside it; add one, or "
                    "quote it"
                )
            ) from error
        except RecursionError as error:
            raise QuerySyntaxError(
                Message("the query has too many brackets within brackets; leave some out")
            ) from error


class Quoted(Phrase):
    """Words in quotation marks. A single word stays a phrase, because it is matched exactly."""

    def normalize(self) -> Query:
        """Return the phrase."""
        return self if self.words else NullQuery


class FieldNames(plugins.FieldsPlugin):
    """Recognises fields by their English and Korean names; case is ignored."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    class Tagger(plugins.FieldsPlugin.FieldnameTagger):
        """Finds a field's name and a colon."""

        def __init__(self) -> None:
            super().__init__(_FIELD)  # type: ignore[no-untyped-call]

        def create(self, parser: QueryParser, match: re.Match[str]) -> syntax.FieldnameNode:
            """Return the node of a field."""
            del parser
            return syntax.FieldnameNode(FIELD_NAMES[match["text"].lower()], match[0])

    def taggers(self, parser: QueryParser) -> list[tuple[Any, int]]:
        """Return the taggers of field names."""
        del parser
        return [(self.Tagger(), 0)]


class Plus(plugins.PlusMinusPlugin):
    """Makes words with ``+`` required, and those beside them without a sign optional."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def taggers(self, parser: QueryParser) -> list[tuple[Any, int]]:
        """Return the tagger of the sign."""
        del parser
        return [(FnTagger(_PLUS, self.Plus, "plus"), 0)]

    def do_plusminus(self, parser: QueryParser, group: syntax.GroupNode) -> syntax.GroupNode:
        """Split a group of words into required and optional ones."""
        for place, node in enumerate(group):
            if isinstance(node, syntax.GroupNode):
                group[place] = self.do_plusminus(parser, node)
        if not any(isinstance(node, self.Plus) for node in group):
            return group
        if any(isinstance(node, syntax.InfixOperator) for node in group):
            # AND and OR need no such group.
            words: syntax.GroupNode = group.empty_copy()
            words.extend(node for node in group if not isinstance(node, self.Plus))
            return words
        required = syntax.AndGroup([], boost=group.boost)
        optional = syntax.OrGroup([], boost=group.boost)
        chosen: syntax.GroupNode = optional
        for node in group:
            if isinstance(node, self.Plus):
                chosen = required
            elif isinstance(node, syntax.PrefixOperator):
                required.append(node)
                chosen = required
            else:
                chosen.append(node)
                chosen = optional
        return syntax.AndMaybeGroup([required, optional]) if len(optional) else required


class _Pair(syntax.BinaryGroup):
    """Two parts with an operator between them.

    The query of each is made once. Whoosh's own class makes each of them twice, so the innermost
    part of a chain of ``n`` operators 2 to the ``n`` times.
    """

    def __init__(self, group: syntax.BinaryGroup) -> None:
        super().__init__(group.nodes, boost=group.boost, **group.kwargs)  # type: ignore[no-untyped-call]
        self._kind = group.qclass

    def query(self, parser: QueryParser) -> Query | None:
        """Return the query of the pair; that of one part if the other has none."""
        first: Query | None = self.nodes[0].query(parser)
        second: Query | None = self.nodes[1].query(parser)
        if first is None or second is None:
            return first if second is None else second
        assert self._kind is not None
        made: Query = attach(self._kind(first, second), self)
        return made


class BinaryGroupPlugin(plugins.Plugin):
    """Replaces Whoosh's groups of two by `_Pair`, when all operators are applied."""

    def filters(self, parser: QueryParser) -> list[tuple[Any, int]]:
        """Return the filter; it comes after all others."""
        del parser
        return [(self.replaced, 10_000)]

    def replaced(self, parser: QueryParser, group: syntax.GroupNode) -> syntax.GroupNode:
        """Return a group with the pairs in it replaced."""
        for place, node in enumerate(group):
            if isinstance(node, syntax.GroupNode):
                group[place] = self.replaced(parser, node)
        return _Pair(group) if isinstance(group, syntax.BinaryGroup) else group


@cache
def parser() -> ArticleParser:
    """Return the parser; words without a field are looked for in all text fields."""
    chosen: list[Any] = [
        plugins.EveryPlugin(),
        FieldNames(),
        plugins.WildcardPlugin(_WILDCARD),
        plugins.PhrasePlugin(_PHRASE),
        plugins.RangePlugin(),
        plugins.GroupPlugin(),
        plugins.FuzzyTermPlugin(_FUZZY),
        plugins.BoostPlugin(),
        plugins.OperatorsPlugin(Not=_NOT),
        Plus(),
        BinaryGroupPlugin(),
    ]
    return ArticleParser(ANY_FIELD, schema(), plugins=chosen, phraseclass=Quoted)


def tidied(query: Query) -> Query:
    """Return a query without empty parts and needless groups.

    Whoosh's `normalize` does more, but takes ``*:* 경제`` for ``*:*``, drops the weight of a
    quoted word, and takes its quotes off.
    """
    match query:
        case And() | Or():
            return _tidied_group(query)
        case BinaryQuery():
            return _tidied_pair(query)
        case Not():
            inner = tidied(query.query)
            return inner if inner == NullQuery else Not(inner)
        case _:
            return _all_or(query.normalize())


def _all_or(query: Query) -> Query:
    return Every() if isinstance(query, Every) and query.fieldname == ANY_FIELD else query


def _tidied_group(group: CompoundQuery) -> Query:
    parts: list[Query] = []
    for part in map(tidied, group.subqueries):
        if isinstance(part, CompoundQuery) and type(part) is type(group) and part.boost == 1.0:
            parts.extend(part.subqueries)
        elif part != NullQuery:
            parts.append(part)
    if isinstance(group, And):
        parts = [part for part in parts if part != Every()] or parts[:1]
    if not parts:
        return NullQuery
    if len(parts) > 1:
        return type(group)(parts, boost=group.boost)
    only: Any = parts[0]
    tidy: Query = only if group.boost == 1.0 else only.with_boost(only.boost * group.boost)
    return tidy


def _tidied_pair(pair: BinaryQuery) -> Query:
    first, second = tidied(pair.a), tidied(pair.b)
    if second == NullQuery and isinstance(pair, AndNot | AndMaybe):
        return first
    if NullQuery in (first, second):
        return second if isinstance(pair, AndMaybe) else NullQuery
    return type(pair)(first, second)
