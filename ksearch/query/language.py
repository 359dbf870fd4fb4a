"""Query text → Whoosh query tree, by Whoosh's own parser and plugins.

Plain words, by far the most common query, need no parser and no import of Whoosh: `is_plain` tells
them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ksearch.errors import EmptyQuery, QuerySyntaxError, UnknownField
from ksearch.korean.splitting import split

if TYPE_CHECKING:
    from whoosh.query.qcore import Query

# Patterns are compiled when they are first used: most searches need none of them.

#: What makes a query more than words. Brackets, colons and question marks stand in headlines and
#: questions all the time: they count only where they can mean nothing else.
_SYNTAX = (
    r'"'
    r"|(?:^|\s)(?:AND|OR|NOT|ANDNOT|ANDMAYBE|REQUIRE)(?:\s|$)"
    r"|(?:^|[\s(])[-+][\w\"(]"
    r"|\w\*|\*\w|\w\?\w|\*:\*"
    r"|\w~\d?(?:\s|$)|\w\^\d"
    r"|(?:^|[\s(])(?:[A-Za-z_]\w*|제목|본문|기자|언론사|날짜):[\w\"(\[{*]"
)
#: Without any of these a query is words alone.
_SIGNS = frozenset('"-+*?~^:')
_OPERATORS = ("AND", "OR", "NOT", "REQUIRE")
#: A question mark that ends a word, or an asterisk by itself: punctuation, not a wildcard.
_LOOSE = r"(?<![\w*])[*?]+(?![\w:])|\?+(?!\w)"
_FIELD = r'(?<!\S)\(*([A-Za-z_][A-Za-z_0-9]*):(?=[^\s:/]|\s*["(\[{])'
#: What asks for every article.
_EVERYTHING = ("*", "*:*")
#: A quote opens a text where a word could begin; anywhere else it only closes one.
_OPENING = r"(?<![^\s(\[{+\-:^“‘])\Z"

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
    if _SIGNS.isdisjoint(text) and not any(operator in text for operator in _OPERATORS):
        return True
    return re.search(_SYNTAX, text) is None


def checked(text: str, knows: Callable[[str], bool] | None = None) -> str:
    """Return a query in a spelling that the parser reads, or say why it cannot be read.

    Only straight quotes make a text exact: curly ones come with every pasted headline. What looks
    like a field that articles do not have is a word if ``knows`` says that it is one (en:Wiki).

    Raises:
        EmptyQuery: there is no word in it.
        QuerySyntaxError: a quote or a bracket is left open.
        UnknownField: a field is named that articles do not have.
    """
    if text.strip() in _EVERYTHING:
        return "*:*"
    if not any(letter.isalnum() or letter == "_" for letter in text):
        raise EmptyQuery("the query holds no word to search for; type at least one word")
    straight, position = _paired(text.replace("＂", '"'))
    if position >= 0:
        raise QuerySyntaxError(
            f"the quotation mark at character {position + 1} is never closed; "
            "add the other one, or leave it out",
            position,
        )
    if is_plain(straight):
        return straight
    _check_brackets(straight)
    for match in re.finditer(_FIELD, straight):
        is_word = knows is not None and knows(_word_at(straight, match))
        if match.group(1).lower() not in FIELD_NAMES and not is_word:
            raise UnknownField(
                f"articles have no field “{match.group(1)}”; "
                "fields are title, lead, body, date, author, publisher, section, url, path and id"
            )
    return re.sub(_LOOSE, " ", straight)


def _word_at(text: str, field: re.Match[str]) -> str:
    """Return the whole word of which the beginning looks like a field's name."""
    return next(iter(split(text[field.start(1) :])[0]), "")


def _paired(text: str) -> tuple[str, int]:
    """Return a text with a curly quote in the place of every straight one that opens nothing.

    A quote that a word stands before closes a text, or is a bit of one that was copied: 바란다"고.
    The place of a quote that is never closed comes with it, or -1.
    """
    found = list(text)
    opened = -1
    for place, character in enumerate(text):
        if character != '"':
            continue
        if opened >= 0:
            opened = -1
        elif re.compile(_OPENING).search(text, 0, place):
            opened = place
        else:
            found[place] = "”"
    if opened >= 0 and text.count("“") != text.count("”"):
        # A headline that closes with a straight quote what a curly one opened.
        return "".join(found).replace('"', "”"), -1
    return "".join(found), opened


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
