"""`ksearch mcp`: the index as tools for language models (https://modelcontextprotocol.io).

The tools answer with the JSON of the API, within the same limits; they only read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

import ksearch
from ksearch.model.choices import Match, Period, Sort
from ksearch.server import answers
from ksearch.server.parameters import MAX_LIMIT, MAX_OFFSET, MAX_QUERY
from ksearch.server.pool import SearchPool
from ksearch.server.problems import RequestRefused
from ksearch.server.settings import Settings
from ksearch.server.shared_index import SharedIndex

Query: TypeAlias = Annotated[str, Field(max_length=MAX_QUERY)]
NameList: TypeAlias = Annotated[list[str] | None, Field(max_length=50)]
#: Most characters of an article's text in one answer; longer ones are read in parts.
MAX_TEXT = 20_000
_INSTRUCTIONS = """Searches a collection of Korean articles. Queries are Korean words (particles and
endings do not matter), "exact text", -without, OR, title:word; dates go in since and until. Each
hit has an id for read_article; "missing" names words of the query that the article lacks."""


def create_tools(settings: Settings) -> MCPServer:
    """Return the server of the tools over one index.

    Raises:
        IndexNotFound, IndexCorrupt: the index cannot be opened.
    """
    index = SharedIndex(settings.index)
    index.current()
    pool = SearchPool(settings.threads, settings.waiting, settings.seconds)
    tools = MCPServer("ksearch", instructions=_INSTRUCTIONS, version=ksearch.__version__)
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    async def answered(
        answer: Callable[[ksearch.Index, dict[str, Any]], dict[str, Any]], **given: Any
    ) -> dict[str, Any]:
        arguments = {name: value for name, value in given.items() if value not in (None, [], ())}
        try:
            return await pool.run(lambda: answer(index.current(), arguments))
        except (ksearch.KSearchError, RequestRefused) as error:
            raise ToolError(str(error)) from error

    @tools.tool(annotations=reading)
    async def search(
        query: Query,
        limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 10,
        offset: Annotated[int, Field(ge=0, le=MAX_OFFSET)] = 0,
        sort: Sort = "relevance",
        match: Match = "auto",
        since: str | None = None,
        until: str | None = None,
        publisher: NameList = None,
        section: NameList = None,
        author: NameList = None,
    ) -> dict[str, Any]:
        """Find the best articles for a query, each with the passage that answers it best."""
        return await answered(
            answers.search,
            query=query,
            limit=limit,
            offset=offset,
            sort=sort,
            match=match,
            since=since,
            until=until,
            publisher=publisher,
            section=section,
            author=author,
        )

    @tools.tool(annotations=reading)
    async def facets(
        query: Query,
        by: list[Literal["publisher", "section", "author"]] | None = None,
        match: Match = "auto",
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, Any]:
        """Count the articles that match a query by paper, section and reporter."""
        return await answered(
            answers.facets, query=query, by=by, match=match, since=since, until=until
        )

    @tools.tool(annotations=reading)
    async def trend(
        queries: Annotated[list[Query], Field(min_length=1, max_length=10)],
        by: Period = "month",
        match: Match = "auto",
        since: str | None = None,
        until: str | None = None,
    ) -> dict[str, Any]:
        """Count the articles that match queries by the time when they were published."""
        return await answered(
            answers.trend, queries=queries, by=by, match=match, since=since, until=until
        )

    @tools.tool(annotations=reading)
    async def read_article(
        article_id: str, start: Annotated[int, Field(ge=0)] = 0
    ) -> dict[str, Any]:
        """Read an article; of a long one the part that begins at a character of its body."""
        return await answered(_part_of_article, article_id=article_id, start=start)

    return tools


def _part_of_article(index: ksearch.Index, arguments: dict[str, Any]) -> dict[str, Any]:
    start = arguments["start"]
    article = answers.article(index, {"article_id": arguments["article_id"]})
    body = article["body"]
    end = start + MAX_TEXT
    shown = {**article, "body": body[start:end], "start": start}
    shown["next_start"] = end if end < len(body) else None
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in shown.items()
    }
