"""What an index answers with: frozen data, named as in the JSON of ``ksearch search --json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

#: A painted stretch of text: first character and one past the last.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """The passage of an article that answers the query best.

    ``text`` is cut out of the original text; ``matches`` are spans of ``text``, in order and not
    overlapping.
    """

    text: str
    matches: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one part of the ranking gave to a hit, for ``--explain``."""

    what: str
    score: float
    detail: str = ""


class Painter(Protocol):
    """Makes the parts of a hit that cost something, when they are asked for."""

    def snippet(self, number: int) -> Snippet:
        """Return the best passage of the article with this internal number."""

    def title_matches(self, number: int) -> tuple[Span, ...]:
        """Return the spans of the title that match."""

    def explain(self, number: int) -> tuple[Contribution, ...]:
        """Return what each part of the ranking gave to the article."""


@dataclass(frozen=True)
class Hit:
    """One article that was found.

    ``snippet``, ``title_matches`` and ``explanation`` are made when first asked for, and kept.
    ``missing`` names the query's words that the article lacks; ``similar_count`` is the number of
    near-identical articles that stand behind this one.
    """

    rank: int
    id: str
    title: str
    lead: str
    score: float
    path: str | None = None
    date: datetime | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    missing: tuple[str, ...] = ()
    similar_count: int = 0
    number: int = field(default=-1, repr=False)
    painter: Painter | None = field(default=None, repr=False, compare=False)

    @cached_property
    def snippet(self) -> Snippet:
        """The best passage, with its matches."""
        return self.painter.snippet(self.number) if self.painter else Snippet("")

    @cached_property
    def title_matches(self) -> tuple[Span, ...]:
        """The spans of ``title`` that match."""
        return self.painter.title_matches(self.number) if self.painter else ()

    @cached_property
    def explanation(self) -> tuple[Contribution, ...]:
        """What each part of the ranking contributed to ``score``."""
        return self.painter.explain(self.number) if self.painter else ()


@dataclass(frozen=True)
class Results:
    """The answer to one search; iterating yields the hits.

    Attributes:
        query: the query as typed.
        interpreted: how it was read, in query syntax.
        total: how many articles matched under the mode used.
        took_ms: milliseconds from the call to the ranked list (snippets not included).
        offset: how many hits were passed over.
        suggestion: what was probably meant, where something seems mistyped.
        corrected: true where the query as typed found nothing and ``suggestion`` was used instead.
        suggestions: all that may have been meant, likeliest first.
        hits: the page that was asked for, best first.
    """

    query: str
    interpreted: str
    total: int
    took_ms: float
    offset: int
    suggestion: str | None
    hits: tuple[Hit, ...]
    corrected: bool = False
    suggestions: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or a line that was not indexed, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What bringing an index up to date did; counts are articles, but for ``skipped_files``."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    refused: tuple[Refused, ...] = ()
    skipped_files: int = 0
    total: int = 0
    seconds: float = 0.0
    analysed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update has come; passed to the ``progress`` callback a few times a second.

    ``stage`` is ``reading``, ``analysing`` or ``writing``; ``bytes_done`` of ``bytes_total`` tells
    how far (bytes of source files), ``articles`` how many were read.
    """

    stage: str
    articles: int
    bytes_done: int
    bytes_total: int


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds."""

    articles: int
    deleted: int
    segments: int
    terms: int
    eojeols: int
    tokens: int
    bytes_on_disk: int
    text_bytes: int
    format_version: int
    analyser: str
    first_date: datetime | None
    last_date: datetime | None
    publishers: Mapping[str, int]
    average_lengths: Mapping[str, float]
    boosts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether every byte of an index is what was written."""

    files: int
    bytes: int
    articles: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class AnalysedTerm:
    """A term that an eojeol yields, and the characters of the text that it stands for."""

    term: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnalysedEojeol:
    """One eojeol of an analysed text."""

    text: str
    start: int
    end: int
    known: bool
    morphemes: tuple[tuple[str, str], ...]
    terms: tuple[AnalysedTerm, ...]
