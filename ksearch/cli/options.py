"""The one table of options: what every command takes, declared once.

Both ways into the program read it (the fast lane of `search` and typer), and so do the help, the
reference in ``docs/cli.md``, completion, the manual page and the configuration.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from ksearch.model.fields import TEXT_FIELDS

#: Default folder of the index.
DEFAULT_INDEX = "index"
INDEX_VARIABLE = "KSEARCH_INDEX"
#: The source that is indexed if none is named.
DEFAULT_SOURCE = "corpus"
#: Seconds and megabytes that reading one document may take.
TIMEOUT = 30.0
MEMORY_LIMIT = 1024
#: Megabytes to build an index in.
BUILDING_MEMORY = 512


class OptionKind(Enum):
    """The type of an option's value."""

    WORDS = "words"  # positional; one at least if required
    WORD = "word"  # positional; exactly one
    FLAG = "flag"
    NUMBER = "number"
    SECONDS = "seconds"  # a number that may have decimals
    TEXT = "text"
    CHOICE = "choice"
    TEXTS = "texts"  # may be given several times
    CHOICES = "choices"  # may be given several times


#: The kinds of positional arguments.
POSITIONAL = frozenset((OptionKind.WORDS, OptionKind.WORD))
#: The kinds whose value is a tuple.
MANY = frozenset((OptionKind.WORDS, OptionKind.TEXTS, OptionKind.CHOICES))


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
        least: the smallest value of a number that typer is to let through.
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
    least: float | None = None


class Command(NamedTuple):
    """One command.

    Attributes:
        name: what it is called on the command line.
        summary: its text in ``--help``; the first line also stands in the list of commands.
        options: what it takes.
        run: is called with the options' names as keywords, and returns the exit status.
    """

    name: str
    summary: str
    options: tuple[Option, ...]
    run: Callable[..., int]


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

# What is printed, and how.

