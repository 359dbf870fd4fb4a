"""Plans in query syntax: how a query was understood."""

from __future__ import annotations

from ksearch.model.dates import day_of
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
    TermLeaf,
    Weighted,
    WhooshQuery,
    Without,
    Word,
)

_PREFIXES = {bit: f"{name}:" for name, bit in FIELD_BITS.items()}


def describe(node: Node) -> str:
    """Return a plan in query syntax."""
    match node:
        case Word():
            return _PREFIXES.get(_fields_of(node), "") + node.text
        case Exact():
            return f'{_PREFIXES.get(node.fields, "")}"{node.text}"'
        case Near():
            return f'{_PREFIXES.get(node.fields, "")}"{node.text}"~{node.distance + 1}'
        case All(parts):
            return " AND ".join(_inner(part) for part in parts)
        case AnyOf(parts):
            return " OR ".join(dict.fromkeys(_inner(part) for part in parts))
        case Without(Everything(), excluded):
            return f"NOT {_inner(excluded)}"
        case Without(inner, excluded):
            return f"{_inner(inner)} NOT {_inner(excluded)}"
        case Optional(inner, extra):
            return f"{_inner(inner)} ANDMAYBE {_inner(extra)}"
        case Weighted(inner, weight):
            return f"{_inner(inner)}^{weight:g}"
        case Keyword(name, value):
            return f"{name}:{value}"
        case DateRange(since, until):
            return f"date:[{_day(since)} to {_day(until)}]"
        case Everything():
            return "*:*"
        case Nothing():
            return "nothing"
        case WhooshQuery(query):
            return str(query).replace("any:", "")


def _inner(node: Node) -> str:
    text = describe(node)
    grouped = isinstance(node, All | AnyOf | Without | Optional) and " " in text
    return f"({text})" if grouped and not text.startswith('"') else text


def _fields_of(word: Word) -> int:
    leaves = [leaf for reading in word.readings for leaf in reading]
    fields = {leaf.fields for leaf in leaves if isinstance(leaf, TermLeaf | EojeolsLeaf)}
    return fields.pop() if len(fields) == 1 else ALL_FIELDS


def _day(seconds: int | None) -> str:
    return "" if seconds is None else day_of(seconds).isoformat()
