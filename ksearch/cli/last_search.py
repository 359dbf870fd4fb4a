"""The hits of the last search on a terminal, which `show 3` and `open 3` name by their rank."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ksearch import Article, ArticleNotFound, Index, Results
from ksearch.messages import Message

from .guard import UsageError

_NAME = "last-search.json"


def remember(folder: str, results: Results) -> None:
    """Keep the ids of a page of hits of the index in a folder; if that fails, nothing is said."""
    kept = {
        "index": os.path.abspath(folder),
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
    """Return the article with an id, or else the hit of the last search with this rank.

    Raises:
        ArticleNotFound: no article has the id, and it is no number.
        UsageError: it is a number, and the last search has no such hit.
    """
    try:
        return index.get(name)
    except ArticleNotFound:
        if not (name.isascii() and name.isdecimal()):
            raise
    return index.get(_id_of(folder, int(name)))


def _id_of(folder: str, rank: int) -> str:
    try:
        kept = json.loads(_path().read_text("utf-8"))
        searched, first, ids = kept["index"], int(kept["first"]), list(kept["ids"])
    except (OSError, ValueError, KeyError, TypeError):
        searched, first, ids = "", 1, []
    if searched != os.path.abspath(folder) or not ids:
        raise UsageError(
            Message(
                "no article has the id “{rank}”, and there is no last search in this "
                "index whose hit it could be; search first",
                rank=rank,
            )
        )
    if not first <= rank < first + len(ids):
        raise UsageError(
            Message(
                "no article has the id “{rank}”, and the last search showed the hits "
                "{first} to {first2}",
                rank=rank,
                first=first,
                first2=first + len(ids) - 1,
            )
        )
    return str(ids[rank - first])


def _path() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~", ".cache").expanduser()
    return Path(cache, "ksearch", _NAME)
