"""The tokens that a query with signs is cut into."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class TokenKind(Enum):
    """Kinds of tokens."""

    WORD = auto()
    QUOTED = auto()
    SPAN = auto()
    OPEN = auto()
    CLOSE = auto()
    NOT = auto()
    PLUS = auto()
    BINARY = auto()
    FIELD = auto()


class Token(NamedTuple):
    """A part of a query.

    Attributes:
        kind: what it is.
        spelt: its spelling for the parser.
        start, end: its place in the text, in characters.
        syntax: whether it is more than a word.
        name: the operator as typed, if it is one in letters.
    """

    kind: TokenKind
    spelt: str
    start: int
    end: int
    syntax: bool = True
    name: str = ""


#: Tokens behind which a word may begin.
BEGINNINGS = (TokenKind.OPEN, TokenKind.NOT, TokenKind.PLUS, TokenKind.FIELD)
#: Tokens that need an operand behind them.
LEANING = (TokenKind.NOT, TokenKind.PLUS, TokenKind.FIELD, TokenKind.BINARY)
