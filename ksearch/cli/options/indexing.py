"""The options of building an index: its sources, how they are read, and how it is written."""

from __future__ import annotations

from .option import Option, OptionKind

#: The source that is indexed if none is named.
DEFAULT_SOURCE = "corpus"
#: Seconds and megabytes that reading one document may take.
TIMEOUT = 30.0
MEMORY_LIMIT = 1024
#: Megabytes to build an index in.
BUILDING_MEMORY = 512

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
    key="sources",
    path=True,
    completion="path",
)
SOURCE = Option(
    "source",
    (),
    OptionKind.WORD,
    "The folder or file.",
    metavar="SOURCE",
    completion="path",
)
NEW_PLACE = Option(
    "new",
    (),
    OptionKind.WORD,
    "Where it is now.",
    metavar="NEW",
    completion="path",
)
COPIED_FROM = Option(
    "source",
    (),
    OptionKind.WORD,
    "The folder, or the address, of the index to copy.",
    metavar="FROM",
    completion="path",
)
COPIED_TO = Option(
    "target",
    (),
    OptionKind.WORD,
    "The address, or the folder, that it is copied to.",
    metavar="TO",
    completion="path",
)
FILES = Option(
    "files",
    (),
    OptionKind.WORDS,
    "Files and folders to read.",
    default=(),
    metavar="FILE",
    completion="path",
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
    key="raw",
)
INCLUDE = Option(
    "include",
    ("--include",),
    OptionKind.TEXTS,
    "Read only files that match this glob; may be given more than once.",
    default=(),
    metavar="GLOB",
    key="include",
)
EXCLUDE = Option(
    "exclude",
    ("--exclude",),
    OptionKind.TEXTS,
    "Leave out files that match this glob; may be given more than once.",
    default=(),
    metavar="GLOB",
    key="exclude",
)
COLUMNS = Option(
    "columns",
    ("--columns",),
    OptionKind.TEXTS,
    "What a table or JSON file calls a field of the article: body=기사내용.",
    default=(),
    metavar="FIELD=NAME",
    key="columns",
)
DOCUMENT_TIMEOUT = Option(
    "timeout",
    ("--timeout",),
    OptionKind.SECONDS,
    "Seconds that reading one document may take before it is refused; 0 for any time.",
    default=TIMEOUT,
    metavar="SECONDS",
    variable="KSEARCH_TIMEOUT",
    key="timeout",
)
DOCUMENT_MEMORY = Option(
    "limit",
    ("--limit",),
    OptionKind.NUMBER,
    "Megabytes of memory that reading one document may take; 0 for all there is.",
    default=MEMORY_LIMIT,
    metavar="MB",
    variable="KSEARCH_DOCUMENT_MEMORY",
    key="document-memory",
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
    variable="KSEARCH_MEMORY",
    key="memory",
    least=16,
)
GLOSSES = Option(
    "glosses",
    ("--glosses",),
    OptionKind.FLAG,
    "Whether abbreviations that the articles explain, 한국은행(한은), are synonyms; "
    "the index remembers it, and begins with yes.",
    off="--no-glosses",
    key="glosses",
)
WAIT = Option(
    "wait",
    ("--wait",),
    OptionKind.SECONDS,
    "Seconds to wait for another process that is writing to the index.",
    default=0,
    metavar="SECONDS",
    least=0,
    variable="KSEARCH_WAIT",
    key="wait",
)
REPAIR = Option(
    "repair",
    ("--repair",),
    OptionKind.FLAG,
    "Build a damaged index again from those of its own articles that can be read.",
    default=False,
)
