"""Whoosh's query parser, set up for articles; imported only for queries that use its syntax."""

from __future__ import annotations

from functools import cache

from whoosh.qparser import QueryParser, plugins
from whoosh.query import And

from ksearch.storage.schema import ANY_FIELD, schema

_ALIASES = {
    "title": ("제목",),
    "body": ("본문",),
    "author": ("기자",),
    "publisher": ("언론사",),
    "date": ("날짜",),
}


@cache
def parser() -> QueryParser:
    """Return the parser; words without a field are looked for in all text fields."""
    found = QueryParser(
        ANY_FIELD,
        schema(),
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.PhrasePlugin(),
            plugins.RangePlugin(),
            plugins.FieldsPlugin(remove_unknown=False),
            plugins.WildcardPlugin(),
            plugins.PrefixPlugin(),
            plugins.FuzzyTermPlugin(),
            plugins.BoostPlugin(),
            plugins.GroupPlugin(),
            plugins.OperatorsPlugin(),
            plugins.PlusMinusPlugin(),
            plugins.EveryPlugin(),
            plugins.FieldAliasPlugin({name: aliases for name, aliases in _ALIASES.items()}),
        ],
        group=And.__mro__ and _and_group(),
    )
    return found


def _and_group() -> type:
    from whoosh.qparser import AndGroup

    return AndGroup
