"""Decides what each sign of a typed query means, before Whoosh's parser reads it.

People paste headlines, paragraphs and addresses; a bracket, a dash or a quotation mark in them is
punctuation far more often than syntax. So a query is cut into tokens (`scanning`), operators
without an operand are dropped, and the rest is written in the parser's syntax, so that it is always
valid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ksearch.messages import Message
from ksearch.query.parsing.scanning import Scanner
from ksearch.query.parsing.syntax import ParsedQuery
from ksearch.query.parsing.tokens import BEGINNINGS, LEANING, Token, TokenKind

#: Full-width signs, mapped to their half-width forms.
_HALF_WIDTH = str.maketrans("＂－＋＊？～＾：！｜＆（）＜＞＝［］｛｝．", '"-+*?~^:!|&()<>=[]{}.')
#: Words above which a text without operator, field or bracket is prose, whose quotation marks and
#: dashes are punctuation. Well above any headline (the longest have 15 words).
_PROSE_WORDS = 20


def settled(text: str, knows: Callable[[str], bool] | None = None) -> ParsedQuery:
    """Settle a query that may have syntax; see `language.understood`."""
    half_width = text.translate(_HALF_WIDTH)
    scanner = Scanner(half_width, knows)
    tokens = scanner.scan()
    if tokens is None:
        note = Message(
            "the query is too long or too nested for operators; its words are searched for"
        )
        return ParsedQuery(text, True, (note,))
    kept, dropped = _fitted(tokens)
    if not any(token.kind in (TokenKind.WORD, TokenKind.QUOTED, TokenKind.SPAN) for token in kept):
        return ParsedQuery(text, True)
    notes = [*scanner.notes, *_notes_on(dropped)]
    if _is_prose(kept) or not _has_syntax(kept):
        return ParsedQuery(_without(text, dropped), True, tuple(dict.fromkeys(notes)))
    return ParsedQuery(_spelt(kept), False, tuple(dict.fromkeys(notes)))


def _is_prose(tokens: list[Token]) -> bool:
    syntax = (TokenKind.BINARY, TokenKind.FIELD, TokenKind.SPAN)
    words = sum(token.kind in (TokenKind.WORD, TokenKind.QUOTED) for token in tokens)
    return words > _PROSE_WORDS and all(token.kind not in syntax for token in tokens)


def _has_syntax(tokens: list[Token]) -> bool:
    """Return whether tokens are more than plain words; brackets alone are not."""
    return any(token.syntax and token.spelt not in ("(", ")") for token in tokens)


def _notes_on(dropped: list[Token]) -> Iterator[str]:
    for token in dropped:
        if token.name:
            yield Message(
                "“{token}” has no word on one of its sides, and is left out", token=token.name
            )


def _without(text: str, dropped: list[Token]) -> str:
    """Return a text with spaces in place of operators that had no operand."""
    pieces: list[str] = []
    done = 0
    for token in dropped:
        if token.name:
            pieces += (text[done : token.start], " ")
            done = token.end
    return "".join((*pieces, text[done:]))


def _spelt(tokens: list[Token]) -> str:
    pieces: list[str] = []
    glued = True
    for token in tokens:
        glued = glued or token.kind is TokenKind.CLOSE
        pieces.append(token.spelt if glued else f" {token.spelt}")
        glued = token.kind in BEGINNINGS
    return "".join(pieces)


# Fitting tokens together


def _fitted(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Return the tokens of a well-formed query, and the dropped ones."""
    kept: list[Token] = []
    dropped: list[Token] = []

    def drop_leaning(kinds: tuple[TokenKind, ...]) -> None:
        while kept and kept[-1].kind in kinds:
            dropped.append(kept.pop())

    for token in tokens:
        if token.kind is TokenKind.CLOSE:
            drop_leaning(LEANING)
            if kept and kept[-1].kind is TokenKind.OPEN:
                dropped.append(kept.pop())
                drop_leaning((TokenKind.NOT, TokenKind.PLUS, TokenKind.FIELD))
                continue
        elif token.kind is TokenKind.BINARY:
            drop_leaning((TokenKind.NOT, TokenKind.PLUS, TokenKind.FIELD))
            if not kept or kept[-1].kind in (TokenKind.OPEN, TokenKind.BINARY):
                dropped.append(token)
                continue
        elif (
            token.kind in (TokenKind.NOT, TokenKind.PLUS)
            and kept
            and kept[-1].kind is TokenKind.PLUS
        ):
            dropped.append(kept.pop())
        elif token.kind is TokenKind.NOT and kept and kept[-1].kind is TokenKind.NOT:
            dropped += (kept.pop(), token)  # a double NOT cancels out
            continue
        kept.append(token)
    drop_leaning(LEANING)
    return kept, sorted(dropped, key=lambda token: token.start)
