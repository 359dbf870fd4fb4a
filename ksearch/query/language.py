"""Query text → Whoosh query tree, by Whoosh's own parser and plugins.

Plain words, by far the most common query, need no parser and no import of Whoosh: `is_plain` tells
them apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ksearch.errors import EmptyQuery, QuerySyntaxError, UnknownField

if TYPE_CHECKING:
    from whoosh.query.qcore import Query

#: What makes a query more than words. Brackets, colons and question marks stand in headlines and
#: questions all the time: they count only where they can mean nothing else.
_SYNTAX = re.compile(
    r'"'
    r"|(?:^|\s)(?:AND|OR|NOT|ANDNOT|ANDMAYBE|REQUIRE)(?:\s|$)"
    r"|(?:^|[\s(])[-+][\w\"(]"
    r"|\w\*|\*\w|\w\?\w|\*:\*"
    r"|\w~\d?(?:\s|$)|\w\^\d"
    r"|(?:^|[\s(])(?:[A-Za-z_]\w*|제목|본문|기자|언론사|날짜):[\w\"(\[{*]"
)
#: A question mark that ends a word, or an asterisk by itself: punctuation, not a wildcard.
_LOOSE = re.compile(r"(?<![\w*])[*?]+(?![\w:])|\?+(?!\w)")
_WORD = re.compile(r"\w")
_FIELD = re.compile(r'(?<!\S)\(*([A-Za-z_][A-Za-z_0-9]*):(?=[^\s:/]|\s*["(\[{])')
_QUOTES = re.compile("＂")

#: Names by which the fields can be asked for, beside their own.
FIELD_NAMES = {
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
    """Tell whether a query (as `checked` returns it) is words alone, without any syntax."""
    return _SYNTAX.search(text) is None


def checked(text: str) -> str:
    """Return a query in a spelling that the parser reads, or say why it cannot be read.

    Only straight quotes make a text exact: curly ones come with every pasted headline.

    Raises:
        EmptyQuery: there is no word in it.
        QuerySyntaxError: a quote or a bracket is left open.
        UnknownField: a field is named that articles do not have.
    """
    if not _WORD.search(text):
        raise EmptyQuery("the query holds no word to search for; type at least one word")
    straight = _QUOTES.sub('"', text)
    if straight.count('"') % 2 and straight.count("“") != straight.count("”"):
        # A headline that opens with a curly quote and closes with a straight one.
        straight = straight.replace('"', "”")
    if straight.count('"') % 2:
        position = straight.rindex('"')
        raise QuerySyntaxError(
            f"the quotation mark at character {position + 1} is never closed; "
            "add the other one, or leave it out",
            position,
        )
    if is_plain(straight):
        return straight
    _check_brackets(straight)
    for match in _FIELD.finditer(straight):
        if match.group(1).lower() not in FIELD_NAMES:
            raise UnknownField(
                f"articles have no field “{match.group(1)}”; "
                "fields are title, lead, body, date, author, publisher, section, url, path and id"
            )
    return _LOOSE.sub(" ", straight)


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
