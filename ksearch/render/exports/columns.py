"""The columns of a hit, for tables, templates and lists of fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ksearch import Article, Hit

#: Returns the whole article of a hit.
GetArticle = Callable[[str], Article]

#: The columns of a hit, in the order in which they are printed.
HIT_COLUMNS: Mapping[str, Callable[[Hit], Any]] = MappingProxyType(
    {
        "rank": lambda hit: hit.rank,
        "id": lambda hit: hit.id,
        "title": lambda hit: hit.title,
        "lead": lambda hit: hit.lead,
        "date": lambda hit: hit.date,
        "publisher": lambda hit: hit.publisher,
        "section": lambda hit: hit.section,
        "author": lambda hit: hit.author,
        "url": lambda hit: hit.url,
        "path": lambda hit: hit.path,
        "score": lambda hit: hit.score,
        "missing": lambda hit: ", ".join(hit.missing),
        "similar_count": lambda hit: hit.similar_count,
        "snippet": lambda hit: hit.snippet.text,
    }
)
#: The columns for which the whole article is read.
ARTICLE_COLUMNS: Mapping[str, Callable[[Article], Any]] = MappingProxyType(
    {
        "body": lambda article: article.body,
        "text": lambda article: "\n".join(
            filter(None, (article.title, article.lead, article.body))
        ),
    }
)
ALL_COLUMNS = (*HIT_COLUMNS, *ARTICLE_COLUMNS)
#: The default columns of a table.
DEFAULT_COLUMNS = (
    "rank", "id", "date", "publisher", "section", "author", "title", "snippet", "url",
)  # fmt: skip


def hit_rows(
    hits: Iterable[Hit], columns: Sequence[str], get: GetArticle
) -> Iterator[dict[str, Any]]:
    """Yield the columns of each hit, in their order."""
    for hit in hits:
        article = get(hit.id) if any(name in ARTICLE_COLUMNS for name in columns) else None
        row = {}
        for name in columns:
            if name in HIT_COLUMNS:
                row[name] = HIT_COLUMNS[name](hit)
            elif article is not None:
                row[name] = ARTICLE_COLUMNS[name](article)
        yield row
