"""The options of searching, printing and counting, and of articles and words.

Those of building an index are in `indexing`, those of a server in `serving`: together they are the
one table of options. Each is declared once; `taken` says which command takes it.

Both ways into the program read it (the fast lane of `search` and typer), and so do the help, the
reference in ``docs/cli.md``, completion, the manual page and ``ksearch.toml``.
"""

from __future__ import annotations

from ksearch.model.choices import MATCHES, PERIODS, SORTS
from ksearch.model.fields import TEXT_FIELDS

from .option import Option, OptionKind

#: Default folder of the index.
DEFAULT_INDEX = "index"
#: Settings of the program as a whole, which no command takes as an option.
GENERAL = (
    Option(
        "language",
        (),
        OptionKind.CHOICE,
        "The language of messages and help.",
        choices=("en", "ko"),
        variable="KSEARCH_LANG",
        key="language",
    ),
)

INDEX = Option(
    "index",
    ("--index",),
    OptionKind.TEXT,
    "The folder of the index.",
    default=DEFAULT_INDEX,
    metavar="DIR",
    variable="KSEARCH_INDEX",
    key="index",
    path=True,
    completion="folder",
)
QUERY = Option(
    "query",
    (),
    OptionKind.WORDS,
    "What to search for.",
    default=(),
    metavar="QUERY",
    completion="word",
)
#: Filters of a query; named as the parameters of `ksearch.Index.scan`.
FILTERS = (
    Option(
        "match",
        ("--match",),
        OptionKind.CHOICE,
        "Which articles count: with every word, with any, or (auto) with every word and, if those "
        "are too few, those that miss the least.",
        default="auto",
        choices=MATCHES,
        variable="KSEARCH_MATCH",
        key="match",
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
        completion="publisher",
    ),
    Option(
        "author",
        ("--author",),
        OptionKind.TEXTS,
        "Only this reporter's.",
        default=(),
        metavar="NAME",
        completion="author",
    ),
    Option(
        "section",
        ("--section",),
        OptionKind.TEXTS,
        "Only this section's.",
        default=(),
        metavar="NAME",
        completion="section",
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
HIT_FORMATS = ("text", "json", "jsonl", "html", "paths", "ids")
#: The formats of a search; its tables have a row for each hit.
SEARCH_FORMATS = (*HIT_FORMATS, "csv", "xlsx")
COUNT_FORMATS = ("text", "json", "csv")
TREND_FORMATS = ("text", "json", "csv", "svg")
FORMAT = Option(
    "format",
    ("--format",),
    OptionKind.CHOICE,
    "How to print the hits.",
    choices=HIT_FORMATS,
    key="format",
    yields_to=("json", "template", "columns", "batch"),
)
SEARCH_FORMAT = FORMAT._replace(choices=SEARCH_FORMATS)
COUNT_FORMAT = FORMAT._replace(help="How to print what was counted.", choices=COUNT_FORMATS)
TREND_FORMAT = FORMAT._replace(
    help="How to print the trend; svg is a picture.", choices=TREND_FORMATS
)
CONFIG_FORMAT = FORMAT._replace(
    help="How to print the settings.", choices=("text", "json"), key=None
)
JSON = Option("json", ("--json",), OptionKind.FLAG, "Print the answer as JSON.", default=False)
#: Of the commands that have several formats.
FORMAT_JSON = JSON._replace(help="Short for --format json.")
ARTICLES_JSON = JSON._replace(help="Print an article a line, as JSON.")
LIMIT = Option(
    "limit",
    ("--limit", "-n"),
    OptionKind.NUMBER,
    "How many hits to print.",
    10,
    variable="KSEARCH_LIMIT",
    key="limit",
    least=1,
)
WORDS_LIMIT = LIMIT._replace(help="How many words to print.")
RELATED_LIMIT = WORDS_LIMIT._replace(default=20)
VALUES_LIMIT = LIMIT._replace(help="How many values of a field to print.", default=20)
OFFSET = Option(
    "offset", ("--offset",), OptionKind.NUMBER, "How many hits to pass over.", 0, least=0
)
SORT = Option(
    "sort",
    ("--sort",),
    OptionKind.CHOICE,
    "What comes first.",
    SORTS[0],
    choices=SORTS,
    variable="KSEARCH_SORT",
    key="sort",
)
GROUP = Option(
    "group",
    ("--group",),
    OptionKind.FLAG,
    "Show near-identical articles as one, and how many there are; they count in the total.",
    default=True,
    off="--no-group",
    variable="KSEARCH_GROUP",
    key="group",
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
SHOWN_COLUMNS = Option(
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
    "output",
    ("--output", "-o"),
    OptionKind.TEXT,
    "Write to this file.",
    metavar="FILE",
    completion="path",
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
    variable="KSEARCH_COLOR",
    key="color",
)

HYPERLINKS = Option(
    "hyperlinks",
    ("--hyperlinks",),
    OptionKind.CHOICE,
    "Link titles to the article's page or file; auto does where the terminal knows links.",
    default="auto",
    choices=("auto", "always", "never"),
    variable="KSEARCH_HYPERLINKS",
    key="hyperlinks",
)
WIDTH = Option(
    "width",
    ("--width",),
    OptionKind.NUMBER,
    "Break lines at this many columns, in a pipe, too.",
    metavar="COLUMNS",
    variable="KSEARCH_WIDTH",
    key="width",
    least=20,
)
PAGER = Option(
    "pager",
    ("--pager",),
    OptionKind.FLAG,
    "Show what is longer than the terminal with $KSEARCH_PAGER, $PAGER or less.",
    default=True,
    key="pager",
    off="--no-pager",
)
#: How text for reading is shown; `running.py` makes a terminal of them.
SHOWN = (COLOR, WIDTH, PAGER)
ONELINE = Option(
    "oneline",
    ("--oneline",),
    OptionKind.FLAG,
    "Print each hit on one line.",
    default=False,
    key="oneline",
    yields_to=("format", "json", "template", "columns", "batch"),
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
    key="by",
)
BY_PERIOD = Option(
    "by",
    ("--by",),
    OptionKind.CHOICE,
    "How long a period is.",
    default="month",
    choices=PERIODS,
    key="by",
)

# Articles and words.

ARTICLE_ID = Option(
    "id",
    (),
    OptionKind.WORD,
    "The article's id, as search prints it.",
    metavar="ID",
    completion="id",
)
ARTICLE = ARTICLE_ID._replace(
    help="The article's id, or the number of a hit of the last search.",
    metavar="ID|N",
    completion="hit",
)
PRINT_ONLY = Option(
    "print_only",
    ("--print",),
    OptionKind.FLAG,
    "Print the file or address instead.",
    default=False,
)
PREFIX = Option(
    "prefix",
    (),
    OptionKind.WORD,
    "The beginning of a word: 코스ㅍ.",
    metavar="PREFIX",
    completion="word",
)
TEXT = Option(
    "text",
    (),
    OptionKind.WORDS,
    "The text; - reads it from stdin.",
    default=(),
    metavar="TEXT",
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

#: What `search` takes. It is here so that a search need not load what the others take.
SEARCH = (
    QUERY._replace(help="What to search for; - reads it from stdin.", required=False),
    *(INDEX, LIMIT, OFFSET, SORT, *FILTERS, GROUP),
    *(SEARCH_FORMAT, FORMAT_JSON, FACETS, ALL, SHOWN_COLUMNS, TEMPLATE, OUTPUT, BATCH),
    *(EXPLAIN, ONELINE, *SHOWN, HYPERLINKS),
)
