"""Parameters that several commands have, as typer takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

import typer

from ksearch.model.article import KEYWORD_FIELDS, TEXT_FIELDS
from ksearch.reading import Limits, ReadOptions

from . import options
from .guard import UsageError

#: The source that is indexed if none is named.
DEFAULT_SOURCE = "corpus"

IndexFolder: TypeAlias = Annotated[
    str,
    typer.Option(
        *options.INDEX.flags,
        help=options.INDEX.help,
        metavar=options.INDEX.metavar,
        envvar=options.INDEX.variable,
    ),
]
Format: TypeAlias = Annotated[
    Literal["text", "json", "jsonl", "html", "paths", "ids"] | None,
    typer.Option("--format", help=options.FORMAT.help),
]
HitsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help=options.JSON.help, show_default=False)
]
Group: TypeAlias = Annotated[
    bool, typer.Option(f"{options.GROUP.flags[0]}/{options.GROUP.off}", help=options.GROUP.help)
]
Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print the answer as JSON.", show_default=False)
]
Repair: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--repair",
        help="Build a damaged index again from those of its own articles that can be read.",
        show_default=False,
    ),
]
Color: TypeAlias = Annotated[
    Literal["auto", "always", "never"], typer.Option("--color", help=options.COLOR.help)
]
Sources: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files and folders to read; if none is named, all that the index remembers, "
        f"or {DEFAULT_SOURCE}.",
        metavar="SOURCE",
        show_default=False,
    ),
]
Raw: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--raw", help="Take pages whole, with everything around the article.", show_default=False
    ),
]
Include: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        help="Read only files that match this glob; may be given more than once.",
        metavar="GLOB",
    ),
]
Exclude: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        help="Leave out files that match this glob; may be given more than once.",
        metavar="GLOB",
    ),
]
Columns: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--columns",
        help="What a table or JSON file calls a field of the article: body=기사내용.",
        metavar="FIELD=NAME",
    ),
]
Memory: TypeAlias = Annotated[
    int,
    typer.Option("--memory", help="Megabytes of memory to build in.", metavar="MB"),
]
Glosses: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--glosses/--no-glosses",
        help="Whether abbreviations that the articles explain, 한국은행(한은), are synonyms; "
        "the index remembers it, and begins with yes.",
        show_default=False,
    ),
]
Wait: TypeAlias = Annotated[
    float,
    typer.Option(
        "--wait",
        help="Seconds to wait for another process that is writing to the index.",
        metavar="SECONDS",
        min=0,
    ),
]

Timeout: TypeAlias = Annotated[
    float,
    typer.Option(
        "--timeout",
        help="Seconds that reading one document may take before it is refused; 0 for any time.",
        metavar="SECONDS",
    ),
]
MemoryLimit: TypeAlias = Annotated[
    int,
    typer.Option(
        "--limit",
        help="Megabytes of memory that reading one document may take; 0 for all there is.",
        metavar="MB",
    ),
]
TIMEOUT = 30.0
MEMORY_LIMIT = 1024

#: Longest time limit in seconds: a day, as alarms of the system have an upper bound.
_LONGEST = 86_400
#: Bounds of the memory limit in megabytes: with less, no document can be read.
_MIN_MEMORY, _MAX_MEMORY = 16, 1 << 20

_FIELDS = ("id", *TEXT_FIELDS, "date", *KEYWORD_FIELDS)


def read_options(
    raw: bool,
    include: list[str] | None,
    exclude: list[str] | None,
    columns: list[str] | None,
    timeout: float = TIMEOUT,
    limit: int = MEMORY_LIMIT,
) -> ReadOptions | None:
    """Return the reading options; None if none is given.

    Raises:
        UsageError: a column is not given as FIELD=NAME, articles have no such field, or a limit is
            out of bounds.
    """
    options = ReadOptions(
        raw=raw,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        columns=_columns(columns or ()),
        limits=_limits(timeout, limit),
    )
    return None if options == ReadOptions() else options


def _limits(timeout: float, limit: int) -> Limits:
    if not 0 <= timeout < _LONGEST:
        raise UsageError(f"--timeout takes seconds from 0 to {_LONGEST:,}, and not {timeout:g}")
    if limit != 0 and not _MIN_MEMORY <= limit < _MAX_MEMORY:
        allowed = f"megabytes from {_MIN_MEMORY} to {_MAX_MEMORY:,}, or 0"
        raise UsageError(f"--limit takes {allowed}, and not {limit}")
    return Limits(
        document_seconds=timeout or None,
        document_memory=limit * (1 << 20) or None,
    )


def _columns(pairs: list[str] | tuple[str, ...]) -> Mapping[str, str]:
    columns = {}
    for pair in (part.strip() for given in pairs for part in given.split(",")):
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not (field and equals and name):
            raise UsageError(f"--columns takes FIELD=NAME, such as body=기사내용, and not “{pair}”")
        if field not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise UsageError(f"--columns names the field “{field}”; articles have {known}")
        columns[field] = name
    return columns
