"""The seam between the façade and an engine: what every engine can do, and what some can.

`Engine` is small, so that a server at the other end of a wire can be one. What goes beyond it is a
capability, a protocol of its own: the façade asks for it through `capabilities`, whose error names
an engine that lacks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from ksearch.engines.request import SearchRequest
    from ksearch.model.article import Article
    from ksearch.model.counts import Facets, Related, Trend
    from ksearch.model.reports import (
        AnalysedEojeol,
        CheckReport,
        Progress,
        SourceEntry,
        Stats,
        WordEntry,
    )
    from ksearch.model.results import HighlightedArticle, Hit, Results

ProgressCallback: TypeAlias = "Callable[[Progress], None]"


class Writer(Protocol):
    """Adds and deletes articles; commits when left, rolls back when left by an error."""

    def add(self, article: Article) -> str:
        """Add an article, in the place of one with the same id.

        Returns ``"added"``, ``"changed"`` or ``"unchanged"``.
        """
        ...

    def delete(self, article_id: str) -> bool:
        """Delete an article; returns whether there was one."""


class Engine(Protocol):
    """An opened index; safe to search from several threads, shows one state until `refresh`."""

    def search(self, request: SearchRequest) -> Results:
        """Answer a search."""

    def get(self, article_id: str) -> Article:
        """Return an article by its id; raises `ArticleNotFound`."""

    def articles(self) -> Iterator[Article]:
        """Return every article, one after the other."""
        ...

    def writer(self, memory_mb: int, wait_seconds: float) -> AbstractContextManager[Writer]:
        """Begin a change; wait for another writer for ``wait_seconds`` at most."""

    def stats(self) -> Stats:
        """Return what the index holds."""

    def refresh(self) -> bool:
        """See the newest state; returns whether it is another."""

    def newest(self) -> Engine:
        """Return an engine that shows the newest state: this one if it is of that state."""
        ...

    def generation(self) -> str:
        """Return a name of the state that is shown, which no other state bears."""
        ...

    def close(self) -> None:
        """Release files and connections."""

    def __len__(self) -> int:
        """Count the articles."""


@runtime_checkable
class Completion(Protocol):
    """Completes words while they are typed."""

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Return completions of what has been typed so far, the most frequent first."""
        ...


@runtime_checkable
class Similarity(Protocol):
    """Finds articles that are like one."""

    def similar(self, article_id: str, limit: int, *, group: bool = True) -> Results:
        """Return the articles that are most like one, itself left out."""


@runtime_checkable
class Highlighting(Protocol):
    """Finds the matches of a query in a whole article."""

    def highlight(self, request: SearchRequest, article_id: str) -> HighlightedArticle:
        """Return an article with every match of a query; raises `ArticleNotFound`."""
        ...


@runtime_checkable
class Collecting(Protocol):
    """Gathers something over every article that a query matches."""

    def facets(self, request: SearchRequest, by: Sequence[str]) -> Facets:
        """Count what a query matches by keyword fields."""
        ...

    def trend(self, requests: Sequence[SearchRequest], by: str) -> Trend:
        """Count what queries match by periods; the filters of all requests are the same."""
        ...

    def related(self, request: SearchRequest, limit: int) -> Related:
        """Return the words that the best articles of a query hold more often than others."""
        ...

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Return every article that a query matches, one after the other."""
        ...


@runtime_checkable
class EditableWords(Protocol):
    """Keeps user words and synonyms that can be edited."""

    def words(self) -> tuple[WordEntry, ...]:
        """Return the user words and synonyms, and which of them are in force."""
        ...

    def add_word(self, entry: str, tag: str | None, note: str) -> WordEntry:
        """Add a user word or a synonym; the next commit puts it in force."""
        ...

    def remove_word(self, entry: str) -> WordEntry:
        """Remove a user word or a synonym; it is in force until the next commit."""
        ...


@runtime_checkable
class RememberedSources(Protocol):
    """Remembers the sources that the index is kept up to date with."""

    def source_paths(self) -> tuple[str, ...]:
        """Return where the sources are."""
        ...

    def sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources with what is known of them."""
        ...

    def add_source(self, path: str, options: object | None, wait_seconds: float) -> SourceEntry:
        """Remember a source, or how one is read."""
        ...

    def remove_source(self, path: str, wait_seconds: float) -> SourceEntry:
        """Forget a source and drop its articles; returns what it was."""
        ...

    def move_source(self, path: str, new_path: str, wait_seconds: float) -> SourceEntry:
        """Look for a source elsewhere from now on."""
        ...


@runtime_checkable
class Inspection(Protocol):
    """Can be looked into: whether it is sound, how it reads a text."""

    def check(self) -> CheckReport:
        """Read every byte, and report whether it is what was written."""

    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return how a text is read."""
        ...


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """Bringing an index up to date with sources, or building it anew from them.

    Attributes:
        sources: paths; None for all that the index remembers.
        anew: whether to build it anew.
        memory_mb: working memory; when it is full, a segment is written.
        options: `ksearch.reading.ReadOptions`; None for those that the index remembers.
        progress: called a few times a second.
        wait_seconds: how long to wait for another writer.
        glosses: turns abbreviations that articles explain on or off; None leaves that as it is.
    """

    sources: Sequence[str] | None
    anew: bool = False
    memory_mb: int = 512
    options: object | None = None
    progress: ProgressCallback | None = None
    wait_seconds: float = 0.0
    glosses: bool | None = None
