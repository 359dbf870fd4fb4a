"""Results of a search: frozen data, named as in the JSON of ``ksearch search --json``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
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


class HitSource(Protocol):
    """The source of the fields of one hit, which an engine reads on first access."""

    def read(self, name: str) -> Any:
        """Return the value of a field of `Hit`; the hit stores it, so it is called once."""


class _FieldOfHit:
    """A field of a hit that is not in its ``__dict__`` yet: it is read from the hit's source.

    Args:
        name: of the field.
        default: a tuple with the default, empty if there is none.
    """

    def __init__(self, name: str, default: tuple[object, ...]) -> None:
        self._name = name
        self._default = default

    def __get__(self, hit: Hit | None, owner: type[Hit]) -> Any:
        if hit is not None:
            value = hit.__dict__[self._name] = hit.__dict__["_source"].read(self._name)
            return value
        if self._default:
            return self._default[0]
        raise AttributeError(f"{owner.__name__}.{self._name} has no default")


def _read_when_asked_for(kind: type[Hit]) -> type[Hit]:
    for name in kind.__match_args__:
        default = (getattr(kind, name),) if hasattr(kind, name) else ()
        setattr(kind, name, _FieldOfHit(name, default))
    return kind


@_read_when_asked_for
class Hit(Record, hidden=("snippet", "title_matches", "explanation")):
    """One article that was found.

    An engine gives all values at once, or a source from which they are read on first access
    (`hit_from`). ``missing`` are the query's words that the article does not have;
    ``similar_count`` is how many other articles that matched are not listed because they are
    near-identical to this one; ``title_matches`` are the spans of ``title`` that match;
    ``explanation`` is the share of each part of the ranking in ``score``.
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
    snippet: Snippet = Snippet("")
    title_matches: tuple[Span, ...] = ()
    explanation: tuple[Contribution, ...] = ()

    def __repr__(self) -> str:
        return f"<ksearch.Hit {self.rank} {self.id!r}: {self.title!r}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as a dictionary."""
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
        """Copy or pickle with the values of all fields, because the index cannot be pickled."""
        return Hit, tuple(getattr(self, name) for name in self.__match_args__)


def hit_from(source: HitSource, rank: int, score: float) -> Hit:
    """Return a hit whose other fields are read from a source on first access."""
    hit = Hit.__new__(Hit)
    hit.__dict__.update(rank=rank, score=score, _source=source)
    return hit


class Results(Record, Rows, Sequence[Hit]):
    """The answer to one search, a sequence of its hits.

    Attributes:
        query: the query as typed.
        interpreted: how it was read, in query syntax.
        total: the number of matches under the mode used, listed or not.
        took_ms: milliseconds from the call to the ranked list (snippets not included).
        offset: how many hits were skipped.
        suggestion: what was probably meant, where something seems mistyped.
        corrected: true if the query as typed found nothing and ``suggestion`` was used instead.
        suggestions: all corrections, the likeliest first.
        notes: sentences about what was typed as syntax and could not be read as such.
        hits: the requested page, best first; of near-identical articles only the best, unless
            requested otherwise.
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
        from ksearch.model.notebook import notebook_html

        return notebook_html(self)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return a row for each hit: see `Hit.to_dict`."""
        return [hit.to_dict() for hit in self.hits]
