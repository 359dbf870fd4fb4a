"""`ksearch mcp`: the tools, as a program that speaks the protocol calls them."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

mcp = pytest.importorskip("mcp", reason="needs the extra mcp")


def call(folder: Path, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Start the command, call its tools, and return what they answer."""
    from mcp.client.stdio import stdio_client

    async def scene() -> list[Any]:
        program = mcp.StdioServerParameters(
            command=sys.executable, args=["-m", "ksearch", "mcp", "--index", str(folder)]
        )
        async with (
            stdio_client(program) as (read, write),
            mcp.ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = await session.list_tools()
            answers = [{tool.name for tool in tools.tools}]
            for name, arguments in calls:
                answers.append(await session.call_tool(name, arguments))
            return answers

    return asyncio.run(scene())


def test_a_language_model_searches_counts_and_reads(built: Path) -> None:
    names, found, counted, over_time, read = call(
        built,
        ("search", {"query": "섬 도서관", "limit": 3}),
        ("facets", {"query": "배추", "by": ["section"]}),
        ("trend", {"queries": ["배추", "도서관"], "by": "month"}),
        ("read_article", {"article_id": "섬/도서관.txt"}),
    )
    assert names == {"search", "facets", "trend", "read_article"}
    assert data_of(found)["hits"][0]["id"] == "섬/도서관.txt"
    assert len(data_of(counted)["facets"]["section"]["values"]) == 3
    assert [series["total"] for series in data_of(over_time)["series"]] == [60, 1]
    assert data_of(read)["body"] == "도서관에는 책 삼천 권이 있다."


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("search", {"query": ""}, "no word"),
        ("search", {"query": "배추", "since": "어제쯤"}, "어제쯤"),
        ("search", {"query": "배" * 5000}, "4000"),
        ("search", {"query": "배추", "limit": 1000}, "200"),
        ("read_article", {"article_id": "없음"}, "없음"),
    ],
)
def test_a_refusal_says_what_to_do(
    built: Path, name: str, arguments: dict[str, Any], words: str
) -> None:
    _, answer = call(built, (name, arguments))
    assert answer.is_error
    assert words in answer.content[0].text


def data_of(answer: Any) -> dict[str, Any]:
    assert not answer.is_error, answer
    data: dict[str, Any] = json.loads(answer.content[0].text)
    return data
