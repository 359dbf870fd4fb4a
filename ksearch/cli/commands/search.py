"""`ksearch search`: ranked hits with snippets.

Its options are a table, so that a plain search can be parsed without loading typer.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import ksearch
from ksearch.model.fields import TEXT_FIELDS

from ..guard import UsageError
from ..options import COLOR, FORMAT, GROUP, INDEX, JSON, Kind, Option
from ..printing import at_least, print_results, result_format

Sort: TypeAlias = Literal["relevance", "newest", "oldest"]
MatchMode: TypeAlias = Literal["auto", "all", "any"]

SUMMARY = """Search and print the best articles.

Words are found in every form: 오르다 finds 올랐다, 혁명 finds 산업혁명. "…" finds an exact run of
words; -포항 leaves out articles with a word.
"""

OPTIONS: tuple[Option, ...] = (
    Option("query", (), Kind.WORDS, "What to search for.", default=(), metavar="QUERY"),
    INDEX,
    Option("limit", ("--limit", "-n"), Kind.NUMBER, "How many hits to print.", default=10),
    Option("offset", ("--offset",), Kind.NUMBER, "How many hits to pass over.", default=0),
    Option(
        "sort",
        ("--sort",),
        Kind.CHOICE,
        "What comes first.",
        default="relevance",
        choices=("relevance", "newest", "oldest"),
    ),
    Option(
        "match",
        ("--match",),
        Kind.CHOICE,
        "Which articles count: with every word, with any, or (auto) with every word and, where "
        "those are too few, those that lack the least.",
        default="auto",
        choices=("auto", "all", "any"),
    ),
    Option(
        "since",
        ("--since",),
        Kind.TEXT,
        "Only articles of this date or later: 2025, 2025-02, 2025-02-12.",
        metavar="DATE",
    ),
    Option(
        "until",
        ("--until",),
        Kind.TEXT,
        "Only articles of this date or earlier.",
        metavar="DATE",
    ),
    Option("publisher", ("--publisher",), Kind.TEXT, "Only this paper's.", metavar="NAME"),
    Option("author", ("--author",), Kind.TEXT, "Only this reporter's.", metavar="NAME"),
    Option(
        "fields",
        ("--in",),
        Kind.CHOICES,
        "Look only in this part of the articles; may be given more than once.",
        default=(),
        choices=TEXT_FIELDS,
        metavar="title|lead|body",
    ),
    GROUP,
    FORMAT,
    JSON,
    Option("explain", ("--explain",), Kind.FLAG, "Show where each score is from.", default=False),
    COLOR,
)


def run(
    *,
    query: tuple[str, ...],
    index: str,
    limit: int,
    offset: int,
    sort: Sort,
    match: MatchMode,
    since: str | None,
    until: str | None,
    publisher: str | None,
    author: str | None,
    fields: tuple[str, ...],
    group: bool,
    format: str | None,  # noqa: A002 - the parameters are named as in `OPTIONS`
    json: bool,
    explain: bool,
    color: str,
) -> int:
    """Search and print; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever searching raises.
    """
    format_name = result_format(format, json)
    at_least(1, "--limit", limit)
    at_least(0, "--offset", offset)
    for field in fields:
        if field not in TEXT_FIELDS:
            raise UsageError(f"--in takes {', '.join(TEXT_FIELDS)}, and not “{field}”")

    with ksearch.open(index) as opened:
        results = opened.search(
            " ".join(query),
            limit=limit,
            offset=offset,
            sort=sort,
            match=match,
            since=since,
            until=until,
            publisher=publisher,
            author=author,
            fields=fields or None,
            group=group,
        )
        return print_results(results, format_name, color, explain=explain)
