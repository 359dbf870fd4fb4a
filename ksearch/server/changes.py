"""Changes of the index by requests; each is one commit."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import ksearch
from ksearch.server.problems import RequestRefused

#: Seconds to wait for another writer.
_WAIT = 30.0
#: Most objects and lists in one request; brackets in texts count, too.
_MOST_OBJECTS = 1_000_000


def rows_of(body: bytes) -> object:
    """Return the value in the body of a request.

    Raises:
        RequestRefused: it is not JSON, or would take too much memory: an empty object has two bytes
            in the body, and sixty in memory.
    """
    if body.count(b"{") + body.count(b"[") > _MOST_OBJECTS:
        raise RequestRefused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"a request may have {_MOST_OBJECTS:,} objects and lists; send the articles in parts",
        )
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "the body is not JSON") from error


def add_articles(location: str, rows: object) -> dict[str, Any]:
    """Add the articles of a request's body, each replacing the one with its id.

    Raises:
        RequestRefused: the body holds no articles.
        IndexLocked: another process has been writing for too long.
    """
    articles = [rows] if isinstance(rows, dict) else rows
    if not isinstance(articles, list) or not all(isinstance(row, dict) for row in articles):
        raise RequestRefused(
            HTTPStatus.BAD_REQUEST, "the body must be an article (an object) or a list of them"
        )
    report = ksearch.add(location, articles, wait=_WAIT)
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": [{"where": each.where, "reason": each.reason} for each in report.refused],
    }


def delete(location: str, article_id: str) -> None:
    """Delete an article.

    Raises:
        ArticleNotFound: there is none with this id.
        IndexLocked: another process has been writing for too long.
    """
    with ksearch.open(location) as index:
        index.get(article_id)
        with index.writer(wait=_WAIT) as writer:
            writer.delete(article_id)
