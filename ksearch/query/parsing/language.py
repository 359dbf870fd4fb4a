"""Recognises plain words and queries in Whoosh's language.

Plain words, by far the most common query, need no parser and no import of Whoosh: `understood`
recognises them. Other queries go through `settling`, which decides what each sign means, and then
through Whoosh's parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ksearch.korean.splitting import split
from ksearch.messages import Message
from ksearch.model.errors import EmptyQuery
from ksearch.query.parsing.addresses import without_syntax
from ksearch.query.parsing.syntax import EITHER, OPERATORS, ParsedQuery

if TYPE_CHECKING:
    from whoosh.query.qcore import Query

# Patterns are compiled when they are first used: most searches need none of them.

#: A query with none of these signs, and no operator in letters, is plain words.
_SIGNS = frozenset('"-+*?~^:!|&＂－＋＊？～＾：！｜＆')
#: Syntax that may make a query more than plain words. Brackets, colons and question marks are
#: frequent in headlines and questions, so they count only where they can be operators. Two years or
#: months with two points between them are a span of time.
_SYNTAX = (
    r'["＂|｜]'
    rf"|(?:^|\s)(?:{'|'.join(OPERATORS)})(?:\s|$)"
    r"|(?:^|\s)[&＆]{1,2}(?:\s|$)"
    r"|(?:^|[\s(（])[-+!－＋！](?:[^\W\d]|[\"＂(（“‘「『《〈‹«])"
    r"|[^\x00-\x7f]\s+(?:and|or|not)\s+[^\sA-Za-z]"
    rf"|\S\s+(?:{'|'.join(EITHER)})\s+\S"
    r"|\w[*＊]|[*＊]\w|\w[?？]\w|\*:\*"
    r"|\w[~～]\d*(?:\s|$)|\w[\^＾]\d"
    r"|(?:^|[\s(（\-+!])[^\W\d]\w*[:：][\w\"＂(（\[［{｛*＊<>=.＜＞＝．]"
    r"|\d\.\.\d"
)
#: The query for every article, and how it is typed.
EVERYTHING = "*:*"
_EVERYTHING = ("*", EVERYTHING, "＊")


def understood(text: str, knows: Callable[[str], bool] | None = None) -> ParsedQuery:
    """Decide what each sign of a typed query means. Punctuation never makes it invalid.

    Only straight quotes make a text exact: curly ones come with every pasted headline. Syntax that
    cannot be parsed counts as words, and a note says so.

    Args:
        text: the query as typed.
        knows: returns whether a word occurs in an article. A word that looks like an unknown field
            (en:Wiki) gets no note if an article has it.

    Raises:
        EmptyQuery: there is no word in it.
    """
    if text.strip() in _EVERYTHING:
        return ParsedQuery(EVERYTHING, False)
    text = without_syntax(text)
    if not split(text)[0]:
        raise EmptyQuery(Message("the query holds no word to search for; type at least one word"))
    if not may_have_syntax(text):
        return ParsedQuery(text, True)
    from ksearch.query.parsing.settling import settled

    return settled(text, knows)


def may_have_syntax(text: str) -> bool:
    """Return whether a query may have operators, fields or quoted texts."""
    if _SIGNS.isdisjoint(text) and ".." not in text:
        operators = any(operator in text.upper() for operator in (*OPERATORS, *EITHER))
        if not operators:
            return False
    return re.search(_SYNTAX, text) is not None


def parse_query(text: str) -> Query:
    """Parse a settled query with Whoosh's parser into Whoosh's query tree."""
    from ksearch.whoosh_bridge.parser import parser

    return parser().parse(text)
