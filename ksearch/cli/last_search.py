"""The hits of the last search on a terminal, which `show 3` and `open 3` name by their rank."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ksearch import Article, ArticleNotFound, Index, Results
from ksearch.messages import Message

from .guard import UsageError

_FILE_NAME = "last-search.json"


class LastSearch(NamedTuple):
    """The stored page of a search.

    Attributes:
        query: as it was understood; if the query was corrected, the correction.
        fields: the fields that were searched; empty for all.
        first: the rank of the first hit.
        ids: of the hits.
    """

    query: str
    fields: tuple[str, ...]
    first: int
    ids: tuple[str, ...]


def remember(folder: str, results: Results, fields: Sequence[str] = ()) -> None:
    """Store a page of hits of the index in a folder; errors are ignored."""
    query = results.suggestion if results.corrected and results.suggestion else results.query
    kept = {
        "index": os.path.abspath(folder),
        "query": query,
        "fields": list(fields),
        "first": results.offset + 1,
        "ids": [hit.id for hit in results],
    }
    path = _path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(json.dumps(kept), encoding="utf-8")
    except (OSError, ValueError):
        pass


def article_named(index: Index, folder: str, name: str) -> Article:
    """Return the article with an id, otherwise the hit of the last search with this rank.

    Raises:
        ArticleNotFound: no article has the id, and it is not a number.
        UsageError: it is a number, and the last search has no such hit.
    """
    try:
        return index.get(name)
    except ArticleNotFound:
        if not (name.isascii() and name.isdecimal()):
            raise
    return index.get(_id_of(folder, int(name)))


def last_search(folder: str) -> LastSearch | None:
    """Return the last search in the index in a folder; None before the first."""
    try:
        kept = json.loads(_path().read_text("utf-8"))
        found = LastSearch(
            str(kept.get("query", "")),
            tuple(map(str, kept.get("fields", ()))),
            int(kept["first"]),
            tuple(map(str, kept["ids"])),
        )
        return found if kept["index"] == os.path.abspath(folder) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _id_of(folder: str, rank: int) -> str:
    last = last_search(folder)
    if last is None or not last.ids:
        raise UsageError(
            Message(
                "no article has the id “{rank}”, and there is no last search in this index whose "
                "hit it could be; search first",
                rank=rank,
            )
        )
    if not last.first <= rank < last.first + len(last.ids):
        raise UsageError(
            Message(
                "no article has the id “{rank}”, and the last search showed the hits {first} to "
                "{last}",
                rank=rank,
                first=last.first,
                last=last.first + len(last.ids) - 1,
            )
        )
    return last.ids[rank - last.first]


def _path() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache").expanduser()
    return Path(cache, "ksearch", _FILE_NAME)