#: The formats of hits.
FORMATS = ("text", "json", "jsonl", "html", "paths", "ids")
#: The formats of a search; its tables have a row for each hit.
SEARCH_FORMATS = (*FORMATS, "csv", "xlsx")
COUNT_FORMATS = ("text", "json", "csv")
TREND_FORMATS = ("text", "json", "csv", "svg")
FORMAT = Option(
    "format", ("--format",), OptionKind.CHOICE, "How to print the hits.", choices=FORMATS
)
SEARCH_FORMAT = FORMAT._replace(choices=SEARCH_FORMATS)
COUNT_FORMAT = FORMAT._replace(help="How to print what was counted.", choices=COUNT_FORMATS)
TREND_FORMAT = FORMAT._replace(
    help="How to print the trend; svg is a picture.", choices=TREND_FORMATS
)
JSON = Option("json", ("--json",), OptionKind.FLAG, "Print the answer as JSON.", default=False)
#: Of the commands that have several formats.
FORMAT_JSON = JSON._replace(help="Short for --format json.")
ARTICLES_JSON = JSON._replace(help="Print an article a line, as JSON.")
LIMIT = Option("limit", ("--limit", "-n"), OptionKind.NUMBER, "How many hits to print.", 10)
WORDS_LIMIT = LIMIT._replace(help="How many words to print.")
RELATED_LIMIT = WORDS_LIMIT._replace(default=20)
VALUES_LIMIT = LIMIT._replace(help="How many values of a field to print.", default=20)
OFFSET = Option("offset", ("--offset",), OptionKind.NUMBER, "How many hits to pass over.", 0)
SORTS = ("relevance", "newest", "oldest")
SORT = Option("sort", ("--sort",), OptionKind.CHOICE, "What comes first.", SORTS[0], choices=SORTS)
GROUP = Option(
    "group",
    ("--group",),
    OptionKind.FLAG,
    "Show near-identical articles as one, and how many there are; they count in the total.",
    default=True,
    off="--no-group",
)
FACETS = Option(
    "facets",
    ("--facets",),
    OptionKind.FLAG,
    "Also count all that match by paper, section and reporter.",
    default=False,
)
ALL = Option(
    "all",
    ("--all",),
    OptionKind.FLAG,
    "Print every article that matches, one after the other, near-identical ones too.",
    default=False,
)
HIT_COLUMNS = Option(
    "columns",
    ("--fields",),
    OptionKind.TEXT,
    "What a table (csv, xlsx) or jsonl has of each hit: id,date,title,body; without a format "
    "as csv.",
    metavar="NAME,…",
)
TEMPLATE = Option(
    "template",
    ("--template",),
    OptionKind.TEXT,
    "Print each hit like this: '{date} {title}'.",
    metavar="TEXT",
)
OUTPUT = Option(
    "output", ("--output", "-o"), OptionKind.TEXT, "Write to this file.", metavar="FILE"
)
BATCH = Option(
    "batch",
    ("--batch",),
    OptionKind.FLAG,
    "Read a query a line from stdin, and print a JSON object a line.",
    default=False,
)
EXPLAIN = Option(
    "explain", ("--explain",), OptionKind.FLAG, "Show where each score is from.", default=False
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

# What is counted.

COUNTED_FIELDS = ("publisher", "section", "author")
BY_FIELD = Option(
    "by",
    ("--by",),
    OptionKind.CHOICES,
    "Count by this field; may be given more than once.",
    default=(),
    choices=COUNTED_FIELDS,
    metavar="|".join(COUNTED_FIELDS),
)
BY_PERIOD = Option(
    "by",
    ("--by",),
    OptionKind.CHOICE,
    "How long a period is.",
    default="month",
    choices=("day", "week", "month", "year"),
)

# Articles and words.

ARTICLE_ID = Option(
    "id", (), OptionKind.WORD, "The article's id, as search prints it.", metavar="ID"
)
ARTICLE = ARTICLE_ID._replace(
    help="The article's id, or the number of a hit of the last search.", metavar="ID|N"
)
PRINT_ONLY = Option(
    "print_only",
    ("--print",),
    OptionKind.FLAG,
    "Print the file or address instead.",
    default=False,
)
PREFIX = Option("prefix", (), OptionKind.WORD, "The beginning of a word: 코스ㅍ.", metavar="PREFIX")
TEXT = Option(
    "text", (), OptionKind.WORDS, "The text; - reads it from stdin.", default=(), metavar="TEXT"
)
ENTRY = Option(
    "entry",
    (),
    OptionKind.WORD,
    "A word, 전세사기; or synonyms, '전기차 = 전기 자동차' or '코로나 > 코로나19'.",
    metavar="ENTRY",
)
TAG = Option(
    "tag",
    ("--tag",),
    OptionKind.TEXT,
    "A word's part of speech: NNP (a name) if none is given, NNG, VV, VA, MAG, …",
    metavar="TAG",
)
NOTE = Option(
    "note",
    ("--note",),
    OptionKind.TEXT,
    "What to note behind a word.",
    default="",
    metavar="TEXT",
)

# Sources, and how they are read.

SOURCES = Option(
    "sources",
    (),
    OptionKind.WORDS,
    "Files and folders to read; if none is named, all that the index remembers, "
    f"or {DEFAULT_SOURCE}.",
    default=(),
    metavar="SOURCE",
    required=False,
)
SOURCE = Option("source", (), OptionKind.WORD, "The folder or file.", metavar="SOURCE")
NEW_PLACE = Option("new", (), OptionKind.WORD, "Where it is now.", metavar="NEW")
FILES = Option(
    "files", (), OptionKind.WORDS, "Files and folders to read.", default=(), metavar="FILE"
)
ALL_LINES = Option(
    "all_lines",
    ("--all",),
    OptionKind.FLAG,
    "Show every line of the page, and why it was dropped if it was.",
    default=False,
)
RAW = Option(
    "raw",
    ("--raw",),
    OptionKind.FLAG,
    "Take pages whole, with everything around the article.",
    default=False,
)
INCLUDE = Option(
    "include",
    ("--include",),
    OptionKind.TEXTS,
    "Read only files that match this glob; may be given more than once.",
    default=(),
    metavar="GLOB",
)
EXCLUDE = Option(
    "exclude",
    ("--exclude",),
    OptionKind.TEXTS,
    "Leave out files that match this glob; may be given more than once.",
    default=(),
    metavar="GLOB",
)
COLUMNS = Option(
    "columns",
    ("--columns",),
    OptionKind.TEXTS,
    "What a table or JSON file calls a field of the article: body=기사내용.",
    default=(),
    metavar="FIELD=NAME",
)
DOCUMENT_TIMEOUT = Option(
    "timeout",
    ("--timeout",),
    OptionKind.SECONDS,
    "Seconds that reading one document may take before it is refused; 0 for any time.",
    default=TIMEOUT,
    metavar="SECONDS",
)
DOCUMENT_MEMORY = Option(
    "limit",
    ("--limit",),
    OptionKind.NUMBER,
    "Megabytes of memory that reading one document may take; 0 for all there is.",
    default=MEMORY_LIMIT,
    metavar="MB",
)
#: How the articles of a source are read, with what is read of it.
READING = (RAW, INCLUDE, EXCLUDE, COLUMNS)
#: Bounds of reading one document.
BOUNDS = (DOCUMENT_TIMEOUT, DOCUMENT_MEMORY)

# Writing to an index.

MEMORY = Option(
    "memory",
    ("--memory",),
    OptionKind.NUMBER,
    "Megabytes of memory to build in.",
    default=BUILDING_MEMORY,
    metavar="MB",
)
GLOSSES = Option(
    "glosses",
    ("--glosses",),
    OptionKind.FLAG,
    "Whether abbreviations that the articles explain, 한국은행(한은), are synonyms; "
    "the index remembers it, and begins with yes.",
    off="--no-glosses",
)
WAIT = Option(
    "wait",
    ("--wait",),
    OptionKind.SECONDS,
    "Seconds to wait for another process that is writing to the index.",
    default=0,
    metavar="SECONDS",
    least=0,
)
REPAIR = Option(
    "repair",
    ("--repair",),
    OptionKind.FLAG,
    "Build a damaged index again from those of its own articles that can be read.",
    default=False,
)
