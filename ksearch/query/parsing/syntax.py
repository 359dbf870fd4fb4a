"""The operators of the query language, and a query whose signs have been understood."""

from __future__ import annotations

from typing import NamedTuple

#: Operators spelt out, in capitals; any other spelling is a word.
OPERATORS = ("AND", "OR", "NOT", "ANDNOT", "ANDMAYBE", "REQUIRE")

#: Words that mean OR between others, in a query of a few words.
EITHER = ("또는", "혹은")


class ParsedQuery(NamedTuple):
    """A query whose signs have been understood.

    Attributes:
        text: the words as typed, or the query in a spelling that the parser reads.
        plain: whether it is words alone.
        notes: sentences about what was typed as syntax and could not be understood as such.
    """

    text: str
    plain: bool
    notes: tuple[str, ...] = ()
