"""Query text → Whoosh query tree, by Whoosh's own parser and plugins.

Plain words, by far the most common query, need no parser and no import of Whoosh: `is_plain` tells
them apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ksearch.errors import EmptyQuery, QuerySyntaxError, UnknownField

if TYPE_CHECKING:
    from whoosh.query import Query

_SYNTAX = re.compile(r'["()\[\]{}*?^~:]|(?:^|\s)(?:AND|OR|NOT|ANDNOT|ANDMAYBE|REQUIRE)(?:\s|$)|(?:^|\s)-\w')
_WORD = re.compile(r"\w")
_FIELD = re.compile(r'(?<!\S)\(*([A-Za-z_][A-Za-z_0-9]*):(?=[^\s:/]|\s*["(\[{])')
_TIME = re.compile(r"^\d+:\d")
_QUOTES = re.compile("[“”„‟＂]")

#: Names by which the fields can be asked for, beside their own.
_FIELD_NAMES = {
    "title": "title",
    "lead": "lead",
    "body": "body",
    "date": "date",
    "author": "author",
    "publisher": "publisher",
    "section": "section",
    "url": "url",
    "path": "path",
    "id": "id",
    "제목": "title",
    "본문": "body",
    "기자": "author",
    "언론사": "publisher",
    "날짜": "date",
}


def is_plain(text: str) -> bool:
    """Tell whether a query is words alone, without any syntax."""
    return _SYNTAX.search(text) is None


def checked(text: str) -> str:
    """Return a query with its quotes made straight, or say why it cannot be read.

    Raises:
        EmptyQuery: there is no word in it.
        QuerySyntaxError: a quote or a bracket is left open.
        UnknownField: a field is named that articles do not have.
    """
    if not _WORD.search(text):
        raise EmptyQuery("the query holds no word to search for; type at least one word")
    straight = _QUOTES.sub('"', text)
    if straight.count('"') % 2:
        position = straight.rindex('"')
        raise QuerySyntaxError(
            f"the quotation mark at character {position + 1} is never closed; "
            "add the other one, or leave it out",
            position,
        )
    _check_brackets(straight)
    for match in _FIELD.finditer(straight):
        if match.group(1).lower() not in _FIELD_NAMES:
            raise UnknownField(
                f"articles have no field “{match.group(1)}”; "
                "fields are title, lead, body, date, author, publisher, section, url, path and id"
            )
    return straight


def _check_brackets(text: str) -> None:
    opened: list[int] = []
    quoted = False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character == "(":
            opened.append(position)
        elif character == ")":
            if not opened:
                raise QuerySyntaxError(
                    f"the bracket at character {position + 1} closes none; leave it out", position
                )
            opened.pop()
    if opened:
        raise QuerySyntaxError(
            f"the bracket at character {opened[-1] + 1} is never closed; add “)”", opened[-1]
        )


def parse(text: str) -> Query:
    """Parse a checked query with Whoosh's parser into Whoosh's query tree."""
    from ksearch.query.whoosh_parser import parser

    return parser().parse(text)
