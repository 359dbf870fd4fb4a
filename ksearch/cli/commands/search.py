"""`ksearch search`: ranked hits with snippets.

Its options are a table, so that a plain search can be parsed without loading typer.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import ksearch

from ..filters import given
from ..guard import UsageError
from ..options import COLOR, FILTERS, FORMAT, GROUP, INDEX, JSON, QUERY, Option, OptionKind
from ..printing import COUNTING_FORMATS, at_least, print_results, result_format

Sort: TypeAlias = Literal["relevance", "newest", "oldest"]

SUMMARY = """Search and print the best articles.

Words are found in every form: 오르다 finds 올랐다, 혁명 finds 산업혁명. "…" finds an exact run of
words; -포항 leaves out articles with a word.
"""

OPTIONS: tuple[Option, ...] = (
    QUERY,
    INDEX,
    Option("limit", ("--limit", "-n"), OptionKind.NUMBER, "How many hits to print.", default=10),
    Option("offset", ("--offset",), OptionKind.NUMBER, "How many hits to pass over.", default=0),
    Option(
        "sort",
        ("--sort",),
        OptionKind.CHOICE,
        "What comes first.",
        default="relevance",
        choices=("relevance", "newest", "oldest"),
    ),
    *FILTERS,
    GROUP,
    FORMAT,
    JSON,
    Option(
        "facets",
        ("--facets",),
        OptionKind.FLAG,
        "Also count all that match by paper, section and reporter.",
        default=False,
    ),
    Option(
        "explain", ("--explain",), OptionKind.FLAG, "Show where each score is from.", default=False
    ),
    COLOR,
)


def run(
    *,
    query: tuple[str, ...],
    index: str,
    limit: int,
    offset: int,
    sort: Sort,
    group: bool,
    facets: bool,
    format: str | None,  # noqa: A002 - the parameters are named as in `OPTIONS`
    json: bool,
    explain: bool,
    color: str,
    **filters: Any,
) -> int:
    """Search and print; return the exit status.

    Raises:
        UsageError: an option's value is out of bounds, or two options contradict each other.
        KSearchError: whatever searching raises.
    """
    format_name = result_format(format, json)
    at_least(1, "--limit", limit)
    at_least(0, "--offset", offset)
    if facets and format_name not in COUNTING_FORMATS:
        raise UsageError(f"--facets goes with --format {' or '.join(COUNTING_FORMATS)} alone")
    narrowed = given(filters)
    with ksearch.open(index) as opened:
        text = " ".join(query)
        results = opened.search(
            text, limit=limit, offset=offset, sort=sort, group=group, **narrowed
        )
        counted = opened.facets(text, **narrowed) if facets else None
        return print_results(results, format_name, color, explain=explain, facets=counted)
