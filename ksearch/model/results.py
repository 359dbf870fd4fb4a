"""Results of a search: frozen data, named as in the JSON of ``ksearch search --json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, overload

from ksearch.model.records import Record
from ksearch.model.rows import Rows

if TYPE_CHECKING:
    from ksearch.model.article import Article
    from ksearch.model.reports import Contribution

#: A highlighted span of text: its first character, and one past the last.
Span = tuple[int, int]


class Snippet(Record):
    """The best passage of an article for the query.

    ``text`` is cut out of the original text; ``matches`` are spans of ``text``, in order and not
    overlapping.
    """

    text: str
    matches: tuple[Span, ...] = ()


class HighlightedArticle(Record):
    """A whole article with every match of a query; spans are positions in its own texts."""

    article: Article
    title_matches: tuple[Span, ...] = ()
    lead_matches: tuple[Span, ...] = ()
    body_matches: tuple[Span, ...] = ()


class Painter(Protocol):
    """Computes the expensive parts of a hit on demand."""

    def snippet(self, number: int) -> Snippet:
        """Return the best passage of the article with this internal number."""

    def title_matches(self, number: int) -> tuple[Span, ...]:
        """Return the spans of the title that match."""

    def explain(self, number: int) -> tuple[Contribution, ...]:
        """Return the share of each part of the ranking in the article's score."""


class Hit(Record, hidden=("painter",)):
    """One article that was found.

    ``snippet``, ``title_matches`` and ``explanation`` are made when first asked for, and kept.
    ``missing`` names the query's words that the article lacks; ``similar_count`` is how many other
    articles that matched are not listed because they are near-identical to this one.
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
    section: str | None = None
    missing: tuple[str, ...] = ()
    similar_count: int = 0
    number: int = -1
    painter: Painter | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hit) and bool(Hit._compared(self) == Hit._compared(other))

    def __hash__(self) -> int:
        return hash(Hit._compared(self))

    def __repr__(self) -> str:
        return f"<ksearch.Hit {self.rank} {self.id!r}: {self.title!r}>"

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the article and why it was found, by name."""
        return {
            "rank": self.rank,
            "id": self.id,
            "title": self.title,
            "lead": self.lead,
            "date": self.date,
            "publisher": self.publisher,
            "section": self.section,
            "author": self.author,
            "url": self.url,
            "path": self.path,
            "score": self.score,
            "missing": list(self.missing),
            "similar_count": self.similar_count,
            "snippet": self.snippet.text,
        }

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with all lazy attributes computed, as the index is not pickled."""
        names = [name for name in Hit.__match_args__ if name != "painter"]
        made = ("snippet", "title_matches", "explanation")
        return _restored, ({name: getattr(self, name) for name in (*names, *made)},)

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
        """The share of each part of the ranking in ``score``."""
        return self.painter.explain(self.number) if self.painter else ()


def _restored(values: dict[str, Any]) -> Hit:
    hit = Hit(**{name: values.pop(name) for name in Hit.__match_args__ if name in values})
    hit.__dict__.update(values)
    return hit


class Results(Record, Rows, Sequence[Hit]):
    """The answer to one search, a sequence of its hits.

    Attributes:
        query: the query as typed.
        interpreted: how it was read, in query syntax.
        total: how many articles matched under the mode used, listed or not.
        took_ms: milliseconds from the call to the ranked list (snippets not included).
        offset: how many hits were skipped.
        suggestion: what was probably meant, where something seems mistyped.
        corrected: true where the query as typed found nothing and ``suggestion`` was used instead.
        suggestions: all that may have been meant, likeliest first.
        notes: sentences about what was typed as syntax and could not be read as such.
        hits: the page that was asked for, best first; of near-identical articles the best alone,
            unless asked otherwise.
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
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[place]

    def __repr__(self) -> str:
        return f"<ksearch.Results {self.query!r}: {len(self):,} of {self.total:,} hits>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        from ksearch.model.notebook import results_html

        return results_html(self)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each hit: see `Hit.to_dict`."""
        return [hit.to_dict() for hit in self.hits]
