"""The commands, and which options of the table each of them takes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .indexing import (
    ALL_LINES,
    BOUNDS,
    COLUMNS,
    COPIED_FROM,
    COPIED_TO,
    FILES,
    GLOSSES,
    MEMORY,
    NEW_PLACE,
    RAW,
    READING,
    REPAIR,
    SOURCE,
    SOURCES,
    WAIT,
)
from .option import Option
from .serving import ANSWER_TIMEOUT, SERVING
from .table import (
    ARTICLE,
    ARTICLE_ID,
    ARTICLES_JSON,
    BY_FIELD,
    BY_PERIOD,
    CONFIG_FORMAT,
    COUNT_FORMAT,
    ENTRY,
    FILTERS,
    FORMAT,
    FORMAT_JSON,
    GROUP,
    HYPERLINKS,
    INDEX,
    JSON,
    LIMIT,
    NOTE,
    ONELINE,
    PREFIX,
    PRINT_ONLY,
    QUERY,
    RELATED_LIMIT,
    SEARCH,
    SHOWN,
    SORT,
    TAG,
    TEXT,
    TREND_FORMAT,
    VALUES_LIMIT,
    WORDS_LIMIT,
)

_UPDATING = (SOURCES, INDEX, *READING, GLOSSES, MEMORY, WAIT, *BOUNDS, JSON)

TAKEN: Mapping[str, tuple[Option, ...]] = MappingProxyType(
    {
        "index": _UPDATING,
        "rebuild": _UPDATING,
        "search": SEARCH,
        "browse": (
            QUERY._replace(help="What to begin with.", required=False),
            *(INDEX, SORT, *FILTERS),
        ),
        "count": (
            QUERY,
            INDEX,
            BY_FIELD,
            VALUES_LIMIT,
            *FILTERS,
            COUNT_FORMAT,
            FORMAT_JSON,
            *SHOWN,
        ),
        "trend": (
            QUERY._replace(help="What to search for; several queries are shown side by side."),
            *(INDEX, BY_PERIOD, *FILTERS, TREND_FORMAT, FORMAT_JSON, *SHOWN),
        ),
        "related": (QUERY, INDEX, RELATED_LIMIT, *FILTERS, COUNT_FORMAT, FORMAT_JSON, *SHOWN),
        "open": (ARTICLE, INDEX, PRINT_ONLY),
        "schema": (),
        "config": (CONFIG_FORMAT, FORMAT_JSON, *SHOWN),
        "show": (ARTICLE, INDEX, JSON, *SHOWN, HYPERLINKS),
        "similar": (
            ARTICLE_ID,
            INDEX,
            LIMIT,
            GROUP,
            FORMAT,
            FORMAT_JSON,
            ONELINE,
            *SHOWN,
            HYPERLINKS,
        ),
        "suggest": (PREFIX, INDEX, WORDS_LIMIT, JSON),
        "analyze": (TEXT, INDEX, JSON, *SHOWN),
        "words add": (ENTRY, INDEX, TAG, NOTE, JSON),
        "words remove": (ENTRY, INDEX, JSON),
        "words list": (INDEX, JSON, *SHOWN),
        "sources list": (INDEX, JSON, *SHOWN),
        "sources add": (SOURCE, INDEX, *READING, *BOUNDS, WAIT, JSON),
        "sources remove": (SOURCE, INDEX, WAIT, JSON),
        "sources move": (SOURCE, NEW_PLACE, INDEX, WAIT, JSON),
        "stats": (INDEX, JSON, *SHOWN),
        "check": (INDEX, REPAIR, JSON, *SHOWN),
        "copy": (COPIED_FROM, COPIED_TO, WAIT, JSON),
        "read": (FILES, ALL_LINES, RAW, COLUMNS, *BOUNDS, ARTICLES_JSON, *SHOWN),
        "serve": (INDEX, *SERVING, ANSWER_TIMEOUT),
        "mcp": (INDEX, ANSWER_TIMEOUT),
        "watch": (SOURCES, INDEX, *READING, MEMORY, WAIT, *BOUNDS),
    }
)
