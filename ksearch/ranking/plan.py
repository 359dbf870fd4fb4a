"""The plan: a query whose words have been resolved to numbers, ready to be evaluated.

`query` makes plans, `ranking.evaluator` evaluates them. A plan holds for one snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

#: All text fields: bit 0 the title, bit 1 the lead, bit 2 the body.
ALL_FIELDS = 0b111


@dataclass(frozen=True, slots=True)
class TermLeaf:
    """The articles that hold a term in one of the fields."""

    term: int
    fields: int = ALL_FIELDS


@dataclass(frozen=True, eq=False, slots=True)
class EojeolsLeaf:
    """The articles that hold one of these eojeols (int64, ascending) in one of the fields."""

    eojeols: npt.NDArray[np.int64]
    fields: int = ALL_FIELDS


@dataclass(frozen=True, slots=True)
class RunLeaf:
    """The articles in which these letters (a key) stand in a row, spaces aside, in a field."""

    key: str
    fields: int = ALL_FIELDS


@dataclass(frozen=True, slots=True)
class DayLeaf:
    """The articles that bear the date of a day; of any year where ``year`` is 0."""

    year: int
    month: int
    day: int


Leaf: TypeAlias = TermLeaf | EojeolsLeaf | RunLeaf | DayLeaf


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the query.

    Attributes:
        text: as typed.
        readings: what finds it: an article holds the word when it holds every leaf of a reading.
        scored: what ranks it: leaves with weights, the strongest first.
        spellings: the eojeols that are spelt so.
    """

    text: str
    readings: tuple[tuple[Leaf, ...], ...]
    scored: tuple[tuple[Leaf, float], ...]
    spellings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Articles that match every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Articles that match at least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that match ``node``, but not ``excluded``."""

    node: Node
    excluded: Node


@dataclass(frozen=True, slots=True)
class Exact:
    """Articles in which a text stands as it is, spacing and punctuation aside.

    ``key`` is the text's letters, folded; ``words`` are its words, which rank it.
    """

    text: str
    key: str
    words: tuple[Word, ...]
    fields: int = ALL_FIELDS


@dataclass(frozen=True, slots=True)
class Near:
    """Articles in which words stand near each other, in any order and within one field.

    ``distance`` is how many eojeols more than the words themselves they may take.
    """

    text: str
    words: tuple[Word, ...]
    distance: int
    fields: int = ALL_FIELDS


@dataclass(frozen=True, slots=True)
class Weighted:
    """Articles that match ``node``, their scores multiplied."""

    node: Node
    weight: float


@dataclass(frozen=True, slots=True)
class Optional:
    """Articles that match ``node``; ``extra`` only adds to their scores."""

    node: Node
    extra: Node


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article, scored 1."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article."""


@dataclass(frozen=True, eq=False, slots=True)
class Foreign:
    """A Whoosh query that has no place in a plan; Whoosh's own matchers run it."""

    query: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated within ``[since, until]``, in seconds since 1970 UTC; None: open."""

    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True)
class Keyword:
    """Articles whose keyword field (publisher, author, section, …) has this value."""

    name: str
    value: str


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
