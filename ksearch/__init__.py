"""Korean full-text search over a set of articles: in the terminal and in Python, without a server.

import ksearch

ksearch.update("index", ["corpus"])
for hit in ksearch.open("index").search("4차 산업혁명"):
    print(hit.title, hit.snippet.text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from ksearch.model.errors import (
    ArticleNotFound,
    CommitUnconfirmed,
    EmptyQuery,
    EngineUnavailable,
    IndexCorrupt,
    IndexExists,
    IndexLocked,
    IndexNotFound,
    IndexUnfinished,
    IndexVersionError,
    InvalidValue,
    KSearchError,
    MissingExtra,
    NothingToIndex,
    QuerySyntaxError,
    QueryTooLarge,
    ReadError,
    SourceNotFound,
    StorageError,
    UnknownField,
    UpdateInterrupted,
    WriterClosed,
)

if TYPE_CHECKING:
    from ksearch.engines.protocol import Writer
    from ksearch.index import Index, check, copy, rebuild, update
    from ksearch.index import create_index as create
    from ksearch.index import open_index as open
    from ksearch.model.article import Article
    from ksearch.model.counts import (
        Facets,
        FieldCounts,
        Related,
        RelatedWord,
        Trend,
        TrendPoint,
        TrendSeries,
    )
    from ksearch.model.reports import (
        AnalysedEojeol,
        AnalysedTerm,
        CheckReport,
        ClusterStats,
        Contribution,
        Progress,
        Refused,
        SourceEntry,
        Stats,
        UpdateReport,
        WordEntry,
    )
    from ksearch.model.results import HighlightedArticle, Hit, Results, Snippet
    from ksearch.reading import ReadOptions
    from ksearch.sources import add, analyze, read

__version__ = "0.1.0"

#: The module of each name. All names except errors are loaded on first use, so that a command loads
#: only what it needs.
_HOMES = {
    "Article": ("model.article", "Article"),
    "Facets": ("model.counts", "Facets"),
    "FieldCounts": ("model.counts", "FieldCounts"),
    "Index": ("index", "Index"),
    "ReadOptions": ("reading", "ReadOptions"),
    "Related": ("model.counts", "Related"),
    "RelatedWord": ("model.counts", "RelatedWord"),
    "Trend": ("model.counts", "Trend"),
    "TrendPoint": ("model.counts", "TrendPoint"),
    "TrendSeries": ("model.counts", "TrendSeries"),
    "Writer": ("engines.protocol", "Writer"),
    "check": ("index", "check"),
    "copy": ("index", "copy"),
    "create": ("index", "create_index"),
    "open": ("index", "open_index"),
    "rebuild": ("index", "rebuild"),
    "update": ("index", "update"),
    "AnalysedEojeol": ("model.reports", "AnalysedEojeol"),
    "AnalysedTerm": ("model.reports", "AnalysedTerm"),
    "CheckReport": ("model.reports", "CheckReport"),
    "Progress": ("model.reports", "Progress"),
    "Refused": ("model.reports", "Refused"),
    "SourceEntry": ("model.reports", "SourceEntry"),
    "ClusterStats": ("model.reports", "ClusterStats"),
    "Stats": ("model.reports", "Stats"),
    "UpdateReport": ("model.reports", "UpdateReport"),
    "WordEntry": ("model.reports", "WordEntry"),
    "Contribution": ("model.reports", "Contribution"),
    "HighlightedArticle": ("model.results", "HighlightedArticle"),
    "Hit": ("model.results", "Hit"),
    "Results": ("model.results", "Results"),
    "Snippet": ("model.results", "Snippet"),
    "add": ("sources", "add"),
    "analyze": ("sources", "analyze"),
    "read": ("sources", "read"),
}

if not TYPE_CHECKING:  # for a type checker, the names above are all names

    def __getattr__(name: str) -> object:
        """Load a public name (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module, original = _HOMES[name]
        value = globals()[name] = getattr(import_module(f"ksearch.{module}"), original)
        return value

    def __dir__() -> list[str]:
        """Return the public names, loaded or not."""
        return sorted({*__all__, "__version__", "__doc__", "__name__"})


__all__ = [
    "AnalysedEojeol",
    "AnalysedTerm",
    "Article",
    "ArticleNotFound",
    "CheckReport",
    "ClusterStats",
    "CommitUnconfirmed",
    "Contribution",
    "EmptyQuery",
    "EngineUnavailable",
    "Facets",
    "FieldCounts",
    "HighlightedArticle",
    "Hit",
    "Index",
    "IndexCorrupt",
    "IndexExists",
    "IndexLocked",
    "IndexNotFound",
    "IndexUnfinished",
    "IndexVersionError",
    "InvalidValue",
    "KSearchError",
    "MissingExtra",
    "NothingToIndex",
    "Progress",
    "QuerySyntaxError",
    "QueryTooLarge",
    "ReadError",
    "ReadOptions",
    "Refused",
    "Related",
    "RelatedWord",
    "Results",
    "Snippet",
    "SourceEntry",
    "SourceNotFound",
    "Stats",
    "StorageError",
    "Trend",
    "TrendPoint",
    "TrendSeries",
    "UnknownField",
    "UpdateInterrupted",
    "UpdateReport",
    "WordEntry",
    "Writer",
    "WriterClosed",
    "add",
    "analyze",
    "check",
    "copy",
    "create",
    "open",
    "read",
    "rebuild",
    "update",
]
