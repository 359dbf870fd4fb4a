"""Korean full-text search over a set of articles: in the terminal and in Python, without a server.

import ksearch

ksearch.update("index", ["corpus"])
for hit in ksearch.open("index").search("4차 산업혁명"):
    print(hit.title, hit.snippet.text)
"""

from ksearch.article import Article
from ksearch.errors import (
    ArticleNotFound,
    EmptyQuery,
    EngineUnavailable,
    IndexCorrupt,
    IndexExists,
    IndexLocked,
    IndexNotFound,
    IndexVersionError,
    InvalidValue,
    KSearchError,
    MissingExtra,
    NothingToIndex,
    QuerySyntaxError,
    ReadError,
    SourceNotFound,
    StorageError,
    UnknownField,
)
from ksearch.index import Index, rebuild, update
from ksearch.index import create_index as create
from ksearch.index import open_index as open
from ksearch.results import (
    AnalysedEojeol,
    AnalysedTerm,
    CheckReport,
    Contribution,
    Hit,
    Progress,
    Refused,
    Results,
    Snippet,
    Stats,
    UpdateReport,
)
from ksearch.sources import analyze, read

__version__ = "0.1.0"

__all__ = [
    "AnalysedEojeol",
    "AnalysedTerm",
    "Article",
    "ArticleNotFound",
    "CheckReport",
    "Contribution",
    "EmptyQuery",
    "EngineUnavailable",
    "Hit",
    "Index",
    "IndexCorrupt",
    "IndexExists",
    "IndexLocked",
    "IndexNotFound",
    "IndexVersionError",
    "InvalidValue",
    "KSearchError",
    "MissingExtra",
    "NothingToIndex",
    "Progress",
    "QuerySyntaxError",
    "ReadError",
    "Refused",
    "Results",
    "Snippet",
    "SourceNotFound",
    "Stats",
    "StorageError",
    "UnknownField",
    "UpdateReport",
    "analyze",
    "create",
    "open",
    "read",
    "rebuild",
    "update",
]
