"""The operators of the query language, and a query of which every sign has a meaning."""

from __future__ import annotations

from typing import NamedTuple

#: Operators spelt out, in capitals; any other spelling is a word.
OPERATORS = ("AND", "OR", "NOT", "ANDNOT", "ANDMAYBE", "REQUIRE")

#: Words that stand for OR between others, in a query of a few words.
EITHER = ("또는", "혹은")


class ParsedQuery(NamedTuple):
    """A query, settled.

    Attributes:
        text: the words as typed, or the query in a spelling that the parser reads.
        plain: whether it is words alone.
        notes: sentences about what was typed as syntax and could not be understood as such.
    """

    text: str
    plain: bool
    notes: tuple[str, ...] = ()
