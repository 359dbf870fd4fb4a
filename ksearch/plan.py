"""The plan: a query whose words have been resolved to numbers, ready to be evaluated.

`query` makes plans, `ranking.matching.evaluator` evaluates them. A plan holds for one snapshot.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ksearch.model.records import Record

#: All text fields: bit 0 the title, bit 1 the lead, bit 2 the body.
ALL_FIELDS = 0b111


class TermLeaf(Record):
    """The articles that hold a term in one of the fields.

    ``like`` is the term whose rarity weighs it, where it is but a weaker form of that: 공개 in
    비공개 must not count more than 공개 for being rarer. -1: its own.
    """

    term: int
    fields: int = ALL_FIELDS
    like: int = -1


class EojeolsLeaf(Record, eq=False):
    """The articles that hold one of these eojeols (int64, ascending) in one of the fields.

    ``like`` is as of a `TermLeaf`.
    """

    eojeols: npt.NDArray[np.int64]
    fields: int = ALL_FIELDS
    like: int = -1


class RunLeaf(Record):
    """The articles in which these letters (a key) stand in a row, spaces aside, in a field."""

    key: str
    fields: int = ALL_FIELDS


class DayLeaf(Record):
    """The articles that bear the date of a day; of any year where ``year`` is 0."""

    year: int
    month: int
    day: int


class NameLeaf(Record):
    """The articles that go with a name (a key) of a kind: author, publisher or section."""

    kind: str
    key: str


Leaf: TypeAlias = TermLeaf | EojeolsLeaf | RunLeaf | DayLeaf | NameLeaf


class Word(Record):
    """One word of the query.

    Attributes:
        text: as typed.
        readings: what finds it: an article holds the word when it holds every leaf of a reading.
        scored: what ranks it: leaves with weights, the strongest first.
        spellings: the eojeols that are spelt so.
        required: whether an article that does not hold it misses something; a word of grammar
            only ranks.
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
    """Articles in which a text stands as it is, spacing and punctuation aside.

    ``key`` is the text's letters, folded; ``words`` are its words, which rank it.
    """

    text: str
    key: str
    words: tuple[Word, ...]
    fields: int = ALL_FIELDS


class Near(Record):
    """Articles in which words stand near each other, in any order and within one field.

    ``distance`` is how many eojeols more than the words themselves they may take.
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


class Foreign(Record, eq=False):
    """A Whoosh query that has no place in a plan; Whoosh's own matchers run it."""

    query: object


class DateRange(Record):
    """Articles dated within ``[since, until]``, in seconds since 1970 UTC; None: open."""

    since: int | None
    until: int | None


class Keyword(Record):
    """Articles whose keyword field (publisher, author, section, …) has this value.

    Where it is ``wild``, * in the value stands for any letters and ? for any one.
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
    | Foreign
    | DateRange
    | Keyword
)


def words_of(node: Node) -> tuple[Word, ...]:
    """Return the words of a plan that are looked for (not those that are excluded), in order."""
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
