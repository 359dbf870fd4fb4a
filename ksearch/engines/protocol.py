"""The protocols between the façade and an engine: what every engine can do, and what some can.

`Engine` is small enough to be implemented by a remote server. Everything else is an optional
capability with its own protocol: the façade gets it through `capabilities`, whose error names the
engine that does not have it.
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
    """Adds and deletes articles; commits at the end of the block, rolls back on an error."""

    def add(self, article: Article) -> str:
        """Add an article, replacing the one with the same id.

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
        """Begin a change; wait at most ``wait_seconds`` for another writer."""

    def stats(self) -> Stats:
        """Return statistics of the index."""

    def refresh(self) -> bool:
        """See the newest state; returns whether it is another."""

    def newest(self) -> Engine:
        """Return an engine that shows the newest state: this one if it already does."""
        ...

    def generation(self) -> str:
        """Return the name of the state that is shown, unique among all states."""
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
    """Finds articles similar to a given one."""

    def similar(self, article_id: str, limit: int, *, group: bool = True) -> Results:
        """Return the articles most similar to a given one, without itself."""


@runtime_checkable
class Highlighting(Protocol):
    """Finds the matches of a query in a whole article."""

    def highlight(self, request: SearchRequest, article_id: str) -> HighlightedArticle:
        """Return an article with every match of a query; raises `ArticleNotFound`."""
        ...


@runtime_checkable
class Collecting(Protocol):
    """Collects data over all articles that a query matches."""

    def facets(self, request: SearchRequest, by: Sequence[str]) -> Facets:
        """Count what a query matches by keyword fields."""
        ...

    def trend(self, requests: Sequence[SearchRequest], by: str) -> Trend:
        """Count what queries match by periods; the filters of all requests are the same."""
        ...

    def related(self, request: SearchRequest, limit: int) -> Related:
        """Return the words that are over-represented in the best articles of a query."""
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
    """Keeps the list of sources that the index is built from."""

    def source_paths(self) -> tuple[str, ...]:
        """Return where the sources are."""
        ...

    def sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources with the counts of their files and articles."""
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
    """Shows its internals: whether it is sound, how it analyses a text."""

    def check(self) -> CheckReport:
        """Read every byte, and report whether it is what was written."""

    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return the analysis of a text."""
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
        glosses: turns abbreviations that articles explain on or off; None keeps the setting.
    """

    sources: Sequence[str] | None
    anew: bool = False
    memory_mb: int = 512
    options: object | None = None
    progress: ProgressCallback | None = None
    wait_seconds: float = 0.0
    glosses: bool | None = None
