"""What an engine is: keeps articles, and answers searches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from ksearch.engines.embedded.preparing import PreparedQuery
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
    from ksearch.model.results import Hit, Results

ProgressCallback: TypeAlias = "Callable[[Progress], None]"


class Writer(Protocol):
    """Adds and deletes articles; commits when left, rolls back when left by an error."""

    def add(self, article: Article) -> str:
        """Add an article, in the place of one with the same id.

        Returns ``"added"``, ``"changed"`` or ``"unchanged"``.
        """
        ...

    def delete(self, article_id: str) -> bool:
        """Delete an article; tells whether there was one."""


class Engine(Protocol):
    """An opened index; safe to search from several threads, shows one state until `refresh`."""

    def search(self, request: SearchRequest) -> Results:
        """Answer a search."""

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Return completions of what has been typed so far, the most frequent first."""

    def similar(self, article_id: str, limit: int, *, group: bool = True) -> Results:
        """Return the articles that are most like one, itself left out."""

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

    def articles(self) -> Iterator[Article]:
        """Return every article, one after the other."""
        ...

    def prepare(self, request: SearchRequest) -> PreparedQuery:
        """Resolve a query, to be evaluated again and again."""
        ...

    def get(self, article_id: str) -> Article:
        """Return an article by its id."""

    def writer(self, memory_mb: int, wait_seconds: float) -> AbstractContextManager[Writer]:
        """Begin a change; wait for another writer so many seconds at most."""

    def words(self) -> tuple[WordEntry, ...]:
        """Return the user words and synonyms, and which of them are in force."""
        ...

    def add_word(self, entry: str, tag: str | None, note: str) -> WordEntry:
        """Add a user word or a synonym; the next commit puts it in force."""
        ...

    def remove_word(self, entry: str) -> WordEntry:
        """Remove a user word or a synonym; it is in force until the next commit."""
        ...

    def source_paths(self) -> tuple[str, ...]:
        """Return where the sources are that the index remembers."""
        ...

    def sources(self) -> tuple[SourceEntry, ...]:
        """Return the sources that the index remembers."""
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

    def stats(self) -> Stats:
        """Return what the index holds."""

    def check(self) -> CheckReport:
        """Read every byte, and tell whether it is what was written."""

    def analyse(self, text: str) -> tuple[AnalysedEojeol, ...]:
        """Return how a text is read."""

    def refresh(self) -> bool:
        """See the newest state; tells whether it is another."""

    def close(self) -> None:
        """Let go of files."""

    def __len__(self) -> int:
        """Count the articles."""


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """Bringing an index up to date with sources, or building it anew from them.

    ``sources`` is None for all that the index remembers; ``wait_seconds`` is how long to wait for
    another writer. ``glosses`` turns abbreviations on or off that the articles explain, None leaves
    that as it is.
    """

    sources: Sequence[str] | None
    anew: bool = False
    memory_mb: int = 512
    options: object | None = None
    progress: ProgressCallback | None = None
    wait_seconds: float = 0.0
    glosses: bool | None = None
