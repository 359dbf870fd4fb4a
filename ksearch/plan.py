"""The plan: a query whose words have been resolved to numbers, ready to be evaluated.

`query` makes plans, `ranking.matching.evaluator` evaluates them. A plan holds for one snapshot.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ksearch.model.fields import ALL_FIELDS
from ksearch.model.records import Record


class TermLeaf(Record):
    """The articles that have a term in one of the fields.

    If this term is only a weaker form of another (공개 in 비공개), ``like`` is the term whose idf
    is used, because the weaker form must not count more for being rarer; -1 otherwise.
    """

    term: int
    fields: int = ALL_FIELDS
    like: int = -1


class EojeolsLeaf(Record, eq=False):
    """The articles that have one of these eojeols (int64, ascending) in one of the fields.

    ``like`` is as for `TermLeaf`.
    """

    eojeols: npt.NDArray[np.int64]
    fields: int = ALL_FIELDS
    like: int = -1


class RunLeaf(Record):
    """The articles that have these letters (a key) in a row within a field, ignoring spaces."""

    key: str
    fields: int = ALL_FIELDS


class DayLeaf(Record):
    """The articles published on a day; of any year if ``year`` is 0."""

    year: int
    month: int
    day: int


class UndatedDayLeaf(Record):
    """The articles whose texts name a day without its year, and mean that of this year.

    If ``year`` is 0, that of any year will do.
    """

    year: int
    month: int
    day: int
    fields: int = ALL_FIELDS


class NameLeaf(Record):
    """The articles with a name (a key) as author, publisher or section."""

    kind: str
    key: str


Leaf: TypeAlias = TermLeaf | EojeolsLeaf | RunLeaf | DayLeaf | UndatedDayLeaf | NameLeaf


class Word(Record):
    """One word of the query.

    Attributes:
        text: as typed.
        readings: sets of leaves; an article has the word if it has every leaf of one of them.
        scored: the leaves that rank it, with weights, the strongest first.
        spellings: the eojeols that are spelt like it.
        required: false for a word of grammar, which ranks articles but is never missing.
    """

    text: str
    readings: tuple[tuple[Leaf, ...], ...]
    scored: tuple[tuple[Leaf, float], ...]
    spellings: tuple[int, ...] = ()
    required: bool = True


class All(Record):
    """Articles that match every part."""

    parts: tuple[Node, ...]


class AnyOf(Record):
    """Articles that match at least one part."""

    parts: tuple[Node, ...]


class Without(Record):
    """Articles that match ``node``, but not ``excluded``."""

    node: Node
    excluded: Node


class Exact(Record):
    """Articles that have an exact text, ignoring spacing and punctuation.

    ``key`` is the text's letters, folded; ``words`` are its words, which rank it.
    """

    text: str
    key: str
    words: tuple[Word, ...]
    fields: int = ALL_FIELDS


class Near(Record):
    """Articles in which words are near each other, in any order and within one field.

    ``distance`` is the most eojeols between them, beside the words themselves.
    """

    text: str
    words: tuple[Word, ...]
    distance: int
    fields: int = ALL_FIELDS


class Weighted(Record):
    """Articles that match ``node``, their scores multiplied."""

    node: Node
    weight: float


class Optional(Record):
    """Articles that match ``node``; ``extra`` only adds to their scores."""

    node: Node
    extra: Node


class Everything(Record):
    """Every article, scored 1."""


class Nothing(Record):
    """No article."""


class WhooshQuery(Record, eq=False):
    """A Whoosh query without an equivalent node here; Whoosh's own matchers run it."""

    query: object


class DateRange(Record):
    """Articles dated within ``[since, until]``, in seconds since 1970 UTC; None: open."""

    since: int | None
    until: int | None


class Keyword(Record):
    """Articles whose keyword field (publisher, author, section, …) has this value.

    If ``wild``, * in the value matches any letters and ? any one.
    """

    name: str
    value: str
    wild: bool = False


Node: TypeAlias = (
    Word
    | All
    | AnyOf
    | Without
    | Exact
    | Near
    | Weighted
    | Optional
    | Everything
    | Nothing
    | WhooshQuery
    | DateRange
    | Keyword
)


def words_of(node: Node) -> tuple[Word, ...]:
    """Return the words of a plan in order, without the excluded ones."""
    match node:
        case Word():
            return (node,)
        case All(parts) | AnyOf(parts):
            return tuple(word for part in parts for word in words_of(part))
        case Without(inner, _) | Weighted(inner, _):
            return words_of(inner)
        case Optional(inner, extra):
            return words_of(inner) + words_of(extra)
        case Exact() | Near():
            return node.words
        case _:
            return ()
