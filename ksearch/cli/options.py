"""Options of commands as data, for the fast lane and for typer."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ksearch.model.fields import TEXT_FIELDS

#: Default folder of the index.
DEFAULT_INDEX = "index"
INDEX_VARIABLE = "KSEARCH_INDEX"


class OptionKind(Enum):
    """The type of an option's value."""

    WORDS = "words"  # the command's positional arguments, one at least
    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    TEXTS = "texts"  # may be given several times
    CHOICES = "choices"  # may be given several times


class Option(NamedTuple):
    """One option, or the positional arguments, of a command.

    Attributes:
        name: the parameter of the command's function.
        flags: its spellings: ``--limit``, ``-n``; empty for positional arguments.
        kind: the type of its value.
        help: its text in ``--help``.
        default: its value if it is not given.
        choices: the values of a choice.
        metavar: the name of its value in ``--help``.
        off: for a flag, the spelling that turns it off.
        variable: the environment variable with its default.
        required: for positional arguments, whether there must be one.
    """

    name: str
    flags: tuple[str, ...]
    kind: OptionKind
    help: str
    default: object = None
    choices: tuple[str, ...] = ()
    metavar: str | None = None
    off: str | None = None
    variable: str | None = None
    required: bool = True


INDEX = Option(
    "index",
    ("--index",),
    OptionKind.TEXT,
    "The folder of the index.",
    default=DEFAULT_INDEX,
    metavar="DIR",
    variable=INDEX_VARIABLE,
)
QUERY = Option("query", (), OptionKind.WORDS, "What to search for.", default=(), metavar="QUERY")
#: Filters of a query; named as the parameters of `ksearch.Index.scan`.
FILTERS = (
    Option(
        "match",
        ("--match",),
        OptionKind.CHOICE,
        "Which articles count: with every word, with any, or (auto) with every word and, where "
        "those are too few, those that lack the least.",
        default="auto",
        choices=("auto", "all", "any"),
    ),
    Option(
        "since",
        ("--since",),
        OptionKind.TEXT,
        "Only articles of this date or later: 2025-02-12, 2025년 2월, 지난주, 3개월 (ago), 7d.",
        metavar="DATE",
    ),
    Option(
        "until",
        ("--until",),
        OptionKind.TEXT,
        "Only articles of this date or earlier.",
        metavar="DATE",
    ),
    Option(
        "publisher",
        ("--publisher",),
        OptionKind.TEXTS,
        "Only this paper's; part of its name will do where no paper is called so. May be given "
        "more than once, as --author and --section.",
        default=(),
        metavar="NAME",
    ),
    Option(
        "author",
        ("--author",),
        OptionKind.TEXTS,
        "Only this reporter's.",
        default=(),
        metavar="NAME",
    ),
    Option(
        "section",
        ("--section",),
        OptionKind.TEXTS,
        "Only this section's.",
        default=(),
        metavar="NAME",
    ),
    Option(
        "fields",
        ("--in",),
        OptionKind.CHOICES,
        "Look only in this part of the articles; may be given more than once.",
        default=(),
        choices=TEXT_FIELDS,
        metavar="title|lead|body",
    ),
)
COUNT_FORMATS = ("text", "json", "csv")
COUNT_FORMAT = Option(
    "format",
    ("--format",),
    OptionKind.CHOICE,
    "How to print what was counted.",
    choices=COUNT_FORMATS,
)
FORMATS = ("text", "json", "jsonl", "html", "paths", "ids")
#: The formats of a search; its tables have a row for each hit.
SEARCH_FORMATS = (*FORMATS, "csv", "xlsx")
FORMAT = Option(
    "format", ("--format",), OptionKind.CHOICE, "How to print the hits.", choices=FORMATS
)
JSON = Option("json", ("--json",), OptionKind.FLAG, "Short for --format json.", default=False)
GROUP = Option(
    "group",
    ("--group",),
    OptionKind.FLAG,
    "Show near-identical articles as one, and how many there are; they count in the total.",
    default=True,
    off="--no-group",
)
COLORS = ("auto", "always", "never")
COLOR = Option(
    "color",
    ("--color",),
    OptionKind.CHOICE,
    "Paint matches; auto does on a terminal, unless NO_COLOR is set.",
    default="auto",
    choices=COLORS,
)
